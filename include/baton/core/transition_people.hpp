#pragma once

#include "baton/core/actor.hpp"
#include "baton/core/ids.hpp"
#include "baton/core/json.hpp"
#include "baton/core/step_ref.hpp"
#include "baton/core/time.hpp"

#include <optional>
#include <string>
#include <vector>

// What can happen to a run because people decide or do something: the transitions of approvals and
// tasks. What transition.hpp says of all transitions holds for them.
namespace baton::core {

// People are asked for a decision.
struct ApprovalRequested {
  StepRef step;
  // The question, as text.
  std::string ask{};
  // The group whose members may decide; may be empty.
  std::string group{};
  // The people who may decide, beside the members of the group; may be empty.
  std::vector<std::string> users{};
  // How many of them must agree.
  int count = 1;
  // Whoever caused the run may not decide.
  bool not_requester = false;
  // What is approved.
  Json of{};
  // The digest of `of`: SHA-256 of its text, in hex.
  std::string hash{};
  // When the step's timeout ends.
  std::optional<Time> due{};
  // How far the log had been stepped.
  EventId position{};
  // When more people may decide, because nobody has.
  std::optional<Time> escalates{};
  // Further groups whose members may decide; may be empty.
  std::vector<std::string> groups{};
  // How `of` differs from what was asked before, as engine::changes() lists it. Null if nothing was
  // asked before, or if it is the same.
  Json changed{};
  // The route that said who is asked: {"route", "rows", "with", "facts", "sla"}. "rows" are the
  // names of the rows that applied, "with" are the inputs that the route was given, "facts" are the
  // facts that these inputs read, if any, and "sla" is how long the step may take until its `due`,
  // such as "5bd", if the rows say it. Null if the template itself says who is asked.
  Json routed{};
  // The people who may not decide either where the requester may not: RunStarted::again_by.
  std::vector<std::string> again_by{};
};
// A person has decided on what has this hash.
struct ApprovalDecided {
  StepRef step;
  // Who decided.
  Actor actor{};
  // True: agreed. False: refused.
  bool approve = false;
  // What the person said to it; may be empty.
  std::string comment{};
  // The digest of what the person had seen: ApprovalRequested::hash.
  std::string hash{};
  // The person in whose name they decided, by delegation. Nobody if they decided in their own name.
  Actor on_behalf_of{};
};
// What was asked has changed: the decisions on it no longer count, and it is asked anew.
struct ApprovalVoided {
  StepRef step;
  // What has changed.
  std::string reason{};
};
// Nobody has decided an approval for a while. From now on these may decide it as well.
struct ApprovalEscalated {
  StepRef step;
  // The group whose members may decide as well; may be empty.
  std::string group{};
  // The people who may decide as well; may be empty.
  std::vector<std::string> users{};
  // Why, for people.
  std::string reason{};
};
// An approval was refused, and the run goes back to an earlier step. The steps from there on are
// reset, and the approval is asked anew when it is reached again.
struct ApprovalReturned {
  StepRef step;
  // The name of the step that the run goes back to.
  std::string to{};
  // Who refused.
  Actor actor{};
  // Why, for people; may be empty.
  std::string reason{};
  // How often the approval has sent the run back by now; 1 is the first.
  int round = 0;
};

// People are asked to do something, and to fill in a form when they have done it.
struct TaskRequested {
  StepRef step;
  // What is to be done, on one line.
  std::string title{};
  // What helps to do it, in several lines; may be empty.
  std::string description{};
  // The group whose members may do it; may be empty.
  std::string group{};
  // The people who may do it, beside the members of the group; may be empty.
  std::vector<std::string> users{};
  // What it is about, for people to see; null: nothing.
  Json of{};
  // The form that they fill in, as core::form_of() reads it.
  Json form{};
  // When it should be done. When that has passed the task is late, and goes on.
  std::optional<Time> due{};
  // When the step's timeout ends.
  std::optional<Time> ends{};
  // How far the log had been stepped.
  EventId position{};
  // What said who may do it, as in ApprovalRequested.
  Json routed{};
};
// A person has a task from now on: they took it, or somebody gave it to them.
struct TaskClaimed {
  StepRef step;
  // Who has it.
  Actor owner{};
  // Who gave it to them; the same person if they took it.
  Actor actor{};
};
// Nobody has a task any more; whoever may do it may take it.
struct TaskReleased {
  StepRef step;
  // Who gave it back.
  Actor actor{};
  // Why, for people; may be empty.
  std::string comment{};
};
// A person has done a task. StepSucceeded follows.
struct TaskDone {
  StepRef step;
  // Who did it.
  Actor actor{};
  // What they filled in, with the defaults of the form.
  Json values{};
  // What they said to it; may be empty.
  std::string comment{};
};
// The time by which a task should have been done has passed, and it is not.
struct TaskOverdue {
  StepRef step;
  // When it should have been done.
  Time due{};
};
// A task that was done is to be done again. StepReset follows, and TaskRequested.
struct TaskReopened {
  StepRef step;
  // Who wants that.
  Actor actor{};
  // What is wrong with it, for people.
  std::string reason{};
};

}  // namespace baton::core
