#include "engine/waits.hpp"

#include "baton/core/text.hpp"
#include "baton/engine/lifecycle.hpp"
#include "baton/engine/wait_index.hpp"
#include "engine/bounds.hpp"

#include <algorithm>

namespace baton::engine {

namespace {

using core::EventId;
using core::Json;
using core::StepStatus;

// Beyond it what happens to a waiting step is in the log and the metric only.
constexpr std::size_t kNotesMax = 5;
constexpr std::size_t kNoteBytesMax = 400;

// The place in the log that a wait looks back to.
EventId look_back_to(const Draft& draft, const PlanStep& step, const core::WaitEvent& verb) {
  if (verb.since.length)
    return EventId(core::first_id_of(draft.moment.now - *verb.since.length) - 1);
  const auto start = trigger_of(draft.run());
  if (verb.since.start == core::LookBackFrom::Start::trigger) return start;
  EventId earliest{};
  for (const auto index : step.needs) {
    const auto& need = draft.state(draft.plan.steps()[index]);
    if (need.status == StepStatus::skipped) continue;
    if (!need.position) return start;
    if (!earliest || need.position < earliest) earliest = need.position;
  }
  return earliest ? earliest : start;
}

// Sets what the wait is found by.
std::optional<core::Error> index(const Draft& draft, const PlanStep& step,
                                 core::StepWaiting& waiting) {
  waiting.path.clear();
  waiting.value.clear();
  if (!step.index) return std::nullopt;
  const auto value = step.index->value->evaluate(draft.names()).value;
  if (!value) return value.error();
  waiting.value = index_text(*value);
  if (!waiting.value.empty()) waiting.path = step.index->path;
  return std::nullopt;
}

// Whether anything happened, in this decision, to a step whose values the wait is found by.
bool index_touched(const Draft& draft, const PlanStep& step) {
  const auto& paths = step.index->value->reads();
  return draft.any_noted([&paths](const core::Transition& transition) {
    const auto name = core::step_of(transition);
    return !name.empty() && std::any_of(paths.begin(), paths.end(), [name](const cel::Path& path) {
      return path.front() == "steps" && (path.size() == 1 || path[1] == name);
    });
  });
}

// Of two waits that follow one another the event that ended the first is not for the second. Waits
// side by side may end by one event, whether they were open when it came or find it by looking
// back.
bool consumed(const Draft& draft, const PlanStep& step, const Json& id) {
  return std::any_of(step.before.begin(), step.before.end(), [&](std::uint16_t index) {
    const auto& earlier = draft.plan.steps()[index];
    if (!std::holds_alternative<core::WaitEvent>(earlier.spec->verb) ||
        draft.state(earlier).status != StepStatus::succeeded)
      return false;
    return draft.run()
               .view()
               .at("steps")
               .at(earlier.spec->name)
               .at("output")
               .at("event")
               .at("id") == id;
  });
}

bool open(const Draft& draft, const PlanStep& step) {
  return std::holds_alternative<core::WaitEvent>(step.spec->verb) &&
         draft.state(step).status == StepStatus::waiting;
}

void ask(Draft& draft, const PlanStep& step, const core::Event& event, const Json& seen) {
  const auto& verb = std::get<core::WaitEvent>(step.spec->verb);
  if (!core::type_matches(verb.event, event.type) ||
      (!verb.from.empty() && !core::came_through(event, verb.from)))
    return;
  if (step.condition) {
    const auto verdict = cel::decide_gate(*step.condition, draft.names(&seen), false);
    if (verdict.outcome == cel::Outcome::error) {
      draft.fault({core::Errc::invalid, verdict.reason,
                   "run " + draft.run().id().text() + ", step " + step.spec->name});
      return note_on(draft, step,
                     "an event could not be held against its condition: " + verdict.reason);
    }
    if (verdict.outcome != cel::Outcome::open) return;
  }
  if (auto why = too_large(draft.run(), seen, "the event " + event.id.text()); !why.empty()) {
    return draft.note(core::StepFailed{step.spec->name, "too_large", std::move(why)});
  }
  Json output = Json::object();
  output["event"] = seen;
  draft.note(core::StepSucceeded{step.spec->name, std::move(output)});
}

}  // namespace

void open_wait(Draft& draft, const PlanStep& step, const core::WaitEvent& verb) {
  core::StepWaiting waiting{step.spec->name, verb.event};
  if (const auto error = index(draft, step, waiting)) {
    return draft.note(core::StepFailed{step.spec->name, "expression", "wait: " + error->text()});
  }
  if (step.spec->timeout) waiting.due = core::plus(draft.moment.steady, *step.spec->timeout);
  waiting.position = draft.start_of(step);
  waiting.after = look_back_to(draft, step, verb);
  draft.note(std::move(waiting));
  draft.act(core::LookBack{draft.run().id(), step.spec->name});
}

void event_arrived(Draft& draft, const core::Event& event) {
  if (draft.run().done()) return;
  const Json seen = event.to_json();
  for (const auto& step : draft.plan.steps()) {
    if (open(draft, step) && !consumed(draft, step, seen.at("id"))) ask(draft, step, event, seen);
  }
}

void event_found(Draft& draft, const PlanStep& step, const core::Event& event) {
  if (draft.run().done() || !open(draft, step)) return;
  const Json seen = event.to_json();
  if (!consumed(draft, step, seen.at("id"))) ask(draft, step, event, seen);
}

void note_on(Draft& draft, const PlanStep& step, std::string note) {
  const auto& notes = draft.state(step).notes;
  note = core::shortened(note, kNoteBytesMax);
  if (notes.size() >= kNotesMax || std::find(notes.begin(), notes.end(), note) != notes.end())
    return;
  draft.note(core::StepNoted{step.spec->name, std::move(note)});
}

void reindex_waits(Draft& draft) {
  for (const auto& step : draft.plan.steps()) {
    if (!step.index || !open(draft, step) || !index_touched(draft, step)) continue;
    const auto& now = *draft.state(step).wait;
    auto waiting = now;
    index(draft, step,
          waiting);  // an error: it is asked about each event, and the condition says what is wrong
    if (waiting.path == now.path && waiting.value == now.value) continue;
    waiting.due = draft.state(step).due;
    waiting.position = {};
    draft.note(std::move(waiting));
    draft.act(core::LookBack{draft.run().id(), step.spec->name});
  }
}

}  // namespace baton::engine
