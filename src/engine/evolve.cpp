#include "baton/core/actor.hpp"
#include "baton/core/run.hpp"
#include "baton/engine/decide.hpp"
#include "baton/engine/resolving.hpp"
#include "engine/approval_words.hpp"
#include "engine/names.hpp"

#include <algorithm>
#include <utility>

// The only code that changes a run.
namespace baton::engine {

using core::Json;
using core::Run;
using core::RunStatus;
using core::StepRef;
using core::StepState;
using core::StepStatus;
using core::Time;

class Evolution {
 public:
  Evolution(Run& run, Time at) : run_(run), at_(at) {}

  void operator()(const core::RunStarted& t) {
    // A run that failed at its start may be started anew.
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
    view["inputs"] = std::move(run_.head_.inputs);  // the view is where they are read from
    view["context"] = std::move(run_.head_.context);
    view["steps"] = Json::object();
    view["run"] = run_names(run_.id_, t, run_.started_at_);
  }

  void operator()(const core::StepStarted& t) {
    // One that is begun again out of itself was cut by a restart and left no trace: it counts as no
    // attempt.
    const bool cut_by_restart = run_.step(t.step).status == StepStatus::running;
    auto& step = enter(t.step, StepStatus::running);
    if (cut_by_restart) ++step.attempts_before;
    step.attempt = t.attempt;
    view(t.step).erase(kResolvedBy);
    sure(step);
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
    sure(step);
    step.in_doubt = step.in_doubt || t.in_doubt;
    view(t.step)["attempt"] = t.attempt;
  }
  // A step that was cancelled stays so while its effect is looked for.
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
    auto& step = enter(t.step, StepStatus::waiting);
    step.due = t.due;
    step.wait = t;
    began_at(step, t.position);
    step.attempt = std::max(step.attempt, 1);
    view(t.step)["started_at"] = core::to_rfc3339(at_);
    begun(t.step);
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
    auto notes = std::exchange(run_.steps_[t.step].notes, {});  // that it was void before, and why
    auto& step = enter(t.step, StepStatus::waiting);
    step.notes = std::move(notes);
    step.due = t.due;
    if (step.approval) run_.size_ -= core::size_of(step.approval->request.of);
    run_.size_ += core::size_of(t.of);
    step.approval = core::Approval{t, at_, {}};
    began_at(step, t.position);
    view(t.step)["started_at"] = core::to_rfc3339(at_);
    begun(t.step);
  }
  void operator()(const core::ApprovalDecided& t) {
    auto& approval = run_.steps_[t.step].approval;
    if (!approval) return;
    std::erase_if(approval->decisions, [&](const core::Decided& earlier) {
      return core::same_person(earlier.actor, t.actor);
    });
    approval->decisions.push_back({t.actor, t.approve, t.comment, t.hash, at_});
  }
  void operator()(const core::ApprovalVoided& t) {
    auto& step = begin_anew(t.step);
    step.reason = t.reason;
    step.notes = {about_void(t, step.approval)};
    forget_output(t.step);
  }
  void operator()(const core::LateOutcome& t) {
    auto& step = run_.steps_[t.step];
    step.superseded.reset();
    step.late = t;
    if (step.status != StepStatus::cancelled) return;
    step.due.reset();
    step.uncertain = t.result == core::to_text(core::ActionResult::Kind::unknown) ||
                     t.result == core::to_text(core::ActionResult::Kind::undecidable);
  }
  // What follows from it is said by the next transition.
  void operator()(const core::StepResolved& t) {
    auto& step = run_.steps_[t.step];
    if (step.status == StepStatus::unknown && step.due) step.superseded = step.doing();
    step.attempts_before = step.attempt;
    step.give_up_at.reset();
    step.uncertain = step.in_doubt = false;
    view(t.step)[kResolvedBy] = t.actor;
  }
  void operator()(const core::StepSucceeded& t) {
    auto& step = settle(t.step, StepStatus::succeeded, {});
    began_at(step, t.position);
    step.uncertain = step.in_doubt = false;
    begun(t.step);
    replace(view(t.step)["output"], t.output);
  }
  void operator()(const core::StepFailed& t) {
    settle(t.step, StepStatus::failed, t.message).uncertain =
        t.in_doubt || t.code == core::kUnknownCode || t.code == core::kNoTraceCode;
    begun(t.step);
    view(t.step)["error"] = Json{{"code", t.code}, {"message", t.message}};
  }
  void operator()(const core::StepSkipped& t) { settle(t.step, StepStatus::skipped, t.reason); }
  void operator()(const core::StepBlocked& t) { settle(t.step, StepStatus::blocked, t.by); }
  void operator()(const core::StepCancelled& t) {
    const auto& before = run_.step(t.step);
    const auto next_look = before.status == StepStatus::unknown ? before.due : std::nullopt;
    const bool under_way = before.status == StepStatus::running || next_look;
    auto& step = settle(t.step, StepStatus::cancelled, t.reason);
    if (under_way) step.superseded = step.doing();
    step.due = next_look;
  }
  void operator()(const core::StepReset& t) {
    auto& step = begin_anew(t.step);
    forget_output(t.step);
    step.attempts_before = step.attempt;  // the next tries count anew, their numbers go on
    step.looks_before = step.look;
    step.give_up_at.reset();
  }

  void operator()(const core::RunPaused& t) {
    run_.status_ = RunStatus::paused;
    run_.reason_ = t.reason;
  }
  void operator()(const core::RunResumed&) {
    // A gate that opened while the run was paused is asked again: its hours may be over.
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
    const bool waits = !busy && std::any_of(run_.steps_.begin(), run_.steps_.end(), live);
    run_.status_ = waits ? RunStatus::waiting : RunStatus::running;
  }

 private:
  StepState& enter(const StepRef& ref, StepStatus status) {
    auto& step = run_.steps_[ref];
    step.status = status;
    step.since = at_;
    step.due.reset();
    step.wait.reset();
    step.reason.clear();
    if (status != StepStatus::pending && status != StepStatus::gated) step.notes.clear();
    view(ref)["status"] = to_text(status);
    return step;
  }
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
  StepState& settle(const StepRef& ref, StepStatus status, const std::string& reason) {
    auto& step = enter(ref, status);
    step.gate_closes.reset();
    step.reason = reason;
    view(ref)["finished_at"] = core::to_rfc3339(at_);
    return step;
  }
  void replace(Json& kept, const Json& value) {
    if (!kept.is_null()) run_.size_ -= core::size_of(kept);
    run_.size_ += core::size_of(value);
    kept = value;
  }
  // Nothing of its attempts before is in doubt any more.
  static void sure(StepState& step) {
    step.look = step.looks_before = 0;
    step.uncertain = false;
  }
  // A step that is tried again began when its first try did.
  static void began_at(StepState& step, core::EventId position) {
    if (!step.position) step.position = position;
  }
  // Every step that was tried has these two, whatever its verb: one that takes no time starts when
  // it ends.
  void begun(const StepRef& ref) {
    auto& seen = view(ref);
    if (!seen.contains("started_at")) seen["started_at"] = core::to_rfc3339(at_);
    if (!seen.contains("attempt")) seen["attempt"] = 1;
  }
  void end(RunStatus status, const std::string& reason) {
    run_.status_ = status;
    run_.reason_ = reason;
    run_.ended_at_ = at_;
  }
  Json& view(const StepRef& ref) { return run_.view_["steps"][ref.name]; }

  Run& run_;
  Time at_;
};

void evolve(Run& run, const core::Transition& transition, Time at) {
  Evolution evolution(run, at);
  std::visit(evolution, transition);
  evolution.close();
}

Run replay(core::RunId id, Json trigger,
           const std::vector<std::pair<Time, std::vector<core::Transition>>>& journal) {
  Run run(id, std::move(trigger));
  for (const auto& [at, transitions] : journal) {
    for (const auto& transition : transitions) evolve(run, transition, at);
  }
  return run;
}

}  // namespace baton::engine
