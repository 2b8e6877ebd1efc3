#include "baton/cel/expression.hpp"
#include "templates/draft.hpp"

#include <algorithm>

namespace baton::templates {

namespace {

// Whether a condition asks what became of a step.
bool asks_about(const std::optional<core::Condition>& condition, const std::string& step) {
  if (!condition) return false;
  const auto compiled = cel::Expression::compile(condition->text);
  if (!compiled.expression) return true;  // told already; what it would ask is not known
  const auto& reads = compiled.expression->reads();
  return std::find(reads.begin(), reads.end(), cel::Path{"steps", step, "status"}) != reads.end();
}

// A refusal, or silence, never leads on by itself: whoever follows says that it wants to know.
void check_followers(Reader& reader, const Draft& draft, std::size_t at) {
  const auto& name = draft.workflow.steps[at].name;
  for (const auto& follower : draft.workflow.steps) {
    const bool follows = std::find(follower.needs.begin(), follower.needs.end(), name) != follower.needs.end();
    const auto gate = follower.gate ? std::optional(follower.gate->open) : std::nullopt;
    if (!follows || asks_about(follower.when, name) || asks_about(gate, name)) continue;
    reader.error(
        "approve/continue",
        "\"" + follower.name + "\" would go on after \"" + name +
            "\" was refused, or nobody decided: with \"on_error: continue\" each step that needs an approval asks for its "
            "status",
        draft.places[at].on_error.value_or(draft.places[at].step),
        "give \"" + follower.name + "\" the condition steps." + name + ".status == 'succeeded', or remove on_error");
  }
}

}  // namespace

void check_approvals(Reader& reader, const Draft& draft) {
  const auto& steps = draft.workflow.steps;
  for (std::size_t at = 0; at < steps.size(); ++at) {
    const bool asks = std::holds_alternative<core::Approve>(steps[at].verb);
    if (asks && steps[at].on_error == core::OnError::keep_going) check_followers(reader, draft, at);
  }
}

}  // namespace baton::templates
