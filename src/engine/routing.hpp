#pragma once

#include "baton/core/span.hpp"
#include "engine/decision_draft.hpp"

#include <optional>
#include <string>
#include <vector>

namespace baton::engine {

// Who is asked, as a decision table says it.
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

// Asks the table that `routing` names. `with` is its `with`, compiled. Of several rows all groups
// and people are asked, and as many must agree as the row asks for that wants most. nullopt: the
// table is not there, takes no such values or names nobody, and the step has failed with the code
// `route`. `found` is what the table has said already in this decision, and then it is not asked
// once more.
std::optional<Routed> ask_route(DecisionDraft& draft, const PlanStep& step,
                                const core::Routing& routing, const DocumentPtr& with,
                                std::optional<Routed> found);

// The same where a step asks people already, because a fact that its route was told has changed.
// nullopt: they stay asked, since the same rows apply or none can be told; the latter is noted.
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
