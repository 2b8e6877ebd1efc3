#include "engine/window_fold.hpp"

#include <algorithm>
#include <utility>

namespace baton::engine {

namespace {

using core::Json;
using core::Time;

// Puts a point into its place by time, and lets go of those that are too old or too many.
void keep(std::vector<WindowPoint>& points, WindowPoint point, Time begin, std::size_t most) {
  points.insert(std::upper_bound(points.begin(), points.end(), point), point);
  std::erase_if(points, [begin](const WindowPoint& each) { return each.at <= begin; });
  if (points.size() > most)
    points.erase(points.begin(), points.end() - static_cast<std::ptrdiff_t>(most));
}

// The same for values, each of which stands where its last event does.
void keep(std::vector<WindowValue>& values, const std::string& value, WindowPoint point, Time begin,
          std::size_t most) {
  const auto known = std::find_if(values.begin(), values.end(),
                                  [&value](const auto& each) { return each.value == value; });
  if (known != values.end()) {
    point = std::max(point, known->last);
    values.erase(known);
  }
  const auto place = std::upper_bound(
      values.begin(), values.end(), point,
      [](const WindowPoint& one, const WindowValue& other) { return one < other.last; });
  values.insert(place, {value, point});
  std::erase_if(values, [begin](const WindowValue& each) { return each.last.at <= begin; });
  if (values.size() > most)
    values.erase(values.begin(), values.end() - static_cast<std::ptrdiff_t>(most));
}

// The first and the last of the events that are kept.
WindowFired fired_by(const WindowState& state, WindowPoint last) {
  WindowPoint first = last;
  if (!state.points.empty()) first = std::min(first, state.points.front());
  for (const auto& values : state.distinct)
    if (!values.empty()) first = std::min(first, values.front().last);
  return {Json::object(), first.event, last.event};
}

WindowFired fired_by(const WindowChain& chain) {
  return {Json::object(), chain.first.event, chain.last.event};
}

// What is kept of a key from when on says nothing any more.
Time expiry(const core::Trigger& spec, const WindowState& state) {
  core::Duration length{};
  if (spec.window) length = spec.window->within;
  if (spec.threshold) {
    length = spec.threshold->over + spec.threshold->over / kRecentParts;
    if (const auto& usual = spec.threshold->baseline)
      length = std::max(length, usual->over + usual->over / kUsualParts);
  }
  // Events that are late may still come to it.
  auto expires = core::plus(state.newest, length + kWindowLateMax);
  if (state.rests_until) expires = std::max(expires, *state.rests_until + kWindowLateMax);
  return expires;
}

WindowFold folded(const PlanTrigger& trigger, const std::string& key, const WindowState& state,
                  std::optional<WindowFired> fired) {
  WindowFold fold{to_text(state), expiry(*trigger.spec, state)};
  if (state.complete) fold.fires_at = state.complete_at;
  if (fired) {
    fired->told["window"] = std::to_string(trigger.window->id);
    fired->told["key"] = key;
    fold.fired = std::move(fired);
  }
  return fold;
}

core::Error not_a_state() {
  return {core::Errc::internal, "what a window keeps is not written as it should be"};
}

}  // namespace

void begin_anew(const std::optional<core::Duration>& again_after, WindowState& state) {
  const auto newest = state.newest;
  state = {};
  if (again_after) state.rests_until = core::plus(newest, *again_after);
}

std::optional<WindowFired> count_events(const core::Window& spec, WindowState& state,
                                        const WindowHit& hit) {
  const WindowPoint point{hit.at, hit.event};
  const Time begin = state.newest - spec.within;
  if (spec.at_least > 0) keep(state.points, point, begin, static_cast<std::size_t>(spec.at_least));
  state.distinct.resize(spec.distinct.size());
  bool enough = state.points.size() >= static_cast<std::size_t>(spec.at_least);
  for (std::size_t at = 0; at < spec.distinct.size(); ++at) {
    const auto needed = static_cast<std::size_t>(spec.distinct[at].at_least);
    keep(state.distinct[at], hit.values[at], point, begin, std::max(needed, kWindowValuesKept));
    enough = enough && state.distinct[at].size() >= needed;
  }
  if (!enough) return std::nullopt;
  auto fired = fired_by(state, point);
  if (spec.at_least > 0) fired.told["count"] = state.points.size();
  fired.told["distinct"] = Json::object();
  for (std::size_t at = 0; at < spec.distinct.size(); ++at) {
    auto& list = fired.told["distinct"][spec.distinct[at].name] = Json::array();
    for (const auto& value : state.distinct[at]) list.push_back(value.value);
  }
  begin_anew(spec.again_after, state);
  return fired;
}

// For each event of the sequence, of all that has come so far the part is kept that began last: it
// has the most time left.
std::optional<WindowFired> count_sequence(const core::Window& spec, WindowState& state,
                                          const WindowHit& hit) {
  const WindowPoint point{hit.at, hit.event};
  const auto wanted = spec.events.size();
  const auto is_absent = [wanted](std::size_t element) { return element == wanted; };
  const bool spoils = std::any_of(hit.elements.begin(), hit.elements.end(), is_absent);
  if (spoils && state.complete && hit.at <= state.complete_at) state.complete.reset();
  state.chains.resize(wanted - 1);
  std::optional<WindowChain> whole;
  for (auto element = hit.elements.rbegin(); element != hit.elements.rend(); ++element) {
    if (is_absent(*element)) continue;
    WindowChain chain{point, point};
    if (*element > 0) {
      const auto& before = state.chains[*element - 1];
      if (!before || hit.at - before->first.at >= spec.within) continue;
      chain.first = before->first;
    }
    if (*element + 1 == wanted) {
      whole = chain;
    } else if (auto& kept = state.chains[*element]; !kept || kept->first <= chain.first) {
      kept = chain;
    }
  }
  if (!whole) return std::nullopt;
  if (spec.absent) {
    state.chains.assign(wanted - 1, std::nullopt);
    if (state.complete) return std::nullopt;
    state.complete = whole;
    state.complete_at = core::plus(hit.at, spec.absent->lasts);
    return std::nullopt;
  }
  begin_anew(spec.again_after, state);
  return fired_by(*whole);
}

core::Result<WindowFold> count(const WindowHit& hit, std::string_view text) {
  auto state = window_state(text);
  if (!state) return not_a_state();
  const auto& spec = *hit.trigger->spec;
  if (spec.window && state->rests_until) {
    if (hit.at < *state->rests_until) return folded(*hit.trigger, hit.key, *state, {});
    state->rests_until.reset();
  }
  const auto complete_before = state->complete ? std::optional(state->complete_at) : std::nullopt;
  state->newest = std::max(state->newest, hit.at);
  auto fired = spec.threshold          ? count_threshold(*spec.threshold, *state, hit)
               : spec.window->sequence ? count_sequence(*spec.window, *state, hit)
                                       : count_events(*spec.window, *state, hit);
  auto fold = folded(*hit.trigger, hit.key, *state, std::move(fired));
  fold.fires_newly = fold.fires_at && fold.fires_at != complete_before;
  return fold;
}

core::Result<WindowFold> fire(const PlanTrigger& trigger, const std::string& key,
                              std::string_view text) {
  auto state = window_state(text);
  if (!state || !trigger.spec->window) return not_a_state();
  if (!state->complete) return folded(trigger, key, *state, {});
  auto fired = fired_by(*state->complete);
  state->newest = std::max(state->newest, state->complete_at);
  begin_anew(trigger.spec->window->again_after, *state);
  return folded(trigger, key, *state, std::move(fired));
}

}  // namespace baton::engine
