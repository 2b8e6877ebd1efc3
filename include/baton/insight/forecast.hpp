#pragma once

#include "baton/core/time.hpp"
#include "baton/insight/quantiles.hpp"
#include "baton/insight/remaining.hpp"
#include "baton/insight/step_times.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace baton::calendar {
class Calendar;
}

// Forecasts the end of an open run by drawing random futures over the graph that its template
// declares: parallel branches, joins, timers and business time. Model (remaining.hpp) forecasts
// from what a run has gone through; this forecasts from what is still to come, and says which step
// the end depends on. Pure; no member is safe to call from two threads at once.
namespace baton::insight {

// One step of a run, and where it stands.
struct FlowStep {
  // Whether it has begun, and whether it is over.
  enum class State : std::uint8_t { pending, running, settled };
  // As people know it.
  std::string name;
  // The steps that it needs, as indices; each is less than its own.
  std::vector<std::size_t> needs{};
  // True if it begins once the first of its needs has ended, and not the last.
  bool any = false;
  // Where it stands.
  State state = State::pending;
  // When it began, unless it is pending.
  core::Time began{};
  // When it ended, if it is settled.
  core::Time ended{};
  // How long it takes.
  LogNormal takes{};
  // The length of a timer. If it is set, `takes` is not used.
  std::optional<core::Duration> fixed{};
  // Its duration counts working time of the calendar only.
  bool business = false;
  // The share of runs in which it is not skipped.
  double chance = 1;
};

// What is forecast of a step.
struct StepForecast {
  // When it ends, at kLevels.
  std::array<core::Time, kLevels.size()> ends{};
  // The share of the futures in which the end of the run hangs on it: it is the last at its join,
  // and so on down to the end. These are the critical path.
  double critical = 0;
};

// What is forecast of a run.
struct FlowForecast {
  // When it ends, at kLevels.
  std::array<core::Time, kLevels.size()> ends{};
  // The probability that it ends after its due date. nullopt if it has none.
  std::optional<double> late{};
  // One for each step, in their order.
  std::vector<StepForecast> steps{};
  // The steps that make it later than usual, the largest first; at most two.
  std::vector<Contributor> contributors{};
  // Of the open steps, the fewest runs that the time of one is known from.
  std::uint32_t runs = 0;
  // True if `runs` is under Model::kComparable, so that a wider level was used.
  bool widened = false;
};

// How it is forecast.
struct FlowOptions {
  // The same seed gives the same bytes.
  std::uint64_t seed = 1;
  // The futures that are drawn. The standard error of a probability is 0.025 at most.
  std::size_t futures = 400;
  // Where working time is counted; without one, business time is elapsed time.
  const calendar::Calendar* calendar = nullptr;
};

// Draws futures of a run and reads its end from them. A step that is running takes longer than it
// has lasted already, so shorter durations are not drawn for it. Throws core::BrokenInvariant if a
// step needs one that does not stand before it.
FlowForecast forecast_flow(std::span<const FlowStep> steps, core::Time now,
                           std::optional<core::Time> due, const FlowOptions& options = {});

}  // namespace baton::insight
