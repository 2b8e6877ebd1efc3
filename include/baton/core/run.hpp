#pragma once

#include "baton/core/actor.hpp"
#include "baton/core/ids.hpp"
#include "baton/core/json.hpp"
#include "baton/core/time.hpp"
#include "baton/core/transition.hpp"

#include <compare>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace baton::core {
class Run;
}
namespace baton::engine {
// Applies one transition that happened at `at`: the only function that changes a run.
void evolve(core::Run& run, const core::Transition& transition, core::Time at);
class Evolution;  // evolve()'s own hands, in src/engine/evolve.cpp
}  // namespace baton::engine

namespace baton::core {

enum class StepStatus {
  pending,
  gated,
  waiting,
  running,
  unknown,
  succeeded,
  failed,
  skipped,
  blocked,
  cancelled
};
enum class RunStatus { running, waiting, paused, succeeded, failed, cancelled };

std::string_view to_text(StepStatus status);
std::string_view to_text(RunStatus status);
std::optional<StepStatus> step_status(std::string_view text);
std::optional<RunStatus> run_status(std::string_view text);

// The code of a step that failed while nobody knows whether its action happened.
inline constexpr std::string_view kUnknownCode = "unknown";
// The code of a step whose answers were lost and of whose effect nothing was found for as long as
// its `find` says. Whoever has it tried again has it looked for once more.
inline constexpr std::string_view kNoTraceCode = "no_trace";
// The code of a step that did not succeed within its `retry: for`; its action surely did not
// happen.
inline constexpr std::string_view kGaveUpCode = "gave_up";

constexpr bool settled(StepStatus status) { return status >= StepStatus::succeeded; }
// Something outside the engine still has to happen to it: these steps have a row in the store.
constexpr bool live(StepStatus status) {
  return status >= StepStatus::gated && status <= StepStatus::unknown;
}
constexpr bool ended(RunStatus status) { return status >= RunStatus::succeeded; }

struct Decided {
  Actor actor{};
  bool approve = false;
  std::string comment{};
  std::string hash{};
  Time at{};
};

// An approval as it stands: what was asked, and who decided what.
struct Approval {
  ApprovalRequested request;
  Time requested_at{};
  std::vector<Decided> decisions{};
};

// Which try of an action is under way: its attempt, and which look for that attempt's effect; 0 is
// the attempt itself.
struct Try {
  int attempt = 0;
  int look = 0;
  auto operator<=>(const Try&) const = default;
};

struct StepState {
  StepStatus status = StepStatus::pending;
  int attempt = 0;            // sends; looking for an effect is none
  int look = 0;               // since the last send
  std::string key{};          // idempotency key of its action
  Json input{};               // as rendered for its first attempt
  std::optional<Time> due{};  // next attempt, end of the wait, or when a gate is asked again
  std::optional<Time> gate_closes{};  // when `within` of its gate runs out
  std::optional<StepWaiting> wait{};
  EventId position{};  // how far the log had been stepped when it began, where a wait needs to know
  std::vector<std::string> notes{};  // about its waiting
  std::optional<Approval> approval{};
  bool gate_open = false;   // its gate was open; it is not asked again
  int attempts_before = 0;  // attempts that do not count any more: made before a person had it
                            // tried again, or cut by a restart
  int looks_before = 0;     // the same of looks
  bool uncertain = false;   // whether its last attempt had its effect is not known
  bool in_doubt = false;  // whether one before it had is not known: the operation can tell, and it
                          // is tried again
  Time sent{};            // when that one may have been sent at the latest, in steady time
  std::optional<Time> give_up_at{};  // when its `retry: for` ends, in steady time
  std::optional<Try>
      superseded{};  // was under way when it was cancelled or decided: its outcome is still to come
  std::optional<LateOutcome> late{};  // what came of that
  std::string reason{};               // why it waits, failed, was skipped or blocked
  Time since{};                       // when it entered this status

  Try doing() const { return {attempt, look}; }
  // Nothing can tell whether its action happened: a person decides.
  bool waits_for_person() const { return status == StepStatus::unknown && !due; }

  // Whether `due` is a time on the wall, as of a sleep `until` and of a gate that reads `now`.
  // Every other due time, and `gate_closes`, ends a length of time and is told in steady time.
  bool due_on_wall() const;
};

// One execution of a template. Read-only: engine::evolve() is its only writer.
class Run {
 public:
  Run() = default;
  // `trigger`: the event that starts it, as expressions see it. It stays in the log; the journal
  // does not repeat it.
  Run(RunId id, Json trigger) : id_(id), size_(size_of(trigger)) {
    view_["trigger"] = std::move(trigger);
  }

  RunId id() const { return id_; }
  const RunStarted& head() const { return head_; }  // inputs and context have moved to view()
  RunStatus status() const { return status_; }
  bool started() const { return head_.version != 0; }
  bool done() const { return ended(status_); }
  std::int64_t revision() const { return revision_; }  // transitions applied
  Time started_at() const { return started_at_; }
  Time updated_at() const { return updated_at_; }
  std::optional<Time> ended_at() const { return ended_at_; }
  const std::string& reason() const { return reason_; }  // why it failed, paused or was cancelled

  // Steps that anything happened to; one that is not here is pending.
  const std::map<StepRef, StepState>& steps() const { return steps_; }
  const StepState& step(const StepRef& ref) const;

  // Of its trigger, inputs, context, and the inputs and outputs of its steps.
  const Size& size() const { return size_; }

  // What expressions read: {"trigger", "inputs", "context", "run", "steps", "outputs"}.
  const Json& view() const { return view_; }

 private:
  friend class engine::Evolution;

  RunId id_;
  Size size_{};
  RunStarted head_{};
  RunStatus status_ = RunStatus::running;
  std::int64_t revision_ = 0;
  Time started_at_{};
  Time updated_at_{};
  std::optional<Time> ended_at_{};
  std::string reason_{};
  std::map<StepRef, StepState> steps_{};
  Json view_ = Json::object();
};

}  // namespace baton::core
