#include "engine/verbs/common.hpp"

#include "baton/calendar/duration.hpp"
#include "baton/context/packet.hpp"
#include "baton/core/json.hpp"
#include "baton/core/text.hpp"
#include "baton/engine/lifecycle.hpp"
#include "baton/engine/resolving.hpp"
#include "engine/bounds.hpp"

#include <algorithm>
#include <functional>
#include <iterator>
#include <set>

namespace baton::engine {

namespace {

using core::Json;

// Whether a value says nothing: it is missing, null, or an empty text, list or object.
bool is_empty(const Json* value) {
  if (!value || value->is_null()) return true;
  if (value->is_string()) return value->get_ref<const std::string&>().empty();
  return value->is_structured() && value->empty();
}

// Which of the names that are required a document reads; all of them if it reads the summary or the
// whole context.
std::vector<std::string> names_read(const DocumentPtr& document,
                                    const std::vector<std::string>& require) {
  if (!document) return {};
  std::set<std::string, std::less<>> read;
  for (const auto& path : document->reads()) {
    if (path[0] != "context") continue;
    if (path.size() == 1 || path[1] == "summary") return require;
    read.insert(path[1]);
  }
  std::vector<std::string> names;
  std::copy_if(require.begin(), require.end(), std::back_inserter(names),
               [&read](const std::string& name) { return read.count(name) > 0; });
  return names;
}

}  // namespace

void fail(DecisionDraft& draft, const PlanStep& step, std::string code, std::string message) {
  core::StepFailed failed{step.ref, std::move(code), std::move(message)};
  failed.no_items = step.each && !step.ref.has_item() && !draft.state(step).items;
  draft.note(std::move(failed));
}

void time_out(DecisionDraft& draft, const PlanStep& step, const std::string& what) {
  const auto length = step.spec->timeout.value_or(core::Span{});
  fail(draft, step, std::string(core::kTimeoutCode), what + " within " + calendar::to_text(length));
}

std::vector<std::string> required_context(const DecisionDraft& draft) {
  auto names = draft.plan.source().context.require;
  if (!draft.run().head().parent) return names;
  // The event that began this run has what the runs above it require.
  const auto* data = core::find(draft.run().view().at("trigger"), "data");
  const auto* above = data == nullptr ? nullptr : core::find(*data, "require");
  if (above == nullptr) return names;
  for (const auto& name : *above)
    if (std::find(names.begin(), names.end(), name.get_ref<const std::string&>()) == names.end())
      names.push_back(name.get<std::string>());
  return names;
}

bool context_complete(DecisionDraft& draft, const PlanStep& step) {
  for (const auto& field : required_context(draft)) {
    if (!is_empty(core::find(draft.run().view().at("context"), field))) continue;
    std::string from = "the start";
    if (!step.needs.empty()) from = "\"" + draft.plan.steps()[step.needs.front()].spec->name + "\"";
    fail(draft, step, "context_dropped",
         "the hand-off from " + from + " to \"" + step.spec->name + "\" would drop context." +
             field + ", which is required");
    return false;
  }
  return true;
}

bool context_carried(DecisionDraft& draft, const PlanStep& step, const DocumentPtr& with,
                     const core::Json& input) {
  const auto require = names_read(with, required_context(draft));
  if (require.empty()) return true;
  const auto& context = draft.run().view().at("context");
  const auto lost = context::dropped(context, require, input);
  if (lost.empty()) return true;
  fail(draft, step, "context_dropped",
       "the hand-off to \"" + step.spec->name + "\" would drop context." + lost.front() +
           ", which is required: what its `with` sends of the context does not hold it whole");
  return false;
}

bool may_publish(DecisionDraft& draft, const PlanStep& step) {
  const auto depth = draft.run().head().depth + 1;
  if (depth > static_cast<int>(core::kCausationDepthMax)) {
    fail(draft, step, "causation_depth",
         "this event would be the " + std::to_string(depth) +
             "th in a chain of runs starting runs; expected at most " +
             std::to_string(core::kCausationDepthMax) +
             " (causation_depth_max): look for workflows that start each other");
    return false;
  }
  if (draft.descendants_left() > 0) return true;
  fail(draft, step, "causation_width",
       "event " + root_of(draft.run()).text() + " has caused " +
           std::to_string(core::kDescendantsMax) +
           " events, through all runs, and may cause no more (descendants_max): look for workflows "
           "that start each other");
  return false;
}

bool may_be_outdated(const DecisionDraft& draft, const PlanStep& step) {
  const auto& steps = draft.plan.steps();
  return std::any_of(step.before.begin(), step.before.end(), [&](std::size_t at) {
    return resolved_by_a_person(draft.run(), steps[at].spec->name);
  });
}

std::optional<Json> render(DecisionDraft& draft, const PlanStep& step, const DocumentPtr& document,
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

std::string printed(const Json& value) {
  if (value.is_string()) return value.get<std::string>();
  if (value.is_number_float()) return core::number_text(value.get<double>());
  return value.is_number() || value.is_boolean() ? core::dump(value) : std::string();
}

std::string as_one_line(std::string_view text) {
  return core::one_line(text, core::kValueBytesMax);
}

}  // namespace baton::engine
