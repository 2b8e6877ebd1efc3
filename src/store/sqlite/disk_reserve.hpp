#pragma once

#include "baton/core/time.hpp"
#include "baton/ports/clock.hpp"
#include "baton/ports/store.hpp"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

namespace baton::store {

// Why events from outside are refused while the disk of `path` has less than `bytes` free ("disk:
// 12 MiB free, …"); empty when it has enough.
std::string disk_shortage(const std::filesystem::path& path, std::uintmax_t bytes);

// The free space of the disk of a database file, and the size of that file with its log; nullopt
// when the disk does not say.
std::optional<ports::Space> space_of(const std::filesystem::path& database);

// Space on the disk that is kept free, so that Baton can finish what it took in. The disk is asked
// at most once a second.
class DiskReserve {
 public:
  // `folder` is where the store's files are. With zero bytes nothing is ever refused.
  DiskReserve(std::filesystem::path folder, std::uintmax_t bytes, const ports::Clock& clock)
      : folder_(std::move(folder)), bytes_(bytes), clock_(clock) {}

  // Throws ports::StoreUnavailable while less than that is free.
  void ensure();

 private:
  std::filesystem::path folder_;
  std::uintmax_t bytes_;
  const ports::Clock& clock_;
  std::optional<core::Time> looked_at_;
  std::string shortage_{};
};

}  // namespace baton::store
