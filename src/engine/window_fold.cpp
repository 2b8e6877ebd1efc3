#include "engine/window_fold.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

// A window counts its events by the time at which they happened, in whatever order they come. As
// long as one may come that happened before another, that other one is kept open: it is counted
// anew with each event, from what is settled. Then the firings are those that there would be if all
// had come in order, but a firing that was already made is not taken back.
namespace baton::engine {

namespace {

using core::Json;
using core::Time;

// What is kept of a threshold from when on says nothing any more.
Time expiry(const core::Threshold& spec, const WindowState& state) {
  auto length = spec.over + spec.over / kRecentParts;
  if (spec.baseline)
    length = std::max(length, spec.baseline->over + spec.baseline->over / kUsualParts);
  // Events that are late may still come to it.
  auto expires = core::plus(state.newest, length + spec.late);
  if (const auto& rests = state.settled.rests_until)
    expires = std::max(expires, core::plus(*rests, spec.late));
  return expires;
}

// The same of a window. What leads to no firing by itself, as an event in the midst of a sequence
// that has not begun, is kept only as long as one may come that happened before it.
Time expiry(const core::Window& spec, const WindowState& state, const WindowTally& tally) {
  auto expires = state.newest;
  const auto counts = [&](const WindowPoint& point) {
    expires = std::max(expires, core::plus(point.at, spec.within));
  };
  if (!tally.points.empty()) counts(tally.points.back());
  for (const auto& values : tally.distinct)
    if (!values.empty()) counts(values.back().last);
  for (const auto& first : tally.begun)
    if (first) counts(*first);
  if (tally.complete) expires = std::max(expires, tally.complete_at);
  if (tally.rests_until) expires = std::max(expires, *tally.rests_until);
  // What happened exactly that long before still counts.
  return core::plus(expires, spec.late + std::chrono::milliseconds(1));
}

WindowFired told(const core::Window& spec, const WindowFiring& firing) {
  WindowFired fired{Json::object(), firing.first.event, firing.last.event};
  fired.told["count"] = firing.count;
  if (spec.sequence) return fired;
  fired.told["distinct"] = Json::object();
  for (std::size_t at = 0; at < spec.distinct.size(); ++at) {
    auto& list = fired.told["distinct"][spec.distinct[at].name] = Json::array();
    for (const auto& value : firing.values[at]) list.push_back(value.value);
  }
  return fired;
}

// Adds the names that a firing of a window and of a threshold have in common.
std::optional<WindowFired> with_names(const WindowHit& hit, std::optional<WindowFired> fired) {
  if (!fired) return fired;
  fired->told["window"] = std::to_string(hit.trigger->window->id);
  fired->told["key"] = hit.key;
  return fired;
}

// Settles the oldest open events: those before which none may come any more, and those above the
// number that is kept. Their firings are added to `firings`.
void settle_oldest(const core::Window& spec, WindowState& state,
                   std::vector<WindowFiring>& firings) {
  const Time past = state.newest - spec.late;
  const auto most = state.open.size() - std::min(state.open.size(), kWindowOpenMax);
  std::size_t settled = 0;
  for (; settled < state.open.size(); ++settled) {
    const auto& open = state.open[settled];
    if (open.point.at > past && settled >= most) break;
    if (open.point.at > past) state.settled_until = open.point.at;
    if (auto fired = count_next(spec, open, state.settled)) firings.push_back(*std::move(fired));
  }
  state.open.erase(state.open.begin(), state.open.begin() + static_cast<std::ptrdiff_t>(settled));
  if (state.settled_until <= past) state.settled_until = {};
  let_go(spec, std::max(past, state.settled_until), state.settled);
  if (state.open.empty() && state.settled == WindowTally{}) state = {};
}

// Puts an event into its place by time. One that happened before what is settled, which is possible
// only when a clock was set back or very many came, counts as of then.
WindowPoint open_event(const WindowHit& hit, WindowState& state) {
  const auto& spec = *hit.trigger->spec->window;
  const Time past = std::max(state.settled_until, state.newest - spec.late);
  WindowOpen open{{std::max(hit.at, past), hit.event}, {}, hit.values};
  if (spec.sequence) open.elements = hit.elements;
  const auto place = std::upper_bound(
      state.open.begin(), state.open.end(), open.point,
      [](const WindowPoint& point, const WindowOpen& other) { return point < other.point; });
  state.newest = std::max(state.newest, open.point.at);
  return state.open.insert(place, std::move(open))->point;
}

// Which of the firings there was none of before: the first one that the event may have led to.
const WindowFiring& new_one(const std::vector<WindowFiring>& firings, const WindowPoint& event) {
  const auto found =
      std::find_if(firings.begin(), firings.end(),
                   [&event](const WindowFiring& firing) { return firing.at >= event; });
  return found == firings.end() ? firings.back() : *found;
}

WindowFold fold_of(const core::Window& spec, const WindowState& state, const WindowTally& tally) {
  WindowFold fold{to_text(state), expiry(spec, state, tally)};
  if (tally.complete) fold.fires_at = tally.complete_at;
  return fold;
}

WindowFold count_in_window(const core::Window& spec, const WindowHit& hit, WindowState state) {
  const auto before = outcome_of(spec, state);
  // No event can come any more that would end the rest.
  if (const auto& rests = state.settled.rests_until; rests && hit.at < *rests)
    return fold_of(spec, state, before.tally);
  const auto event = open_event(hit, state);
  std::vector<WindowFiring> firings;
  settle_oldest(spec, state, firings);
  auto after = outcome_of(spec, state);
  std::move(after.firings.begin(), after.firings.end(), std::back_inserter(firings));
  auto fold = fold_of(spec, state, after.tally);
  fold.fires_newly =
      fold.fires_at && (!before.tally.complete || before.tally.complete_at != *fold.fires_at);
  if (firings.size() > before.firings.size())
    fold.fired = with_names(hit, told(spec, new_one(firings, event)));
  return fold;
}

core::Error not_a_state() {
  return {core::Errc::internal, "what a window keeps is not written as it should be"};
}

}  // namespace

// One that fires by itself has done so once the clock of the events is there.
WindowOutcome outcome_of(const core::Window& spec, const WindowState& state) {
  WindowOutcome outcome{state.settled};
  for (const auto& open : state.open)
    if (auto fired = count_next(spec, open, outcome.tally))
      outcome.firings.push_back(*std::move(fired));
  if (outcome.tally.complete && outcome.tally.complete_at <= state.newest)
    outcome.firings.push_back(fire_complete(spec, outcome.tally));
  return outcome;
}

core::Result<WindowFold> count(const WindowHit& hit, std::string_view text) {
  auto state = window_state(text);
  if (!state) return not_a_state();
  const auto& spec = *hit.trigger->spec;
  if (spec.window) return count_in_window(*spec.window, hit, *std::move(state));
  state->newest = std::max(state->newest, hit.at);
  auto fired = with_names(hit, count_threshold(*spec.threshold, *state, hit));
  return WindowFold{to_text(*state), expiry(*spec.threshold, *state), {}, false, std::move(fired)};
}

core::Result<WindowFold> fire(const PlanTrigger& trigger, const std::string& key,
                              std::string_view text) {
  auto state = window_state(text);
  if (!state || !trigger.spec->window) return not_a_state();
  const auto& spec = *trigger.spec->window;
  auto now = outcome_of(spec, *state);
  if (!now.tally.complete) return fold_of(spec, *state, now.tally);
  state->newest = std::max(state->newest, now.tally.complete_at);
  const auto firing = fire_complete(spec, now.tally);
  std::vector<WindowFiring> settled;
  settle_oldest(spec, *state, settled);
  auto fold = fold_of(spec, *state, now.tally);
  fold.fired = with_names({&trigger, key}, told(spec, firing));
  return fold;
}

}  // namespace baton::engine
