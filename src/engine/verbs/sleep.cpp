#include "engine/definition_parts.hpp"
#include "engine/lengths.hpp"
#include "engine/verbs/common.hpp"
#include "engine/verbs/verb.hpp"

namespace baton::engine {

namespace {

PlanVerb compile_sleep(Compiler& compiler, const core::Step& step) {
  const auto& verb = std::get<core::Sleep>(step.verb);
  return PlanSleep{&verb, compiler.expression(verb.until, step.name + ".until")};
}

void define_sleep(const core::Step& step, core::Json& definition) {
  const auto& verb = std::get<core::Sleep>(step.verb);
  definition["sleep"] = {{"for", json_of(verb.length)}, {"until", json_of(verb.until)}};
}

void begin_sleep(DecisionDraft& draft, const PlanStep& step) {
  const auto& sleep = std::get<PlanSleep>(step.verb);
  core::StepWaiting waiting{step.ref};
  waiting.position = draft.start_of(step);
  if (sleep.spec->length) {
    waiting.due = end_of(draft, step, *sleep.spec->length, "for");
    if (!waiting.due) return;
  } else {
    waiting.on_wall = true;
    const auto until = sleep.until->evaluate(draft.names()).value;
    if (!until) return fail(draft, step, "expression", "until: " + until.error().text());
    if (until->is(cel::Value::Kind::string)) {
      const auto time = core::parse_rfc3339(until->as_string());
      if (!time) return fail(draft, step, "expression", "until: " + time.error().text());
      waiting.due = *time;
    } else if (until->is(cel::Value::Kind::timestamp)) {
      waiting.due = core::Time(std::chrono::seconds(until->seconds()) +
                               std::chrono::microseconds(until->nanos() / 1000));
    } else {
      return fail(draft, step, "expression",
                  "until: expected a timestamp, got " + until->literal());
    }
  }
  draft.note(std::move(waiting));
}

void came_due_sleep(DecisionDraft& draft, const PlanStep& step) {
  draft.note(core::StepSucceeded{step.ref, core::Json::object()});
}

std::string why_sleep(const core::Run&, const PlanStep&, const core::StepState&,
                      const std::string& due) {
  return "it sleeps until " + (due.empty() ? "it is woken" : due);
}

}  // namespace

constinit const VerbRow PlanSleep::kRow{.compile = compile_sleep,
                                        .define = define_sleep,
                                        .begin = begin_sleep,
                                        .came_due = came_due_sleep,
                                        .why = why_sleep};

}  // namespace baton::engine
