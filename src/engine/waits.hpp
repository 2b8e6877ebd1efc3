#pragma once

#include "engine/draft.hpp"

// Steps that wait for an event, whatever their verb.
namespace baton::engine {

// An event that one or more waits of the run may be for.
void event_arrived(Draft& draft, const core::Event& event);
// An event of the log, for one wait that looks back.
void event_found(Draft& draft, const PlanStep& step, const core::Event& event);
// Keeps something about a waiting step that people should know.
void note_on(Draft& draft, const PlanStep& step, std::string note);
// Renews what open waits are found by, as far as this decision has changed it.
void renew_waits(Draft& draft);

}  // namespace baton::engine
