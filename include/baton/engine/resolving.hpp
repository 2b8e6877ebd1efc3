#pragma once

#include "baton/core/result.hpp"
#include "baton/core/run.hpp"
#include "baton/engine/plan.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

// What a person may say about an action when nobody knows whether it happened. The API checks it
// when the person says it, and the engine checks it again when the run gets the event. All
// functions are pure; any thread may call them.
namespace baton::engine {

// The member of a step, as expressions see it, that names the person who said what became of its
// last attempt.
inline constexpr const char* kResolvedBy = "resolved_by";

// True if a person said what became of the last attempt of the step called `step`.
bool resolved_by_a_person(const core::Run& run, std::string_view step);

// True once undoing, or a step of `on_failure`, has begun since the run failed last. From then on
// until the run has ended, none of its other steps can begin.
bool winding_up(const Plan& plan, const core::Run& run);

// True if `step` needs `other`, directly or through steps in between. Both are steps of `plan`
// or copies of them.
bool comes_after(const Plan& plan, const PlanStep& step, const PlanStep& other);
// True if an expression of `step` reads anything of the step called `name`.
bool reads(const PlanStep& step, std::string_view name);

// Why a person cannot say now what became of this step; nullopt if they can. `as` is what they want
// to say: "succeeded", "failed" or "resend". What a person said can be corrected until the run has
// succeeded. A later step may have acted on it. While such a step is under way nothing can be
// corrected, and once it has succeeded only the output can. The error is Errc::conflict.
std::optional<core::Error> unresolvable(const Plan& plan, const core::Run& run,
                                        const PlanStep& step, std::string_view as);

// The members of the output of the step called `step` that the template cannot do without, in
// alphabetical order.
std::vector<std::string> members_needed(const Plan& plan, std::string_view step);

// Why `output` cannot be the output of the step; nullopt if it can. It may lack a member that the
// template needs, or have a member that the operation never gives. `declared`: the members that the
// operation gives; empty if they are not known. The error is Errc::invalid.
std::optional<core::Error> unfit_output(const Plan& plan, const core::Run& run,
                                        const PlanStep& step, const core::Json& output,
                                        const std::vector<std::string>& declared);

}  // namespace baton::engine
