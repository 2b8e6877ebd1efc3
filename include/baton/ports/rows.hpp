#pragma once

#include "baton/core/alarm.hpp"
#include "baton/core/event.hpp"
#include "baton/core/ids.hpp"
#include "baton/core/run.hpp"
#include "baton/core/step_ref.hpp"
#include "baton/core/time.hpp"
#include "baton/core/transition.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

// The rows a store keeps, as values. docs/architecture.md says which table each one is.
namespace baton::ports {

// One row a run, for lists and for finding open runs; the run itself is its journal.
struct RunRow {
  core::RunId id{};
  std::string workflow{};
  int version = 0;
  std::string key{};  // empty: none
  std::string title{};
  std::string goal{};
  core::RunStatus status = core::RunStatus::running;
  std::string now_at{};  // what it is doing or why it stopped, in words
  std::int64_t revision = 0;
  core::EventId trigger{};
  core::Time started_at{};
  core::Time updated_at{};
  std::optional<core::Time> ended_at{};
  bool failing = false;  // open, and a step has failed that its template does not forgive: it will
                         // fail unless somebody acts
  bool operator==(const RunRow&) const = default;
};

// One row a live step: one to which something still has to happen. Those whose action is performed,
// or its effect looked for, are the outbox.
struct StepRow {
  core::RunId run{};
  core::StepRef step{};
  core::StepStatus status = core::StepStatus::running;
  int attempt = 0;
  // When its next attempt, or the next look for its effect, is due: in steady time. Every other
  // due time is an alarm.
  std::optional<core::Time> due{};
  // Of an action, its connection and operation: "jira.create_issue". Empty for other steps.
  std::string lane{};
  bool operator==(const StepRow&) const = default;
};

// One row a time at which something comes due. All of it is the row's key.
struct AlarmRow {
  // True: `due` is a time of the wall clock. False: it is steady time.
  bool on_wall = false;
  // When it comes due, by that clock.
  core::Time due{};
  // The run, and its step, to which it comes.
  core::RunId run{};
  core::StepRef step{};
  // What comes due of the step.
  core::AlarmKind kind = core::AlarmKind::step;
  auto operator<=>(const AlarmRow&) const = default;
};

// The earliest due times of alarms: in steady time, and on the wall.
struct NextDue {
  std::optional<core::Time> steady{};
  std::optional<core::Time> wall{};

  // Brings it forward to the due time of this alarm, if that is earlier.
  void add(const AlarmRow& row);
  // The same for both due times of another one.
  void add(const NextDue& other);
  bool operator==(const NextDue&) const = default;
};

// One row an open wait. `path` and `value` empty: every event of that type is looked at.
struct WaitRow {
  core::RunId run{};
  core::StepRef step{};
  std::string type{};
  std::string path{};
  std::string value{};
  int branch = 0;  // tells the waits of one step apart, when any of several events ends it
  bool operator==(const WaitRow&) const = default;
};

// expired: nobody decided in time. withdrawn: nothing is asked any more, or what was asked is void
// and is asked anew.
enum class ApprovalStatus { open, approved, rejected, withdrawn, expired };
std::string_view to_text(ApprovalStatus status);
std::optional<ApprovalStatus> approval_status(std::string_view text);

struct ApprovalRow {
  core::RunId run{};
  core::StepRef step{};
  std::string workflow{};
  std::string title{};  // of the run
  std::string ask{};
  std::string group{};
  ApprovalStatus status = ApprovalStatus::open;
  std::string hash{};  // of what is to be approved
  core::Time requested_at{};
  std::optional<core::Time> due{};
  std::optional<core::Time> decided_at{};
  core::Actor actor{};
  std::string comment{};
  bool operator==(const ApprovalRow&) const = default;
};

// What one event did to one run.
struct JournalRow {
  std::int64_t sequence = 0;  // over all runs; set by the store
  core::RunId run{};
  core::Time at{};
  core::EventId cause{};
  core::Actor actor{};
  std::vector<core::Transition> transitions{};
};

// What the store holds of a run before a change. Whoever decided knows it from the run in memory,
// so that nothing is read to tell rows that are new from rows that are there.
struct RunBefore {
  std::int64_t revision = 0;  // 0: nothing is stored, the run is new
  core::RunStatus status = core::RunStatus::running;
  std::vector<core::StepRef> steps{};           // that have a row, in their order
  std::vector<core::StepRef> open_approvals{};  // the steps whose approval is open
  std::vector<AlarmRow> alarms{};               // all that are set
};

// All that one decision changes, written together. When the stored run does not stand as `before`
// says, the change is a broken invariant.
struct RunChange {
  RunBefore before{};
  bool resumed = false;  // by an event that one of its waits took, not by one that started it or
                         // was addressed to it
  RunRow run{};
  JournalRow entry{};
  std::vector<StepRow> steps{};             // insert or replace
  std::vector<core::StepRef> settled{};     // steps whose row goes, each in before.steps
  std::vector<WaitRow> waits{};             // insert or replace, one a step and branch
  std::vector<core::StepRef> waits_over{};  // steps whose waits go, where they have any
  std::vector<AlarmRow> alarms{};           // are set, none of them in before.alarms
  std::vector<AlarmRow> alarms_over{};      // are set no longer, each in before.alarms
  std::vector<ApprovalRow> approvals{};     // insert or replace

  bool is_new() const { return before.revision == 0; }
};

struct TemplateRow {
  std::string name{};
  int version = 0;
  std::string yaml{};
  std::string hash{};  // SHA-256 of the text, lower-case hex
  std::string title{};
  core::Time published_at{};
  core::Actor actor{};
  std::string file{};  // it came from, as its publisher named it; empty: from none
};

// An event that could not be processed, set aside with its cause so that its neighbours go on.
struct ParkedRow {
  core::EventId event{};
  std::string cause{};
  core::Time at{};
};

}  // namespace baton::ports
