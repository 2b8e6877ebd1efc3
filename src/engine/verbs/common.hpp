#pragma once

#include "engine/decision_draft.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

// What several verbs do in the same way.
namespace baton::engine {

// Fails a step. `code`: a stable word for the kind of failure. `message`: what went wrong, for
// people.
void fail(DecisionDraft& draft, const PlanStep& step, std::string code, std::string message);

// Fails a step because its `timeout` ran out. `what` says what did not happen: "nobody decided".
void time_out(DecisionDraft& draft, const PlanStep& step, const std::string& what);

// The parts of the context that no hand-off may drop: those that the template requires, and those
// that are required by the runs that have begun this one, directly or through others.
std::vector<std::string> required_context(const DecisionDraft& draft);
// Whether the context has all parts that are required. If one is missing the step fails, with a
// message that names the part and the steps between which it would be lost.
bool context_complete(DecisionDraft& draft, const PlanStep& step);
// Whether an action sends whole what its `with` reads of the parts of the context that are
// required; all of them if it reads `context.summary`. If its input, as it was rendered from
// `with`, lacks one the step fails, and false is returned.
bool context_carried(DecisionDraft& draft, const PlanStep& step, const DocumentPtr& with,
                     const core::Json& input);

// Whether one more event may be published because of the run's root. If the chain of runs would be
// too long, or there would be too many events in all, the step fails.
bool may_publish(DecisionDraft& draft, const PlanStep& step);

// Whether the input of the step may have been rendered from an output that a person has corrected
// since.
bool may_be_outdated(const DecisionDraft& draft, const PlanStep& step);

// Renders a document of the step. nullopt if it cannot be rendered or is larger than a run may
// keep; the step has then failed. `what` names the document in the message: "with". `of_text`: see
// cel::Document::render().
std::optional<core::Json> render(DecisionDraft& draft, const PlanStep& step,
                                 const DocumentPtr& document, std::string_view what,
                                 cel::Document::OfText of_text = nullptr);

// The text of a value that an expression alone gave where a text is expected: a number, true and
// false are written as they are within a text. Empty for null, a list and a map.
std::string printed(const core::Json& value);

// A value in a text that people read before they act. It is put on one line, so that it cannot pass
// for a line that the template wrote.
std::string as_one_line(std::string_view text);

}  // namespace baton::engine
