#include "baton/engine/decide.hpp"

#include "baton/core/text.hpp"
#include "engine/advance.hpp"
#include "engine/bounds.hpp"
#include "engine/draft.hpp"
#include "engine/names.hpp"
#include "engine/own_events.hpp"
#include "engine/waits.hpp"

namespace baton::engine {

namespace {

using core::Json;

// A value of the context in words. A line break in it does not begin a line that looks like another
// value's.
std::string in_words(const Json& value) {
  return core::set_off(value.is_string() ? value.get_ref<const std::string&>() : core::dump(value));
}

// The context in words, for systems that take only text.
std::string summary(const Json& context) {
  std::string text;
  for (const auto& [name, value] : context.items()) {
    if (!text.empty()) text += '\n';
    text += name + ": ";
    if (value.is_array()) {
      for (std::size_t at = 0; at < value.size(); ++at)
        text += (at ? "; " : "") + in_words(value[at]);
    } else {
      text += in_words(value);
    }
  }
  return text;
}

// What a run begins with is bounded as what it keeps later; too much of it is left out, and the run
// fails at its start.
std::string bound(core::RunStarted& started) {
  auto why = too_large(core::Run{}, started.inputs, "inputs");
  if (!why.empty()) started.inputs = Json::object();
  if (const auto other = too_large(core::Run{}, started.context, "context"); !other.empty()) {
    started.context = Json::object();
    why = other;
  }
  return why;
}

// How a run begins by a plan and an event, and why it fails at once when it does.
struct Beginning {
  core::RunStarted started;
  Json trigger;
  std::string problem;
};

Beginning beginning(const Plan& plan, core::RunId id, const core::Event& event, Json seen,
                    Match match, const Moment& moment) {
  const auto& source = plan.source();
  core::RunStarted started{source.name,  plan.version(), match.key,
                           source.title, source.goal,    source.labels};
  if (started.title.empty()) started.title = source.name;
  if (!match.key.empty()) started.title += " · " + core::one_line(match.key, core::kRunKeyBytesMax);
  Json view = Json::object();
  view["trigger"] = std::move(seen);
  view["inputs"] = std::move(match.inputs);
  view["run"] = run_names(id, started, moment.now);
  cel::Budget budget(cel::kDecisionCostMax, moment.clock, cel::kDecisionTimeMax);
  auto context = plan.context()->render(Names(view, moment.now, &view["trigger"], &budget));
  started.context = context && context->is_object() ? std::move(*context) : Json::object();
  if (!started.context.contains("summary")) started.context["summary"] = summary(started.context);
  started.inputs = std::move(view["inputs"]);
  if (match.problem.empty()) match.problem = bound(started);
  started.requester = event.actor;
  started.depth = event.depth;
  started.root = event.root;
  std::string problem = std::move(match.problem);
  if (problem.empty() && !context) problem = "context: " + context.error().text();
  return {std::move(started), std::move(view["trigger"]), std::move(problem)};
}

void go(Draft& draft, core::RunStarted started, const std::string& problem) {
  draft.note(std::move(started));
  if (problem.empty()) return advance(draft);
  draft.note(core::RunFailed{{}, problem});
}

}  // namespace

Decision start(const Plan& plan, core::RunId id, const core::Event& event, Json seen, Match match,
               const Moment& moment) {
  auto begun = beginning(plan, id, event, std::move(seen), std::move(match), moment);
  Draft draft(plan, core::Run(id, std::move(begun.trigger)), moment);
  go(draft, std::move(begun.started), begun.problem);
  return draft.finish();
}

bool failed_at_start(const core::Run& run) {
  return run.status() == core::RunStatus::failed && run.steps().empty();
}

Decision restart(const Plan& plan, core::Run run, const core::Event& trigger, Match match,
                 const core::Event& retry, const Moment& moment) {
  match.key = run.head().key;  // the run is known by it
  auto begun =
      beginning(plan, run.id(), trigger, run.view().at("trigger"), std::move(match), moment);
  Draft draft(plan, std::move(run), moment);
  draft.note(core::RunResumed{retry.actor, {}});
  go(draft, std::move(begun.started), begun.problem);
  return draft.finish();
}

Decision decide(const Plan& plan, core::Run run, const core::Event& event, const Moment& moment,
                const Plan* newer) {
  core::ensure(run.head().workflow == plan.source().name && run.head().version == plan.version(),
               "run and plan belong together");
  Draft draft(plan, std::move(run), moment, newer);
  const auto before = draft.run().revision();
  hand_over(draft, event);
  if (draft.run().revision() == before) return draft.finish();
  advance(draft);
  renew_waits(draft);
  return draft.finish();
}

Decision offer(const Plan& plan, core::Run run, const core::StepRef& step, const core::Event& event,
               const Moment& moment) {
  Draft draft(plan, std::move(run), moment);
  const auto before = draft.run().revision();
  if (const auto* planned = plan.step(step.name)) event_found(draft, *planned, event);
  if (draft.run().revision() != before) advance(draft);
  return draft.finish();
}

Decision note(const Plan& plan, core::Run run, const core::StepRef& step, std::string text,
              const Moment& moment) {
  Draft draft(plan, std::move(run), moment);
  if (const auto* planned = plan.step(step.name)) note_on(draft, *planned, std::move(text));
  return draft.finish();
}

}  // namespace baton::engine
