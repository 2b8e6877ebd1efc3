#include "templates/template_draft.hpp"

namespace baton::templates {

// It is a warning: a run keeps the text, and the goal may be described later.
void check_goal(Reader& reader, const TemplateDraft& draft, const goals::Tree& goals) {
  if (goals.empty() || !draft.goal || draft.workflow.goal.empty()) return;
  const auto found = goals.named(draft.workflow.goal);
  if (!found)
    reader.warning("ref/unknown-goal", found.error().message, *draft.goal, found.error().hint);
}

}  // namespace baton::templates
