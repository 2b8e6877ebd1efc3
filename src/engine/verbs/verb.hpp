#pragma once

#include "baton/engine/rows.hpp"
#include "engine/compiler.hpp"
#include "engine/draft.hpp"

#include <optional>
#include <string>
#include <string_view>

// The table of verbs. Whatever the engine does differently for one verb than for another is a
// member of its row; a member that is null or false is what most verbs do not have.
namespace baton::engine {

struct VerbRow {
  // Makes what the step's template says ready to run. What does not compile is noted in `compiler`.
  PlanVerb (*compile)(Compiler& compiler, const core::Step& step);
  // Begins the work of a step whose prerequisites hold and whose gate is open.
  void (*begin)(Draft& draft, const PlanStep& step);

  // Of a verb whose steps wait. Its due time has come:
  void (*came_due)(Draft& draft, const PlanStep& step) = nullptr;
  // The type of the event that it waits for.
  std::string_view (*awaited_type)(const PlanStep& step) = nullptr;
  // An event that it may wait for; `seen`: as expressions see it.
  void (*hear)(Draft& draft, const PlanStep& step, const core::Event& event,
               const core::Json& seen) = nullptr;
  // Something happened in this decision to another step, whose values it may be found by.
  void (*renew)(Draft& draft, const PlanStep& step) = nullptr;
  // The sentence that says what it waits for. `due`: when its waiting ends, as the wall clock will
  // show it; empty if no time ends it.
  std::string (*why)(const core::Run& run, const PlanStep& step, const core::StepState& state,
                     const std::string& due) = nullptr;
  // The same in a few words, for lists.
  std::string (*now_at)(const core::StepState& state) = nullptr;
  // Adds to its rows what only steps of this verb have.
  void (*rows)(const PlanStep& step, const core::StepState& state, StepRows& rows) = nullptr;
  // Whether it looks back over the log to where the steps that it needs began.
  bool (*looks_back_to_needs)(const PlanStep& step) = nullptr;

  bool asks = false;       // a person decides it, and a refusal is final for all that comes after
  bool publishes = false;  // it puts an event on the bus
  // The status in which nothing of it has gone out yet, so that it may begin anew with corrected
  // values.
  std::optional<core::StepStatus> revocable_while{};
};

// The row of a verb, by its place in core::Verb and in PlanVerb.
const VerbRow& verb_row(std::size_t index);
inline const VerbRow& verb_of(const PlanStep& step) { return verb_row(step.verb.index()); }

}  // namespace baton::engine
