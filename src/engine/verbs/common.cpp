#include "engine/verbs/common.hpp"

#include "baton/calendar/duration.hpp"
#include "engine/bounds.hpp"

namespace baton::engine {

namespace {

using core::Json;

// Whether a value says nothing: it is missing, null, or an empty text, list or object.
bool is_empty(const Json* value) {
  if (!value || value->is_null()) return true;
  if (value->is_string()) return value->get_ref<const std::string&>().empty();
  return value->is_structured() && value->empty();
}

}  // namespace

void fail(Draft& draft, const PlanStep& step, std::string code, std::string message) {
  draft.note(core::StepFailed{step.ref, std::move(code), std::move(message)});
}

void time_out(Draft& draft, const PlanStep& step, const std::string& what) {
  const auto length = step.spec->timeout.value_or(core::Span{});
  fail(draft, step, "timeout", what + " within " + calendar::to_text(length));
}

bool context_complete(Draft& draft, const PlanStep& step) {
  for (const auto& field : draft.plan.source().context.require) {
    if (!is_empty(core::find(draft.run().view().at("context"), field))) continue;
    std::string from = "the start";
    if (!step.needs.empty()) from = "\"" + draft.plan.steps()[step.needs.front()].spec->name + "\"";
    fail(draft, step, "context_dropped",
         "the hand-off from " + from + " to \"" + step.spec->name + "\" would drop context." +
             field + ", which the template requires");
    return false;
  }
  return true;
}

std::optional<Json> render(Draft& draft, const PlanStep& step, const DocumentPtr& document,
                           std::string_view what, cel::Document::OfText of_text) {
  auto rendered = document->render(draft.names_of(step), of_text);
  if (!rendered) {
    fail(draft, step, "expression", std::string(what) + ": " + rendered.error().text());
    return std::nullopt;
  }
  if (auto why = too_large(draft.run(), *rendered, what); !why.empty()) {
    fail(draft, step, "too_large", std::move(why));
    return std::nullopt;
  }
  return std::move(*rendered);
}

}  // namespace baton::engine
