#pragma once

#include "baton/core/actor.hpp"
#include "baton/core/ids.hpp"
#include "baton/core/json.hpp"
#include "baton/core/sla.hpp"
#include "baton/core/spent.hpp"
#include "baton/core/time.hpp"
#include "baton/core/transition.hpp"

#include <array>
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
// Applies one transition that happened at `at` (wall time). No other function changes a run.
void evolve(core::Run& run, const core::Transition& transition, core::Time at);
// The class behind evolve(), in src/engine/evolve.cpp.
class Evolution;
}  // namespace baton::engine

// A run as the journal tells it: the state that transitions lead to. Values; one thread at a time.
namespace baton::core {

// The status of a step. The order matters: live() and settled() compare with it.
enum class StepStatus {
  // Nothing has happened to it yet, or it is to begin anew.
  pending,
  // Its needs are met, and its gate is closed.
  gated,
  // It waits for an event, a decision, a time, its items or another run.
  waiting,
  // An attempt at its action is under way, or the next one is due.
  running,
  // Whether its last attempt had its effect is not known.
  unknown,
  succeeded,
  failed,
  // Its `when:` did not hold, its gate ended with `skip`, or all that it needs was skipped.
  skipped,
  // A step that it needs did not succeed.
  blocked,
  cancelled,
  // It had succeeded, and what it did was undone because its run failed.
  undone
};
// The status of a run. `waiting`: no action is under way, and a step waits for an event, a
// decision, a time or its gate. `paused`: a person has to let it go on. The order matters: ended()
// compares with it.
enum class RunStatus { running, waiting, paused, succeeded, failed, cancelled };

// The stable word of a step's status, stored and shown: "pending", "gated", …
std::string_view to_text(StepStatus status);
// The stable word of a run's status.
std::string_view to_text(RunStatus status);
// The status of a step of this word; nullopt if no status has it.
std::optional<StepStatus> step_status(std::string_view text);
// The status of a run of this word; nullopt if no status has it.
std::optional<RunStatus> run_status(std::string_view text);

// The code of a step that failed while nobody knows whether its action happened.
inline constexpr std::string_view kUnknownCode = "unknown";
// The code of a step that failed because its answers were lost and no trace of its effect was found
// for as long as its `find` says. When a person retries it, the effect is looked for again first.
inline constexpr std::string_view kNoTraceCode = "no_trace";
// The code of a step whose `timeout` ran out while it waited.
inline constexpr std::string_view kTimeoutCode = "timeout";
// The code of a step that did not succeed within its `retry: for`. Its action surely did not
// happen.
inline constexpr std::string_view kGaveUpCode = "gave_up";

// True once a step has come to its end: succeeded, failed, skipped, blocked, cancelled or undone.
constexpr bool settled(StepStatus status) { return status >= StepStatus::succeeded; }
// True while something outside the engine has to happen to a step; such a step has a row in the
// store.
constexpr bool live(StepStatus status) {
  return status >= StepStatus::gated && status <= StepStatus::unknown;
}
// True once a run has come to its end: succeeded, failed or cancelled.
constexpr bool ended(RunStatus status) { return status >= RunStatus::succeeded; }

// One person's decision on an approval.
struct Decided {
  // Who decided.
  Actor actor{};
  // True: agreed. False: refused.
  bool approve = false;
  // What the person said to it; may be empty.
  std::string comment{};
  // The hash of what was approved, as the person had seen it.
  std::string hash{};
  // When it was made, in wall time.
  Time at{};
  // The person in whose name they decided, by delegation. Nobody if they decided in their own name.
  Actor on_behalf_of{};
};

// What became of an approval when it was asked before.
struct AskedBefore {
  // When it was asked, in wall time.
  Time asked_at{};
  // The hash of what was asked.
  std::string hash{};
  // What was decided on it.
  std::vector<Decided> decisions{};
  // Why it was asked anew, for people; empty if a person had the step tried again.
  std::string ended{};
};

// How many of the earlier times that an approval was asked a run keeps: the latest.
inline constexpr std::size_t kAskedBeforeMax = 20;

// An approval as it stands: what was asked, and who decided what.
struct Approval {
  // What was asked, and of whom.
  ApprovalRequested request;
  // When it was asked, in wall time.
  Time requested_at{};
  // The latest decision of each person who decided.
  std::vector<Decided> decisions{};
  // When it was escalated, in wall time; unset: it was not.
  std::optional<Time> escalated_at{};
  // Why it does not count any more, for people; empty while it does.
  std::string ended{};
  // How often it has sent its run back.
  int returned = 0;
  // How it was asked before, in order.
  std::vector<AskedBefore> earlier{};
};

// A task as it stands: what is to be done, who has it, and what was filled in.
struct Task {
  // What is to be done, and by whom.
  TaskRequested request;
  // When it was asked for, in wall time.
  Time requested_at{};
  // Who has it, or who did it once it is done; Actor() while nobody has it.
  Actor owner{};
  // Since when they have it, in wall time; meaningful with an owner.
  Time owned_since{};
  // What was filled in when it was done last; null if it never was.
  Json values{};
  // What was said to it then; may be empty.
  std::string comment{};
  // When it was done last, in wall time; unset if it never was.
  std::optional<Time> done_at{};
  // Its due time has passed before it was done.
  bool overdue = false;
  // Who had it reopened last, and why; Actor() if it never was.
  Actor reopened_by{};
  std::string reopened_because{};
  // How often it was reopened.
  int reopened = 0;
};

// The clock of a step's service level.
struct SlaClock {
  // When it began to run, in wall time.
  Time started_at{};
  // When each mark is missed, in steady time, by SlaMark; unset: there is no such mark.
  std::array<std::optional<Time>, kSlaMarks> marks{};
  // Which of the marks were missed.
  std::array<bool, kSlaMarks> missed{};
  // Since when it stands still, in steady time; unset: it runs.
  std::optional<Time> paused_at{};
  // Since when it stands still, in wall time, and why. Meaningful with `paused_at`.
  Time paused_since{};
  std::string paused_by{};
  // For how long it stood still before, all together, in wall time.
  Duration paused{};

  // The mark that is missed next. nullopt if none is left, or while the clock stands still.
  std::optional<SlaMark> next() const;
  // When the step has to be done, in steady time: its mark `due`, or `late` where it has no `due`;
  // `goal` is no promise. nullopt if it has neither, or while the clock stands still before it.
  std::optional<Time> promised() const;
};

// A clock for people: {"state", "started_at", "goal", "due", "late", "missed", "paused_ms"}, where
// `state` is "running", "paused" or "ended", and `missed` lists words of marks. While it stands
// still it has "paused_since" and "paused_by", and no times of marks that are not missed. `open`:
// its step goes on. `wall_ahead`: by how much the wall clock is ahead of steady time.
Json told(const SlaClock& clock, bool open, Duration wall_ahead);
// The same as a sentence.
std::string in_words(const SlaClock& clock, bool open, Duration wall_ahead);

// One try of an action.
struct Try {
  // The number of the attempt; 1 is the first.
  int attempt = 0;
  // Which look for that attempt's effect it is; 0 is the attempt itself.
  int look = 0;
  auto operator<=>(const Try&) const = default;
};

// The items of a step with `each`. An item that has succeeded leaves nothing but its output; those
// that are under way, have failed or are to be tried again are steps of the run of their own.
struct Items {
  // What the step is done for, as it was when it began: a list, or an object.
  Json of{};
  // The names of the members, if it is an object.
  std::vector<std::string> names{};
  // How many of them have begun so far. They begin in their order.
  int begun = 0;
  // How many of them are under way.
  int live = 0;
  int succeeded = 0;
  int failed = 0;
  // How many of them have failed before and are to be tried again.
  int again = 0;

  int size() const { return static_cast<int>(of.size()); }
  // The item at a place, which is less than size().
  const Json& at(int item) const;
  // How people are told which item it is: by its place, counted from 0, or by its name in the
  // object.
  Json index(int item) const;
};

// The run that a step has begun.
struct Child {
  RunId run{};
  std::string workflow{};
  int version = 0;
  // It goes on when this run is cancelled, or stops waiting for it.
  bool detached = false;
  // How it ended, as far as this run was told: the word of its status. Empty while it is open.
  std::string ended{};
  // What it gave, if it succeeded while the step did not wait for it; null otherwise.
  Json outputs{};
  // It was cancelled because the step stopped waiting for it; how it ends does not matter.
  bool given_up = false;
};

// What is known of one step of a run.
struct StepState {
  StepStatus status = StepStatus::pending;
  // How often its action was sent; looking for an effect does not count.
  int attempt = 0;
  // How often its effect was looked for since the last send.
  int look = 0;
  // The idempotency key of its action.
  std::string key{};
  // How often it began anew because what it did was undone, or because it is done once more. Each
  // time its action has another key.
  int round = 0;
  // The input of its action, as it was rendered for the first attempt.
  Json input{};
  // When the next attempt is made, the wait ends or the gate is asked again. In wall time if
  // due_on_wall(), or else in steady time.
  std::optional<Time> due{};
  // When the `within` of its gate runs out, in steady time.
  std::optional<Time> gate_closes{};
  // What it waits for, while it waits for an event or a time.
  std::optional<StepWaiting> wait{};
  // The events that it has taken, as expressions see them, while it waits for others too; by their
  // place in StepWaiting::branches().
  std::map<int, Json> taken{};
  // How far the log had been stepped when it began. Zero if no wait needs to know.
  EventId position{};
  // The last refusal that sent the run back to this wait or to a step before it: the wait looks
  // back no further. Zero if there was none.
  EventId sent_back{};
  // What people should know about its waiting.
  std::vector<std::string> notes{};
  // What it is done for, once a step with `each` has begun.
  std::optional<Items> items{};
  // The run that it has begun, if its verb is `run`.
  std::optional<Child> child{};
  // What was asked last, if its verb is `approve`; it stays when the step has ended.
  std::optional<Approval> approval{};
  // What is to be done, if its verb is `task` and it has begun; it stays when the step has ended.
  std::optional<Task> task{};
  // What its expressions read of facts last, as FactsRead tells it; null if they never read any.
  Json facts{};
  // The clock of its service level. It stays as it was when the step has ended.
  std::optional<SlaClock> sla{};
  // Which marks of its service level were missed before it was tried or asked again, by SlaMark:
  // the steps that these marks begin may still be to begin.
  std::array<bool, kSlaMarks> missed_before{};
  // A person has skipped it. It stays skipped when a step before it is done again.
  bool skipped_by_person = false;
  // Its gate has opened, and is not asked again.
  bool gate_open = false;
  // Attempts that no longer count: those made before a person had the step tried again, and those
  // that a restart cut.
  int attempts_before = 0;
  // Looks that no longer count, for the same reasons.
  int looks_before = 0;
  // Whether its last attempt had its effect is not known.
  bool uncertain = false;
  // Whether an earlier attempt had its effect is not known, and it is tried again all the same: the
  // operation tells by the key.
  bool in_doubt = false;
  // The latest moment at which the last uncertain attempt may have been sent, in steady time.
  Time sent{};
  // When its `retry: for` ends, in steady time.
  std::optional<Time> give_up_at{};
  // The try that was under way when the step was cancelled or a person decided. Its outcome is
  // still to come.
  std::optional<Try> superseded{};
  // The outcome of a superseded try.
  std::optional<LateOutcome> late{};
  // The revision of the run when it succeeded last; zero if it never did. It tells in which order
  // steps succeeded.
  std::int64_t succeeded_at = 0;
  // Why it waits, failed, was skipped or blocked.
  std::string reason{};
  // When it entered its status, in wall time. A gate that was asked again and stays closed, and a
  // wait that is found by other values from now on, have stood since they began.
  Time since{};

  // The try that is under way.
  Try doing() const { return {attempt, look}; }
  // True if nothing can tell whether its action happened, so that a person has to decide.
  bool waits_for_person() const { return status == StepStatus::unknown && !due; }

  // True if `due` is a time of the wall clock, as for a sleep `until` and for a gate that reads
  // `now`. Every other due time, and `gate_closes`, ends a length of time, in steady time.
  bool due_on_wall() const;
};

// The place of a run in the slot of its workflow (`concurrency`).
struct Slot {
  // `none`: the run needs no slot, has not asked for one yet, or has ended. `queued`: it waits for
  // a place. `held`: it has a place.
  enum class Place { none, queued, held };
  // Whether the run waits for a place or has one.
  Place place = Place::none;
  // The key of the slot; may be empty. It stays when the run has ended.
  std::string key{};
  bool operator==(const Slot&) const = default;
};

// One execution of a template. Read-only: engine::evolve() is its only writer.
class Run {
 public:
  Run() = default;
  // `trigger` is the event that starts the run, as expressions see it. It stays in the log, and the
  // journal does not repeat it.
  Run(RunId id, Json trigger) : id_(id), size_(size_of(trigger)) {
    view_["trigger"] = std::move(trigger);
  }

  RunId id() const { return id_; }
  // How it started. The inputs and the context are not in it: they are in view().
  const RunStarted& head() const { return head_; }
  RunStatus status() const { return status_; }
  // True once RunStarted was applied.
  bool started() const { return head_.version != 0; }
  // True once it has come to its end.
  bool done() const { return ended(status_); }
  // How many transitions were applied.
  std::int64_t revision() const { return revision_; }
  // When it started, in wall time.
  Time started_at() const { return started_at_; }
  // When the last transition happened, in wall time.
  Time updated_at() const { return updated_at_; }
  // When it came to its end, in wall time; nullopt while it is open.
  std::optional<Time> ended_at() const { return ended_at_; }
  // Why it failed, paused or was cancelled; may be empty.
  const std::string& reason() const { return reason_; }

  // True once it has not ended by the time by which it should have (RunStarted::due).
  bool late() const { return late_; }

  // How its time was spent until the last transition, in wall time.
  const Split& split() const { return split_; }

  // Its place in the slot of its workflow.
  const Slot& slot() const { return slot_; }

  // When it was paused or began to wait for a place in its slot, whichever was later, in wall time.
  // Meaningful while it is paused or waits for a place.
  Time held_since() const { return held_since_; }

  // Steps that anything happened to; one that is not here is pending. The items of a step with
  // `each` follow it; those that have succeeded are left out.
  const std::map<StepRef, StepState>& steps() const { return steps_; }
  const StepState& step(const StepRef& ref) const;

  // The size of its trigger, inputs and context, and of the inputs and outputs of its steps.
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
  bool late_ = false;
  Split split_{};
  Slot slot_{};
  Time held_since_{};
  std::map<StepRef, StepState> steps_{};
  Json view_ = Json::object();
};

}  // namespace baton::core
