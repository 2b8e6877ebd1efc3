#pragma once

#include "baton/core/run.hpp"
#include "baton/core/transition.hpp"

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>

// What is the same for all transitions of one kind. The table in src/core/transition_traits.cpp has
// one row for each alternative of Transition, and is the only place that says these things. It
// never changes; any thread may read it.
namespace baton::core {

// One row of the table.
struct TransitionTraits {
  // What Transition::index() returns for it.
  std::size_t index;
  // "StepStarted": stable, stored, shown.
  std::string_view name;
  // The type of the event that tells of it, "baton.step.started"; empty if no event does.
  std::string_view lifecycle;
  // True if it is about one step. RunPaused, RunFailed and RunResumed are about the run, though
  // they name a step too.
  bool about_step;
  // True if its step is in another state after it than before: running, waiting, ended. Others
  // happen within a state, such as a decision of one person of several, or go back, such as
  // StepReset. Of ItemsBegun it holds only for the one that has the items; others begin more of
  // them.
  bool enters_state;
  // True if it hands work to people. Its event then has the run's context, so that they are told
  // what the work is for.
  bool hands_to_people;
  // The status in which it leaves the run; nullopt if that depends on the run's steps.
  std::optional<RunStatus> run_status;
  // The status of a step or a run whose mark it is shown with: "running".
  std::string_view shown_as;
  // The transition in a few words for people. `told` is its JSON: as the API tells it, with times
  // as RFC 3339, or as it is stored, with times in microseconds.
  std::string (*words)(const Json& told);
};

// The whole table, in the order of the variant's alternatives.
std::span<const TransitionTraits> transition_traits();
// The row of one transition.
const TransitionTraits& traits_of(const Transition& transition);
// True if the run has ended with this transition: it succeeded, failed or was cancelled.
bool ends_run(const Transition& transition);
// The row of the transition of that name; nullptr if there is none, as for one that a newer Baton
// has written.
const TransitionTraits* traits_named(std::string_view name);

}  // namespace baton::core
