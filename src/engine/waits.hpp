#pragma once

#include "engine/draft.hpp"

// Steps that wait for an event.
namespace baton::engine {

void open_wait(Draft& draft, const PlanStep& step, const core::WaitEvent& verb);
// An event that one or more waits of the run may be for.
void event_arrived(Draft& draft, const core::Event& event);
// An event of the log, for one wait that looks back.
void event_found(Draft& draft, const PlanStep& step, const core::Event& event);
void note_on(Draft& draft, const PlanStep& step, std::string note);
// Waits are found by values of steps before them, which change when such a step is tried again.
void reindex_waits(Draft& draft);

}  // namespace baton::engine
