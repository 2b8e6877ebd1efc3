#include "runtime/task_checks.hpp"

#include "baton/core/form.hpp"
#include "baton/core/text.hpp"
#include "baton/identity/policy.hpp"
#include "baton/runtime/unknown.hpp"

#include <string>
#include <utility>

namespace baton::runtime {

namespace {

using core::Errc;
using core::Error;
using core::StepStatus;

Doable refused(Error why) { return {std::move(why), {}, false, {}, {}}; }

bool is_blank(std::string_view text) { return core::trim(text, " \t\r\n").empty(); }

// Why a task that is not to be done now is not.
Error not_to_do(const core::Run& run, const core::StepRef& step) {
  const auto& state = run.step(step);
  switch (state.status) {
    case StepStatus::succeeded:
      return {Errc::conflict,
              "it is done already, by " + std::string(state.task->owner.name()),
              {},
              "to have it done again: baton tasks reopen " + run.id().text() + '.' + step.key()};
    case StepStatus::failed:
      return {Errc::conflict,
              "its time is over: " + state.reason,
              {},
              "to ask for it again: baton runs retry " + run.id().text() + " --from " + step.name};
    default:
      return {Errc::conflict,
              "it is not to be done now: the step is " + std::string(to_text(state.status))};
  }
}

// What somebody may do with a task.
struct TaskRights {
  bool owns;                     // they have the task
  bool taken;                    // somebody else has it
  bool operates;                 // they may dispose of the tasks of others
  std::optional<Error> refusal;  // why they may not do it; nothing when they may

  TaskRights(const core::Task& task, const identity::Principal& by)
      : owns(core::same_person(task.owner, by.actor)),
        taken(!owns && !task.owner.is_nobody()),
        operates(by.actor.is_person() && may(by, identity::Needs::operate)),
        refusal(owns ? std::nullopt : identity::cannot_work(task.request, by)) {}
};

Error has_it(const core::Task& task) {
  const std::string owner(task.owner.name());
  return {Errc::conflict,
          owner + " has it",
          {},
          "whoever has it gives it back, or an operator does: then take it"};
}

Doable claimable(const core::Task& task, const TaskAct& act, const identity::Principal& by,
                 const TaskRights& rights) {
  Doable answer;
  answer.from = task.owner;
  answer.owner = act.owner.empty() ? by.actor : core::Actor::parse(act.owner);
  if (!answer.owner.is_person())
    return refused({Errc::invalid, "expected the name of a person", "/owner", {}});
  if (rights.refusal && !rights.operates) return refused(*rights.refusal);
  if (core::same_person(task.owner, answer.owner)) {
    answer.repeated = true;
  } else if (rights.taken && !rights.operates) {
    return refused(has_it(task));
  }
  return answer;
}

Doable releasable(const core::Task& task, const TaskRights& rights) {
  Doable answer;
  answer.from = task.owner;
  answer.repeated = task.owner.is_nobody();
  if (!rights.owns && !rights.operates && !answer.repeated)
    return refused({Errc::denied, std::string(task.owner.name()) +
                                      " has it: only they or an operator give it back"});
  return answer;
}

Doable finishable(const core::Task& task, const TaskAct& act, const TaskRights& rights) {
  if (rights.refusal) return refused(*rights.refusal);
  if (rights.taken) return refused(has_it(task));
  Doable answer;
  answer.mistakes = core::unfit(core::form_of(task.request.form), act.values);
  for (auto& mistake : answer.mistakes) mistake.where = "/values" + mistake.where;
  if (!answer.mistakes.empty()) answer.refusal = answer.mistakes.front();
  return answer;
}

// True when the same person said already that it is done, with the same values.
bool done_so(const core::Task& task, const TaskAct& act, const TaskRights& rights) {
  return act.kind == TaskAct::Kind::finish && rights.owns &&
         core::filled_in(core::form_of(task.request.form), act.values) == task.values;
}

Doable reopenable(const core::Run& run, const core::StepRef& step, const TaskAct& act,
                  const TaskRights& rights) {
  const auto& state = run.step(step);
  if (rights.refusal && !rights.operates) return refused(*rights.refusal);
  if (is_blank(act.comment))
    return refused({Errc::invalid, "expected why it is to be done again", "/reason", {}});
  if (state.status != StepStatus::succeeded)
    return refused(
        {Errc::conflict, "it is not done: the step is " + std::string(to_text(state.status))});
  if (run.status() == core::RunStatus::succeeded || run.status() == core::RunStatus::cancelled)
    return refused({Errc::conflict,
                    "the run is over: it " +
                        std::string(run.status() == core::RunStatus::cancelled ? "was " : "has ") +
                        std::string(to_text(run.status()))});
  return {};
}

}  // namespace

Doable doable(const core::Run& run, const core::StepRef& step, const TaskAct& act,
              const identity::Principal& by) {
  const auto& state = run.step(step);
  if (!state.task) return refused(no_such_task(run, step));
  const TaskRights rights(*state.task, by);
  if (act.kind == TaskAct::Kind::reopen) return reopenable(run, step, act, rights);
  if (state.status == StepStatus::succeeded && done_so(*state.task, act, rights))
    return {std::nullopt, {}, true, {}, {}};
  if (state.status != StepStatus::waiting) return refused(not_to_do(run, step));
  switch (act.kind) {
    case TaskAct::Kind::claim: return claimable(*state.task, act, by, rights);
    case TaskAct::Kind::release: return releasable(*state.task, rights);
    default: return finishable(*state.task, act, rights);
  }
}

}  // namespace baton::runtime
