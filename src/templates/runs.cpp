#include "baton/core/text.hpp"
#include "templates/partial_template.hpp"
#include "templates/schema.hpp"
#include "templates/scopes.hpp"

#include <map>
#include <set>

// Checks of steps that run other workflows.
namespace baton::templates {

namespace {

using core::Json;
using Faces = std::map<std::string, core::WorkflowFace>;

// What the inputs of a workflow are as a JSON Schema.
Json schema_of(const std::map<std::string, core::Input>& inputs) {
  Json schema{{"type", "object"},
              {"properties", Json::object()},
              {"required", Json::array()},
              {"additionalProperties", false}};
  for (const auto& [name, input] : inputs) {
    Json property{{"type", json_type(input.type)}};
    if (!input.allowed.empty()) property["enum"] = input.allowed;
    schema["properties"][name] = std::move(property);
    if (!input.default_value) schema["required"].push_back(name);
  }
  return schema;
}

// The way from a workflow to the one called `wanted`, through the workflows that their steps run:
// "a → b → wanted". Empty if there is none. `visited`: those that lead nowhere.
std::string way_to(const std::string& wanted, const std::string& from, const Faces& faces,
                   std::set<std::string>& visited) {
  if (from == wanted) return from;
  const auto face = faces.find(from);
  if (face == faces.end() || !visited.insert(from).second) return {};
  for (const auto& next : face->second.runs) {
    if (auto way = way_to(wanted, next, faces, visited); !way.empty()) return from + " → " + way;
  }
  return {};
}

// Reports a workflow that runs itself, directly or through others: such runs would begin each other
// until the chain is too long.
bool goes_round(Reader& reader, const std::string& self, const core::RunWorkflow& run,
                const Faces& faces, const Cursor& at) {
  std::set<std::string> visited;
  const auto way = way_to(self, run.workflow, faces, visited);
  if (way.empty()) return false;
  reader.error("ref/workflow-circle", "workflows run each other in a circle: " + self + " → " + way,
               at, "let one of them begin by an event instead, with a key that ends the circle");
  return true;
}

void check_run(Reader& reader, const core::RunWorkflow& run, const StepPlace& place,
               const Faces& faces, const cel::Scope& scope) {
  const auto found = faces.find(run.workflow);
  if (found == faces.end()) {
    auto hint = core::did_you_mean(run.workflow, names_of(faces));
    if (hint.empty()) hint = "publish that workflow before a run of this one begins";
    return reader.warning("suspicious/unknown-workflow",
                          "there is no workflow \"" + run.workflow + "\" so far", *place.action,
                          std::move(hint));
  }
  if (run.version != 0) return;  // another version may take other inputs
  const auto what = '"' + run.workflow + '"';
  const auto schema = schema_of(found->second.inputs);
  if (place.with) return check_against_schema(reader, scope, *place.with, schema, what);
  const yaml::Node nothing{.kind = yaml::Node::Kind::map, .at = place.action->node->at};
  check_against_schema(reader, scope, {&nothing, place.action->key, place.action->pointer}, schema,
                       what);
}

}  // namespace

void check_runs(Reader& reader, const PartialTemplate& partial, const Around& around) {
  const core::Operations* operations = around.operations;
  static const Faces kNone;
  const bool known = operations != nullptr && operations->workflows;
  const auto& faces = known ? *operations->workflows : kNone;
  const Scopes scopes(partial, around);
  for (std::size_t i = 0; i < partial.workflow.steps.size(); ++i) {
    const auto& step = partial.workflow.steps[i];
    const auto* run = std::get_if<core::RunWorkflow>(&step.verb);
    const auto& place = partial.places[i];
    if (run == nullptr || !place.action) continue;
    if (goes_round(reader, partial.workflow.name, *run, faces, *place.action) || !known) continue;
    check_run(reader, *run, place, faces, scopes.at(step.each ? ScopeKind::item : ScopeKind::step));
  }
}

}  // namespace baton::templates
