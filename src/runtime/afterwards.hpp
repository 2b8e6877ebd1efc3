#pragma once

#include "baton/core/effect.hpp"
#include "baton/core/transition.hpp"
#include "baton/ports/rows.hpp"
#include "baton/telemetry/metrics.hpp"
#include "baton/telemetry/spans.hpp"

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_set>
#include <utility>
#include <vector>

namespace baton::runtime {

// How many runs of a workflow started, and ended in each way.
struct RunsCounted {
  int started = 0;
  int succeeded = 0;
  int failed = 0;
  int cancelled = 0;
};

// What happened in a turn, for the metrics. It is added to the counters once the turn is on disk;
// when the turn is not stored, nothing is counted.
struct Tally {
  // By workflow.
  std::map<std::string, RunsCounted, std::less<>> runs{};
  // By workflow, how many events its windows counted at the time of their receipt, because they
  // came too late to count at the time when they happened.
  std::map<std::string, int, std::less<>> window_late{};
  int actions_retried = 0;
  int actions_unknown = 0;
  int condition_errors = 0;
  int gates_asked = 0;
  int look_backs_cut = 0;
  int descendants_refused = 0;
  int events_parked = 0;

  // Counts what these transitions of a run of `workflow` say.
  void add(const std::vector<core::Transition>& transitions, std::string_view workflow);
  void add(const Tally& other);
  // Adds all numbers to the counters of their names.
  void tell(telemetry::Metrics& metrics) const;
};

// What has to happen once a turn is on disk.
struct Afterwards {
  // An action that the turn decided.
  struct Action {
    core::StartAction action;
    // When the event that started the run was received, by the wall clock. Set for the first action
    // of a run only.
    std::optional<core::Time> received{};
    // Until when the action may be pending, in steady time; nullopt until it is pending for the
    // first time.
    std::optional<core::Time> pending_until{};
    // Since when it could have been sent, in steady time; nullopt: since the dispatcher took it, or
    // since it was due if that is later.
    std::optional<core::Time> ready{};
  };
  // Steps that have ended. Actions that wait to be sent for them must not be sent.
  std::vector<std::pair<core::RunId, core::StepRef>> finished;
  // The actions to perform. Those whose step ended in the same turn are not among them.
  std::vector<Action> actions;
  // The earliest of the alarms that were set.
  ports::NextDue next_due{};
  Tally tally{};
  // The spans of what the turn has brought to an end, when spans are made.
  std::vector<telemetry::Span> spans{};

  // The action is to be performed.
  void begin(Action action);
  // The step has ended; its action is taken out of `actions`.
  void end(core::RunId run, const core::StepRef& step);
  // Adds what happened later in the same turn.
  void add(Afterwards later);

 private:
  std::unordered_set<core::RunId> beginning_{};  // the runs of `actions`
};

}  // namespace baton::runtime
