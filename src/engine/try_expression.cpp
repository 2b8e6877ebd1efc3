#include "baton/engine/try_expression.hpp"

#include "baton/cel/expression.hpp"
#include "baton/core/finding.hpp"
#include "baton/core/text.hpp"
#include "baton/engine/why.hpp"
#include "engine/names.hpp"

namespace baton::engine {

using core::Json;

namespace {

// The expression in "${ … }"; the text itself if it stands by itself.
std::string_view inside(std::string_view text) {
  text = core::trim(text, " \t\r\n");
  if (!text.starts_with("${") || !text.ends_with("}")) return text;
  text.remove_prefix(2);
  text.remove_suffix(1);
  return text;
}

}  // namespace

Json try_expression(std::string_view text, const Json& view, const Json* event, core::Time now,
                    const cel::Outside& outside) {
  const auto compiled = cel::Expression::compile(inside(text));
  if (!compiled.expression) return {{"ok", false}, {"findings", core::to_json(compiled.findings)}};
  cel::Budget budget(core::kExpressionCostMax, outside.clock);
  const ViewBindings names(view, now, event, &budget, outside);
  const auto evaluation = compiled.expression->evaluate(names);
  Json answer{{"ok", evaluation.value.has_value()}, {"cost", evaluation.cost}};
  answer["tree"] = to_json(compiled.expression->explain(names));
  if (!evaluation.value) {
    answer["problem"] = evaluation.value.error().text();
    return answer;
  }
  auto value = evaluation.value->to_json();
  if (value) {
    answer["value"] = std::move(*value);
  } else {
    answer["ok"] = false;
    answer["problem"] = value.error().text();
  }
  return answer;
}

}  // namespace baton::engine
