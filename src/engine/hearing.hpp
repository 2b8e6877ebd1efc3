#pragma once

#include "engine/compiler.hpp"
#include "engine/decision_draft.hpp"

#include <memory>
#include <string>
#include <vector>

// What the context of a run hears while the run is open: comments and messages from other systems,
// which join the packet under their author (`context.hear` of a template).
namespace baton::engine {

// Compiles an event that is waited for or heard. `spec` must live as long as what is returned; `of`
// names it in an error.
PlanAwaited compile_awaited(Compiler& compiler, const core::Awaited& spec, const std::string& of);

// Whether the event is the one that is waited for or heard. If the condition cannot be evaluated,
// it is not, and `problem` says why.
bool is_awaited(const DecisionDraft& draft, const PlanAwaited& awaited, const core::Event& event,
                const core::Json& seen, std::string& problem);

// The events under `context.hear` of a template, without their conditions compiled.
std::vector<std::unique_ptr<const core::Awaited>> heard_in(const core::Context& context);

// Adds what an event says to the context of an open run, if the context hears that event.
void hear_for_context(DecisionDraft& draft, const core::Event& event, const core::Json& seen);

}  // namespace baton::engine
