#include "baton/core/text.hpp"
#include "templates/http_inputs.hpp"
#include "templates/partial_template.hpp"
#include "templates/schema.hpp"
#include "templates/scopes.hpp"

namespace baton::templates {

using core::Json;

namespace {

// Reports an error at one part of `do: asana.create_project`: at the connection (offset 0) or at
// the operation.
void report_part(Reader& reader, const Cursor& action, std::size_t offset, std::string rule,
                 std::string message, std::string hint) {
  reader.inside(core::Finding::Severity::error, std::move(rule), std::move(message), action,
                {1, offset + 1}, std::move(hint));
}

// What to write in place of a connection that is not there.
std::string connection_hint(std::string_view written, const core::Operations& operations) {
  const auto known = names_of(operations);
  auto hint = core::did_you_mean(written, known);
  if (!hint.empty()) return hint;
  return (known.empty() ? "there is none" : "there is " + core::any_of(known)) +
         "; add one in config/connections.yaml";
}

void check_action(Reader& reader, const core::DoAction& action, const StepPlace& place,
                  const core::Operations& operations, const cel::Scope& scope) {
  const auto connection = operations.find(action.connection);
  if (connection == operations.end()) {
    return report_part(reader, *place.action, 0, "ref/unknown-connection",
                       "unknown connection \"" + action.connection + '"',
                       connection_hint(action.connection, operations));
  }
  const auto operation = connection->second.find(action.operation);
  if (operation == connection->second.end()) {
    const auto known = names_of(connection->second);
    auto hint = core::did_you_mean(action.operation, known);
    if (hint.empty())
      hint = known.empty() ? "it only listens, or its connector cannot be read"
                           : "it can " + core::any_of(known);
    return report_part(
        reader, *place.action, action.connection.size() + 1, "ref/unknown-operation",
        "the connection \"" + action.connection + "\" has no operation \"" + action.operation + '"',
        std::move(hint));
  }
  const auto what = '"' + action.connection + '.' + action.operation + '"';
  if (place.with) {
    check_against_schema(reader, scope, *place.with, operation->second.input_schema, what);
    return check_http_inputs(reader, action, *place.with, operations);
  }
  const yaml::Node nothing{.kind = yaml::Node::Kind::map, .at = place.action->node->at};
  check_against_schema(reader, scope, {&nothing, place.action->key, place.action->pointer},
                       operation->second.input_schema, what);
}

}  // namespace

const core::Operation* operation_of(const core::Verb& verb, const core::Operations* operations) {
  const auto* action = std::get_if<core::DoAction>(&verb);
  return action == nullptr || operations == nullptr ? nullptr : operations->operation_of(*action);
}

void check_operations(Reader& reader, const PartialTemplate& partial, const Around& around) {
  const core::Operations& operations = *around.operations;
  const auto& only_with = partial.workflow.only_with;
  if (!only_with.empty() && !operations.contains(only_with))
    reader.error("ref/unknown-connection", "unknown connection \"" + only_with + '"',
                 *partial.only_with, connection_hint(only_with, operations));
  const Scopes scopes(partial, around);
  for (std::size_t i = 0; i < partial.workflow.steps.size(); ++i) {
    const auto& step = partial.workflow.steps[i];
    const auto& place = partial.places[i];
    const auto* action = std::get_if<core::DoAction>(&step.verb);
    const auto scope = step.each ? ScopeKind::item : ScopeKind::step;
    if (action != nullptr && place.action)
      check_action(reader, *action, place, operations, scopes.at(scope));
    if (!step.undo || !place.undo_action) continue;
    StepPlace undo{.step = place.step, .action = place.undo_action, .with = place.undo_with};
    check_action(reader, step.undo->action, undo, operations, scopes.at(ScopeKind::undo));
  }
}

}  // namespace baton::templates
