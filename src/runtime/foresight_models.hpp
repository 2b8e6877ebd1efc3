#pragma once

#include "baton/calendar/calendars.hpp"
#include "baton/core/ids.hpp"
#include "baton/core/json.hpp"
#include "baton/core/time.hpp"
#include "baton/insight/forecast.hpp"
#include "baton/insight/latency.hpp"
#include "baton/insight/past.hpp"
#include "baton/insight/remaining.hpp"
#include "baton/insight/step_times.hpp"
#include "baton/ports/clock.hpp"
#include "baton/ports/forecasts.hpp"
#include "baton/ports/rows.hpp"
#include "baton/ports/tx.hpp"
#include "baton/runtime/plan_cache.hpp"
#include "baton/views/forecast.hpp"
#include "runtime/run_sleeps.hpp"
#include "runtime/step_dues.hpp"

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

// What is learned of runs that have ended, to forecast those that are open.
namespace baton::runtime {

// A workflow is learned from so many of its newest runs that have ended, out of so many that are
// looked at.
inline constexpr std::size_t kLearnedMax = 300;
inline constexpr std::size_t kLookedAtMax = 2'000;

// Counts the runs of a workflow from which is learned, up to kLearnedMax.
class LearnedRuns {
 public:
  // True if one more run that has ended with this status is to be learned from. Cancelled runs have
  // a count of their own, since only their steps are learned.
  bool take(core::RunStatus status) {
    auto& count = status == core::RunStatus::cancelled ? cancelled_ : others_;
    if (count >= kLearnedMax) return false;
    ++count;
    return true;
  }
  // True if no more runs are to be read.
  bool full() const { return others_ >= kLearnedMax; }

 private:
  std::size_t others_ = 0;
  std::size_t cancelled_ = 0;
};

// A run as its row and its journal tell it.
struct RunSeen {
  ports::RunRow row{};
  // What caused it, for the events that are told of it.
  core::RunStarted head{};
  // The states that it entered.
  insight::Past past;
  // Its sleeps that go on.
  RunSleeps sleeps{};
  // The time of each step that has begun.
  std::vector<insight::StepTime> steps{};
  // The steps that have settled without taking time.
  std::vector<std::string> passed{};
  // The steps that have ended by themselves. Others were cut off, or are open.
  std::set<std::string> ended{};
  // By when its open steps should have ended, in wall time.
  std::map<std::string, StepDue> dues{};
  // Its template; null when that does not pass the checks any more.
  PlanPtr plan{};
};

// Reads a run. What has not ended counts until now. Throws RowDamaged.
RunSeen see_run(ports::Queries& queries, PlanCache& plans, ports::RunRow row,
                const ports::Clock& clock);

// A forecast of one run.
struct Foreseen {
  // As it is kept. `at_risk` is not decided yet.
  ports::ForecastRow row{};
  // `row.detail` before it was written.
  core::Json detail{};
  // So few runs have ended that nothing is to be made of it.
  bool too_few = false;
};

// The models of all workflows: for each an insight::Model, and one table of how long steps take.
// One thread at a time.
class ForesightModels {
 public:
  // True once learn() was told the past of a workflow.
  bool knows(const std::string& workflow) const { return workflows_.contains(workflow); }
  // Learns a workflow from runs that have ended, which are put into the order in which they did. Of
  // those that were cancelled only steps are learned. `whole`: these are all that have ended.
  // Otherwise they are those that started last, and from runs that started before them no steps are
  // learned later: those that are still open take longer than most of their time.
  void learn(const std::string& workflow, std::vector<RunSeen> closed, bool whole = true);
  // Learns from one more run that has ended, if its workflow is known and learn() was not told that
  // run. They come in about the order in which they ended.
  void close(const RunSeen& run);
  // Learns how long the steps of an open run have taken so far, in place of what was learned of it
  // before.
  void watch(const RunSeen& run);
  // Forgets a workflow. What is known of its steps stays.
  void forget(const std::string& workflow) { workflows_.erase(workflow); }
  std::size_t size() const { return workflows_.size(); }

  // What becomes of an open run of a workflow that is known. nullopt while no run of it has ended.
  // `due`: in wall time. `calendars`: by which the sleeps that have not begun yet are counted.
  std::optional<Foreseen> forecast(const RunSeen& run, core::Time now,
                                   std::optional<core::Time> due,
                                   const calendar::Calendars& calendars);
  // What is forecast of the open steps of a run, in the order in which they began.
  std::vector<views::OpenStep> open_steps(const RunSeen& run, core::Time now) const;

 private:
  struct OfWorkflow {
    insight::Model model{};
    // In the journals of the runs that it has learned from, Past::set_back().
    std::int64_t set_back = 0;
    // In how many runs a step was done, and in how many it settled.
    struct Done {
      std::uint32_t done = 0;
      std::uint32_t settled = 0;
    };
    std::map<std::string, Done> steps{};
    // The runs that learn() was told.
    std::set<core::RunId> learned{};
    // Steps are learned from runs that started at this moment or later.
    core::Time since = core::Time::min();
  };
  void take_in(OfWorkflow& of, const RunSeen& run);
  void take_steps(const OfWorkflow& of, const RunSeen& run);
  std::vector<insight::FlowStep> flow_steps(const OfWorkflow& of, const RunSeen& run,
                                            core::Time now,
                                            const calendar::Calendars& calendars) const;
  core::Json critical_path(const OfWorkflow& of, const RunSeen& run,
                           const std::vector<views::OpenStep>& open, core::Time now,
                           const calendar::Calendars& calendars) const;

  std::map<std::string, OfWorkflow> workflows_{};
  insight::StepTimes times_{};
};

}  // namespace baton::runtime
