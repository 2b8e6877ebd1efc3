#pragma once

#include "baton/core/effect.hpp"
#include "baton/core/transition.hpp"
#include "baton/ports/rows.hpp"
#include "baton/telemetry/metrics.hpp"

#include <optional>
#include <string>
#include <unordered_set>
#include <utility>
#include <vector>

namespace baton::runtime {

// What happened in a turn, for the metrics: counted once it is on disk, and not at all when it is
// not.
struct Tally {
  int runs_started = 0;
  int runs_succeeded = 0;
  int runs_failed = 0;
  int runs_cancelled = 0;
  int actions_retried = 0;
  int actions_unknown = 0;
  int condition_errors = 0;
  int look_backs_cut = 0;
  int descendants_refused = 0;
  int events_parked = 0;

  void add(const std::vector<core::Transition>& transitions);
  void add(const Tally& other);
  void tell(telemetry::Metrics& metrics) const;
};

// What has to happen once a turn is on disk.
struct Afterwards {
  struct Action {
    core::StartAction action;
    std::optional<core::Time>
        received{};  // of the event that started the run, for its first action
  };
  std::vector<std::pair<core::RunId, core::StepRef>>
      finished;                 // steps that are over: what is queued for them is not sent
  std::vector<Action> actions;  // none whose step was over by the end of the turn
  ports::NextDue next_due{};    // earliest alarms that were set
  Tally tally{};

  void begin(Action action);
  void end(core::RunId run, const core::StepRef& step);
  void add(Afterwards later);

 private:
  std::unordered_set<core::RunId> beginning_{};  // of `actions`
};

}  // namespace baton::runtime
