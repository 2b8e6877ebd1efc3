#include "engine/waits.hpp"

#include "baton/core/own_events.hpp"
#include "baton/core/text.hpp"
#include "engine/facts.hpp"
#include "engine/hearing.hpp"
#include "engine/verbs/verb.hpp"
#include "engine/verbs/wait_hear.hpp"

#include <algorithm>

namespace baton::engine {

namespace {

// How many notes a step keeps. What happens beyond it is found in the log and the metrics only.
constexpr std::size_t kNotesMax = 5;
// How long one note may be, in bytes.
constexpr std::size_t kNoteBytesMax = 400;

bool waiting(const DecisionDraft& draft, const PlanStep& step) {
  return draft.state(step).status == core::StepStatus::waiting;
}

// Has a step hear an event. What its condition reads of facts is kept if it takes the event, and
// also while it waits on, where a change of these facts may make an earlier event the one that it
// is for.
void have_hear(DecisionDraft& draft, const PlanStep& step, const core::Event& event,
               const core::Json& seen) {
  const auto before = draft.run().revision();
  draft.facts_read();
  verb_of(step).hear(draft, step, event, seen);
  const auto* wait = std::get_if<PlanWait>(&step.verb);
  const bool waits_on = wait != nullptr && wait->watches_facts && waiting(draft, step);
  if (waits_on || draft.run().revision() != before) note_facts(draft, step.ref);
}

}  // namespace

void event_arrived(DecisionDraft& draft, const core::Event& event) {
  if (draft.run().done()) return;
  if (event.type == core::kFactChanged) fact_changed(draft, event);
  const auto* at_hand = draft.moment.seen;
  const auto own = at_hand == nullptr ? event.to_json() : core::Json();
  const auto& seen = at_hand == nullptr ? own : *at_hand;
  for (const auto& step : draft.plan.steps()) {
    const auto hear = verb_of(step).hear;
    if (hear && waiting(draft, step)) have_hear(draft, step, event, seen);
  }
  hear_for_context(draft, event, seen);
}

void event_found(DecisionDraft& draft, const PlanStep& step, const core::Event& event) {
  const auto hear = verb_of(step).hear;
  if (draft.run().done() || !hear || !waiting(draft, step)) return;
  have_hear(draft, step, event, event.to_json());
}

bool is_for(DecisionDraft& draft, const PlanStep& step, int branch, const core::Event& event) {
  const auto* wait = std::get_if<PlanWait>(&step.verb);
  if (draft.run().done() || wait == nullptr || !waiting(draft, step)) return false;
  draft.facts_read();
  const bool fits = wait_is_for(draft, step, branch, event, event.to_json());
  if (wait->watches_facts && !fits) note_facts(draft, step.ref);
  return fits;
}

void note_on(DecisionDraft& draft, const PlanStep& step, std::string note) {
  const auto& notes = draft.state(step).notes;
  note = core::shortened(note, kNoteBytesMax);
  if (notes.size() >= kNotesMax || std::find(notes.begin(), notes.end(), note) != notes.end())
    return;
  draft.note(core::StepNoted{step.ref, std::move(note)});
}

void renew_waits(DecisionDraft& draft) {
  for (const auto& step : draft.plan.steps()) {
    const auto renew = verb_of(step).renew;
    if (renew && waiting(draft, step)) renew(draft, step);
  }
}

}  // namespace baton::engine
