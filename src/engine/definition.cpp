#include "engine/definition.hpp"

#include "baton/calendar/duration.hpp"
#include "engine/definition_parts.hpp"
#include "engine/verbs/verb.hpp"

#include <algorithm>
#include <utility>

namespace baton::engine {

namespace {

using core::Json;
using engine::json_of;

Json json_of(const core::Retry& retry) {
  return {{"attempts", retry.attempts},
          {"initial", retry.initial.count()},
          {"factor", retry.factor},
          {"max", retry.max.count()},
          {"for", retry.total ? Json(retry.total->count()) : Json()}};
}

Json json_of(const core::Gate& gate) {
  return {{"open", gate.open.text},
          {"within", json_of(gate.within)},
          {"otherwise", static_cast<int>(gate.on_timeout)}};
}

Json json_of(const core::Sla& sla) {
  Json marks = Json::array();
  for (const auto& mark : sla.marks)
    marks.push_back(mark ? Json{{"after", calendar::to_text(mark->after)}, {"step", mark->step}}
                         : Json());
  return {{"marks", std::move(marks)},
          {"pause_while", json_of(sla.pause_while)},
          {"calendar", sla.calendar}};
}

Json json_of(const core::Undo& undo) {
  return {{"do", operation_of(undo.action)},
          {"with", undo.action.with.value},
          {"retry", json_of(undo.retry)},
          {"timeout", json_of(undo.timeout)}};
}

// What the definition of a step says, by the keys of the template.
Json definition_of(const core::Step& step) {
  auto needs = step.needs;
  std::sort(needs.begin(), needs.end());
  Json json{{"needs", std::move(needs)},
            {"join", core::to_text(step.join)},
            {"when", json_of(step.when)},
            {"retry", json_of(step.retry)},
            {"timeout", json_of(step.timeout)},
            {"calendar", step.calendar},
            {"on_error", static_cast<int>(step.on_error)},
            {"mandatory", step.mandatory},
            {"on_failure", step.on_failure}};
  if (step.gate) json["gate"] = json_of(*step.gate);
  if (step.sla) json["sla"] = json_of(*step.sla);
  if (step.undo) json["undo"] = json_of(*step.undo);
  if (step.each) kEachRow.define(step, json);
  verb_row(step.verb.index()).define(step, json);
  return json;
}

}  // namespace

std::vector<std::string> differences(const core::Step& one, const core::Step& other) {
  const auto before = definition_of(one);
  const auto after = definition_of(other);
  std::vector<std::string> keys;
  for (const auto& [key, value] : before.items()) {
    const auto* same = core::find(after, key);
    if (!same || *same != value) keys.push_back(key);
  }
  for (const auto& [key, value] : after.items())
    if (!before.contains(key)) keys.push_back(key);
  std::sort(keys.begin(), keys.end());
  return keys;
}

bool says_what_is_done(std::string_view key) {
  return key == "each" || key == "with" ||
         std::find(core::kVerbNames.begin(), core::kVerbNames.end(), key) != core::kVerbNames.end();
}

}  // namespace baton::engine
