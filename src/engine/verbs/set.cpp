#include "engine/verbs/common.hpp"
#include "engine/verbs/verb.hpp"

namespace baton::engine {

namespace {

PlanVerb compile_set(Compiler& compiler, const core::Step& step) {
  const auto& verb = std::get<core::SetValues>(step.verb);
  return PlanSet{&verb, compiler.document(verb.values, step.name + ".set")};
}

void define_set(const core::Step& step, core::Json& definition) {
  definition["set"] = std::get<core::SetValues>(step.verb).values.value;
}

void begin_set(DecisionDraft& draft, const PlanStep& step) {
  auto values = render(draft, step, std::get<PlanSet>(step.verb).values, "set");
  if (values) draft.note(core::StepSucceeded{step.ref, std::move(*values), draft.start_of(step)});
}

}  // namespace

constinit const VerbRow PlanSet::kRow{.compile = compile_set,
                                      .define = define_set,
                                      .begin = begin_set,
                                      .revocable_while = core::StepStatus::succeeded};

}  // namespace baton::engine
