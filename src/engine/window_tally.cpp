#include "engine/window_fold.hpp"

#include <algorithm>
#include <utility>

// Windows, as far as their events come one after the other by time.
namespace baton::engine {

namespace {

using core::Time;

// Lets go of the events that are too old once others happen at `now`.
void drop_old(const core::Window& spec, Time now, WindowTally& tally) {
  const Time begin = now - spec.within;
  const auto is_old = [begin](const WindowPoint& point) { return point.at < begin; };
  std::erase_if(tally.points, is_old);
  for (auto& values : tally.distinct)
    std::erase_if(values, [&is_old](const auto& value) { return is_old(value.last); });
  for (auto& first : tally.begun)
    if (first && is_old(*first)) first.reset();
}

// What has led to a firing counts for no other, and the key rests.
void begin_anew(const core::Window& spec, Time fired, WindowTally& tally) {
  tally = {};
  if (spec.again_after) tally.rests_until = core::plus(fired, *spec.again_after);
}

WindowFiring fired_by(WindowTally& tally, WindowPoint last) {
  auto points = std::move(tally.points);
  if (points.empty()) {
    for (const auto& values : tally.distinct)
      for (const auto& value : values) points.push_back(value.last);
    std::sort(points.begin(), points.end());
    points.erase(std::unique(points.begin(), points.end()), points.end());
  }
  return {points.front(), last, last, points.size(), std::move(tally.distinct)};
}

// A value stands where its last event does.
void keep_value(std::vector<WindowValue>& values, const core::Json& value, WindowPoint point,
                std::size_t most) {
  std::erase_if(values, [&value](const auto& each) { return each.value == value; });
  values.push_back({value, point});
  if (values.size() > most) values.erase(values.begin());
}

std::optional<WindowFiring> gather(const core::Window& spec, const WindowOpen& next,
                                   WindowTally& tally) {
  if (spec.at_least > 0) tally.points.push_back(next.point);
  bool enough = tally.points.size() >= static_cast<std::size_t>(spec.at_least);
  tally.distinct.resize(spec.distinct.size());
  for (std::size_t at = 0; at < std::min(spec.distinct.size(), next.values.size()); ++at) {
    const auto needed = static_cast<std::size_t>(spec.distinct[at].at_least);
    auto& values = tally.distinct[at];
    keep_value(values, next.values[at], next.point, std::max(needed, kWindowValuesKept));
    enough = enough && values.size() >= needed;
  }
  if (!enough) return std::nullopt;
  auto fired = fired_by(tally, next.point);
  begin_anew(spec, next.point.at, tally);
  return fired;
}

// Of all that has come so far of a sequence the part counts that began last: it has the most time
// left.
std::optional<WindowFiring> follow_sequence(const core::Window& spec, const WindowOpen& next,
                                            WindowTally& tally) {
  const auto wanted = spec.events.size();
  const auto& elements = next.elements;
  if (std::find(elements.begin(), elements.end(), wanted) != elements.end()) tally.complete.reset();
  tally.begun.resize(wanted - 1);
  std::optional<WindowChain> whole;
  // From the last of its elements on, so that one event is no two of them.
  for (auto element = elements.rbegin(); element != elements.rend(); ++element) {
    if (*element >= wanted) continue;
    const auto first = *element == 0 ? std::optional(next.point) : tally.begun[*element - 1];
    if (!first) continue;
    if (*element + 1 == wanted) {
      whole = WindowChain{*first, next.point};
    } else if (auto& begun = tally.begun[*element]; !begun || *begun <= *first) {
      begun = first;
    }
  }
  if (!whole) return std::nullopt;
  if (!spec.absent) {
    begin_anew(spec, next.point.at, tally);
    return WindowFiring{whole->first, whole->last, whole->last, wanted};
  }
  tally.begun.clear();
  if (tally.complete) return std::nullopt;
  tally.complete = whole;
  tally.complete_at = core::plus(next.point.at, spec.absent->lasts);
  return std::nullopt;
}

}  // namespace

WindowFiring fire_complete(const core::Window& spec, WindowTally& tally) {
  WindowFiring fired{tally.complete->first, tally.complete->last};
  fired.at = {tally.complete_at, tally.complete->last.event};
  fired.count = spec.events.size();
  begin_anew(spec, tally.complete_at, tally);
  return fired;
}

std::optional<WindowFiring> count_next(const core::Window& spec, const WindowOpen& next,
                                       WindowTally& tally) {
  std::optional<WindowFiring> fired;
  const Time now = next.point.at;
  if (tally.complete && now > tally.complete_at) fired = fire_complete(spec, tally);
  if (tally.rests_until && now < *tally.rests_until) return fired;
  tally.rests_until.reset();
  drop_old(spec, now, tally);
  // Only a sequence with an event that may not come fires by itself, and it does not fire
  // otherwise.
  auto other = spec.sequence ? follow_sequence(spec, next, tally) : gather(spec, next, tally);
  return fired ? fired : other;
}

void let_go(const core::Window& spec, Time now, WindowTally& tally) {
  drop_old(spec, now, tally);
  if (tally.rests_until && *tally.rests_until <= now) tally.rests_until.reset();
  const auto is_empty = [](const auto& values) { return values.empty(); };
  if (std::all_of(tally.distinct.begin(), tally.distinct.end(), is_empty)) tally.distinct.clear();
  if (std::none_of(tally.begun.begin(), tally.begun.end(), [](const auto& first) { return first; }))
    tally.begun.clear();
}

}  // namespace baton::engine
