#include "store/sqlite/disk_reserve.hpp"

#include "baton/ports/failures.hpp"

#include <chrono>
#include <string>
#include <system_error>

namespace baton::store {
namespace {

constexpr core::Duration kLookEvery = std::chrono::seconds(1);

std::string megabytes(std::uintmax_t bytes) { return std::to_string(bytes >> 20U) + " MiB"; }

}  // namespace

std::string disk_shortage(const std::filesystem::path& path, std::uintmax_t bytes) {
  if (bytes == 0) return {};
  std::error_code failed;
  const auto space = std::filesystem::space(path, failed);
  if (failed || space.available >= bytes) return {};
  return "disk: " + megabytes(space.available) + " free, " + megabytes(bytes) + " kept in reserve";
}

std::optional<ports::Space> space_of(const std::filesystem::path& database) {
  std::error_code failed;
  const auto disk = std::filesystem::space(database, failed);
  if (failed) return std::nullopt;
  const auto size = std::filesystem::file_size(database, failed);
  if (failed) return std::nullopt;
  const auto log = std::filesystem::file_size(database.string() + "-wal", failed);
  return ports::Space{disk.available, size + (failed ? 0 : log)};
}

void DiskReserve::ensure() {
  if (bytes_ == 0) return;
  const auto now = clock_.steady();
  if (!looked_at_ || now < *looked_at_ || now - *looked_at_ >= kLookEvery) {
    shortage_ = disk_shortage(folder_, bytes_);
    looked_at_ = now;
  }
  if (!shortage_.empty()) throw ports::StoreUnavailable(shortage_);
}

}  // namespace baton::store
