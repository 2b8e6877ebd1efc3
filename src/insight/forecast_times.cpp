#include "baton/insight/forecast.hpp"
#include "insight/forecast_chance.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <string_view>

namespace baton::insight {

using core::Duration;

namespace {

// Shorter durations count as this long: nobody waits for such a step.
constexpr double kShortestSeconds = 0.01;
// The variance of the widest level before it has data.
constexpr double kFirstVariance = 1;
// The least variance of a logarithm: a step that always took the same time may vary by 5 %.
constexpr double kLeastVariance = 0.05 * 0.05;

// The first two moments of a normal value of which it is known that it is over `bound`.
struct Truncated {
  double mean;
  double square;
};
Truncated truncated_over(double bound, double mean, double deviation) {
  const double z = (bound - mean) / deviation;
  // The hazard of the normal distribution, which nears z itself far out.
  constexpr double kFar = 30;
  const double hazard = z > kFar ? z : normal_density(z) / normal_tail(z);
  const double expected = mean + deviation * hazard;
  const double variance = deviation * deviation * std::max(0.0, 1 + z * hazard - hazard * hazard);
  return {expected, variance + expected * expected};
}

}  // namespace

Duration LogNormal::median() const {
  // 1000 years, the longest duration of the language.
  constexpr double kLongest = 3.2e10;
  return std::chrono::duration_cast<Duration>(
      std::chrono::duration<double>(std::min(kLongest, std::exp(mean))));
}

void StepTimes::add(Path path, Duration took, bool still_lasts) {
  if (took < Duration::zero()) {
    ++clock_faults_;
    return;
  }
  const double log = std::log(std::max(kShortestSeconds, core::in_seconds(took)));
  std::string key;
  for (const auto& part : path) {
    key += part;
    key += '\0';
    auto found = nodes_.find(key);
    if (found == nodes_.end()) {
      if (nodes_.size() >= kPathsMax) return;
      found = nodes_.emplace(key, Node()).first;
    }
    auto& node = found->second;
    node.entries.push_back({log, still_lasts});
    if (node.entries.size() > kKept) node.entries.pop_front();
    node.stale = true;
  }
}

void StepTimes::fit(Node& node) {
  double sum = 0;
  double squares = 0;
  node.runs = 0;
  for (const auto& entry : node.entries) {
    sum += entry.log;
    squares += entry.log * entry.log;
    node.runs += entry.longer ? 0U : 1U;
  }
  const auto count = static_cast<double>(node.entries.size());
  node.mean = sum / count;
  node.variance = std::max(kLeastVariance, squares / count - node.mean * node.mean);
  const bool censored = node.runs < node.entries.size();
  constexpr int kRounds = 25;
  for (int round = 0; censored && node.runs > 0 && round < kRounds; ++round) {
    sum = squares = 0;
    const double deviation = std::sqrt(node.variance);
    for (const auto& entry : node.entries) {
      const auto [value, square] = entry.longer ? truncated_over(entry.log, node.mean, deviation)
                                                : Truncated{entry.log, entry.log * entry.log};
      sum += value;
      squares += square;
    }
    node.mean = sum / count;
    node.variance = std::max(kLeastVariance, squares / count - node.mean * node.mean);
  }
  node.stale = false;
}

std::optional<LogNormal> StepTimes::of(Path path) const {
  std::optional<LogNormal> out;
  double mean = 0;
  double variance = kFirstVariance;
  std::string key;
  for (const auto& part : path) {
    key += part;
    key += '\0';
    const auto found = nodes_.find(key);
    auto* node = found == nodes_.end() ? nullptr : &found->second;
    if (node != nullptr && node->stale) fit(*node);
    const auto runs = static_cast<double>(node == nullptr ? 0 : node->runs);
    if (runs > 0) {
      // The widest level has no parent to lean on for its mean.
      const double part_of_mean = out ? runs / (runs + kParentRuns) : 1;
      mean += part_of_mean * (node->mean - mean);
      variance += runs / (runs + kParentRuns) * (node->variance - variance);
      out.emplace();
    }
    if (out) {
      out->runs = static_cast<std::uint32_t>(runs);
      out->widened = out->runs < Model::kComparable;
    }
  }
  if (!out) return std::nullopt;
  out->mean = mean;
  // The mean itself is known only so well.
  out->deviation = std::sqrt(variance * (1 + 1 / (out->runs + kParentRuns)));
  return out;
}

}  // namespace baton::insight
