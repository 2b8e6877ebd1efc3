#include "engine/skipping.hpp"

#include "baton/cel/uses.hpp"
#include "baton/core/own_events.hpp"
#include "baton/core/text.hpp"
#include "baton/engine/resolving.hpp"
#include "baton/engine/skipping.hpp"
#include "engine/begin_anew.hpp"
#include "engine/items.hpp"
#include "engine/verbs/verb.hpp"

#include <algorithm>
#include <variant>

namespace baton::engine {

namespace {

using core::Errc;
using core::Error;
using core::StepStatus;

// What is taken up again before `step` is skipped. Nothing, unless it has failed.
void take_up_before_skip(DecisionDraft& draft, const PlanStep& step, const core::Actor& actor) {
  if (draft.state(step).status != StepStatus::failed) return;
  const bool of_the_past = draft.run().done();
  const bool paused = draft.run().status() == core::RunStatus::paused;
  if (of_the_past || paused) draft.note(core::RunResumed{actor, step.ref});
  const auto& whole = *draft.plan.step(step.ref.name);
  reset_step(draft, whole);
  std::vector<const PlanStep*> again{&whole};
  if (of_the_past) take_up_undone(draft, actor, again);
  void_approvals_after(draft, again);
}

// The run as it is at the moment in which `step` is skipped. Steps that were undone are to come
// again then, and so are approvals that are void.
core::Run taken_up(const Plan& plan, const core::Run& run, const PlanStep& step) {
  const Moment moment;
  DecisionDraft draft(plan, core::Run(run), moment);
  take_up_before_skip(draft, step, {});
  return draft.finish().run;
}

// Which steps of the plan, by their index, are skipped or would be, if `step` were. The run is that
// of taken_up(), here and in the functions below.
std::vector<bool> skipped_steps(const Plan& plan, const core::Run& run, const PlanStep& step) {
  const auto& steps = plan.steps();
  std::vector<bool> skipped(steps.size());
  for (std::size_t at = 0; at < steps.size(); ++at) {  // in the order of needs
    const auto& other = steps[at];
    const auto status = run.step(other.ref).status;
    skipped[at] = other.ref.name == step.ref.name || status == StepStatus::skipped;
    const bool to_come = !core::settled(status) || status == StepStatus::blocked;
    if (skipped[at] || !to_come || other.needs.empty() || other.spec->join == core::Join::always)
      continue;
    skipped[at] = std::all_of(other.needs.begin(), other.needs.end(),
                              [&skipped](std::size_t need) { return skipped[need]; });
  }
  return skipped;
}

// True if the expression fails where the step called `name` has no output.
bool needs_output(const ExpressionPtr& expression, std::string_view name) {
  if (!expression) return false;
  constexpr std::size_t kOutput = 2;  // steps.NAME.output
  const auto uses = cel::uses(*expression);
  return std::any_of(uses.begin(), uses.end(), [name](const cel::Use& use) {
    return use.sure > kOutput && use.path[0] == "steps" && use.path[1] == name &&
           use.path[kOutput] == "output";
  });
}

bool needs_output(const PlanStep& step, std::string_view name) {
  return std::any_of(step.expressions.begin(), step.expressions.end(),
                     [name](const auto& each) { return needs_output(each, name); });
}

bool outputs_need(const Plan& plan, std::string_view name) {
  if (!plan.outputs()) return false;
  const auto& holes = plan.outputs()->holes();
  return std::any_of(holes.begin(), holes.end(),
                     [name](const auto& hole) { return needs_output(hole.expression, name); });
}

// Why the run cannot do without the output of the step; nullopt if it can.
std::optional<Error> output_needed(const Plan& plan, const core::Run& run, const PlanStep& step) {
  const auto skipped = skipped_steps(plan, run, step);
  const auto what = "reads the output of \"" + step.ref.name + "\"";
  for (std::size_t at = 0; at < plan.steps().size(); ++at) {
    const auto& other = plan.steps()[at];
    const auto status = run.step(other.ref).status;
    const bool past = core::settled(status) && status != StepStatus::blocked;
    if (other.phase != Phase::work || skipped[at] || past || !needs_output(other, step.ref.name))
      continue;
    return Error{Errc::conflict,
                 "step \"" + other.ref.name + "\", which is still to come, " + what,
                 {},
                 "have \"" + step.ref.name + "\" tried again, or cancel the run"};
  }
  if (!outputs_need(plan, step.ref.name)) return std::nullopt;
  return Error{Errc::conflict, "the run " + what + " for its own outputs", {}, {}};
}

// Why a step of this kind is never skipped, whatever its run does; nullopt if it may be.
std::optional<Error> never_skipped(const PlanStep& step) {
  const auto name = "step \"" + step.ref.name + "\" ";
  if (step.spec->mandatory)
    return Error{Errc::conflict, name + "is mandatory: no run goes on without it", {}, {}};
  if (verb_row(step.verb.index()).asks)
    return Error{Errc::conflict,
                 name + "asks people to decide: that is decided, not skipped",
                 {},
                 "approve or reject it"};
  if (step.each)
    return Error{Errc::conflict,
                 name + "is done for several items, and is not skipped as a whole",
                 {},
                 "have its failed items tried again"};
  if (step.phase != Phase::work)
    return Error{
        Errc::conflict, name + "winds up a run that has failed, and is not skipped", {}, {}};
  return std::nullopt;
}

// The steps that are skipped with `step`, as SkipPreview::with names them.
std::vector<std::string> skipped_with(const Plan& plan, const core::Run& run,
                                      const PlanStep& step) {
  const auto skipped = skipped_steps(plan, run, step);
  std::vector<std::string> names;
  for (std::size_t at = 0; at < skipped.size(); ++at) {
    const auto& other = plan.steps()[at];
    const bool already = run.step(other.ref).status == StepStatus::skipped;
    if (skipped[at] && !already && other.ref.name != step.ref.name) names.push_back(other.ref.name);
  }
  return names;
}

// Why a step that would be skipped along with this one cannot be; nullopt if all may be. Else an
// approval would be got round by skipping what comes before it.
std::optional<Error> never_skipped_with(const Plan& plan, const core::Run& run,
                                        const PlanStep& step) {
  for (const auto& name : skipped_with(plan, run, step)) {
    const auto& other = *plan.step(name);
    if (!other.spec->mandatory && !verb_row(other.verb.index()).asks) continue;
    return Error{Errc::conflict,
                 "step \"" + name + "\", which would be skipped with it, " +
                     (other.spec->mandatory ? "is mandatory" : "asks people to decide"),
                 {},
                 "have \"" + step.ref.name + "\" tried again, or cancel the run"};
  }
  return std::nullopt;
}

// True if nothing of a step in this state is under way outside of Baton.
bool stands_still(const PlanStep& step, const core::StepState& state) {
  if (state.status == StepStatus::failed || state.status == StepStatus::gated) return true;
  return state.status == StepStatus::waiting && !state.task && !state.approval &&
         (std::holds_alternative<core::WaitEvent>(step.spec->verb) ||
          std::holds_alternative<core::Sleep>(step.spec->verb));
}

}  // namespace

SkipPreview skip_preview(const Plan& plan, const core::Run& before, const PlanStep& step) {
  const auto run = taken_up(plan, before, step);
  SkipPreview preview{.with = skipped_with(plan, run, step), .next = {}, .kept = {}};
  const auto skipped = skipped_steps(plan, run, step);
  const auto& steps = plan.steps();
  const auto skipped_now = [&](std::size_t at) {
    return skipped[at] && (steps[at].ref.name == step.ref.name ||
                           run.step(steps[at].ref).status != StepStatus::skipped);
  };
  for (std::size_t at = 0; at < steps.size(); ++at) {
    const auto& other = steps[at];
    const auto status = run.step(other.ref).status;
    if (other.phase != Phase::work || skipped[at]) continue;
    if (status == StepStatus::succeeded) preview.kept.push_back(other.ref.name);
    const bool to_come = status == StepStatus::pending || status == StepStatus::blocked;
    if (to_come && std::any_of(other.needs.begin(), other.needs.end(), skipped_now))
      preview.next.push_back(other.ref.name);
  }
  return preview;
}

std::optional<Error> unskippable(const Plan& plan, const core::Run& run, const PlanStep& step) {
  if (auto never = never_skipped(step)) return never;
  const auto& state = run.step(step.ref);
  const auto name = "step \"" + step.ref.name + "\" ";
  if (run.status() == core::RunStatus::cancelled || run.status() == core::RunStatus::succeeded)
    return Error{
        Errc::conflict, "the run has ended: it is " + std::string(to_text(run.status())), {}, {}};
  if (!run.done() && winding_up(plan, run))
    return Error{Errc::conflict,
                 "the run has failed, and what it did is being undone",
                 {},
                 "skip \"" + step.ref.name + "\" when the run has ended"};
  if (state.uncertain)
    return Error{Errc::conflict,
                 "nobody knows whether " + name + "happened",
                 {},
                 "say so first: baton runs resolve " + run.id().text() + ' ' + step.ref.name +
                     " --succeeded | --failed"};
  if (!stands_still(step, state))
    return Error{Errc::conflict,
                 name + "is " + std::string(to_text(state.status)) +
                     ": only one that has failed, is held by its gate, sleeps or waits for an "
                     "event can be skipped",
                 {},
                 {}};
  const auto then = taken_up(plan, run, step);
  if (auto along = never_skipped_with(plan, then, step)) return along;
  return output_needed(plan, then, step);
}

void skip(DecisionDraft& draft, const core::Event& event) {
  const Named step(draft.plan, core::step_named(event));
  if (!step || step->ref.has_item() || unskippable(draft.plan, draft.run(), *step)) return;
  const auto note = core::text_at(event.data, "note");
  const auto why = "by " + event.actor.text() + (note.empty() ? "" : ": " + note);
  take_up_before_skip(draft, *step, event.actor);
  draft.note(core::StepSkipped{step->ref, why, true});
}

}  // namespace baton::engine
