#include "templates/scopes.hpp"

#include "baton/cel/event_expression.hpp"
#include "templates/fact_names.hpp"
#include "templates/routing.hpp"

namespace baton::templates {

using cel::Type;
using Kind = cel::Type::Kind;

namespace {

Type of(Kind kind) { return cel::simple(kind); }

// What others read of a step. `has_items`: it is done for each of several items.
Type step_type(bool has_items) {
  std::map<std::string, Type> members{
      {"status", of(Kind::string)},
      {"output", cel::dyn()},
      {"error", cel::object_of({{"code", of(Kind::string)}, {"message", of(Kind::string)}})},
      {"started_at", of(Kind::string)},
      {"finished_at", of(Kind::string)},
      {"attempt", of(Kind::integer)}};
  if (has_items)
    members.emplace(
        "failed",
        cel::list_of(cel::object_of({{"index", cel::dyn()}, {"message", of(Kind::string)}})));
  return cel::object_of(std::move(members));
}

// What a window that fires is. Which members there are depends on what it counts.
Type window_type() {
  const auto event = cel::event_type();
  return cel::object_of({{"key", of(Kind::string)},
                         {"at", of(Kind::string)},
                         {"count", of(Kind::integer)},
                         {"distinct", cel::map_of(of(Kind::string), cel::list_of(cel::dyn()))},
                         {"first", event},
                         {"last", event},
                         {"value", of(Kind::floating)},
                         {"baseline", of(Kind::floating)}});
}

// The roles that the workflow names, and no others.
Type roles_type(const core::Json& roles) {
  std::map<std::string, Type> members;
  for (const auto& [name, who] : roles.items())
    members.emplace(name, who.is_string() ? of(Kind::string) : cel::list_of(of(Kind::string)));
  return cel::object_of(std::move(members));
}

// What the window or the threshold of this trigger gives when it fires.
Type window_type(const core::Trigger& trigger) {
  const auto event = cel::event_type();
  std::map<std::string, Type> members{
      {"key", of(Kind::string)}, {"at", of(Kind::string)}, {"last", event}};
  if (trigger.threshold) {
    members.emplace("value", of(Kind::floating));
    if (trigger.threshold->baseline) members.emplace("baseline", of(Kind::floating));
    return cel::object_of(std::move(members));
  }
  members.emplace("first", event);
  members.emplace("count", of(Kind::integer));
  if (trigger.window->sequence) return cel::object_of(std::move(members));
  std::map<std::string, Type> values;
  for (const auto& distinct : trigger.window->distinct)
    values.emplace(distinct.name, cel::list_of(cel::dyn()));
  members.emplace("distinct", cel::object_of(std::move(values)));
  return cel::object_of(std::move(members));
}

Type run_type(const core::Template& workflow) {
  std::map<std::string, Type> members{
      {"id", of(Kind::string)},        {"workflow", of(Kind::string)},
      {"version", of(Kind::integer)},  {"key", of(Kind::string)},
      {"title", of(Kind::string)},     {"goal", of(Kind::string)},
      {"started_at", of(Kind::string)}};
  const auto roles = workflow.roles.to_json();
  if (!roles.is_null()) members.emplace("roles", roles_type(roles));
  return cel::object_of(std::move(members));
}

Type input_type(core::Input::Type type) {
  switch (type) {
    case core::Input::Type::string: return of(Kind::string);
    case core::Input::Type::number: return of(Kind::floating);
    case core::Input::Type::integer: return of(Kind::integer);
    case core::Input::Type::boolean: return of(Kind::boolean);
    case core::Input::Type::object: return cel::map_of(of(Kind::string), cel::dyn());
    case core::Input::Type::list: return cel::list_of(cel::dyn());
  }
  return cel::dyn();
}

Type inputs_type(const core::Template& workflow) {
  std::map<std::string, Type> members;
  for (const auto& [name, input] : workflow.inputs) members.emplace(name, input_type(input.type));
  return cel::object_of(std::move(members));
}

Type context_type(const core::Template& workflow) {
  std::map<std::string, Type> members;
  for (const auto& [name, value] : workflow.context.values.value.items())
    if (name != "hear") members.emplace(name, cel::dyn());
  members.emplace("summary", of(Kind::string));
  members.emplace("said", cel::list_of(cel::dyn()));
  auto type = cel::object_of(std::move(members));
  // A run that begins one of this workflow passes its own context on.
  type.may_have_more = true;
  return type;
}

Type steps_type(const PartialTemplate& partial) {
  std::map<std::string, Type> members;
  for (std::size_t at = 0; at < partial.workflow.steps.size(); ++at) {
    const auto& step = partial.workflow.steps[at];
    const auto type = step_type(step.each.has_value());
    members.emplace(step.name, type);
    const auto& meant = partial.places[at].meant;
    if (!meant.empty()) members.emplace(meant, type);
  }
  return cel::object_of(std::move(members));
}

// What functions give that ask what stands in files of its own.
void declare_results(cel::Scope& scope, const Around& around) {
  if (around.routes != nullptr) {
    for (const auto& name : around.routes->names())
      scope.declare_result("route", name, type_of(*around.routes->find(name)));
  }
  if (around.facts != nullptr) {
    for (const auto& name : around.facts->names())
      scope.declare_result("fact", name, type_of(*around.facts->find(name)));
  }
}

}  // namespace

Scopes::Scopes(const PartialTemplate& partial, const Around& around) {
  const auto& workflow = partial.workflow;
  const auto event = cel::event_type();
  cel::Scope trigger;
  trigger.declare("event", event).declare("now", of(Kind::timestamp));
  cel::Scope schedule;
  schedule.declare("schedule", cel::object_of({{"at", of(Kind::timestamp)}}))
      .declare("now", of(Kind::timestamp));
  cel::Scope window;
  window.declare("window", window_type()).declare("now", of(Kind::timestamp));
  cel::Scope context;
  context.declare("trigger", event)
      .declare("inputs", inputs_type(workflow))
      .declare("run", run_type(workflow))
      .declare("now", of(Kind::timestamp));
  auto step = context;
  step.declare("steps", steps_type(partial)).declare("context", context_type(workflow));
  auto wait = step;
  wait.declare("event", event);
  auto item = step;
  item.declare("item", cel::dyn()).declare("index", cel::dyn());
  scopes_.emplace(ScopeKind::counted, trigger);
  scopes_.emplace(ScopeKind::trigger, std::move(trigger));
  for (std::size_t at = 0; at < workflow.triggers.size(); ++at) {
    const auto& one = workflow.triggers[at];
    if (!one.window && !one.threshold) continue;
    auto& own = windows_[at];
    own.declare("window", window_type(one)).declare("now", of(Kind::timestamp));
    declare_results(own, around);
  }
  scopes_.emplace(ScopeKind::window, std::move(window));
  scopes_.emplace(ScopeKind::schedule, std::move(schedule));
  scopes_.emplace(ScopeKind::context, std::move(context));
  scopes_.emplace(ScopeKind::outputs, step);
  scopes_.emplace(ScopeKind::undo, step);
  scopes_.emplace(ScopeKind::clock, step);
  scopes_.emplace(ScopeKind::step, std::move(step));
  scopes_.emplace(ScopeKind::wait, std::move(wait));
  scopes_.emplace(ScopeKind::item, std::move(item));
  for (auto& [kind, scope] : scopes_) declare_results(scope, around);
}

const cel::Scope& Scopes::at(const Site& site) const {
  const auto own = windows_.find(site.trigger);
  return site.scope == ScopeKind::window && own != windows_.end() ? own->second : at(site.scope);
}

}  // namespace baton::templates
