#include "baton/core/template.hpp"

#include "baton/core/text.hpp"

#include <array>

namespace baton::core {

bool is_http_operation(std::string_view operation) {
  static constexpr std::array<std::string_view, 11> kNames{
      "get",      "get_list", "get_xml", "post",  "post_form", "post_parts",
      "post_raw", "put",      "put_raw", "patch", "delete"};
  return is_one_of(operation, kNames);
}

StepOutline outline_of(const Step& step) {
  StepOutline outline{step.name, std::string(verb_name(step.verb)), step.title, step.needs};
  if (step.gate) outline.gate = step.gate->open.text;
  outline.team = step.team;
  if (const auto* action = std::get_if<DoAction>(&step.verb)) {
    outline.connection = action->connection;
    outline.operation = action->operation;
    outline.attempts_max = step.retry.attempts;
  }
  return outline;
}

const Routing* routing_of(const Step& step) {
  const std::optional<Routing>* routing = nullptr;
  if (const auto* approve = std::get_if<Approve>(&step.verb)) routing = &approve->routing;
  if (const auto* task = std::get_if<PeopleTask>(&step.verb)) routing = &task->routing;
  return routing && *routing ? &**routing : nullptr;
}

std::string_view to_text(Join join) {
  static constexpr std::array<std::string_view, 3> kWords{"all", "any", "always"};
  return kWords[static_cast<std::size_t>(join)];
}

std::string RunWorkflow::name() const {
  return version == 0 ? workflow : workflow + "@" + std::to_string(version);
}

WorkflowFace face_of(const Template& workflow) {
  WorkflowFace face{workflow.inputs};
  if (workflow.outputs.value.is_object()) {
    for (const auto& [name, value] : workflow.outputs.value.items()) face.outputs.push_back(name);
  }
  for (const auto& step : workflow.steps) {
    if (const auto* run = std::get_if<RunWorkflow>(&step.verb)) face.runs.push_back(run->workflow);
  }
  return face;
}

const Operation* Operations::operation_of(const DoAction& action) const {
  const auto connection = find(action.connection);
  if (connection == end()) return nullptr;
  const auto operation = connection->second.find(action.operation);
  return operation == connection->second.end() ? nullptr : &operation->second;
}

}  // namespace baton::core
