#pragma once

#include "engine/decision_draft.hpp"

#include <optional>
#include <vector>

// The items of steps with `each`.
namespace baton::engine {

// What a ref names in a plan: a step, or one of its items, which is done as a step of its own. It
// borrows the plan. It is not moved, because it may point into itself.
class Named {
 public:
  Named(const Plan& plan, const core::StepRef& ref);
  Named(const Named&) = delete;
  Named& operator=(const Named&) = delete;

  // False if the plan has no such step, or if the step has no items.
  explicit operator bool() const { return step_ != nullptr; }
  const PlanStep& operator*() const { return *step_; }
  const PlanStep* operator->() const { return step_; }

 private:
  std::optional<PlanStep> item_;
  const PlanStep* step_ = nullptr;
};

// Begins as many items of a step as there are places for, and ends the step when none is left.
// Nothing if the step has no items under way.
void go_on_with_items(DecisionDraft& draft, const PlanStep& step);

// The failed items of a step, or those that are under way.
std::vector<core::StepRef> items_of(const core::Run& run, const PlanStep& step,
                                    bool (*which)(core::StepStatus));

}  // namespace baton::engine
