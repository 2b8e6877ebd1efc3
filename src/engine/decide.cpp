#include "baton/engine/decide.hpp"

#include "baton/context/packet.hpp"
#include "baton/core/again.hpp"
#include "baton/core/own_events.hpp"
#include "baton/core/text.hpp"
#include "engine/advance.hpp"
#include "engine/bounds.hpp"
#include "engine/children.hpp"
#include "engine/decision_draft.hpp"
#include "engine/facts.hpp"
#include "engine/migrating.hpp"
#include "engine/names.hpp"
#include "engine/own_events.hpp"
#include "engine/run_due.hpp"
#include "engine/service_levels.hpp"
#include "engine/slot_places.hpp"
#include "engine/waits.hpp"

namespace baton::engine {

namespace {

using core::Json;

// Leaves out inputs or a context that are larger than a run may keep, and returns why; empty if
// both fit. A run of which something was left out fails at its start.
std::string leave_out_too_large(core::RunStarted& started) {
  auto why = too_large(core::Run{}, started.inputs, "inputs");
  if (!why.empty()) started.inputs = Json::object();
  if (const auto other = too_large(core::Run{}, started.context, "context"); !other.empty()) {
    started.context = Json::object();
    why = other;
  }
  return why;
}

// What a run takes over from the step that began it: the context, as far as it has no value of that
// name itself, and the goal. Returns why it may not begin: a value that the workflow of that step
// requires would be another one from here on. Empty if it may.
std::string take_over(core::RunStarted& started, const core::ChildBegin& begin,
                      const core::Event& event) {
  started.parent = begin.parent;
  started.parent_step = begin.step.key();
  if (started.goal.empty()) started.goal = begin.goal;
  for (const auto& [name, value] : begin.context.items()) {
    if (name != "summary" && !started.context.contains(name)) started.context[name] = value;
  }
  const auto* require = core::find(event.data, "require");
  if (require == nullptr) return {};
  for (const auto& field : *require) {
    const auto name = field.get<std::string>();
    const auto* value = core::find(begin.context, name);
    if (value == nullptr || started.context.at(name) == *value) continue;
    return "the hand-off from \"" + begin.step.text() + "\" of " + begin.parent.text() + " to \"" +
           started.workflow + "\" would drop context." + name +
           ", which is required there: this workflow has a value of its own";
  }
  return {};
}

// The start of a run, before it is noted.
struct Beginning {
  core::RunStarted started;
  Json facts;           // what its context has read of facts; null: nothing
  Json trigger;         // the event that starts it, as expressions see it
  std::string problem;  // why the run fails at once; empty if it does not
};

Beginning beginning(const Plan& plan, core::RunId id, const core::Event& event, Json seen,
                    Match match, const Moment& moment) {
  const auto& source = plan.source();
  core::RunStarted started{source.name,  plan.version(), match.key,
                           source.title, source.goal,    source.labels};
  started.roles = source.roles.to_json();
  if (started.title.empty()) started.title = source.name;
  if (!match.key.empty()) started.title += " · " + core::one_line(match.key, core::kRunKeyBytesMax);
  Json view = Json::object();
  view["trigger"] = std::move(seen);
  view["inputs"] = std::move(match.inputs);
  view["run"] = run_names(id, started, moment.now);
  auto budget = cel::decision_budget(moment.clock);
  FactLog facts(moment.facts);
  auto outside = moment.outside();
  if (outside.facts != nullptr) outside.facts = &facts;
  const ViewBindings names(view, moment.now, &view["trigger"], &budget, outside);
  auto context = plan.context()->render(names);
  started.context = context && context->is_object() ? std::move(*context) : Json::object();
  const auto due = due_of(plan, moment, names);
  if (due && *due) {
    started.due = (*due)->at;
    started.due_on_wall = (*due)->on_wall;
  }
  std::string lost;
  if (const auto begin = core::begins_child(event)) lost = take_over(started, *begin, event);
  started.pins = std::move(match.pins);
  if (!started.context.contains("summary"))
    started.context["summary"] = context::summary(started.context);
  started.inputs = std::move(view["inputs"]);
  if (match.problem.empty()) match.problem = leave_out_too_large(started);
  started.requester = event.actor;
  started.again_by = core::again_by(event);
  started.depth = event.depth;
  started.root = event.root;
  started.trace = event.trace;
  std::string problem = std::move(match.problem);
  if (problem.empty()) problem = std::move(lost);
  if (problem.empty() && !context) problem = "context: " + context.error().text();
  if (problem.empty() && !due) problem = "due: " + due.error().text();
  return {std::move(started), facts.take(), std::move(view["trigger"]), std::move(problem)};
}

// Notes that the run starts, and takes it as far as it goes.
void go(DecisionDraft& draft, Beginning&& begun) {
  const auto problem = std::move(begun.problem);
  draft.note(std::move(begun.started));
  if (!begun.facts.is_null()) draft.note(core::FactsRead{{}, std::move(begun.facts)});
  if (!problem.empty()) return draft.note(core::RunFailed{{}, problem});
  take_place(draft);
  advance(draft);
  tend_clocks(draft);
}

// Notes what the run and its steps should have done by now. It comes before anything else of a
// decision, so that what ends late is late, even if the alarm has not been told yet.
void miss_times(DecisionDraft& draft) {
  miss_due(draft);
  miss_marks(draft);
}

// Gives the decision away. A run that has ended tells the step that began it.
Decision finish(DecisionDraft& draft) {
  if (!draft.run().done()) note_facts(draft, {});
  tell_parent_of_end(draft);
  return draft.finish();
}

}  // namespace

Decision start(const Plan& plan, core::RunId id, const core::Event& event, Json seen, Match match,
               const Moment& moment) {
  auto begun = beginning(plan, id, event, std::move(seen), std::move(match), moment);
  DecisionDraft draft(plan, core::Run(id, std::move(begun.trigger)), moment);
  go(draft, std::move(begun));
  return finish(draft);
}

bool failed_at_start(const core::Run& run) {
  return run.status() == core::RunStatus::failed && run.steps().empty();
}

Decision restart(const Plan& plan, core::Run run, const core::Event& trigger, Match match,
                 const core::Event& retry, const Moment& moment) {
  const auto before = run.head().again_by;
  match.key = run.head().key;  // people and other events know the run by its first key
  auto begun =
      beginning(plan, run.id(), trigger, run.view().at("trigger"), std::move(match), moment);
  auto& started = begun.started;
  for (const auto& earlier : before)
    core::add_again(started.again_by, core::Actor::parse(earlier), started.requester);
  core::add_again(started.again_by, retry.actor, started.requester);
  DecisionDraft draft(plan, std::move(run), moment);
  draft.note(core::RunResumed{retry.actor, {}});
  go(draft, std::move(begun));
  return finish(draft);
}

Decision decide(const Plan& plan, core::Run run, const core::Event& event, const Moment& moment,
                const Plan* newer) {
  core::ensure(run.head().workflow == plan.source().name && run.head().version == plan.version(),
               "run and plan belong together");
  DecisionDraft draft(plan, std::move(run), moment, newer);
  const auto before = draft.run().revision();
  const bool ended_before = draft.run().done();
  miss_times(draft);
  hand_over(draft, event);
  if (draft.run().revision() == before) {
    answer_retry(draft, event);
    return draft.finish();
  }
  if (ended_before && !draft.run().done()) {
    miss_due(draft);  // while it had ended, nobody asked
    take_place(draft);
  }
  advance(draft);
  renew_waits(draft);
  tend_clocks(draft);
  return finish(draft);
}

Decision migrate(const Plan& to, core::Run run, const Migration& found, const core::Event& event,
                 Json pins, const Moment& moment) {
  core::ensure(found.from == run.head().version && found.to == to.version(),
               "a run is migrated by what was found of it");
  core::ensure(found.conflicts.empty(), "a run is migrated only if nothing is in the way");
  // Steps that are under way have the same service levels in both versions.
  DecisionDraft draft(to, std::move(run), moment);
  miss_times(draft);
  take_over(draft, found, event, std::move(pins));
  advance(draft);
  renew_waits(draft);
  tend_clocks(draft);
  return finish(draft);
}

Decision offer(const Plan& plan, core::Run run, const core::StepRef& step, const core::Event& event,
               const Moment& moment) {
  DecisionDraft draft(plan, std::move(run), moment);
  const auto before = draft.run().revision();
  miss_times(draft);
  if (const auto* planned = plan.step(step.name)) event_found(draft, *planned, event);
  if (draft.run().revision() == before) return draft.finish();  // it waits for another event
  advance(draft);
  tend_clocks(draft);
  return finish(draft);
}

Weighed weigh(const Plan& plan, core::Run run, const core::StepRef& step, int branch,
              const core::Event& event, const Moment& moment) {
  DecisionDraft draft(plan, std::move(run), moment);
  const auto* planned = plan.step(step.name);
  const bool fits = planned != nullptr && is_for(draft, *planned, branch, event);
  return {draft.finish(), fits};
}

Decision note(const Plan& plan, core::Run run, const core::StepRef& step, std::string text,
              const Moment& moment) {
  DecisionDraft draft(plan, std::move(run), moment);
  if (const auto* planned = plan.step(step.name)) note_on(draft, *planned, std::move(text));
  return finish(draft);
}

}  // namespace baton::engine
