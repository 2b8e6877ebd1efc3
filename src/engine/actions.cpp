#include "engine/actions.hpp"

#include "baton/engine/lifecycle.hpp"

namespace baton::engine {

std::string action_key(const core::Run& run, const core::StepRef& step) {
  auto key = run.id().text() + '.' + step.key();
  // A step that is done once more does something else than before, and so do its items.
  const int round = step.has_item() ? run.step(step.name).round : run.step(step).round;
  if (round > 0) key += '~' + std::to_string(round);
  return key;
}

core::StartAction action_of(const core::Run& run, const PlanStep& step, core::Time not_before,
                            core::StartAction::Mode mode) {
  const auto& verb = *std::get<PlanDo>(step.verb).spec;
  const auto& state = run.step(step.ref);
  core::StartAction action;
  action.run = run.id();
  action.root = root_of(run);
  action.step = step.ref;
  action.attempt = state.attempt;
  action.look = state.look;
  action.key = state.key;
  action.connection = verb.connection;
  action.operation = verb.operation;
  action.input = state.input;
  action.context = run.view().at("context");
  action.not_before = not_before;
  action.timeout = step.spec->timeout.value_or(core::Span{}).length;
  action.mode = mode;
  action.sent_at = state.sent;
  action.give_up_at = state.give_up_at;
  action.priority = step.priority;
  action.trace = trace_of(run);
  return action;
}

void send_anew(DecisionDraft& draft, const PlanStep& step) {
  draft.note(core::StepStarted{
      step.ref, draft.state(step).attempt + 1, {}, {}, {}, give_up_at(draft, step)});
  draft.act(action_of(draft.run(), step, draft.moment.steady, core::StartAction::Mode::perform));
}

std::optional<core::Time> give_up_at(const DecisionDraft& draft, const PlanStep& step) {
  const auto& total = step.spec->retry.total;
  if (!total || draft.state(step).give_up_at)
    return std::nullopt;  // the time is set at the first attempt, and runs since then
  return draft.moment.steady + *total;
}

}  // namespace baton::engine
