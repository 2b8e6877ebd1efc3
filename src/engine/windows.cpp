#include "baton/engine/windows.hpp"

#include "baton/core/event_names.hpp"
#include "baton/core/limits.hpp"
#include "engine/names.hpp"
#include "engine/run_key.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <utility>

namespace baton::engine {

namespace {

using core::Errc;
using core::Error;
using core::Json;
using core::Result;
using core::Time;
using std::chrono::milliseconds;

// When the event was received, in wall time that can be trusted. Event::received is what the wall
// clock showed then, which may have been wrong. The times of the places in the log only grow: a
// time long before that of the event's place comes from a clock that stood behind, and the place's
// time is taken for it. A time after now comes from a clock that stood ahead, and now is taken.
Time received(const core::Event& event, Time now) {
  const auto placed = core::time_of_id(event.id.value());
  const bool behind = event.received < placed - kWindowClockOff;
  return std::min(behind ? placed : event.received, now);
}

// What an event is to the window or the threshold of a trigger. The caller adds its key and its
// values. An event whose sender gave no time happened when it was received.
WindowHit hit_of(const PlanTrigger& trigger, const core::Event& event, const WindowClock& clock) {
  const auto& spec = *trigger.spec;
  const bool knows_now = clock.steady != Time::max();
  const auto came = received(event, knows_now ? clock.steady + clock.wall_ahead : Time::max());
  const auto happened = event.time == event.received ? came : event.time;
  const bool too_late = happened < came - (spec.window ? spec.window->late : spec.threshold->late);
  const auto at = (too_late ? came : std::min(happened, came)) - clock.wall_ahead;
  return {&trigger, {}, std::chrono::floor<milliseconds>(at), too_late, event.id};
}

Error named(std::string_view what, const Error& error) {
  return {error.code,
          std::string(what) + ": " + error.message + "; the event does not count",
          {},
          error.hint};
}

Result<std::string> window_key_of(const ExpressionPtr& expression, const cel::Bindings& names) {
  const auto value = expression->evaluate(names).value;
  auto text = value ? key_text(*value) : Result<std::string>(value.error());
  if (text) return text;
  return named("by", text.error());
}

// A value of `distinct`, of which the different ones are counted. It may be whatever may be a key,
// but it keeps its type: 1 and "1" are two different values.
Result<Json> value_of(const ExpressionPtr& expression, const cel::Bindings& names) {
  const auto value = expression->evaluate(names).value;
  const auto text = value ? key_text(*value) : Result<std::string>(value.error());
  if (!text) return named("distinct", text.error());
  return value->to_json();
}

Result<double> number_of(const ExpressionPtr& expression, const cel::Bindings& names) {
  const auto value = expression->evaluate(names).value;
  if (!value) return named("value", value.error());
  const auto json = value->to_json();
  if (json && json->is_number() && std::isfinite(json->get<double>())) return json->get<double>();
  return named("value", {Errc::invalid, "expected a number, got " + value->literal(80)});
}

// Which of the events of a window it is. An error: a condition cannot be evaluated.
Result<std::vector<std::size_t>> elements_of(const PlanWindow& window, const core::Event& event,
                                             const cel::Bindings& names) {
  std::vector<std::size_t> elements;
  for (std::size_t at = 0; at < window.events.size(); ++at) {
    const auto& wanted = window.events[at];
    if (!core::event_matches(event, wanted.spec->event, wanted.spec->from)) continue;
    if (wanted.when) {
      const auto verdict = cel::decide_gate(*wanted.when, names, false);
      if (verdict.outcome == cel::Outcome::error)
        return named("when", {Errc::invalid, verdict.reason});
      if (verdict.outcome != cel::Outcome::open) continue;
    }
    elements.push_back(at);
  }
  return elements;
}

// Fills in what an event is to the window of a trigger, of which its elements are known.
std::optional<Error> fill(WindowHit& hit, const PlanWindow& window, const cel::Bindings& names) {
  if (window.by) {
    auto key = window_key_of(window.by, names);
    if (!key) return key.error();
    hit.key = std::move(*key);
  }
  for (const auto& distinct : window.distinct) {
    auto value = value_of(distinct, names);
    if (!value) return value.error();
    hit.values.push_back(std::move(*value));
  }
  if (!window.value) return std::nullopt;
  const auto value = number_of(window.value, names);
  if (!value) return value.error();
  hit.value = *value;
  return std::nullopt;
}

}  // namespace

bool counts(const PlanWindow& window, std::string_view type) {
  return std::any_of(window.events.begin(), window.events.end(), [type](const auto& event) {
    return core::type_matches(event.spec->event, type);
  });
}

WindowHits window_hits(const Plan& plan, const core::Event& event, const core::Json& seen, Time now,
                       const cel::Outside& outside, const WindowClock& clock) {
  WindowHits found;
  if (!plan.has_windows()) return found;
  static const core::Json no_view = core::Json::object();
  auto budget = cel::decision_budget(outside.clock);
  const ViewBindings names(no_view, now, &seen, &budget, outside);
  for (const auto& trigger : plan.triggers()) {
    if (!trigger.window) continue;
    const auto fault = [&](Error error) {
      error.where = plan.source().name + ":" + std::to_string(trigger.spec->at.line);
      found.errors.push_back(std::move(error));
    };
    auto elements = elements_of(*trigger.window, event, names);
    if (!elements) {
      fault(elements.error());
      continue;
    }
    if (elements->empty()) continue;
    auto hit = hit_of(trigger, event, clock);
    hit.elements = std::move(*elements);
    if (auto error = fill(hit, *trigger.window, names)) {
      fault(std::move(*error));
    } else {
      found.hits.push_back(std::move(hit));
    }
  }
  return found;
}

}  // namespace baton::engine
