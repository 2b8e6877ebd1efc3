#include "baton/views/whole_parts.hpp"

#include <algorithm>
#include <cstddef>
#include <numeric>

namespace baton::views {

namespace {

constexpr std::int64_t kMicrosecondsPerUnit = 1'000;

}  // namespace

std::vector<std::int64_t> whole_parts(std::span<const core::Duration> parts) {
  std::vector<std::int64_t> whole;
  std::vector<std::size_t> order(parts.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  const auto cut_off = [parts](std::size_t at) { return parts[at].count() % kMicrosecondsPerUnit; };
  std::stable_sort(order.begin(), order.end(), [&cut_off](std::size_t one, std::size_t other) {
    return cut_off(one) > cut_off(other);
  });
  auto left =
      std::accumulate(parts.begin(), parts.end(), core::Duration{}).count() / kMicrosecondsPerUnit;
  for (const auto part : parts) {
    whole.push_back(part.count() / kMicrosecondsPerUnit);
    left -= whole.back();
  }
  for (const auto at : order) {
    if (left <= 0) break;
    ++whole[at];
    --left;
  }
  return whole;
}

}  // namespace baton::views
