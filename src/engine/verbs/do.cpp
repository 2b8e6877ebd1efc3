#include "engine/actions.hpp"
#include "engine/definition_parts.hpp"
#include "engine/verbs/common.hpp"
#include "engine/verbs/verb.hpp"

namespace baton::engine {

namespace {

using core::Json;

// In the `path` or `url` of a request over plain HTTP a value fills one part, and cannot add
// another.
PlanVerb compile_do(Compiler& compiler, const core::Step& step) {
  const auto& verb = std::get<core::DoAction>(step.verb);
  const bool http = core::is_http_operation(verb.operation);
  return PlanDo{&verb, compiler.document(verb.with, step.name + ".with",
                                         http ? std::vector<std::string>{"/path", "/url"}
                                              : std::vector<std::string>{})};
}

void define_do(const core::Step& step, Json& definition) {
  const auto& verb = std::get<core::DoAction>(step.verb);
  definition["do"] = operation_of(verb);
  definition["with"] = verb.with.value;
}

// A person has the step tried again, and whether its last attempt had its effect is not known: the
// effect is looked for before anything is sent.
void look_first(DecisionDraft& draft, const PlanStep& step) {
  const auto& state = draft.state(step);
  const auto now = draft.moment.steady;
  draft.note(
      core::StepUnknown{step.ref, state.attempt, now,
                        "it is tried again, and what became of its last attempt is not known",
                        state.look + 1, state.sent});
  draft.act(action_of(draft.run(), step, now, core::StartAction::Mode::read_back));
}

void begin_do(DecisionDraft& draft, const PlanStep& step) {
  if (!context_complete(draft, step)) return;
  const auto& state = draft.state(step);
  if (state.uncertain) return look_first(draft, step);
  Json input;
  if (state.input.is_null() || may_be_outdated(draft, step)) {
    auto rendered = render(draft, step, std::get<PlanDo>(step.verb).with, "with");
    if (!rendered) return;
    input = rendered->is_null() ? Json::object() : std::move(*rendered);
    if (!context_carried(draft, step, std::get<PlanDo>(step.verb).with, input)) return;
  }
  const int attempt = state.attempt + 1;
  const auto key = state.key.empty() ? action_key(draft.run(), step.ref) : std::string();
  draft.note(core::StepStarted{step.ref, attempt, key, std::move(input), draft.start_of(step),
                               give_up_at(draft, step)});
  draft.act(action_of(draft.run(), step, draft.moment.steady, core::StartAction::Mode::perform));
}

void rows_of_do(const PlanStep& step, const core::StepState&, StepRows& rows) {
  const auto& action = *std::get<PlanDo>(step.verb).spec;
  if (rows.live) rows.lane = core::lane_of(action.connection, action.operation);
}

}  // namespace

constinit const VerbRow PlanDo::kRow{
    .compile = compile_do, .define = define_do, .begin = begin_do, .rows = rows_of_do};

}  // namespace baton::engine
