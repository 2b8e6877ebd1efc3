#pragma once

#include "baton/calendar/calendars.hpp"
#include "baton/core/event.hpp"
#include "baton/core/fact.hpp"
#include "baton/core/ids.hpp"
#include "baton/core/json.hpp"
#include "baton/core/transition.hpp"
#include "baton/facts/definitions.hpp"
#include "baton/ports/store.hpp"
#include "baton/routing/routes.hpp"
#include "baton/runtime/plan_cache.hpp"

#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <vector>

// What a draft of a template is tried with: events that came, and what the server has on record of
// them. Runtime::try_draft() reads it, and whoever knows how to play it says what the draft would
// have done (simulate/trial.hpp).
namespace baton::runtime {

// An event of the log by which a draft is tried.
struct TriedEvent {
  // The event, as the log has it.
  core::Event event{};
  // The run of the workflow that it started; unset: there is none, or it is kept no longer.
  core::RunId run{};
  // The transitions of that run that tell how its actions, approvals and tasks ended: StepStarted,
  // without its input, StepSucceeded, StepFailed, ApprovalDecided and TaskDone, in their order.
  std::vector<core::Transition> record{};
  // The events that the run took after that, in their order.
  std::vector<core::Event> taken{};
};

// A draft, and all that trying it needs. A value: it refers to nothing that the server changes.
struct Trial {
  // The workflow, and the text of its draft.
  std::string workflow{};
  std::string draft{};
  // The version that is active, and its text; 0: none is.
  int version = 0;
  std::string published{};
  // The texts of the active workflows that steps of both versions run, directly or through others.
  std::vector<std::string> others{};
  // The newest first.
  std::vector<TriedEvent> events{};
  // The log was looked through to this event for types that its index does not know; unset: as far
  // as was needed.
  core::EventId looked_to{};
  // The values that the facts have now; of a fact with very many, the first.
  std::vector<core::FactValue> facts{};
  // What expressions may ask; none of them is null.
  std::shared_ptr<const calendar::Calendars> calendars{};
  std::shared_ptr<const routing::Routes> routes{};
  std::shared_ptr<const facts::Definitions> definitions{};
};

// Plays a trial, and says what came of it: schema `Simulation` of docs/openapi.yaml, without
// `findings`. Called on a thread that may be busy for seconds.
using PlayTrial = std::function<core::Json(const Trial&)>;

// Reads the newest `last` events by which the draft or the active version may start, and what is on
// record of them, into a trial that has its `draft`, its `workflow` and its tables. The draft must
// pass the checks. For a pattern such as "*.created" up to `looks_max` events are looked at. May be
// called on any thread on which the store runs a read.
void read_trial(ports::Queries& queries, PlanCache& plans, std::size_t last, Trial& trial,
                std::size_t looks_max = ports::EventSearch{}.looks_max);

}  // namespace baton::runtime
