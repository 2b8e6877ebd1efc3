#pragma once

#include "engine/decision_draft.hpp"

#include <string>

namespace baton::engine {

// What the steps that a step needs mean for it. `open`: it has to wait for them. `met`: it may
// begin. `all_skipped`: all of them were skipped. `broken`: it cannot begin because of how they
// ended.
enum class Needs { open, met, all_skipped, broken };

struct NeedsAnswer {
  Needs answer = Needs::met;
  std::string by{};  // the step because of which it cannot begin, if the answer is `broken`
};

// Whether a step may begin after those that it needs, as its `join` says.
NeedsAnswer ask_needs(const DecisionDraft& draft, const PlanStep& step);

// True for a failed step whose template says to go on. It counts as done.
bool forgiven(const DecisionDraft& draft, const PlanStep& step);

}  // namespace baton::engine
