#include "store/disk_reserve.hpp"

#include "baton/ports/store.hpp"

#include <chrono>
#include <string>
#include <system_error>

namespace baton::store {
namespace {

constexpr core::Duration kLookEvery = std::chrono::seconds(1);

std::string megabytes(std::uintmax_t bytes) { return std::to_string(bytes >> 20U) + " MiB"; }

}  // namespace

void DiskReserve::ensure() {
  if (bytes_ == 0) return;
  const auto now = clock_.now();
  if (!looked_at_ || now < *looked_at_ || now - *looked_at_ >= kLookEvery) {
    std::error_code failed;
    const auto space = std::filesystem::space(folder_, failed);
    if (!failed) free_ = space.available;
    looked_at_ = now;
  }
  if (free_ >= bytes_) return;
  throw ports::StoreUnavailable("disk: " + megabytes(free_) + " free, " + megabytes(bytes_) + " kept in reserve");
}

}  // namespace baton::store
