#include "engine/verbs/wait_hear.hpp"

#include "baton/engine/lifecycle.hpp"
#include "engine/bounds.hpp"
#include "engine/hearing.hpp"
#include "engine/waits.hpp"

#include <algorithm>
#include <string>
#include <vector>

namespace baton::engine {

namespace {

using core::Json;
using core::StepStatus;

// Whether the output of a wait has the event of this id.
bool has_event(const Json& output, const Json& id) {
  return std::any_of(output.begin(), output.end(), [&id](const Json& member) {
    const auto* of_member = core::find(member, "id");
    return of_member && *of_member == id;
  });
}

// Whether the event has ended an earlier wait that this one comes after, or was taken by this one:
// then it cannot be taken again. Waits side by side may be ended by one event, whether they were
// open when it came or find it by looking back.
bool consumed(const DecisionDraft& draft, const PlanStep& step, const Json& id) {
  const auto& taken = draft.state(step).taken;
  const auto is_it = [&id](const auto& entry) { return entry.second.at("id") == id; };
  if (std::any_of(taken.begin(), taken.end(), is_it)) return true;
  return std::any_of(step.before.begin(), step.before.end(), [&](std::uint16_t index) {
    const auto& earlier = draft.plan.steps()[index];
    if (!std::holds_alternative<PlanWait>(earlier.verb) ||
        draft.state(earlier).status != StepStatus::succeeded)
      return false;
    return has_event(draft.run().view().at("steps").at(earlier.spec->name).at("output"), id);
  });
}

// Whether the event is the one that is waited for.
bool answers(DecisionDraft& draft, const PlanStep& step, const PlanAwaited& awaited,
             const core::Event& event, const Json& seen) {
  std::string problem;
  const bool is_it = is_awaited(draft, awaited, event, seen, problem);
  if (!problem.empty()) {
    draft.fault({core::Errc::invalid, problem,
                 "run " + draft.run().id().text() + ", step " + step.spec->name});
    note_on(draft, step, "an event could not be held against its condition: " + problem);
  }
  return is_it;
}

// The output of a wait that is over: of `all`, each event by its name; of `any`, the event and the
// name of what came; else the event.
Json output_of(const DecisionDraft& draft, const PlanStep& step, std::size_t at, const Json& seen) {
  const auto& wait = std::get<PlanWait>(step.verb);
  const auto name_of = [&wait](std::size_t place) { return wait.events[place].spec->name; };
  Json output = Json::object();
  if (!wait.spec->all) {
    if (wait.spec->named()) output["name"] = name_of(at);
    output["event"] = seen;
    return output;
  }
  for (const auto& [place, event] : draft.state(step).taken)
    output[name_of(static_cast<std::size_t>(place))] = event;
  output[name_of(at)] = seen;
  return output;
}

void take(DecisionDraft& draft, const PlanStep& step, std::size_t at, const core::Event& event,
          const Json& seen) {
  if (auto why = too_large(draft.run(), seen, "the event " + event.id.text()); !why.empty())
    return draft.note(core::StepFailed{step.ref, "too_large", std::move(why)});
  const auto& wait = std::get<PlanWait>(step.verb);
  if (wait.spec->all && draft.state(step).taken.size() + 1 < wait.events.size())
    return draft.note(core::EventTaken{step.ref, static_cast<int>(at), seen});
  draft.note(core::StepSucceeded{step.ref, output_of(draft, step, at, seen)});
}

// Whether a wait may take the event at all. The event that started the run never ends its waits,
// however far back they look.
bool may_take_some(const DecisionDraft& draft, const PlanStep& step, const core::Event& event,
                   const Json& seen) {
  const bool started_the_run = event.id && event.id == trigger_of(draft.run());
  return !started_the_run && !consumed(draft, step, seen.at("id"));
}

// The events that a step waits for, if there are several.
std::vector<core::WaitBranch> branches_of(const DecisionDraft& draft, const PlanStep& step) {
  const bool several = std::get<PlanWait>(step.verb).events.size() > 1;
  return several ? draft.state(step).wait->branches() : std::vector<core::WaitBranch>();
}

// Whether a wait may take the event as the one at this place of its events. Of several events, each
// has its own place to which it looks back, so an event that one of them finds there may be too old
// for the others.
bool may_take_at(const DecisionDraft& draft, const PlanStep& step,
                 const std::vector<core::WaitBranch>& branches, std::size_t at,
                 const core::Event& event) {
  const bool too_old = !branches.empty() && event.id && event.id <= branches[at].after;
  return !too_old && !draft.state(step).taken.contains(static_cast<int>(at));
}

}  // namespace

void hear_wait(DecisionDraft& draft, const PlanStep& step, const core::Event& event,
               const Json& seen) {
  if (!may_take_some(draft, step, event, seen)) return;
  const auto& events = std::get<PlanWait>(step.verb).events;
  const auto branches = branches_of(draft, step);
  for (std::size_t at = 0; at < events.size(); ++at) {
    if (may_take_at(draft, step, branches, at, event) &&
        answers(draft, step, events[at], event, seen))
      return take(draft, step, at, event, seen);
  }
}

bool wait_is_for(DecisionDraft& draft, const PlanStep& step, int branch, const core::Event& event,
                 const Json& seen) {
  const auto& events = std::get<PlanWait>(step.verb).events;
  const auto at = static_cast<std::size_t>(branch);
  return at < events.size() && may_take_some(draft, step, event, seen) &&
         may_take_at(draft, step, branches_of(draft, step), at, event) &&
         answers(draft, step, events[at], event, seen);
}

}  // namespace baton::engine
