#include "engine/compiler.hpp"

#include "engine/verbs/verb.hpp"

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
  return {&spec, expression(spec.when, "when"), expression(spec.key, "key"),
          document(spec.inputs, "inputs")};
}

PlanStep Compiler::step(const core::Step& spec) {
  compiled_.clear();
  PlanStep step;
  step.spec = &spec;
  step.ref = spec.name;
  step.when = expression(spec.when, spec.name + ".when");
  if (spec.gate) step.gate = expression(spec.gate->open, spec.name + ".gate.open");
  step.verb = verb_row(spec.verb.index()).compile(*this, spec);
  step.expressions = std::exchange(compiled_, {});
  return step;
}

void Compiler::note(std::string_view what, const core::Findings& findings) {
  if (error_) return;
  error_ = core::Error{core::Errc::invalid,
                       findings.empty() ? "does not compile" : findings.front().message,
                       source_.name + ": " + std::string(what)};
}

}  // namespace baton::engine
