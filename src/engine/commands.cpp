#include "engine/commands.hpp"

#include "engine/begin.hpp"
#include "engine/bounds.hpp"

#include <algorithm>
#include <set>

namespace baton::engine {

namespace {

using core::Json;
using core::StepStatus;

// How many different people agreed to what is asked now.
std::size_t agreed(const core::Approval& approval) {
  std::set<std::string_view> people;
  for (const auto& decision : approval.decisions) {
    if (decision.approve && decision.hash == approval.request.hash) people.insert(decision.actor);
  }
  return people.size();
}

Json approval_output(const core::Approval& approval) {
  Json by = Json::array();
  for (const auto& decision : approval.decisions)
    by.push_back({{"actor", decision.actor}, {"comment", decision.comment}, {"at", core::to_rfc3339(decision.at)}});
  return {{"approved", true}, {"by", std::move(by)}, {"hash", approval.request.hash}};
}

// Back to pending: a failed step, all that was blocked by it, and what its forgiven failure had let as far as a gate.
void reset(Draft& draft, const PlanStep& step) {
  draft.note(core::StepReset{step.spec->name});
  for (const auto index : step.dependents) {
    const auto& dependent = draft.plan.steps()[index];
    const auto status = draft.state(dependent).status;
    if (status == StepStatus::blocked || status == StepStatus::gated) reset(draft, dependent);
  }
}

bool stopped(const core::Run& run) { return run.status() == core::RunStatus::failed || run.status() == core::RunStatus::paused; }

}  // namespace

void decision_made(Draft& draft, const core::Event& event) {
  const auto* step = draft.plan.step(core::text_at(event.data, "step"));
  if (!step || draft.run().done()) return;
  const auto& state = draft.state(*step);
  if (state.status != StepStatus::waiting || !state.approval) return;
  const auto& request = state.approval->request;
  auto hash = core::text_at(event.data, "hash");
  if (hash.empty()) hash = request.hash;
  // Who is in the group is known where the decision was taken; a list without a group is complete.
  const bool listed = !request.group.empty() || request.users.empty() || core::names(request.users, event.actor);
  const bool own_request = request.not_requester && event.actor == draft.run().head().requester;
  if (hash != request.hash || !listed || own_request || event.actor.empty()) return;

  const auto* approve = core::find(event.data, "approve");
  const bool yes = approve && approve->is_boolean() && approve->get<bool>();
  const auto comment = core::text_at(event.data, "comment");
  const auto& name = step->spec->name;
  draft.note(core::ApprovalDecided{name, event.actor, yes, comment, hash});
  if (!yes)
    return draft.note(core::StepFailed{name, "rejected", "rejected by " + event.actor + (comment.empty() ? "" : ": " + comment)});
  const auto& approval = *draft.state(*step).approval;
  if (agreed(approval) >= static_cast<std::size_t>(std::max(1, approval.request.count))) {
    draft.note(core::StepSucceeded{name, approval_output(approval)});
  }
}

void retry(Draft& draft, const core::Event& event) {
  const auto wanted = core::text_at(event.data, "step");
  std::vector<const PlanStep*> failed;
  for (const auto& step : draft.plan.steps()) {
    const bool named = wanted.empty() || wanted == step.spec->name;
    if (named && draft.state(step).status == StepStatus::failed) failed.push_back(&step);
  }
  const auto status = draft.run().status();
  if (failed.empty() || status == core::RunStatus::cancelled || status == core::RunStatus::succeeded) return;
  if (stopped(draft.run())) draft.note(core::RunResumed{event.actor, wanted});
  for (const auto* step : failed) reset(draft, *step);
}

void resolve(Draft& draft, const core::Event& event) {
  const auto* step = draft.plan.step(core::text_at(event.data, "step"));
  if (!step || draft.run().status() == core::RunStatus::cancelled) return;
  const auto& state = draft.state(*step);
  const bool failed = state.status == StepStatus::failed;
  if (!state.uncertain || (!failed && state.status != StepStatus::unknown)) return;
  const auto& name = step->spec->name;
  const auto as = core::text_at(event.data, "as");
  const auto note = core::text_at(event.data, "note");
  const bool happened = as == "succeeded";
  const bool stays_failed = failed && as == "failed";
  if (!stays_failed && stopped(draft.run())) draft.note(core::RunResumed{event.actor, name});
  draft.note(core::StepResolved{name, event.actor, as, note});
  if (stays_failed) return;
  if (failed) reset(draft, *step);
  if (happened) {
    const auto* told = core::find(event.data, "output");
    Json output = told ? *told : Json::object();
    if (auto why = too_large(draft.run(), output, "its output"); !why.empty())
      return draft.note(core::StepFailed{name, "too_large", "it happened, but " + why});
    return draft.note(core::StepSucceeded{name, std::move(output)});
  }
  if (as == "failed") {
    const auto who = event.actor + " says that it did not happen";
    return draft.note(core::StepFailed{name, "resolved", who + (note.empty() ? "" : ": " + note)});
  }
  if (!failed) send_anew(draft, *step);  // one that was reset begins by itself
}

void cancel(Draft& draft, const core::Event& event) {
  if (draft.run().done()) return;
  const auto reason = core::text_at(event.data, "reason");
  for (const auto& step : draft.plan.steps()) {
    if (core::live(draft.state(step).status)) draft.note(core::StepCancelled{step.spec->name, reason});
  }
  draft.note(core::RunCancelled{event.actor, reason});
}

}  // namespace baton::engine
