#include "runtime/checks.hpp"

#include "baton/engine/resolving.hpp"
#include "baton/engine/skipping.hpp"
#include "baton/identity/delegation.hpp"
#include "baton/identity/policy.hpp"
#include "baton/runtime/reads.hpp"
#include "baton/runtime/unknown.hpp"

#include <algorithm>

namespace baton::runtime {

namespace {

using core::Errc;
using core::Error;
using core::StepStatus;

// "has failed", "was cancelled".
std::string how_it_ended(core::RunStatus status) {
  return (status == core::RunStatus::cancelled ? "was " : "has ") + std::string(to_text(status));
}

// How a person decides about a step that waits for it; empty when it does not wait for a person.
std::string how_to_decide(const core::Run& run, const core::StepRef& step) {
  const auto& state = run.step(step);
  if (state.waits_for_person())
    return "say what became of it: baton runs resolve " + run.id().text() + ' ' + step.key() +
           " --succeeded | --failed | --resend";
  if (state.status == StepStatus::waiting && state.task)
    return "do it: baton tasks done " + run.id().text() + '.' + step.key();
  const bool asked = state.status == StepStatus::waiting && state.approval;
  return asked ? "decide it: baton approvals approve " + run.id().text() + '.' + step.key() : "";
}

Error not_failed(const core::Run& run, const core::StepRef& step) {
  const auto& state = run.step(step);
  Error error{Errc::conflict, "step \"" + step.text() + "\" has not failed, it is " +
                                  std::string(to_text(state.status))};
  error.hint = how_to_decide(run, step);
  if (state.status == StepStatus::blocked)
    error.hint = "retry \"" + state.reason + "\", which blocks it";
  return error;
}

Error nothing_failed(const core::Run& run) {
  for (const auto& [step, state] : run.steps()) {
    if (auto hint = how_to_decide(run, step); !hint.empty())
      return {Errc::conflict,
              "no step of the run has failed; \"" + step.text() + "\" waits for a person's word",
              {},
              std::move(hint)};
  }
  return {Errc::conflict, "no step of the run has failed"};
}

// The fields of the output that the step's operation declares; empty when it declares none.
std::vector<std::string> declared_output(const core::Step& step,
                                         const core::Operations& operations) {
  const auto* action = std::get_if<core::DoAction>(&step.verb);
  const auto* operation = action ? operations.operation_of(*action) : nullptr;
  return operation ? operation->output_fields : std::vector<std::string>{};
}

Error refused_to_requester() {
  return {Errc::denied,
          "it was refused, and whoever asked for it may not have it asked again",
          {},
          "somebody else may retry it, or send the request anew"};
}

std::string how_it_ended(StepStatus status) {
  return (status == StepStatus::succeeded || status == StepStatus::failed ? "has " : "is ") +
         std::string(to_text(status));
}

Error not_asked(const core::Run& run, const core::StepRef& step) {
  const auto& state = run.step(step);
  if (state.status == StepStatus::pending && !state.reason.empty())
    return {Errc::conflict,
            "what was asked is void: " + state.reason,
            {},
            "it is asked anew; look at it again then"};
  if (state.status == StepStatus::cancelled)
    return {Errc::conflict, "nothing is left to decide: the step was cancelled" +
                                (state.reason.empty() ? "" : ", " + state.reason)};
  if (state.status == StepStatus::pending || state.status == StepStatus::gated)
    return {Errc::conflict,
            "this is not asked now: the step is " + std::string(to_text(state.status))};
  if (state.status == StepStatus::failed && !identity::refused(state))
    return {Errc::conflict,
            "its time is over: " + state.reason,
            {},
            "to have it asked again: baton runs retry " + run.id().text() + " --from " + step.name};
  return {Errc::conflict, "this is decided already: the step " + how_it_ended(state.status)};
}

bool has_step(ports::Templates& queries, PlanCache& plans, const core::Run& run,
              const std::string& step) {
  if (run.steps().contains(step)) return true;
  const auto steps = outline(queries, plans, run.head().workflow, run.head().version);
  return std::any_of(steps.begin(), steps.end(),
                     [&](const core::StepOutline& known) { return known.name == step; });
}

}  // namespace

Error no_such_step(ports::Templates& queries, PlanCache& plans, const core::Run& run,
                   const std::string& step) {
  const auto& head = run.head();
  return no_such_step(head.workflow, outline(queries, plans, head.workflow, head.version), step);
}

std::optional<Error> another_open(ports::Runs& queries, const core::Run& run) {
  const auto& head = run.head();
  const auto other =
      run.done() && !head.key.empty() ? queries.open_run(head.workflow, head.key) : std::nullopt;
  if (!other) return std::nullopt;
  return Error{Errc::conflict,
               "another run is open for \"" + head.key + "\": " + other->text(),
               {},
               "let it end first"};
}

std::optional<Error> being_undone(ports::Templates& queries, PlanCache& plans, const core::Run& run,
                                  const core::StepRef& step) {
  if (run.done()) return std::nullopt;
  const auto plan = plans.plan(queries, run.head().workflow, run.head().version);
  const auto* planned = plan && *plan ? (*plan)->step(step.name) : nullptr;
  if (!planned || planned->phase != engine::Phase::work || !engine::winding_up(**plan, run))
    return std::nullopt;
  return Error{Errc::conflict,
               "the run has failed, and what it did is being undone",
               {},
               "try it again when the run has ended"};
}

std::optional<Error> retryable(ports::Templates& queries, PlanCache& plans, const core::Run& run,
                               const core::StepRef& step, const core::Actor& actor) {
  if (run.status() == core::RunStatus::succeeded || run.status() == core::RunStatus::cancelled)
    return Error{Errc::conflict,
                 "the run " + how_it_ended(run.status()) + ": there is nothing to retry"};
  if (!step.empty() && !has_step(queries, plans, run, step.name))
    return no_such_step(queries, plans, run, step.name);
  for (const auto& ref : {core::StepRef(step.name), step}) {
    if (!step.empty() && run.step(ref).status != StepStatus::failed) return not_failed(run, ref);
  }
  if (!step.empty())
    if (auto refusal = being_undone(queries, plans, run, step)) return refusal;
  bool any_failed = false;
  for (const auto& [ref, state] : run.steps()) {
    const bool named = step.empty() || step.name == ref.name;
    if (state.status != StepStatus::failed || ref.has_item() || !named) continue;
    if (identity::may_retry(run, state, actor)) return std::nullopt;
    any_failed = true;
  }
  if (any_failed) return refused_to_requester();
  if (run.status() == core::RunStatus::failed)
    return std::nullopt;  // in its inputs, its context or its outputs
  return nothing_failed(run);
}

std::optional<Error> resolvable(ports::Templates& queries, PlanCache& plans, const core::Run& run,
                                const core::StepRef& step, const std::string& as,
                                const core::Json& output, const core::Operations& operations) {
  const auto made = plans.plan(queries, run.head().workflow, run.head().version);
  if (!made) return made.error();
  const auto& plan = *made;
  core::ensure(plan != nullptr, "the template version of a run is kept");
  const auto* named = plan->step(step.name);
  if (!named || (step.has_item() && !named->each))
    return no_such_step(queries, plans, run, step.text());
  const auto planned = step.has_item() ? engine::item_of(*named, step.item) : *named;
  if (auto refusal = engine::unresolvable(*plan, run, planned, as)) return refusal;
  if (as != "succeeded") return std::nullopt;
  return engine::unfit_output(*plan, run, planned, output,
                              declared_output(*planned.spec, operations));
}

std::optional<Error> skippable(ports::Templates& queries, PlanCache& plans, const core::Run& run,
                               const std::string& step) {
  const auto made = plans.plan(queries, run.head().workflow, run.head().version);
  if (!made) return made.error();
  core::ensure(*made != nullptr, "the template version of a run is kept");
  const auto* planned = (*made)->step(step);
  if (!planned) return no_such_step(queries, plans, run, step);
  return engine::unskippable(**made, run, *planned);
}

std::optional<Error> cancellable(const core::Run& run) {
  if (!run.done()) return std::nullopt;
  return Error{Errc::conflict, "the run " + how_it_ended(run.status()) + " already"};
}

std::optional<Error> pausable(const core::Run& run) {
  if (run.done())
    return Error{Errc::conflict, "the run " + how_it_ended(run.status()) + " already"};
  if (run.status() != core::RunStatus::paused) return std::nullopt;
  return Error{Errc::conflict,
               "the run is paused already: " + run.reason(),
               {},
               "baton runs resume " + run.id().text()};
}

std::optional<Error> resumable(ports::Templates& queries, PlanCache& plans, const core::Run& run) {
  if (run.status() != core::RunStatus::paused)
    return Error{Errc::conflict,
                 "the run is not paused, it is " + std::string(to_text(run.status()))};
  const auto made = plans.plan(queries, run.head().workflow, run.head().version);
  if (!made) return made.error();
  core::ensure(*made != nullptr, "the template version of a run is kept");
  for (const auto& [ref, state] : run.steps()) {
    const bool failed = state.status == StepStatus::failed && !ref.has_item();
    const auto* step = failed ? (*made)->step(ref.name) : nullptr;
    if (step && step->spec->on_error == core::OnError::pause)
      return Error{Errc::conflict,
                   "step \"" + ref.text() + "\" has failed, and keeps the run paused",
                   {},
                   "retry it: baton runs retry " + run.id().text() + " --from " + ref.name};
  }
  return std::nullopt;
}

Decidable decidable(const core::Run& run, const core::StepRef& step, bool approve,
                    const std::string& hash, const identity::Principal& by,
                    const std::vector<identity::Principal>& delegators) {
  const auto& state = run.step(step);
  if (!state.approval) return {no_such_approval(run, step)};
  const auto& request = state.approval->request;
  if (!hash.empty() && hash != request.hash)
    return {Error{Errc::conflict,
                  "what is to be approved has changed since you looked",
                  {},
                  "look at it again, then decide"}};
  auto voice = identity::voice_of(*state.approval, run.head().requester, by, delegators);
  if (voice.refusal) return {std::move(voice.refusal)};
  const auto& whose = voice.on_behalf_of.is_nobody() ? by.actor : voice.on_behalf_of;
  const auto* earlier = identity::decision_of(*state.approval, whose);
  if (earlier && earlier->approve == approve && state.status != StepStatus::pending)
    return {std::nullopt, true};
  if (state.status != StepStatus::waiting) return {not_asked(run, step)};
  return {std::nullopt, false, std::move(voice.on_behalf_of)};
}

}  // namespace baton::runtime
