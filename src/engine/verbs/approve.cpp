#include "baton/calendar/duration.hpp"
#include "baton/core/digest.hpp"
#include "baton/identity/policy.hpp"
#include "engine/approval_words.hpp"
#include "engine/changes.hpp"
#include "engine/definition_parts.hpp"
#include "engine/lengths.hpp"
#include "engine/routing.hpp"
#include "engine/verbs/common.hpp"
#include "engine/verbs/verb.hpp"

#include <iterator>
#include <optional>
#include <utility>

namespace baton::engine {

namespace {

PlanVerb compile_approve(Compiler& compiler, const core::Step& step) {
  const auto& verb = std::get<core::Approve>(step.verb);
  PlanApprove approve{&verb};
  approve.of = compiler.document(verb.of, step.name + ".of");
  approve.ask = compiler.document(verb.ask, step.name + ".ask");
  if (verb.routing)
    approve.route_with = compiler.document(verb.routing->with, step.name + ".by.with");
  return approve;
}

void define_approve(const core::Step& step, core::Json& definition) {
  const auto& verb = std::get<core::Approve>(step.verb);
  auto& json = definition["approve"];
  json = {{"group", verb.group},           {"users", verb.users},
          {"count", verb.count},           {"not_requester", verb.not_requester},
          {"of", verb.of.value},           {"ask", verb.ask.value},
          {"route", json_of(verb.routing)}};
  if (verb.on_reject)
    json["on_reject"] = {{"step", verb.on_reject->step}, {"most", verb.on_reject->most}};
  if (verb.escalate)
    json["escalate"] = {{"after", calendar::to_text(verb.escalate->after)},
                        {"group", verb.escalate->group},
                        {"users", verb.escalate->users}};
}

// Has the route of the step say who may decide. `found`: what it has said already in this decision.
// False: it cannot, and the step has failed.
bool routed(DecisionDraft& draft, const PlanStep& step, core::ApprovalRequested& request,
            std::optional<Routed> found) {
  const auto& approve = std::get<PlanApprove>(step.verb);
  if (!approve.spec->routing) return true;
  found = ask_route(draft, step, *approve.spec->routing, approve.route_with, std::move(found));
  if (!found) return false;
  if (!found->groups.empty()) {
    request.group = std::move(found->groups.front());
    request.groups.assign(std::make_move_iterator(found->groups.begin() + 1),
                          std::make_move_iterator(found->groups.end()));
  }
  request.users = std::move(found->users);
  request.count = found->count;
  request.routed = std::move(found->how);
  return true;
}

void request_approval(DecisionDraft& draft, const PlanStep& step, std::optional<Routed> found) {
  const auto& approve = std::get<PlanApprove>(step.verb);
  if (!context_complete(draft, step)) return;
  auto of = render(draft, step, approve.of, "of");
  if (!of) return;
  auto ask = render(draft, step, approve.ask, "ask", as_one_line);
  if (!ask) return;
  auto question = printed(*ask);
  if (question.empty()) question = step.spec->title;
  if (question.empty()) question = "Approve \"" + step.spec->name + "\"?";
  const auto& verb = *approve.spec;
  core::ApprovalRequested request{step.ref,   std::move(question), verb.group,
                                  verb.users, verb.count,          verb.not_requester};
  if (!routed(draft, step, request, std::move(found))) return;
  if (verb.not_requester) request.again_by = draft.run().head().again_by;
  request.hash = core::sha256_hex(core::dump(*of));
  request.of = std::move(*of);
  request.position = draft.start_of(step);
  const auto& before = draft.state(step).approval;
  if (before && before->request.hash != request.hash)
    request.changed = changes(before->request.of, request.of);
  if (verb.escalate) {
    request.escalates = end_of(draft, step, verb.escalate->after, "escalate.after");
    if (!request.escalates) return;
  }
  if (step.spec->timeout) {
    request.due = end_of(draft, step, *step.spec->timeout, "timeout");
    if (!request.due) return;
  }
  draft.note(std::move(request));
}

void begin_approve(DecisionDraft& draft, const PlanStep& step) {
  request_approval(draft, step, {});
}

// What was decided does not count for those who are asked from now on.
void route_approve_again(DecisionDraft& draft, const PlanStep& step) {
  const auto& approve = std::get<PlanApprove>(step.verb);
  if (!approve.spec->routing) return;
  const auto before = draft.state(step).approval->request.routed;
  auto found = ask_route_again(draft, step, *approve.spec->routing, approve.route_with, before);
  if (!found) return;
  draft.note(core::ApprovalVoided{step.ref, "others are asked, " + by_route(found->how)});
  request_approval(draft, step, std::move(found));
}

void came_due_approve(DecisionDraft& draft, const PlanStep& step) {
  const auto steady = draft.moment.steady;
  const auto& approval = *draft.state(step).approval;
  const auto escalates = approval.request.escalates;
  const auto due = approval.request.due;
  if (escalates && *escalates <= steady && !approval.escalated_at) {
    const auto& to = *std::get<PlanApprove>(step.verb).spec->escalate;
    draft.note(core::ApprovalEscalated{step.ref, to.group, to.users,
                                       "nobody decided within " + calendar::to_text(to.after)});
  }
  if (due && *due <= steady) time_out(draft, step, "nobody decided");
}

std::string why_approve(const core::Run& run, const PlanStep&, const core::StepState& state,
                        const std::string&) {
  return because_asked(run, *state.approval);
}

std::string now_at_approve(const core::StepState& state) {
  return "approval by " + who_may(state.approval->request);
}

// What became of the question of this step.
QuestionState asked(const core::StepState& state) {
  if (state.status == core::StepStatus::waiting) return QuestionState::open;
  if (state.status == core::StepStatus::succeeded) return QuestionState::approved;
  if (identity::rejected(*state.approval)) return QuestionState::rejected;
  return state.status == core::StepStatus::failed ? QuestionState::expired
                                                  : QuestionState::withdrawn;
}

void rows_of_approve(const PlanStep&, const core::StepState& state, StepRows& rows) {
  if (state.approval) rows.asked = asked(state);
}

}  // namespace

constinit const VerbRow PlanApprove::kRow{.compile = compile_approve,
                                          .define = define_approve,
                                          .begin = begin_approve,
                                          .came_due = came_due_approve,
                                          .fact_changed = route_approve_again,
                                          .why = why_approve,
                                          .now_at = now_at_approve,
                                          .rows = rows_of_approve,
                                          .asks = true};

}  // namespace baton::engine
