#pragma once

#include "baton/core/result.hpp"
#include "baton/core/run.hpp"
#include "baton/engine/plan.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

// What a person may say of an action of which nobody knows whether it happened. Asked twice: at the
// door, and again where it is taken in.
namespace baton::engine {

// In a step as expressions see it: who said what became of its last attempt.
inline constexpr const char* kResolvedBy = "resolved_by";

bool resolved_by_a_person(const core::Run& run, std::string_view step);

bool comes_after(const Plan& plan, const PlanStep& step, const PlanStep& other);
// Whether an expression of the step reads anything of the step called `name`.
bool reads(const PlanStep& step, std::string_view name);

// Why nobody can say now that this step succeeded, failed or is to be sent again (`as`); nullopt:
// they can. What a person said can be corrected until the run has succeeded. What acted on it stays
// done: while it is under way one waits for it, and once it has succeeded only the output can be
// corrected.
std::optional<core::Error> unresolvable(const Plan& plan, const core::Run& run,
                                        const PlanStep& step, std::string_view as);

// Members of the step's output that its template cannot do without, in alphabetical order.
std::vector<std::string> members_needed(const Plan& plan, std::string_view step);

// What keeps `output` from being the step's: it lacks a member that the template needs, or does not
// look like what the operation gives. `declared`: the members of that; empty: they are not known.
std::optional<core::Error> no_output_of(const Plan& plan, const core::Run& run,
                                        const PlanStep& step, const core::Json& output,
                                        const std::vector<std::string>& declared);

}  // namespace baton::engine
