#include "engine/window_names.hpp"

#include "baton/core/digest.hpp"
#include "baton/core/json.hpp"

#include <cstring>
#include <map>

namespace baton::engine {

namespace {

using core::Json;

Json text_of(const std::optional<core::Condition>& condition) {
  return condition ? Json(condition->text) : Json();
}

Json text_of(const core::WindowEvent& event) {
  return {event.event, event.from, text_of(event.when)};
}

// All that decides what the events of a window come to. What follows a firing is not in it.
Json definition(const core::Window& window) {
  Json json{{"by", text_of(window.by)}, {"within", window.within.count()}};
  for (const auto& event : window.events) json["events"].push_back(text_of(event));
  if (window.absent) json["absent"] = {text_of(window.absent->event), window.absent->lasts.count()};
  json["sequence"] = window.sequence;
  json["at_least"] = window.at_least;
  for (const auto& distinct : window.distinct)
    json["distinct"].push_back({distinct.name, distinct.value.text, distinct.at_least});
  return json;
}

Json definition(const core::Threshold& threshold) {
  Json json{{"by", text_of(threshold.by)},
            {"event", text_of(threshold.event)},
            {"value", text_of(threshold.value)},
            {"over", threshold.over.count()}};
  if (threshold.baseline) json["baseline"] = threshold.baseline->over.count();
  return json;
}

// The first 63 bits of a digest.
std::int64_t number_of(const std::string& text) {
  const auto digest = core::sha256(text);
  std::uint64_t bits = 0;
  std::memcpy(&bits, core::bytes_of(digest).data(), sizeof bits);
  return static_cast<std::int64_t>(bits >> 1U);
}

}  // namespace

// Two windows that count the same are told apart by how many such windows come before.
void name_windows(const std::string& workflow, std::vector<PlanTrigger>& triggers) {
  std::map<std::string, int> known;
  for (auto& trigger : triggers) {
    if (!trigger.window) continue;
    const auto& spec = *trigger.spec;
    const auto what =
        core::dump(spec.window ? definition(*spec.window) : definition(*spec.threshold));
    trigger.window->id = number_of(core::dump(Json{workflow, what, known[what]++}));
  }
}

}  // namespace baton::engine
