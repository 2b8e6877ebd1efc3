#pragma once

#include "engine/draft.hpp"

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
};

// Asks the table that `routing` names. `with` is its `with`, compiled. Of several rows all groups
// and people are asked, and as many must agree as the row asks for that wants most. nullopt: the
// table is not there, takes no such values or names nobody, and the step has failed with the code
// `route`.
std::optional<Routed> ask_route(Draft& draft, const PlanStep& step, const core::Routing& routing,
                                const DocumentPtr& with);

// Which rows said who is asked: "by row \"board\" of the route legal-review". Empty if `routed` is
// null: no route said it.
std::string by_route(const core::Json& routed);

}  // namespace baton::engine
