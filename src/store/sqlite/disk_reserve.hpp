#pragma once

#include "baton/core/time.hpp"
#include "baton/ports/clock.hpp"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

namespace baton::store {

// Why nothing new is taken in while the disk of `path` has less than `bytes` free ("disk: 12 MiB
// free, …"); empty when there is enough.
std::string disk_shortage(const std::filesystem::path& path, std::uintmax_t bytes);

// Space on disk that is kept so that Baton can finish what it took in. Looks at most once a second.
class DiskReserve {
 public:
  // Zero bytes: never refuses. `folder` is where the store's files are.
  DiskReserve(std::filesystem::path folder, std::uintmax_t bytes, const ports::Clock& clock)
      : folder_(std::move(folder)), bytes_(bytes), clock_(clock) {}

  // Throws ports::StoreUnavailable while less is free.
  void ensure();

 private:
  std::filesystem::path folder_;
  std::uintmax_t bytes_;
  const ports::Clock& clock_;
  std::optional<core::Time> looked_at_;
  std::string shortage_{};
};

}  // namespace baton::store
