#pragma once

#include "baton/core/span.hpp"
#include "engine/decision_draft.hpp"

#include <optional>
#include <string>
#include <vector>

namespace baton::engine {

// The answer of a decision table: who is asked.
struct Routed {
  // The groups whose members are asked; may be empty.
  std::vector<std::string> groups{};
  // The people who are asked; may be empty.
  std::vector<std::string> users{};
  // How many of them must agree.
  int count = 1;
  // Which rows said it, as ApprovalRequested::routed keeps it.
  core::Json how{};
  // How long the step may take, as each of the rows has it that says so.
  std::vector<std::string> slas{};
};

// Asks the table that `routing` names. `with` is its `with`, compiled. If several rows apply, the
// groups and people of all of them are asked, and the count is the highest that one of them has.
// nullopt: the table does not exist, does not take these values or names nobody, and the step has
// failed with the code `route`. `found`: the answer that the table has given already in this
// decision; if it is set, the table is not asked again.
std::optional<Routed> ask_route(DecisionDraft& draft, const PlanStep& step,
                                const core::Routing& routing, const DocumentPtr& with,
                                std::optional<Routed> found);

// Asks the table again for a step that has asked people already, because a fact that its `with`
// read has changed. nullopt: the same people stay asked, because the same rows apply or the table
// gives no answer; the latter is noted on the step.
std::optional<Routed> ask_route_again(DecisionDraft& draft, const PlanStep& step,
                                      const core::Routing& routing, const DocumentPtr& with,
                                      const core::Json& before);

// What said whom a step asks, as ApprovalRequested::routed keeps it. Null: no route did, or the
// step asks nobody.
const core::Json& routed_of(const core::StepState& state);

// How long a step may take, as the row says that applied. nullopt: no route said whom it asks, or
// the row gives no `sla`.
std::optional<core::Span> length_by_route(const core::StepState& state);

// Which rows said who is asked: "by row \"board\" of the route legal-review". Empty if `routed` is
// null: no route said it.
std::string by_route(const core::Json& routed);

}  // namespace baton::engine
