#pragma once

#include "baton/context/packet.hpp"
#include "baton/core/run.hpp"

#include <string>
#include <string_view>

namespace baton::engine {

// Applies one transition to a run, which it borrows: the only code that changes a run. What it does
// replays every journal that was ever stored, so a transition must always lead to the same run.
// evolve.cpp has what is about the run, evolve_migration.cpp how it comes to another version,
// evolve_context.cpp what joins its context, evolve_steps.cpp, evolve_items.cpp, evolve_people.cpp
// and evolve_slas.cpp what is about its steps.
class Evolution {
 public:
  Evolution(core::Run& run, core::Time at) : run_(run), at_(at) {}

  void operator()(const core::RunStarted& t);
  void operator()(const core::StepStarted& t);
  void operator()(const core::StepRetrying& t);
  void operator()(const core::StepUnknown& t);
  void operator()(const core::StepWaiting& t);
  void operator()(const core::EventTaken& t);
  void operator()(const core::StepNoted& t);
  void operator()(const core::StepGated& t);
  void operator()(const core::GateOpened& t);
  void operator()(const core::FactsRead& t);
  void operator()(const core::ApprovalRequested& t);
  void operator()(const core::ApprovalDecided& t);
  void operator()(const core::ApprovalEscalated& t);
  void operator()(const core::ApprovalReturned& t);
  void operator()(const core::ApprovalVoided& t);
  void operator()(const core::LateOutcome& t);
  void operator()(const core::StepResolved& t);
  void operator()(const core::StepSucceeded& t);
  void operator()(const core::StepFailed& t);
  void operator()(const core::StepSkipped& t);
  void operator()(const core::StepBlocked& t);
  void operator()(const core::StepCancelled& t);
  void operator()(const core::StepReset& t);
  void operator()(const core::StepUndone& t);

  void operator()(const core::RunQueued& t);
  void operator()(const core::SlotTaken& t);
  void operator()(const core::RunPaused& t);
  void operator()(const core::RunResumed& t);
  void operator()(const core::RunSucceeded& t);
  void operator()(const core::RunFailed& t);
  void operator()(const core::RunCancelled& t);

  void operator()(const core::RunOverdue& t);
  void operator()(const core::RunMigrated& t);

  void operator()(const core::SlaStarted& t);
  void operator()(const core::SlaPaused& t);
  void operator()(const core::SlaResumed& t);
  void operator()(const core::SlaMissed& t);

  void operator()(const core::ItemsBegun& t);
  void operator()(const core::ChildBegun& t);
  void operator()(const core::ChildEnded& t);

  void operator()(const core::TaskRequested& t);
  void operator()(const core::TaskClaimed& t);
  void operator()(const core::TaskReleased& t);
  void operator()(const core::TaskDone& t);
  void operator()(const core::TaskOverdue& t);
  void operator()(const core::TaskReopened& t);

  // Counts the time since the transition before. The clock may have been set back meanwhile.
  void spend();
  // Counts the transition, and sets whether the run is running or waiting.
  void close();

 private:
  // Moves a step to a status, and clears what belonged to the status before.
  core::StepState& enter(const core::StepRef& ref, core::StepStatus status);
  // As enter(), but a step that has this status already has had it since then.
  core::StepState& stay(const core::StepRef& ref, core::StepStatus status);
  // Keeps count of the items of a step, one of which goes from one status to another. An item that
  // has begun is never merely pending: a person has it tried again.
  void count(const core::StepRef& item, core::StepStatus from, core::StepStatus to);
  // The output of an item has its place in the output of the step. Of an item that is done nothing
  // else is kept, unless the outcome of one of its attempts is still to come.
  void item_succeeded(const core::StepSucceeded& t);
  // Gives a step with `each` the list of its failed items.
  void tell_failed(const core::StepRef& step, const core::Items& items);
  // Moves a step back to pending.
  core::StepState& begin_anew(const core::StepRef& ref);
  // Lets go of the output of a step.
  void forget_output(const core::StepRef& ref);
  // Moves a step to one of the statuses at its end.
  core::StepState& settle(const core::StepRef& ref, core::StepStatus status,
                          const std::string& reason);
  // Puts `value` in the place of `kept`, and keeps count of the size of the run.
  void replace(core::Json& kept, const core::Json& value);
  // Lets go of a value that is kept.
  void forget(core::Json& kept);
  // Lets go of what a step or an item was done with.
  void forget_work(core::StepState& step);
  // What an earlier round of a step was done with, and what came of it, is no part of the next one.
  void forget_earlier_round(const core::StepRef& ref, core::StepState& step);
  // Lets go of a step that the new version of the run does not have, and of its items.
  void drop(const std::string& step);
  // Lets go of what the run keeps of one step or item.
  void forget_all(core::StepState& step);
  // The step stops waiting for the run that it began, which is cancelled unless it goes on alone.
  static void give_up_child(core::StepState& step) {
    if (step.child && !step.child->detached) step.child->given_up = true;
  }
  // The effect of its earlier attempts is no longer looked for.
  static void end_looking(core::StepState& step) {
    step.look = step.looks_before = 0;
    step.uncertain = false;
  }
  // Keeps where a step began. A step that is tried again keeps the place of its first try.
  static void began_at(core::StepState& step, core::EventId position) {
    if (!step.position) step.position = position;
  }
  // Applies a transition to the task of its step, if it has one.
  template <class Transition>
  void to_task(const Transition& t);
  // Gives a step `started_at` and `attempt`, which every step has that was tried, whatever its
  // verb. A step that takes no time starts when it ends.
  void begun(const core::StepRef& ref);
  // What somebody said joins the context.
  void join(const context::Said& said);
  // What somebody said to a step, in a decision or beside a task.
  void join(const core::StepRef& step, const core::Actor& by, std::string_view what,
            const std::string& text);
  // Comments and messages that a wait has taken join the context: those in the members of its
  // output.
  void join_taken(const core::Json& output);
  // Ends the run. `reason`: why it failed or was cancelled; may be empty.
  void end(core::RunStatus status, const std::string& reason);
  // What expressions read of a step. They read nothing of an item but its output.
  core::Json& view(const core::StepRef& ref);

  core::Run& run_;
  core::Time at_;
  core::Json of_an_item_{};
};

}  // namespace baton::engine
