#include "baton/insight/step_times.hpp"

#include "baton/insight/remaining.hpp"
#include "insight/forecast_chance.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <utility>

namespace baton::insight {

using core::Duration;

namespace {

// Shorter durations count as this long: nobody waits for such a step.
constexpr double kShortestSeconds = 0.01;
// 1000 years, the longest duration of the language.
constexpr double kLongestSeconds = 3.2e10;
// The variance of the widest level before it has data.
constexpr double kFirstVariance = 1;
// The least variance of a logarithm: a step that always took the same time may vary by 5 %.
constexpr double kLeastVariance = 0.05 * 0.05;
// Further out, the probabilities of the normal distribution are too small for a double.
constexpr double kFarOut = 30;

// The first two moments of a normal value of which it is known that it is over `bound`.
struct Truncated {
  double mean;
  double square;
};
Truncated truncated_over(double bound, double mean, double deviation) {
  const double z = (bound - mean) / deviation;
  // The hazard of the normal distribution, which nears z itself far out.
  const double hazard = z > kFarOut ? z : normal_density(z) / normal_tail(z);
  const double expected = mean + deviation * hazard;
  const double variance = deviation * deviation * std::max(0.0, 1 + z * hazard - hazard * hazard);
  return {expected, variance + expected * expected};
}

// Some bounds that are near each other, as their mean and how much they weigh.
struct Bound {
  double log;
  double weight;
};

// Puts the bounds of durations that are "longer than" into groups of neighbours, so that a round of
// a fit, which looks at each group, is cheap.
std::vector<Bound> grouped_bounds(std::vector<Bound>& bounds) {
  constexpr std::size_t kGroupsMax = 48;
  std::sort(bounds.begin(), bounds.end(),
            [](const Bound& one, const Bound& other) { return one.log < other.log; });
  std::vector<Bound> groups;
  const auto count = std::min(kGroupsMax, bounds.size());
  for (std::size_t group = 0; group < count; ++group) {
    const auto from = group * bounds.size() / count;
    const auto to = (group + 1) * bounds.size() / count;
    double sum = 0;
    double weight = 0;
    for (auto at = from; at < to; ++at) {
      sum += bounds[at].weight * bounds[at].log;
      weight += bounds[at].weight;
    }
    groups.push_back({sum / weight, weight});
  }
  return groups;
}

double in_log(Duration took) {
  return std::log(std::max(kShortestSeconds, core::in_seconds(took)));
}

Duration of_seconds(double seconds) {
  return std::chrono::duration_cast<Duration>(
      std::chrono::duration<double>(std::clamp(seconds, 0.0, kLongestSeconds)));
}

// The value that is exceeded with this probability where `reached` is exceeded already.
double exceeded_beyond(double reached, double probability) {
  // Far out, what is beyond is spread about as an exponential distribution.
  if (reached > kFarOut) return reached - std::log(probability) / reached;
  return std::max(reached, normal_exceeded(probability * normal_tail(reached)));
}

// The probability that `bound` is exceeded where `reached` is exceeded already.
double tail_beyond(double reached, double bound) {
  if (bound <= reached) return 1;
  if (reached > kFarOut) return std::exp((reached * reached - bound * bound) / 2);
  return normal_tail(bound) / normal_tail(reached);
}

// How much longer a step lasts that has lasted for `age` seconds already.
class StillLasts {
 public:
  StillLasts(const LogNormal& takes, double age)
      : takes_(takes), age_(age), reached_(age > 0 ? place_of(age) : -kFarOut) {
    // The tail counts as one run, times the share of runs that do not last for so long.
    const double beyond = normal_tail(reached_);
    const double ended = 1 - beyond;
    if (age > 0 && ended > 0) tail_part_ = ended / (takes.level_runs * beyond + ended);
  }

  // The probability that it lasts for more than this from now on.
  double after(double left) const {
    const double bound = age_ + left;
    const double known = tail_beyond(reached_, place_of(bound));
    return tail_part_ > 0 ? known + tail_part_ * (age_ / bound - known) : known;
  }

  // How much longer it lasts at most, with this probability.
  double until(double level) const {
    const double z = exceeded_beyond(reached_, 1 - level);
    double low = std::max(0.0, std::exp(takes_.mean + takes_.deviation * z) - age_);
    low = std::min(low, kLongestSeconds);
    if (tail_part_ <= 0) return low;
    // The quantile of both together lies between those of each.
    double high = age_ * level / (1 - level);
    if (high < low) std::swap(low, high);
    constexpr int kHalvings = 40;
    for (int at = 0; at < kHalvings; ++at) {
      const double middle = (low + high) / 2;
      (after(middle) > 1 - level ? low : high) = middle;
    }
    return high;
  }

 private:
  double place_of(double seconds) const {
    return (std::log(seconds) - takes_.mean) / takes_.deviation;
  }

  const LogNormal& takes_;
  double age_;
  double reached_;
  double tail_part_ = 0;
};

}  // namespace

Duration LogNormal::median() const { return of_seconds(std::exp(mean)); }

void StepTimes::add(Path path, const StepStay& stay) {
  if (stay.took < Duration::zero()) {
    ++clock_faults_;
    return;
  }
  const Entry entry{{stay.began, stay.id}, static_cast<float>(in_log(stay.took)), stay.state};
  std::string key;
  for (const auto& part : path) {
    key += part;
    key += '\0';
    auto found = nodes_.find(key);
    if (found == nodes_.end()) {
      if (nodes_.size() >= kPathsMax) return;
      found = nodes_.emplace(key, Node()).first;
    }
    put(found->second, entry);
  }
}

void StepTimes::put(Node& node, const Entry& entry) {
  using State = StepStay::State;
  if (entry.place <= node.since) return;
  const auto at =
      std::lower_bound(node.entries.begin(), node.entries.end(), entry.place,
                       [](const Entry& one, const Place& place) { return one.place < place; });
  const bool lasts = entry.state == State::lasts;
  if (at != node.entries.end() && at->place == entry.place) {
    if (at->state == entry.state && at->log == entry.log) return;
    node.lasting -= at->state == State::lasts ? 1U : 0U;
    *at = entry;
  } else {
    if (lasts && node.lasting >= kLastingMax) return;
    node.entries.insert(at, entry);
  }
  node.lasting += lasts ? 1U : 0U;
  ++node.changes;
  if (node.entries.size() - node.lasting > kKept) forget_oldest(node);
}

// Forgets the oldest step that is over, and those that began before it and still last. If these
// stayed while the fast ones of their time are forgotten, all steps would seem to take long.
void StepTimes::forget_oldest(Node& node) {
  const auto oldest = std::find_if(node.entries.begin(), node.entries.end(), [](const Entry& one) {
    return one.state != StepStay::State::lasts;
  });
  node.since = oldest->place;
  node.lasting -= static_cast<std::size_t>(oldest - node.entries.begin());
  node.entries.erase(node.entries.begin(), oldest + 1);
}

void StepTimes::fit(Node& node) {
  node.changes = 0;
  node.runs = 0;
  node.longest = 0;
  node.weight = 0;
  const bool lasting_count = node.lasting < kLastingMax;
  double ended_sum = 0;
  double ended_squares = 0;
  double longer_weight = 0;
  std::vector<Bound> longer;
  double began_after = static_cast<double>(node.entries.size());
  for (const auto& entry : node.entries) {
    const double log = entry.log;
    const double weight = std::exp2(--began_after / -kHalfLife);
    if (entry.state == StepStay::State::ended) {
      ended_sum += weight * log;
      ended_squares += weight * log * log;
      node.weight += weight;
      node.longest = node.runs == 0 ? log : std::max(node.longest, log);
      ++node.runs;
    } else if (entry.state == StepStay::State::cut_off || lasting_count) {
      longer.push_back({log, weight});
      longer_weight += weight;
    }
  }
  if (node.runs == 0) return;
  const auto bounds = grouped_bounds(longer);
  const double all = node.weight + longer_weight;
  const auto take = [&node, all](double sum, double squares) {
    node.mean = sum / all;
    node.variance = std::max(kLeastVariance, squares / all - node.mean * node.mean);
  };
  double sum = ended_sum;
  double squares = ended_squares;
  for (const auto& bound : bounds) {
    sum += bound.weight * bound.log;
    squares += bound.weight * bound.log * bound.log;
  }
  take(sum, squares);
  constexpr int kRoundsMax = 60;
  constexpr double kAgrees = 1e-4;
  double moved = bounds.empty() ? 0 : 1;
  for (int round = 0; moved > kAgrees && round < kRoundsMax; ++round) {
    sum = ended_sum;
    squares = ended_squares;
    const double before = node.mean;
    const double deviation = std::sqrt(node.variance);
    for (const auto& bound : bounds) {
      const auto [value, square] = truncated_over(bound.log, before, deviation);
      sum += bound.weight * value;
      squares += bound.weight * square;
    }
    take(sum, squares);
    moved = std::abs(node.mean - before) + std::abs(std::sqrt(node.variance) - deviation);
  }
}

std::optional<LogNormal> StepTimes::of(Path path) const {
  std::optional<LogNormal> out;
  double mean = 0;
  double variance = kFirstVariance;
  double known = 0;
  std::string key;
  for (std::size_t level = 0; level < path.size(); ++level) {
    key += path[level];
    key += '\0';
    const auto found = nodes_.find(key);
    auto* node = found == nodes_.end() ? nullptr : &found->second;
    if (node != nullptr && node->changes * kRefitPart > node->entries.size()) fit(*node);
    const double weight = node == nullptr ? 0 : node->weight;
    known = weight;
    if (weight > 0) {
      // The widest level has no parent to lean on for its mean.
      const double part_of_mean = out ? weight / (weight + kParentRuns) : 1;
      mean += part_of_mean * (node->mean - mean);
      variance += weight / (weight + kParentRuns) * (node->variance - variance);
      const bool first = !out;
      if (first) out.emplace();
      if (first || node->runs >= Model::kComparable) {
        out->level = level;
        out->level_runs = node->runs;
        out->longest = of_seconds(std::exp(node->longest));
      }
    }
    if (out) {
      out->runs = node == nullptr ? 0 : node->runs;
      out->widened = out->runs < Model::kComparable;
    }
  }
  if (!out) return std::nullopt;
  out->mean = mean;
  // The mean itself is known only so well.
  out->deviation = std::sqrt(variance * (1 + 1 / (known + kParentRuns)));
  return out;
}

StepLeft left_of_step(const LogNormal& takes, Duration lasted, std::optional<Duration> until_due) {
  const StillLasts survives(takes, std::max(0.0, core::in_seconds(lasted)));
  StepLeft out;
  out.outlasts = lasted > takes.longest;
  for (std::size_t i = 0; i < kLevels.size(); ++i)
    out.left[i] = of_seconds(survives.until(kLevels[i]));
  if (until_due)
    out.late = *until_due <= Duration::zero() ? 1 : survives.after(core::in_seconds(*until_due));
  return out;
}

StepLeft left_until(Duration end, std::optional<Duration> until_due) {
  StepLeft out;
  out.left.fill(std::max(Duration::zero(), end));
  if (until_due) out.late = *until_due <= Duration::zero() || end > *until_due ? 1 : 0;
  return out;
}

}  // namespace baton::insight
