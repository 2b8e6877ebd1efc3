// Windows and thresholds: a trigger, and behind a line with "%" the events that come, a JSON list
// of [type, minutes that have passed, data].
#include "baton/engine/plan.hpp"
#include "baton/engine/windows.hpp"
#include "baton/templates/load.hpp"
#include "fuzz/fuzz.hpp"

#include <algorithm>
#include <map>
#include <memory>

namespace {

using namespace baton;
using fuzz::hold;

constexpr std::size_t kEventsMax = 40;

std::shared_ptr<const engine::Plan> plan_of(std::string_view trigger) {
  const auto text =
      "workflow: w\non:\n  - " + std::string(trigger) + "\nsteps: {a: {set: {n: 1}}}\n";
  auto loaded = templates::load(text, "fuzz.yaml");
  if (!loaded.workflow) return nullptr;
  auto plan = engine::compile(*std::move(loaded.workflow), 1);
  hold(plan.has_value(), "what loads compiles");
  return *plan;
}

core::Event event_of(const core::Json& json, core::Time now, std::int64_t id) {
  core::Event event;
  event.id = core::EventId(id);
  event.source = "fuzz";
  event.type = "go";
  event.time = event.received = now;
  if (!json.is_array()) return event;
  if (!json.empty() && json[0].is_string()) event.type = json[0].get<std::string>();
  if (json.size() > 2 && json[2].is_object()) event.data = json[2];
  return event;
}

bool same(const engine::WindowFold& left, const engine::WindowFold& right) {
  return left.state == right.state && left.expires == right.expires &&
         left.fires_at == right.fires_at && left.fired.has_value() == right.fired.has_value();
}

void count(const engine::WindowHit& hit, std::string& state, core::Time now) {
  const auto fold = engine::count(hit, state);
  hold(fold.has_value(), "what was written can be read");
  hold(same(*fold, *engine::count(hit, state)), "the same comes of the same");
  const auto& window = hit.trigger->spec->window;
  // One that waits whether an event comes may find that the time for it is over.
  if (fold->fired && !(window && window->absent))
    hold(fold->fired->last == hit.event, "it fires at the event that came");
  state = fold->state;
  hold(engine::why_window(*hit.trigger, hit.key, state, now).has_value(), "it can be explained");
  if (!fold->fires_at) return;
  const auto fired = engine::fire(*hit.trigger, hit.key, state);
  hold(fired && fired->fired, "what is to fire by itself does");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const fuzz::Exact input(fuzz::text_of(data, size));
  auto rest = input.view();
  const auto plan = plan_of(fuzz::take(rest, "\n%\n"));
  const auto events = core::parse_json(rest);
  if (!plan || !events || !events->is_array()) return 0;
  std::map<std::string, std::string> states;
  core::Time now(std::chrono::seconds(1'774'744'200));
  std::int64_t id = 0;
  for (const auto& json : *events) {
    if (++id > static_cast<std::int64_t>(kEventsMax)) break;
    const auto* minutes = json.is_array() && json.size() > 1 ? &json[1] : nullptr;
    if (minutes != nullptr && minutes->is_number_integer())
      now +=
          std::chrono::minutes(std::clamp<std::int64_t>(minutes->get<std::int64_t>(), 0, 100'000));
    const auto event = event_of(json, now, id);
    for (const auto& hit : engine::window_hits(*plan, event, event.to_json(), now).hits)
      count(hit, states[std::to_string(hit.trigger->window->id) + hit.key], now);
  }
  return 0;
}
