#include "templates/partial_template.hpp"

namespace baton::templates {
namespace {

// Whether the runs of a workflow belong to a goal. Where none is described, a text for people is
// enough.
bool belongs_to_a_goal(const core::Template& workflow, const goals::Tree& goals) {
  if (goals.empty()) return !workflow.goal.empty();
  return goals.of(workflow.name, workflow.goal) != nullptr;
}

}  // namespace

// A goal that there is not is a warning: a run keeps the text, and the goal may be described later.
void check_goal(Reader& reader, const Cursor& root, const PartialTemplate& partial,
                const goals::Tree& goals, bool required) {
  const auto& workflow = partial.workflow;
  if (!goals.empty() && partial.goal && !workflow.goal.empty()) {
    const auto found = goals.named(workflow.goal);
    if (!found)
      reader.warning("ref/unknown-goal", found.error().message, *partial.goal, found.error().hint);
  }
  if (required && !belongs_to_a_goal(workflow, goals))
    reader.error("policy/no-goal",
                 "the workflow belongs to no goal, and the setting goals.required asks for one",
                 partial.goal ? *partial.goal : root,
                 "name one with goal:, or list the workflow under an initiative of config/goals");
}

}  // namespace baton::templates
