#include "baton/insight/quantiles.hpp"

#include <algorithm>
#include <cmath>

namespace baton::insight {

namespace {

// Fresh samples are put among the others once there are fewer than so many times as many of these.
// Until then the quantiles would hardly move.
constexpr std::size_t kFreshPart = 20;
// Among more samples than this they are put when they come, and not when they are read: a forecast
// reads many levels, and would wait for all of them at once.
constexpr std::size_t kMany = 256;

constexpr std::size_t index_of(Memory memory) { return static_cast<std::size_t>(memory); }

}  // namespace

double quantile(std::span<const double> sorted, double level) {
  if (sorted.empty()) return 0;
  const double place = level * static_cast<double>(sorted.size() - 1);
  const auto low = static_cast<std::size_t>(place);
  const auto high = std::min(low + 1, sorted.size() - 1);
  return sorted[low] + (place - static_cast<double>(low)) * (sorted[high] - sorted[low]);
}

std::array<double, 3> quantiles(std::span<double> values, const std::array<double, 3>& levels) {
  std::array<double, 3> found{};
  if (values.empty()) return found;
  // No value before this one is greater than any from it on.
  auto from = values.begin();
  for (std::size_t i = 0; i < levels.size(); ++i) {
    const double place = levels[i] * static_cast<double>(values.size() - 1);
    const auto low = values.begin() + static_cast<std::ptrdiff_t>(place);
    std::nth_element(from, low, values.end());
    const auto high = std::min_element(low + 1, values.end());
    const double next = high == values.end() ? *low : *high;
    found[i] = *low + (place - std::floor(place)) * (next - *low);
    from = low;
  }
  return found;
}

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return quantile(values, 0.5);
}

double robust_deviation(std::span<const double> values, double center) {
  constexpr double kOfNormal = 1.4826;
  std::vector<double> distances;
  distances.reserve(values.size());
  for (const double value : values) distances.push_back(std::abs(value - center));
  return kOfNormal * median(std::move(distances));
}

double weighted_quantile(std::vector<Weighted>& values, double level, double default_value) {
  if (values.empty()) return default_value;
  std::sort(values.begin(), values.end(),
            [](const auto& one, const auto& other) { return one.value < other.value; });
  double left = 0;
  for (const auto& each : values) left += each.weight;
  left *= level;
  for (const auto& each : values) {
    left -= each.weight;
    if (left <= 0) return each.value;
  }
  return values.back().value;
}

void Samples::add(double value, std::uint32_t run) {
  const bool first = runs_ == 0 || run != newest_;
  if (first) ++runs_;
  newest_ = run;
  fresh_.push_back({static_cast<float>(value), run, first});
  if (sorted_.size() + fresh_.size() > kMany) settle();
}

std::uint32_t Samples::runs_above(double floor) const {
  double runs = 0;
  for (auto i = first_above(floor); i < sorted_.size(); ++i)
    runs += static_cast<double>(sorted_[i].runs);
  for (const auto& fresh : fresh_)
    if (fresh.first && static_cast<double>(fresh.value) > floor) ++runs;
  return static_cast<std::uint32_t>(runs);
}

Samples::Summary Samples::summary(Memory memory, std::uint32_t now) {
  settle();
  auto summary = summaries_[index_of(memory)];
  summary.weight = faded(memory, summary.weight, now);
  return summary;
}

Samples::Summary Samples::beyond(Memory memory, std::uint32_t now, double floor) {
  settle();
  auto summary = read(memory, first_above(floor), floor);
  summary.weight = faded(memory, summary.weight, now);
  return summary;
}

double Samples::share_above(Memory memory, double value, double floor) {
  settle();
  const auto sum = [&](std::size_t from, std::size_t to) {
    double weight = 0;
    for (auto i = from; i < to; ++i)
      weight += static_cast<double>(sorted_[i].weight[index_of(memory)]);
    return weight;
  };
  const auto first = floor > 0 ? first_above(floor) : 0;
  const auto place = std::max(first, first_above(value));
  const double above = sum(place, sorted_.size());
  const double all = above + sum(first, place);
  return all > 0 ? above / all : 0;
}

// Puts the fresh samples among the others once there are enough of them to matter.
void Samples::settle() {
  if (fresh_.empty() || fresh_.size() * kFreshPart <= sorted_.size()) return;
  take_in_fresh();
  while (sorted_.size() > 2 * kKept) merge_neighbours();
  for (const auto memory : {Memory::all, Memory::recent})
    summaries_[index_of(memory)] = read(memory, 0, 0);
}

void Samples::take_in_fresh() {
  const auto fade =
      static_cast<float>(std::exp2((base_ - static_cast<double>(newest_)) / kHalfLife));
  for (auto& sample : sorted_) sample.weight[index_of(Memory::recent)] *= fade;
  base_ = newest_;
  const auto old = static_cast<std::ptrdiff_t>(sorted_.size());
  for (const auto& fresh : fresh_) {
    const double age = static_cast<double>(base_) - fresh.run;
    sorted_.push_back({fresh.value,
                       {1.0F, static_cast<float>(std::exp2(-age / kHalfLife))},
                       fresh.first ? 1.0F : 0.0F});
  }
  fresh_.clear();
  const auto lower = [](const Sample& one, const Sample& other) { return one.value < other.value; };
  std::sort(sorted_.begin() + old, sorted_.end(), lower);
  std::inplace_merge(sorted_.begin(), sorted_.begin() + old, sorted_.end(), lower);
}

// Of each two neighbours one stays, in turn the lower and the higher, and counts for both.
void Samples::merge_neighbours() {
  std::size_t kept = 0;
  for (std::size_t i = 0; i < sorted_.size(); i += 2) {
    auto one = sorted_[i];
    if (i + 1 < sorted_.size()) {
      const auto& other = sorted_[i + 1];
      if (kept % 2 == 1) one.value = other.value;
      for (std::size_t memory = 0; memory < kMemories; ++memory)
        one.weight[memory] += other.weight[memory];
      one.runs += other.runs;
    }
    sorted_[kept++] = one;
  }
  sorted_.resize(kept);
}

Samples::Summary Samples::read(Memory memory, std::size_t first, double floor) const {
  Summary summary;
  for (auto i = first; i < sorted_.size(); ++i)
    summary.weight += static_cast<double>(sorted_[i].weight[index_of(memory)]);
  std::size_t level = 0;
  double seen = 0;
  for (auto i = first; i < sorted_.size() && level < kLevels.size(); ++i) {
    seen += static_cast<double>(sorted_[i].weight[index_of(memory)]);
    while (level < kLevels.size() && seen >= kLevels[level] * summary.weight)
      summary.at[level++] = static_cast<double>(sorted_[i].value) - floor;
  }
  return summary;
}

std::size_t Samples::first_above(double value) const {
  const auto found = std::upper_bound(
      sorted_.begin(), sorted_.end(), value,
      [](double bound, const Sample& sample) { return bound < static_cast<double>(sample.value); });
  return static_cast<std::size_t>(found - sorted_.begin());
}

double Samples::faded(Memory memory, double weight, std::uint32_t now) const {
  if (memory == Memory::all) return weight;
  return weight * std::exp2((base_ - static_cast<double>(now)) / kHalfLife);
}

}  // namespace baton::insight
