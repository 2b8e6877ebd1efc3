#include "connectors/left_alone.hpp"

#include <algorithm>
#include <cstddef>
#include <utility>

namespace baton::connectors {

namespace {

// Whoever is forgotten is asked once too often, which the vendor refuses again.
constexpr std::size_t kLeftAloneMax = 1'000;

}  // namespace

core::Duration LeftAlone::left(const std::string& about, core::Time now) const {
  const auto found = until_.find(about);
  if (found == until_.end() || found->second <= now) return {};
  return found->second - now;
}

void LeftAlone::leave(std::string about, core::Time until, core::Time now) {
  auto& known = until_[std::move(about)];
  known = std::max(known, until);
  if (until_.size() <= kLeftAloneMax) return;
  std::erase_if(until_, [now](const auto& one) { return one.second <= now; });
  const auto sooner = [](const auto& left, const auto& right) {
    return left.second < right.second;
  };
  if (until_.size() > kLeftAloneMax)
    until_.erase(std::min_element(until_.begin(), until_.end(), sooner));
}

}  // namespace baton::connectors
