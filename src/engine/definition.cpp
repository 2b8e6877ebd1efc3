#include "engine/definition.hpp"

#include "baton/calendar/duration.hpp"
#include "baton/core/form.hpp"

#include <algorithm>
#include <optional>
#include <variant>

namespace baton::engine {

namespace {

using core::Json;

Json json_of(const std::optional<core::Condition>& condition) {
  return condition ? Json(condition->text) : Json();
}

Json json_of(const std::optional<core::Span>& span) {
  return span ? Json(calendar::to_text(*span)) : Json();
}

Json json_of(const std::optional<core::Routing>& routing) {
  return routing ? Json{{"route", routing->route}, {"with", routing->with.value}} : Json();
}

Json json_of(const core::Retry& retry) {
  return {{"attempts", retry.attempts},
          {"initial", retry.initial.count()},
          {"factor", retry.factor},
          {"max", retry.max.count()},
          {"for", retry.total ? Json(retry.total->count()) : Json()}};
}

Json json_of(const core::LookBackFrom& since) {
  if (since.length) return calendar::to_text(*since.length);
  return since.start == core::LookBackFrom::Start::trigger;
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

std::string operation_of(const core::DoAction& action) {
  return action.connection + '.' + action.operation;
}

Json json_of(const core::Undo& undo) {
  return {{"do", operation_of(undo.action)},
          {"with", undo.action.with.value},
          {"retry", json_of(undo.retry)},
          {"timeout", json_of(undo.timeout)}};
}

// Adds what a verb says, by the keys that stand in the step.
class VerbTeller {
 public:
  explicit VerbTeller(Json& json) : json_(json) {}

  void operator()(const core::DoAction& verb) {
    json_["do"] = operation_of(verb);
    json_["with"] = verb.with.value;
  }
  void operator()(const core::Approve& verb) {
    auto& json = json_["approve"];
    json = {{"group", verb.group},           {"users", verb.users},
            {"count", verb.count},           {"not_requester", verb.not_requester},
            {"of", verb.of.value},           {"ask", verb.ask.value},
            {"route", json_of(verb.routing)}};
    if (verb.on_reject)
      json["on_reject"] = {{"step", verb.on_reject->step}, {"most", verb.on_reject->most}};
    if (verb.escalate)
      json["escalate"] = {{"after", calendar::to_text(verb.escalate->after)},
                          {"group", verb.escalate->group},
                          {"users", verb.escalate->users}};
  }
  void operator()(const core::WaitEvent& verb) {
    Json events = Json::array();
    for (const auto& awaited : verb.events)
      events.push_back({{"name", awaited.name},
                        {"event", awaited.event},
                        {"from", awaited.from},
                        {"when", json_of(awaited.when)},
                        {"since", json_of(awaited.since)}});
    json_["wait"] = {{"all", verb.all}, {"events", std::move(events)}};
  }
  void operator()(const core::Sleep& verb) {
    json_["sleep"] = {{"for", json_of(verb.length)}, {"until", json_of(verb.until)}};
  }
  void operator()(const core::Emit& verb) {
    json_["emit"] = {
        {"event", verb.event}, {"data", verb.data.value}, {"subject", verb.subject.value}};
  }
  void operator()(const core::SetValues& verb) { json_["set"] = verb.values.value; }
  void operator()(const core::RunWorkflow& verb) {
    json_["run"] = {{"workflow", verb.name()}, {"with", verb.with.value}, {"detach", verb.detach}};
  }
  void operator()(const core::PeopleTask& verb) {
    Json defaults = Json::array();
    for (const auto& value : verb.defaults) defaults.push_back(value.value);
    json_["task"] = {{"group", verb.group},
                     {"users", verb.users},
                     {"title", verb.title.value},
                     {"description", verb.description.value},
                     {"of", verb.of.value},
                     {"due", json_of(verb.due)},
                     {"form", core::to_json(verb.form)},
                     {"defaults", std::move(defaults)},
                     {"route", json_of(verb.routing)}};
  }

 private:
  Json& json_;
};

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
  if (step.each)
    json["each"] = {{"items", step.each->items.value},
                    {"parallel", step.each->parallel},
                    {"fail_fast", step.each->fail_fast}};
  std::visit(VerbTeller(json), step.verb);
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
