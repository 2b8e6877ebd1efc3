#include "baton/core/again.hpp"
#include "baton/core/own_events.hpp"
#include "baton/engine/lifecycle.hpp"
#include "engine/lengths.hpp"
#include "engine/verbs/common.hpp"
#include "engine/verbs/verb.hpp"

namespace baton::engine {

namespace {

using core::Json;

PlanVerb compile_run(Compiler& compiler, const core::Step& step) {
  const auto& verb = std::get<core::RunWorkflow>(step.verb);
  return PlanRun{&verb, compiler.document(verb.with, step.name + ".with")};
}

void define_run(const core::Step& step, Json& definition) {
  const auto& verb = std::get<core::RunWorkflow>(step.verb);
  definition["run"] = {
      {"workflow", verb.name()}, {"with", verb.with.value}, {"detach", verb.detach}};
}

const core::RunWorkflow& workflow_of(const PlanStep& step) {
  return *std::get<PlanRun>(step.verb).spec;
}

// When the step stops waiting. False if that cannot be computed; the step has then failed.
bool set_due(DecisionDraft& draft, const PlanStep& step, core::ChildBegun& begun) {
  if (!step.spec->timeout) return true;
  begun.due = end_of(draft, step, *step.spec->timeout, "timeout");
  return begun.due.has_value();
}

// Whoever has this run tried again in this decision.
core::Actor who_retries(const DecisionDraft& draft) {
  core::Actor actor = draft.run().head().requester;
  draft.any_noted([&actor](const core::Transition& transition) {
    if (const auto* resumed = std::get_if<core::RunResumed>(&transition)) actor = resumed->actor;
    return false;
  });
  return actor;
}

// Waits once more for the run that the step has begun before. What succeeded in it is not done
// again.
void wait_again(DecisionDraft& draft, const PlanStep& step) {
  const auto child = *draft.state(step).child;
  core::ChildBegun begun{step.ref, child.run, child.workflow, child.version};
  begun.detached = child.detached;
  if (!set_due(draft, step, begun)) return;
  draft.note(std::move(begun));
  draft.act(core::Publish{core::child_retry(child.run, draft.run().id(), step.ref,
                                            who_retries(draft), draft.moment.now)});
}

// The version of the workflow that this run keeps to; nullopt if there was none when it started.
std::optional<int> pinned(const core::Run& run, const core::RunWorkflow& verb) {
  const auto* version = core::find(run.head().pins, verb.name());
  if (!version) return std::nullopt;
  return version->get<int>();
}

void begin_new(DecisionDraft& draft, const PlanStep& step) {
  const auto& verb = workflow_of(step);
  const auto version = pinned(draft.run(), verb);
  if (!version || !draft.moment.new_run_id)
    return fail(draft, step, "no_workflow",
                "there was no workflow \"" + verb.name() +
                    "\" when this run started; publish it, then start this run anew");
  auto inputs = render(draft, step, std::get<PlanRun>(step.verb).with, "with");
  if (!inputs || !may_publish(draft, step)) return;
  if (inputs->is_null()) *inputs = Json::object();
  const auto& head = draft.run().head();
  core::ChildBegun begun{step.ref,   draft.moment.new_run_id(), verb.workflow, *version, *inputs,
                         verb.detach};
  begun.position = draft.start_of(step);
  if (!set_due(draft, step, begun)) return;
  auto event =
      core::child_begin({begun.run, verb.workflow, *version, std::move(*inputs),
                         draft.run().view().at("context"), head.goal, draft.run().id(), step.ref},
                        draft.moment.now);
  event.actor = head.requester;
  event.depth = static_cast<std::uint16_t>(head.depth + 1);
  event.root = root_of(draft.run());
  event.trace = head.trace;
  if (!head.again_by.empty()) event.data[core::kAgainBy] = head.again_by;
  const auto require = required_context(draft);
  if (!require.empty()) event.data["require"] = require;
  draft.note(std::move(begun));
  draft.act(core::Publish{std::move(event)});
}

void begin_run(DecisionDraft& draft, const PlanStep& step) {
  if (!context_complete(draft, step)) return;
  const auto& child = draft.state(step).child;
  const bool anew = !child || child->given_up || may_be_outdated(draft, step) ||
                    child->ended == to_text(core::RunStatus::cancelled);
  if (anew) return begin_new(draft, step);
  if (child->outputs.is_null()) return wait_again(draft, step);
  // It was tried again by itself, and has succeeded meanwhile.
  draft.note(core::StepSucceeded{step.ref, Json(child->outputs), draft.start_of(step)});
}

void stop_run(DecisionDraft& draft, const PlanStep& step, const std::string& reason,
              const core::Actor& actor) {
  const auto& child = draft.state(step).child;
  if (!child || child->detached) return;
  draft.act(core::Publish{core::run_cancel(child->run, reason, actor, draft.moment.now)});
}

void came_due_run(DecisionDraft& draft, const PlanStep& step) {
  stop_run(draft, step,
           "\"" + step.ref.text() + "\" of " + draft.run().id().text() +
               " does not wait for it any longer",
           {});
  time_out(draft, step, "its run did not end");
}

std::string child_words(const core::StepState& state) {
  if (!state.child) return "a run";
  return state.child->run.text() + " of " + state.child->workflow + "@" +
         std::to_string(state.child->version);
}

std::string why_run_waits(const core::Run&, const PlanStep&, const core::StepState& state,
                          const std::string& due) {
  return "it waits for " + child_words(state) + " to end" +
         (due.empty() ? "" : ", until " + due + " at the latest");
}

std::string now_at_run(const core::StepState& state) {
  return state.child ? "run of " + state.child->workflow : "run";
}

}  // namespace

constinit const VerbRow PlanRun::kRow{.compile = compile_run,
                                      .define = define_run,
                                      .begin = begin_run,
                                      .came_due = came_due_run,
                                      .stop = stop_run,
                                      .why = why_run_waits,
                                      .now_at = now_at_run,
                                      .publishes = true};

}  // namespace baton::engine
