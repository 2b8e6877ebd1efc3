#include "engine/compiler.hpp"

#include "engine/verbs/verb.hpp"

#include <algorithm>
#include <utility>

namespace baton::engine {

ExpressionPtr Compiler::expression(const core::Condition& condition, std::string_view what) {
  auto compiled = cel::Expression::compile(condition.text);
  if (!compiled.expression) note(what, compiled.findings);
  if (compiled.expression) compiled_.push_back(compiled.expression);
  return compiled.expression;
}

ExpressionPtr Compiler::expression(const std::optional<core::Condition>& condition,
                                   std::string_view what) {
  return condition ? expression(*condition, what) : nullptr;
}

DocumentPtr Compiler::document(const core::Rendered& rendered, std::string_view what,
                               const std::vector<std::string>& urls) {
  auto compiled = cel::Document::compile(rendered.value, nullptr, urls);
  if (!compiled.document) {
    note(what, compiled.findings);
  } else {
    for (const auto& hole : compiled.document->holes()) compiled_.push_back(hole.expression);
  }
  return compiled.document;
}

PlanTrigger Compiler::trigger(const core::Trigger& spec) {
  PlanTrigger trigger{&spec, schedule(spec.schedule), expression(spec.when, "when"),
                      expression(spec.key, "key"), document(spec.inputs, "inputs")};
  if (spec.debounce) trigger.debounce = expression(spec.debounce->key, "debounce.key");
  if (spec.throttle) trigger.throttle = expression(spec.throttle->key, "throttle.key");
  if (spec.window) trigger.window = window(*spec.window);
  if (spec.threshold) trigger.window = threshold(*spec.threshold);
  return trigger;
}

PlanWindowEvent Compiler::window_event(const core::WindowEvent& spec) {
  return {&spec, expression(spec.when, "window.when")};
}

PlanWindow Compiler::window(const core::Window& spec) {
  PlanWindow window;
  for (const auto& event : spec.events) window.events.push_back(window_event(event));
  if (spec.absent) window.events.push_back(window_event(spec.absent->event));
  window.by = expression(spec.by, "window.by");
  for (const auto& distinct : spec.distinct)
    window.distinct.push_back(expression(distinct.value, "window.distinct." + distinct.name));
  return window;
}

PlanWindow Compiler::threshold(const core::Threshold& spec) {
  PlanWindow window;
  window.events.push_back(window_event(spec.event));
  window.by = expression(spec.by, "threshold.by");
  window.value = expression(spec.value, "threshold.value");
  return window;
}

PlanStep Compiler::step(const core::Step& spec) {
  compiled_.clear();
  PlanStep step;
  step.spec = &spec;
  step.ref = spec.name;
  step.priority = source_.priority;
  if (spec.on_failure) step.phase = Phase::on_failure;
  step.when = expression(spec.when, spec.name + ".when");
  if (spec.gate) step.gate = expression(spec.gate->open, spec.name + ".gate.open");
  if (spec.each) step.each = document(spec.each->items, spec.name + ".each");
  step.verb = verb_row(spec.verb.index()).compile(*this, spec);
  step.expressions = std::exchange(compiled_, {});
  step.reads_facts = std::any_of(step.expressions.begin(), step.expressions.end(),
                                 [](const auto& one) { return one->reads_facts(); });
  if (spec.sla) step.sla = sla(*spec.sla, spec.name);
  if (!spec.sla && core::routing_of(spec)) step.sla.emplace();
  return step;
}

PlanSla Compiler::sla(const core::Sla& spec, const std::string& step) {
  PlanSla sla{expression(spec.pause_while, step + ".sla.pause_while")};
  for (std::size_t at = 0; at < core::kSlaMarks; ++at)
    if (spec.marks[at]) sla.notices[at] = document(spec.marks[at]->notice, step + ".sla.notice");
  return sla;
}

std::optional<calendar::Schedule> Compiler::schedule(const std::optional<core::Schedule>& spec) {
  if (!spec) return std::nullopt;
  auto parsed = calendar::Cron::parse(spec->cron);
  const auto zone = calendar::Zone::find(spec->timezone);
  if (!parsed.cron) note("schedule.cron", parsed.findings);
  if (!zone) note("schedule.timezone", calendar::no_zone(spec->timezone).message);
  if (!parsed.cron || !zone) return std::nullopt;
  return calendar::Schedule{*std::move(parsed.cron), *zone, spec->misfire};
}

void Compiler::note(std::string_view what, const core::Findings& findings) {
  note(what, findings.empty() ? "does not compile" : findings.front().message);
}

void Compiler::note(std::string_view what, std::string message) {
  if (error_) return;
  error_ =
      core::Error{core::Errc::invalid, std::move(message), source_.name + ": " + std::string(what)};
}

}  // namespace baton::engine
