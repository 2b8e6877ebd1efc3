#include "baton/core/again.hpp"
#include "baton/engine/lifecycle.hpp"
#include "engine/actions.hpp"
#include "engine/verbs/common.hpp"
#include "engine/verbs/verb.hpp"

namespace baton::engine {

namespace {

PlanVerb compile_emit(Compiler& compiler, const core::Step& step) {
  const auto& verb = std::get<core::Emit>(step.verb);
  PlanEmit emit{&verb};
  emit.data = compiler.document(verb.data, step.name + ".data");
  emit.subject = compiler.document(verb.subject, step.name + ".subject");
  return emit;
}

void define_emit(const core::Step& step, core::Json& definition) {
  const auto& verb = std::get<core::Emit>(step.verb);
  definition["emit"] = {
      {"event", verb.event}, {"data", verb.data.value}, {"subject", verb.subject.value}};
}

void begin_emit(DecisionDraft& draft, const PlanStep& step) {
  const auto& emit = std::get<PlanEmit>(step.verb);
  auto data = render(draft, step, emit.data, "data");
  if (!data) return;
  // An event of a workflow is bounded as one from outside is.
  if (core::deeper_than(*data, core::kJsonDepthMax)) {
    return fail(draft, step, "too_large",
                "data is nested deeper than " + std::to_string(core::kJsonDepthMax) +
                    " levels (json_depth_max), which no event may be");
  }
  auto subject = render(draft, step, emit.subject, "subject");
  if (!subject) return;
  if (!may_publish(draft, step)) return;
  core::Event event;
  event.type = emit.spec->event;
  event.source = "workflow/" + draft.plan.source().name;
  event.origin = core::origin_with(
      action_key(draft.run(), step.ref) + "." + std::to_string(draft.state(step).attempts_before),
      draft.run().head().again_by);
  event.subject = printed(*subject);
  event.time = draft.moment.now;
  event.received = draft.moment.now;
  event.actor = draft.run().head().requester;
  event.depth = static_cast<std::uint16_t>(draft.run().head().depth + 1);
  event.root = root_of(draft.run());
  event.trace = draft.run().head().trace;
  event.data = data->is_null() ? core::Json::object() : std::move(*data);
  core::Json output{{"event", event.type}, {"data", event.data}};
  draft.act(core::Publish{std::move(event)});
  draft.note(core::StepSucceeded{step.ref, std::move(output), draft.start_of(step)});
}

}  // namespace

constinit const VerbRow PlanEmit::kRow{
    .compile = compile_emit, .define = define_emit, .begin = begin_emit, .publishes = true};

}  // namespace baton::engine
