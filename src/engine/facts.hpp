#pragma once

#include "baton/engine/rows.hpp"
#include "engine/decision_draft.hpp"

#include <string>
#include <vector>

// Facts that decisions read: how the journal keeps them, and how the steps that have read a fact
// learn that it has changed.
namespace baton::engine {

// Notes what was read of facts for a step since the last call, unless the run knows it already. Of
// an item it is noted for the step of the item. An empty `step`: it was read for the run as a
// whole.
void note_facts(DecisionDraft& draft, const core::StepRef& step);
// The same for a step that waits for changes of the facts that it has read. It also notes that the
// step has read none now, if it had read some before.
void note_facts_awaited(DecisionDraft& draft, const core::StepRef& step);

// The same for a step that has just begun.
void note_facts_of_begin(DecisionDraft& draft, const PlanStep& step);

// A fact has changed, or is too old from now on: the gates, conditions and routes that read it are
// asked again. `event` is the kFactChanged that tells it.
void fact_changed(DecisionDraft& draft, const core::Event& event);

// The names of the facts that StepState::facts tells of, as core::fact_text() writes them.
std::vector<std::string> facts_in(const core::Json& facts);
// The facts whose change the step waits for: those that its gate or the condition of its wait has
// read, or those by which its route found whom it asks.
std::vector<std::string> facts_awaited(const core::StepState& state);
// The waits by which a step is found when one of these facts changes.
std::vector<OpenWait> waits_for_facts(const std::vector<std::string>& facts);

// What was read of facts, for people: "facts.budget[\"EMEA\"] is {…}, set 3h ago", or why it could
// not be read. `now`: wall time.
std::string about_facts(const core::Json& facts, core::Time now);

}  // namespace baton::engine
