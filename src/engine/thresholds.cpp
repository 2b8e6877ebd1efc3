#include "engine/window_fold.hpp"

#include <algorithm>
#include <chrono>
#include <limits>

// Thresholds: events of a sliding time, together. The time is divided into parts, and of each part
// it is kept how many events came and what their numbers come to.
namespace baton::engine {

namespace {

using Aggregate = core::Threshold::Aggregate;

// The number of the part in which this time is.
std::int64_t part_at(core::Time at, core::Duration over, int parts) {
  return at.time_since_epoch().count() / (over.count() / parts);
}

// Lets go of the parts that have left the time once it has come to the part `newest`.
void drop_parts(std::vector<WindowBucket>& buckets, std::int64_t newest, int parts) {
  std::erase_if(buckets, [&](const WindowBucket& each) { return each.index <= newest - parts; });
}

// A sum may be more than a double can hold; what is kept and told is a number all the same.
double finite(double number) {
  return std::clamp(number, std::numeric_limits<double>::lowest(),
                    std::numeric_limits<double>::max());
}

// Adds an event to its part, and lets go of the parts that have left the time.
void add(std::vector<WindowBucket>& buckets, core::Duration over, int parts, const WindowHit& hit) {
  const auto index = part_at(hit.at, over, parts);
  auto place = std::lower_bound(
      buckets.begin(), buckets.end(), index,
      [](const WindowBucket& bucket, std::int64_t wanted) { return bucket.index < wanted; });
  if (place == buckets.end() || place->index != index)
    place = buckets.insert(place, {index, 0, 0, hit.value, hit.value});
  ++place->count;
  place->sum = finite(place->sum + hit.value);
  place->min = std::min(place->min, hit.value);
  place->max = std::max(place->max, hit.value);
  drop_parts(buckets, buckets.back().index, parts);
}

}  // namespace

std::optional<double> aggregate(const std::vector<WindowBucket>& buckets, Aggregate kind,
                                core::Duration over, int at_least) {
  WindowBucket all;
  for (const auto& bucket : buckets) {
    all.min = all.count == 0 ? bucket.min : std::min(all.min, bucket.min);
    all.max = all.count == 0 ? bucket.max : std::max(all.max, bucket.max);
    all.count += bucket.count;
    all.sum = finite(all.sum + bucket.sum);
  }
  if (all.count < std::max(at_least, 1)) return std::nullopt;
  const auto count = static_cast<double>(all.count);
  switch (kind) {
    case Aggregate::count: return count;
    case Aggregate::sum: return all.sum;
    case Aggregate::avg: return all.sum / count;
    case Aggregate::min: return all.min;
    case Aggregate::max: return all.max;
    case Aggregate::rate:
      return count / std::chrono::duration<double, std::ratio<3'600>>(over).count();
  }
  return std::nullopt;
}

std::optional<double> bound_of(const core::Threshold& spec, const WindowState& state) {
  if (!spec.baseline) return spec.bound;
  const auto usual = aggregate(state.usual, spec.baseline->aggregate, spec.baseline->over,
                               spec.baseline->at_least);
  return usual ? std::optional(finite(*usual * spec.bound)) : std::nullopt;
}

void let_go(const core::Threshold& spec, core::Time now, WindowState& state) {
  drop_parts(state.recent, part_at(now, spec.over, kRecentParts), kRecentParts);
  if (spec.baseline)
    drop_parts(state.usual, part_at(now, spec.baseline->over, kUsualParts), kUsualParts);
}

std::optional<WindowFired> count_threshold(const core::Threshold& spec, WindowState& state,
                                           const WindowHit& hit) {
  // Once all events of before are too old the aggregate says nothing, and is beyond no bound.
  const bool some_left =
      !state.recent.empty() &&
      state.recent.back().index > part_at(hit.at, spec.over, kRecentParts) - kRecentParts;
  const bool was_beyond = state.beyond && some_left;
  add(state.recent, spec.over, kRecentParts, hit);
  if (spec.baseline) add(state.usual, spec.baseline->over, kUsualParts, hit);
  const auto value = aggregate(state.recent, spec.aggregate, spec.over, spec.at_least);
  const auto bound = bound_of(spec, state);
  const bool beyond = value && bound && (spec.above ? *value > *bound : *value < *bound);
  state.beyond = beyond && !spec.again_after;
  if (state.settled.rests_until && state.newest >= *state.settled.rests_until)
    state.settled.rests_until.reset();
  if (!beyond || was_beyond || state.settled.rests_until) return std::nullopt;
  if (spec.again_after) state.settled.rests_until = core::plus(state.newest, *spec.again_after);
  WindowFired fired{core::Json::object(), {}, hit.event};
  fired.told["value"] = *value;
  if (spec.baseline) fired.told["baseline"] = finite(*bound / spec.bound);
  return fired;
}

}  // namespace baton::engine
