#pragma once

#include "baton/core/run.hpp"
#include "baton/core/transition.hpp"

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>

// What is the same for all transitions of one kind. The table in src/core/transition_traits.cpp has
// one row for each alternative of Transition, and is the only place that says these things.
namespace baton::core {

struct TransitionTraits {
  std::size_t index;      // what Transition::index() says of it
  std::string_view name;  // "StepStarted": stable, stored, shown
  // "baton.step.started": the type of the event that tells it; empty if no event does.
  std::string_view lifecycle;
  // Whether it is about one step. RunPaused, RunFailed and RunResumed name a step too, and are
  // about the run.
  bool about_step;
  // The status that it leaves the run in; nothing if that depends on the run's steps.
  std::optional<RunStatus> run_status;
  std::string_view shown_as;  // the status of a step or a run whose mark it is shown with
  // It in a few words for people. `told`: as the API tells it, with times as RFC 3339, or as it is
  // stored, with times in microseconds.
  std::string (*words)(const Json& told);
};

// In the order of the variant's alternatives.
std::span<const TransitionTraits> transition_traits();
const TransitionTraits& traits_of(const Transition& transition);
// Null if no transition has this name, as when a newer server tells of it.
const TransitionTraits* traits_named(std::string_view name);

}  // namespace baton::core
