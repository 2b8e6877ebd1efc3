#pragma once

#include "engine/draft.hpp"

#include <optional>
#include <string>
#include <string_view>

// What several verbs do in the same way.
namespace baton::engine {

void fail(Draft& draft, const PlanStep& step, std::string code, std::string message);

// What a step waited for did not come in time; `what` says so: "nobody decided".
void time_out(Draft& draft, const PlanStep& step, const std::string& what);

// The context travels: a hand-off that would drop a required part of it fails, naming the part and
// the hop. False: the step has failed.
bool context_complete(Draft& draft, const PlanStep& step);

// Renders a document of the step; on an error, or when it is more than a run can keep, the step
// fails and nothing comes back.
std::optional<core::Json> render(Draft& draft, const PlanStep& step, const DocumentPtr& document,
                                 std::string_view what, cel::Document::OfText of_text = nullptr);

}  // namespace baton::engine
