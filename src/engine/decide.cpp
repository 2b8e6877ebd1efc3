#include "baton/engine/decide.hpp"

#include "baton/core/own_events.hpp"
#include "engine/advance.hpp"
#include "engine/commands.hpp"
#include "engine/draft.hpp"
#include "engine/outcomes.hpp"

namespace baton::engine {

namespace {

using core::Json;

// The context in words, for systems that take only text.
std::string summary(const Json& context) {
  std::string text;
  for (const auto& [name, value] : context.items()) {
    if (!text.empty()) text += '\n';
    text += name + ": ";
    if (value.is_array()) {
      for (std::size_t at = 0; at < value.size(); ++at)
        text += (at ? "; " : "") + (value[at].is_string() ? value[at].get<std::string>() : core::dump(value[at]));
    } else {
      text += value.is_string() ? value.get<std::string>() : core::dump(value);
    }
  }
  return text;
}

void hand_over(Draft& draft, const core::Event& event) {
  if (event.type == core::kActionFinished) return action_ended(draft, event);
  if (event.type == core::kStepDue) return step_came_due(draft, event);
  if (event.type == core::kApprovalDecide) return decision_made(draft, event);
  if (event.type == core::kRunRetry) return retry(draft, event);
  if (event.type == core::kRunCancel) return cancel(draft, event);
  event_arrived(draft, event);
}

}  // namespace

Decision start(const Plan& plan, core::RunId id, const core::Event& event, Json seen, Match match, const Moment& moment) {
  const auto& source = plan.source();
  core::RunStarted started{source.name, plan.version(), match.key, source.title, source.goal, source.labels};
  if (started.title.empty()) started.title = source.name;
  if (!match.key.empty()) started.title += " · " + match.key;
  Json view = Json::object();
  view["trigger"] = std::move(seen);
  view["inputs"] = std::move(match.inputs);
  view["run"] = {{"id", id.text()}, {"workflow", source.name}, {"version", plan.version()}, {"key", match.key}};
  auto context = plan.context()->render(Names(view, moment.now, &view["trigger"]));
  started.context = context && context->is_object() ? std::move(*context) : Json::object();
  started.context["summary"] = summary(started.context);
  started.inputs = std::move(view["inputs"]);
  started.requester = event.actor;
  started.depth = event.depth;
  Draft draft(plan, core::Run(id, std::move(view["trigger"])), moment);
  draft.note(std::move(started));
  if (!match.problem.empty()) {
    draft.note(core::RunFailed{{}, match.problem});
  } else if (!context) {
    draft.note(core::RunFailed{{}, "context: " + context.error().text()});
  } else {
    advance(draft);
  }
  return draft.finish();
}

Decision decide(const Plan& plan, core::Run run, const core::Event& event, const Moment& moment) {
  core::ensure(run.head().workflow == plan.source().name && run.head().version == plan.version(), "run and plan belong together");
  Draft draft(plan, std::move(run), moment);
  const auto before = draft.run().revision();
  hand_over(draft, event);
  if (draft.run().revision() != before) advance(draft);
  return draft.finish();
}

}  // namespace baton::engine
