#pragma once

#include "baton/core/event.hpp"
#include "baton/core/run.hpp"
#include "baton/core/transition.hpp"
#include "baton/ports/rows.hpp"
#include "sim/spec.hpp"

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace baton::sim {

class Vendors;

// The clock of a step that should not take too long.
struct ClockModel {
  bool on = false;
  std::map<std::string, Time> marks{};  // by name, while they are not missed
  std::set<std::string> missed{};
  std::optional<Time> paused{};
  std::int64_t resumed_in = 0;  // the sequence of the row in which it went on last

  // The next mark that is missed.
  std::optional<Time> next() const;
};

struct StepModel {
  core::StepStatus status = core::StepStatus::pending;
  int attempt = 0;
  int attempts_before = 0;
  std::optional<Time> gives_up{};  // when it is not tried any more
  int look = 0;
  int looks_before = 0;
  bool uncertain = false;
  std::optional<core::Try> superseded{};
  std::string resolved_as{};  // what a person said became of its last attempt
  bool resent = false;        // a person had it sent again, or said that it did not happen
  bool late = false;
  bool sought = false;  // its effect was being looked for when it was cancelled
  std::string late_result{};
  bool was_reset = false;
  std::int64_t reset_in = 0;      // the sequence of the row in which it was reset last
  int rounds = 0;                 // how often it was undone, or done, and began anew
  std::int64_t succeeded_at = 0;  // the revision of its run when it succeeded last
  bool gate_open = false;
  std::optional<Time> due{};
  std::optional<Time> closes{};
  std::string key{};
  std::string notes{};  // what its action sends of the packet
  core::ApprovalRequested request{};
  std::vector<core::ApprovalDecided> decisions{};
  bool escalated = false;
  int returned = 0;               // how often it has sent its run back
  core::Actor owner{};            // of its task
  std::optional<Time> late_at{};  // when its task is late
  std::optional<Time> ends{};     // when its task or its approval fails
  bool overdue = false;
  bool worked = false;    // its task is done
  bool reopened = false;  // and is to be done again
  Json output{};
  core::EventId ended_by{};
  std::map<int, core::EventId> taken{};  // of the events that its wait is for, while it is open
  core::EventId after{};                 // how far back its wait looks
  core::EventId sent_back{};             // the last refusal that has sent the run back to its wait
  core::EventId
      log_began{};  // the end of the log when the transaction in which it began was committed
  std::map<int, int> sends{};  // by attempt
  bool items_known = false;    // true once its list of items was evaluated
  int items_begun = 0;
  core::RunId child{};  // the run that it has begun last
  std::string child_ended{};
  bool left_out = false;  // a person has skipped it
  ClockModel clock{};
  std::set<std::string> missed_before{};  // marks, before it was tried or asked again
  std::int64_t called_in = 0;  // the sequence of the row in which another step's clock began it

  // Its clock ends, because it is tried or asked again.
  void stop_clock() {
    missed_before.merge(clock.missed);
    clock = {};
  }
};

// What the witness knows of a run, from its journal and its Spec alone.
struct RunModel {
  core::RunId id{};
  const Spec* spec = nullptr;
  int version = 0;
  std::string key{};
  core::Actor requester{};
  core::EventId trigger{};
  Json data{};  // of the trigger
  Time started{};
  core::RunStatus status = core::RunStatus::running;
  std::int64_t revision = 0;
  std::int64_t last_change = 0;              // sequence
  std::map<std::string, StepModel> steps{};  // by key, so that an item is one of them
  core::RunId parent{};                      // whose step began it
  std::string parent_step{};
  Json pins{};
  int depth = 0;                 // the depth of its trigger
  std::set<std::string> ends{};  // how it has ended, each time
  core::Slot slot{};
  // What the fact is that its gates read: by the log up to the event that is looked at.
  std::optional<int> level{};
  // Whether the fact is too old to be relied on; nullopt: it grows old at about this time.
  std::optional<bool> level_is_old{false};
  bool held_up = false;  // a person has paused it
  // What its packet says that people said, the oldest first, each in one line; and the events that
  // brought some of it.
  std::vector<std::string> said{};
  std::set<core::EventId> heard{};
  std::string back_to{};     // the step that an approval has sent the run back to
  std::string back_from{};   // that approval
  std::int64_t back_in = 0;  // the sequence of the row in which it did
  std::optional<Time> due{};
  bool late = false;

  const StepModel& step(const std::string& name) const;
  // The packet as text, a line for each value.
  std::string packet() const;
  // Whether the event has a comment that is to join the packet.
  bool hears(const core::Event& event) const;
  bool done() const { return core::ended(status); }
};

enum class Needs { open, met, all_skipped, broken };
Needs needs(const RunModel& run, const StepSpec& step);
// Whether the step is to end by itself when a length of time has passed, and it has by `at`.
bool time_is_up(const StepSpec& step, const StepModel& state, Time at);
// Whether a gate opens; nullopt: a fact that it reads grows old at about this time, so that it may
// or may not.
std::optional<bool> gate_opens(const RunModel& run, const GateSpec& gate, Time at);
// Whether a wait takes an event as the one at this place of its events.
bool wait_takes(const RunModel& run, const StepSpec& step, std::size_t at,
                const core::Event& event);

// Holds one row of a journal to the rules and brings the model up to it.
class RowCheck {
 public:
  using Blame = std::function<void(std::string checker, std::string text)>;
  // `steady`: the steady time at which the row was decided; `last_event`: of the log when it was
  // committed.
  RowCheck(RunModel& run, const ports::JournalRow& row, Time steady, const core::Event& cause,
           core::EventId last_event, const Vendors& vendors, const Blame& blame)
      : run_(run),
        row_(row),
        steady_(steady),
        cause_(cause),
        last_event_(last_event),
        vendors_(vendors),
        blame_(blame) {}

  void operator()(const core::RunStarted& t);
  void operator()(const core::StepStarted& t);
  void operator()(const core::StepRetrying& t);
  void operator()(const core::StepUnknown& t);
  void operator()(const core::StepWaiting& t);
  void operator()(const core::StepNoted& t);
  void operator()(const core::StepGated& t);
  void operator()(const core::GateOpened& t);
  void operator()(const core::ApprovalRequested& t);
  void operator()(const core::ApprovalDecided& t);
  void operator()(const core::ApprovalVoided& t);
  void operator()(const core::LateOutcome& t);
  void operator()(const core::StepResolved& t);
  void operator()(const core::StepSucceeded& t);
  void operator()(const core::StepFailed& t);
  void operator()(const core::StepSkipped& t);
  void operator()(const core::StepBlocked& t);
  void operator()(const core::StepCancelled& t);
  void operator()(const core::StepReset& t);
  void operator()(const core::RunPaused& t);
  void operator()(const core::RunSucceeded&);
  void operator()(const core::RunFailed& t);
  void operator()(const core::RunCancelled&);
  void operator()(const core::RunResumed&);
  void operator()(const core::EventTaken& t);
  void operator()(const core::FactsRead& t);
  void operator()(const core::StepUndone& t);
  void operator()(const core::RunQueued& t);
  void operator()(const core::SlotTaken& t);
  void operator()(const core::ItemsBegun& t);
  void operator()(const core::ChildBegun& t);
  void operator()(const core::ChildEnded& t);
  void operator()(const core::TaskRequested& t);
  void operator()(const core::TaskClaimed& t);
  void operator()(const core::TaskReleased& t);
  void operator()(const core::TaskDone& t);
  void operator()(const core::TaskOverdue& t);
  void operator()(const core::TaskReopened& t);
  void operator()(const core::ApprovalEscalated& t);
  void operator()(const core::ApprovalReturned& t);
  void operator()(const core::SlaStarted& t);
  void operator()(const core::SlaPaused& t);
  void operator()(const core::SlaResumed& t);
  void operator()(const core::SlaMissed& t);
  void operator()(const core::RunOverdue& t);
  void operator()(const core::RunMigrated&);

  // Before each transition: nothing follows the end of a run but a permitted retry.
  void may_follow(const core::Transition& transition);
  // After the row: each clock that should run does, and no other.
  void clocks();

 private:
  void expect(bool holds, std::string_view checker, std::string_view text);
  const StepSpec& spec(const std::string& name);
  StepModel& model(const std::string& name) { return run_.steps[name]; }
  void begins(const core::StepRef& ref);
  void item_begins(const core::StepRef& ref);
  struct ItemsStand {
    bool all_ended = true;  // of those that begin
    int failed = 0;
  };
  ItemsStand items_of(const core::StepRef& ref);
  void child_succeeded(const StepModel& state);
  void settle(const std::string& name, core::StepStatus status);
  bool stops(const StepSpec& step) const;
  std::optional<Length> length_until(const StepSpec& step, const std::string& mark) const;
  Time end_of(const std::string& calendar, const Length& length) const;
  std::optional<Time> end_of(const StepSpec& step, const std::optional<Length>& length) const;
  std::string sla_calendar(const StepSpec& step) const;
  void looks_back(const StepSpec& step, core::EventId after);
  void late_outcome_of(const StepModel& state);
  void outcome_of(const std::string& name, const StepModel& step);
  void gives_up(const StepSpec& step, const StepModel& state);
  void sure(StepModel& step);
  std::string said() const;
  bool again_before(const std::string& name);
  bool corrected(const std::string& name);
  bool goes_back() const;
  bool done_once_more(const std::string& name) const;
  bool said_by(const core::Actor& actor, std::string_view type) const;
  StepModel& at_work(const core::StepRef& step);
  bool all_settled() const;
  void skipped_by_a_person(const StepSpec& step, const StepModel& state);
  const StepSpec* failed() const;
  bool makes_place() const;
  bool is_undo(const std::string& name) const;
  bool is_ending(const std::string& name) const;
  bool ended_after_failure() const;
  const StepSpec* next_to_undo() const;
  void begins_to_undo(const std::string& name);
  bool left_to_undo() const;
  void takes(const StepSpec& step, StepModel& state, std::size_t at);
  void wait_over(const StepSpec& step, StepModel& state, const Json& output);
  void approved(const StepSpec& step, const StepModel& state);
  void joins(const core::Actor& actor, const std::string& about, const std::string& text);
  void joins(const core::Event& event);
  void joins(std::string line);
  void goes_by_route(const StepSpec& step, const Json& routed, const std::string& group,
                     const std::vector<std::string>& users);

  RunModel& run_;
  const ports::JournalRow& row_;
  Time steady_;
  const core::Event& cause_;
  core::EventId last_event_;
  const Vendors& vendors_;
  const Blame& blame_;
  std::string about_;
};

}  // namespace baton::sim
