#pragma once

#include "baton/engine/rows.hpp"
#include "engine/compiler.hpp"
#include "engine/decision_draft.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

// The table of verbs. Whatever the engine does differently for one verb than for another is a
// member of the verb's row. A member that is null or false is something that most verbs do not
// have.
namespace baton::engine {

// One row of the table.
struct VerbRow {
  // Makes what the step's template says ready to run. What does not compile is noted in `compiler`.
  PlanVerb (*compile)(Compiler& compiler, const core::Step& step);
  // Adds what the step's template says to the definition of the step, by the keys that stand in the
  // step. A migration tells by it whether a step differs between two versions.
  void (*define)(const core::Step& step, core::Json& definition);
  // Begins the work of a step whose prerequisites hold and whose gate is open.
  void (*begin)(DecisionDraft& draft, const PlanStep& step);

  // Ends the waiting of a step whose due time has come.
  void (*came_due)(DecisionDraft& draft, const PlanStep& step) = nullptr;
  // Ends what a step that waits has going outside of its run, because the run is cancelled.
  void (*stop)(DecisionDraft& draft, const PlanStep& step, const std::string& reason,
               const core::Actor& actor) = nullptr;
  // The types of the events that a step waits for.
  std::vector<std::string_view> (*awaited_types)(const PlanStep& step) = nullptr;
  // Offers an event to a step that waits. `seen`: the event as expressions see it.
  void (*hear)(DecisionDraft& draft, const PlanStep& step, const core::Event& event,
               const core::Json& seen) = nullptr;
  // Replaces the values by which a waiting step is found, if this decision has changed one of them.
  void (*renew)(DecisionDraft& draft, const PlanStep& step) = nullptr;
  // What a waiting step does when a fact has changed that it waits for (facts_awaited()).
  void (*fact_changed)(DecisionDraft& draft, const PlanStep& step) = nullptr;
  // Says in a sentence what a waiting step waits for. `due`: when its waiting ends, as the wall
  // clock will show it; empty if no time ends it.
  std::string (*why)(const core::Run& run, const PlanStep& step, const core::StepState& state,
                     const std::string& due) = nullptr;
  // Says in a few words what a waiting step waits for, for lists.
  std::string (*now_at)(const core::StepState& state) = nullptr;
  // Adds to the rows of a step what only steps of this verb have.
  void (*rows)(const PlanStep& step, const core::StepState& state, StepRows& rows) = nullptr;
  // Whether a step looks back over the log to where the steps that it needs began.
  bool (*looks_back_to_needs)(const PlanStep& step) = nullptr;

  // A person decides the step, and a refusal blocks all steps that come after it.
  bool asks = false;
  // The step puts an event on the bus.
  bool publishes = false;
  // The status in which nothing that the step did has left Baton, so that it may begin anew with
  // corrected values.
  std::optional<core::StepStatus> revocable_while{};
};

// The row of a verb, by its index in core::Verb and in PlanVerb.
const VerbRow& verb_row(std::size_t index);
// What a step with `each` does: it has its items begin, each of which does what its verb says.
extern const VerbRow kEachRow;
// The row of the verb of a step, or of an item of a step. A step that is done for each of several
// items has the row of `each`.
inline const VerbRow& verb_of(const PlanStep& step, const core::StepRef& ref) {
  return step.each && !ref.has_item() ? kEachRow : verb_row(step.verb.index());
}
inline const VerbRow& verb_of(const PlanStep& step) { return verb_of(step, step.ref); }

}  // namespace baton::engine
