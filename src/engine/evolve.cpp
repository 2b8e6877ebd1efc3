#include "baton/core/actor.hpp"
#include "baton/core/effect.hpp"
#include "baton/core/run.hpp"
#include "baton/core/spent.hpp"
#include "baton/engine/resolving.hpp"
#include "engine/approval_words.hpp"
#include "engine/evolve_people.hpp"
#include "engine/names.hpp"

#include <algorithm>
#include <utility>

// The only code that changes a run. What is written here replays every journal that was ever
// stored, so a transition must always lead to the same run.
namespace baton::engine {

using core::Json;
using core::Run;
using core::RunStatus;
using core::StepRef;
using core::StepState;
using core::StepStatus;
using core::Time;

// Applies one transition to a run. It borrows the run.
class Evolution {
 public:
  Evolution(Run& run, Time at) : run_(run), at_(at) {}

  void operator()(const core::RunStarted& t) {
    // A run that failed at its start may be started anew, so it may have inputs and a context
    // already.
    if (run_.started()) {
      run_.size_ -= core::size_of(run_.view_["inputs"]);
      run_.size_ -= core::size_of(run_.view_["context"]);
    } else {
      run_.started_at_ = at_;
    }
    run_.head_ = t;
    run_.size_ += core::size_of(run_.head_.inputs);
    run_.size_ += core::size_of(run_.head_.context);
    auto& view = run_.view_;
    // Inputs and context are kept once, in the view, which is where they are read.
    view["inputs"] = std::move(run_.head_.inputs);
    view["context"] = std::move(run_.head_.context);
    view["steps"] = Json::object();
    view["run"] = run_names(run_.id_, t, run_.started_at_);
  }

  void operator()(const core::StepStarted& t) {
    // A step that starts while it is running was cut by a restart, and the attempt was never sent:
    // that attempt does not count.
    const bool cut_by_restart = run_.step(t.step).status == StepStatus::running;
    auto& step = enter(t.step, StepStatus::running);
    if (cut_by_restart) ++step.attempts_before;
    step.attempt = t.attempt;
    view(t.step).erase(kResolvedBy);
    end_looking(step);
    if (t.give_up_at) step.give_up_at = t.give_up_at;
    if (!t.key.empty()) step.key = t.key;
    if (!t.input.is_null()) replace(step.input, t.input);
    began_at(step, t.position);
    view(t.step)["attempt"] = t.attempt;
    begun(t.step);
  }
  void operator()(const core::StepRetrying& t) {
    auto& step = enter(t.step, StepStatus::running);
    step.attempt = t.attempt;
    step.due = t.due;
    step.reason = t.reason;
    end_looking(step);
    step.in_doubt = step.in_doubt || t.in_doubt;
    view(t.step)["attempt"] = t.attempt;
  }
  // A cancelled step stays cancelled while its effect is looked for.
  void operator()(const core::StepUnknown& t) {
    const bool cancelled = run_.step(t.step).status == StepStatus::cancelled;
    auto& step = cancelled ? run_.steps_[t.step] : enter(t.step, StepStatus::unknown);
    step.attempt = t.attempt;
    step.look = t.look;
    step.due = t.due;
    if (cancelled) step.superseded = step.doing();
    if (!cancelled) step.reason = t.reason;
    step.sent = t.sent;
    step.uncertain = true;
    view(t.step).erase(kResolvedBy);
    if (t.restart) ++step.attempts_before;
    view(t.step)["attempt"] = t.attempt;
  }
  void operator()(const core::StepWaiting& t) {
    // A wait that is found by other values from now on keeps what it has taken.
    auto taken = std::exchange(run_.steps_[t.step].taken, {});
    auto& step = enter(t.step, StepStatus::waiting);
    step.taken = std::move(taken);
    step.due = t.due;
    step.wait = t;
    began_at(step, t.position);
    step.attempt = std::max(step.attempt, 1);
    view(t.step)["started_at"] = core::to_rfc3339(at_);
    begun(t.step);
  }
  void operator()(const core::EventTaken& t) {
    replace(run_.steps_[t.step].taken[t.branch], t.event);
  }
  void operator()(const core::StepNoted& t) { run_.steps_[t.step].notes.push_back(t.note); }
  void operator()(const core::StepGated& t) {
    auto& step = enter(t.step, StepStatus::gated);
    step.due = t.due;
    step.gate_closes = t.closes;
    step.reason = t.reason;
  }
  void operator()(const core::GateOpened& t) {
    auto& step = enter(t.step, StepStatus::pending);
    step.gate_closes.reset();
    step.gate_open = true;
  }
  void operator()(const core::ApprovalRequested& t) {
    // The notes tell that an earlier approval of the step was voided, and why: they stay.
    auto notes = std::exchange(run_.steps_[t.step].notes, {});
    auto& step = enter(t.step, StepStatus::waiting);
    step.notes = std::move(notes);
    step.due = earlier(t.escalates, t.due);
    if (step.approval) run_.size_ -= core::size_of(step.approval->request.of);
    run_.size_ += core::size_of(t.of);
    step.approval = asked(t, at_, std::move(step.approval));
    began_at(step, t.position);
    view(t.step)["started_at"] = core::to_rfc3339(at_);
    begun(t.step);
  }
  void operator()(const core::ApprovalDecided& t) {
    if (auto& approval = run_.steps_[t.step].approval) apply(t, at_, *approval);
  }
  void operator()(const core::ApprovalEscalated& t) {
    auto& step = run_.steps_[t.step];
    if (!step.approval) return;
    apply(t, at_, *step.approval);
    step.due = step.approval->request.due;
  }
  void operator()(const core::ApprovalReturned& t) {
    auto& step = begin_anew(t.step);
    forget_output(t.step);
    step.reason = about_return(t);
    if (!step.approval) return;
    step.approval->ended = step.reason;
    step.approval->returned = t.round;
  }
  void operator()(const core::ApprovalVoided& t) {
    auto& step = begin_anew(t.step);
    step.reason = t.reason;
    step.notes = {about_void(t, step.approval)};
    if (step.approval) step.approval->ended = t.reason;
    forget_output(t.step);
  }
  void operator()(const core::LateOutcome& t) {
    auto& step = run_.steps_[t.step];
    step.superseded.reset();
    step.late = t;
    if (t.step.has_item() && step.status == StepStatus::succeeded) {
      run_.steps_.erase(t.step);
      return;
    }
    if (step.status != StepStatus::cancelled) return;
    step.due.reset();
    step.uncertain = t.result == core::to_text(core::ActionResult::Kind::unknown) ||
                     t.result == core::to_text(core::ActionResult::Kind::undecidable);
  }
  // It changes no status: the next transition does.
  void operator()(const core::StepResolved& t) {
    auto& step = run_.steps_[t.step];
    if (step.status == StepStatus::unknown && step.due) step.superseded = step.doing();
    step.attempts_before = step.attempt;
    step.give_up_at.reset();
    step.uncertain = step.in_doubt = false;
    view(t.step)[kResolvedBy] = t.actor;
  }
  // The output of an item has its place in the output of the step. Of an item that is done nothing
  // else is kept, unless the outcome of one of its attempts is still to come.
  void item_succeeded(const core::StepSucceeded& t) {
    auto& step = settle(t.step, StepStatus::succeeded, {});
    step.uncertain = step.in_doubt = false;
    if (const auto& items = run_.steps_[t.step.name].items; items && t.step.item < items->size()) {
      auto& output = view(StepRef(t.step.name))["output"];
      replace(items->of.is_object() ? output[items->names[static_cast<std::size_t>(t.step.item)]]
                                    : output[static_cast<std::size_t>(t.step.item)],
              t.output);
    }
    forget(step.input);
    if (!step.superseded) run_.steps_.erase(t.step);
  }
  void operator()(const core::StepSucceeded& t) {
    if (t.step.has_item()) return item_succeeded(t);
    auto& step = settle(t.step, StepStatus::succeeded, {});
    began_at(step, t.position);
    step.uncertain = step.in_doubt = false;
    step.succeeded_at = run_.revision_ + 1;
    begun(t.step);
    if (step.items) return tell_failed(t.step, *step.items);  // its output is that of its items
    replace(view(t.step)["output"], t.output);
  }
  void operator()(const core::StepFailed& t) {
    auto& step = settle(t.step, StepStatus::failed, t.message);
    step.uncertain = t.in_doubt || t.code == core::kUnknownCode || t.code == core::kNoTraceCode;
    begun(t.step);
    if (t.code == core::kTimeoutCode) give_up_child(step);
    view(t.step)["error"] = Json{{"code", t.code}, {"message", t.message}};
    if (step.items) tell_failed(t.step, *step.items);
  }
  void operator()(const core::StepSkipped& t) { settle(t.step, StepStatus::skipped, t.reason); }
  void operator()(const core::StepBlocked& t) { settle(t.step, StepStatus::blocked, t.by); }
  void operator()(const core::StepCancelled& t) {
    const auto& before = run_.step(t.step);
    const auto next_look = before.status == StepStatus::unknown ? before.due : std::nullopt;
    const bool under_way = before.status == StepStatus::running || next_look;
    auto& step = settle(t.step, StepStatus::cancelled, t.reason);
    give_up_child(step);
    if (under_way) step.superseded = step.doing();
    step.due = next_look;
  }
  void operator()(const core::StepReset& t) {
    auto& step = begin_anew(t.step);
    if (!step.items) forget_output(t.step);
    view(t.step).erase("failed");
    // The attempts that follow are counted anew, and their numbers go on.
    step.attempts_before = step.attempt;
    step.looks_before = step.look;
    step.give_up_at.reset();
    if (t.anew) forget_earlier_round(t.step, step);
  }
  void operator()(const core::StepUndone& t) { settle(t.step, StepStatus::undone, {}); }

  void operator()(const core::RunQueued& t) { run_.slot_ = {core::Slot::Place::queued, t.slot}; }
  void operator()(const core::SlotTaken& t) { run_.slot_ = {core::Slot::Place::held, t.slot}; }

  void operator()(const core::RunPaused& t) {
    run_.status_ = RunStatus::paused;
    run_.reason_ = t.reason;
  }
  void operator()(const core::RunResumed&) {
    // A gate that opened while the run was paused is asked again, because it may be closed by now.
    for (auto& [ref, step] : run_.steps_) {
      if (step.status == StepStatus::pending) step.gate_open = false;
    }
    run_.status_ = RunStatus::running;
    run_.reason_.clear();
    run_.ended_at_.reset();
  }
  void operator()(const core::RunSucceeded& t) {
    end(RunStatus::succeeded, {});
    replace(run_.view_["outputs"], t.outputs);
  }
  void operator()(const core::RunFailed& t) {
    end(RunStatus::failed, t.step.empty() ? t.message : t.step.text() + ": " + t.message);
  }
  void operator()(const core::RunCancelled& t) { end(RunStatus::cancelled, t.reason); }
  void operator()(const core::ItemsBegun& t) {
    auto& step = enter(t.step, StepStatus::waiting);
    step.due = t.due;
    began_at(step, t.position);
    step.attempt = std::max(step.attempt, 1);
    begun(t.step);
    if (t.of.is_null()) return;
    core::Items items{t.of};
    Json output = Json::object();
    if (t.of.is_object()) {
      for (const auto& [name, value] : t.of.items()) items.names.push_back(name);
    } else {
      output = Json::array();
      output.get_ref<Json::array_t&>().resize(t.of.size());
    }
    run_.size_ += core::size_of(t.of);
    step.items = std::move(items);
    replace(view(t.step)["output"], output);
  }

  void operator()(const core::ChildBegun& t) {
    auto& step = enter(t.step, StepStatus::waiting);
    step.due = t.due;
    began_at(step, t.position);
    ++step.attempt;
    view(t.step)["attempt"] = step.attempt;
    begun(t.step);
    if (step.child && step.child->run == t.run) {
      step.child->ended.clear();
      return;
    }
    step.child = core::Child{t.run, t.workflow, t.version, t.detached};
    replace(step.input, t.inputs);
  }
  void operator()(const core::ChildEnded& t) {
    auto& child = run_.steps_[t.step].child;
    if (!child || child->run != t.run) return;
    child->ended = t.status;
    forget(child->outputs);
    if (!t.outputs.is_null()) replace(child->outputs, t.outputs);
  }

  void operator()(const core::TaskRequested& t) {
    auto& step = enter(t.step, StepStatus::waiting);
    step.due = earlier(t.due, t.ends);
    if (step.task) {
      run_.size_ -= size_of(*step.task);
    } else {
      step.task.emplace();
    }
    apply(t, at_, *step.task);
    run_.size_ += size_of(*step.task);
    began_at(step, t.position);
    view(t.step)["started_at"] = core::to_rfc3339(at_);
    begun(t.step);
  }
  void operator()(const core::TaskClaimed& t) { to_task(t); }
  void operator()(const core::TaskReleased& t) { to_task(t); }
  void operator()(const core::TaskDone& t) { to_task(t); }
  void operator()(const core::TaskOverdue& t) {
    to_task(t);
    auto& step = run_.steps_[t.step];
    if (step.task) step.due = step.task->request.ends;
  }
  // It changes no status: StepReset follows.
  void operator()(const core::TaskReopened& t) { to_task(t); }

  // Counts the transition, and sets whether the run is running or waiting.
  void close() {
    ++run_.revision_;
    run_.updated_at_ = at_;
    if (run_.status_ != RunStatus::running && run_.status_ != RunStatus::waiting) return;
    const auto performing = [](const auto& entry) {
      const auto& step = entry.second;
      return step.status == StepStatus::running ||
             (step.status == StepStatus::unknown && !step.waits_for_person());
    };
    const auto live = [](const auto& entry) { return core::live(entry.second.status); };
    const bool busy = std::any_of(run_.steps_.begin(), run_.steps_.end(), performing);
    const bool queued = run_.slot_.place == core::Slot::Place::queued;
    const bool waits =
        queued || (!busy && std::any_of(run_.steps_.begin(), run_.steps_.end(), live));
    run_.status_ = waits ? RunStatus::waiting : RunStatus::running;
  }

 private:
  // Moves a step to a status, and clears what belonged to the status before.
  StepState& enter(const StepRef& ref, StepStatus status) {
    auto& step = run_.steps_[ref];
    if (ref.has_item()) count(ref, step.status, status);
    step.status = status;
    step.since = at_;
    step.due.reset();
    step.wait.reset();
    for (const auto& [branch, event] : step.taken) run_.size_ -= core::size_of(event);
    step.taken.clear();
    step.reason.clear();
    if (status != StepStatus::pending && status != StepStatus::gated) step.notes.clear();
    view(ref)["status"] = to_text(status);
    return step;
  }
  // Keeps count of the items of a step, one of which goes from one status to another. An item that
  // has begun is never merely pending: a person has it tried again.
  void count(const StepRef& item, StepStatus from, StepStatus to) {
    auto& items = run_.steps_[item.name].items;
    if (!items) return;
    const bool first = item.item >= items->begun;
    const auto add = [&](StepStatus status, int by) {
      if (core::live(status)) items->live += by;
      if (status == StepStatus::succeeded) items->succeeded += by;
      if (status == StepStatus::failed) items->failed += by;
      if (status == StepStatus::pending) items->again += by;
    };
    if (first) items->begun = item.item + 1;
    if (!first) add(from, -1);
    add(to, 1);
  }
  // Gives a step with `each` the list of its failed items.
  void tell_failed(const StepRef& step, const core::Items& items) {
    Json failed = Json::array();
    for (auto at = run_.steps_.upper_bound(step);
         at != run_.steps_.end() && at->first.name == step.name; ++at) {
      const auto& [item, state] = *at;
      if (state.status == StepStatus::failed)
        failed.push_back({{"index", items.index(item.item)}, {"message", state.reason}});
    }
    view(step)["failed"] = std::move(failed);
  }
  // Moves a step back to pending.
  StepState& begin_anew(const StepRef& ref) {
    auto& step = enter(ref, StepStatus::pending);
    step.notes.clear();
    step.gate_open = false;
    step.gate_closes.reset();
    auto& seen = view(ref);
    seen.erase("error");
    seen.erase("finished_at");
    return step;
  }
  void forget_output(const StepRef& ref) {
    auto& seen = view(ref);
    if (const auto* output = core::find(seen, "output")) run_.size_ -= core::size_of(*output);
    seen.erase("output");
  }
  // Moves a step to one of the statuses at its end.
  StepState& settle(const StepRef& ref, StepStatus status, const std::string& reason) {
    auto& step = enter(ref, status);
    step.gate_closes.reset();
    step.reason = reason;
    view(ref)["finished_at"] = core::to_rfc3339(at_);
    return step;
  }
  // Puts `value` in the place of `kept`, and keeps count of the size of the run.
  void replace(Json& kept, const Json& value) {
    if (!kept.is_null()) run_.size_ -= core::size_of(kept);
    run_.size_ += core::size_of(value);
    kept = value;
  }
  // Lets go of a value that is kept.
  void forget(Json& kept) {
    if (!kept.is_null()) run_.size_ -= core::size_of(kept);
    kept = nullptr;
  }
  // Lets go of what a step or an item was done with.
  void forget_work(StepState& step) {
    forget(step.input);
    if (step.child) forget(step.child->outputs);
    step.child.reset();
  }
  // What an earlier round of a step was done with, and what came of it, is no part of the next one.
  void forget_earlier_round(const StepRef& ref, StepState& step) {
    ++step.round;
    step.key.clear();
    step.position = {};
    forget_work(step);
    if (!step.items) return;
    run_.size_ -= core::size_of(step.items->of);
    step.items.reset();
    forget_output(ref);
    for (auto at = run_.steps_.upper_bound(ref);
         at != run_.steps_.end() && at->first.name == ref.name;) {
      auto& item = at->second;
      forget_work(item);
      if (!item.superseded) {
        at = run_.steps_.erase(at);
        continue;
      }
      // The outcome of an attempt is still to come, so the next attempt has the next number.
      item.status = StepStatus::succeeded;
      item.attempts_before = item.attempt;
      item.key.clear();
      ++at;
    }
  }
  // The step stops waiting for the run that it began, which is cancelled unless it goes on alone.
  static void give_up_child(StepState& step) {
    if (step.child && !step.child->detached) step.child->given_up = true;
  }
  // The effect of its earlier attempts is no longer looked for.
  static void end_looking(StepState& step) {
    step.look = step.looks_before = 0;
    step.uncertain = false;
  }
  // Keeps where a step began. A step that is tried again keeps the place of its first try.
  static void began_at(StepState& step, core::EventId position) {
    if (!step.position) step.position = position;
  }
  // Applies a transition to the task of its step, if it has one.
  template <class Transition>
  void to_task(const Transition& t) {
    auto& task = run_.steps_[t.step].task;
    if (!task) return;
    run_.size_ -= size_of(*task);
    apply(t, at_, *task);
    run_.size_ += size_of(*task);
  }
  static std::optional<Time> earlier(const std::optional<Time>& one,
                                     const std::optional<Time>& other) {
    if (!one || !other) return one ? one : other;
    return std::min(*one, *other);
  }
  // Gives a step `started_at` and `attempt`, which every step has that was tried, whatever its
  // verb. A step that takes no time starts when it ends.
  void begun(const StepRef& ref) {
    auto& seen = view(ref);
    if (!seen.contains("started_at")) seen["started_at"] = core::to_rfc3339(at_);
    if (!seen.contains("attempt")) seen["attempt"] = 1;
  }
  void end(RunStatus status, const std::string& reason) {
    run_.status_ = status;
    run_.reason_ = reason;
    run_.ended_at_ = at_;
    run_.slot_.place = core::Slot::Place::none;
  }
  // What expressions read of a step. They read nothing of an item but its output.
  Json& view(const StepRef& ref) {
    if (!ref.has_item()) return run_.view_["steps"][ref.name];
    if (of_an_item_.is_null()) of_an_item_ = Json::object();
    return of_an_item_;
  }

  Run& run_;
  Time at_;
  Json of_an_item_{};
};

void evolve(Run& run, const core::Transition& transition, Time at) {
  Evolution evolution(run, at);
  evolution.spend();
  std::visit(evolution, transition);
  evolution.close();
}

}  // namespace baton::engine
