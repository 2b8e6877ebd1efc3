#include "engine/facts.hpp"

#include "baton/core/own_events.hpp"
#include "baton/core/text.hpp"
#include "baton/engine/wait_index.hpp"
#include "engine/gates.hpp"
#include "engine/routing.hpp"
#include "engine/verbs/verb.hpp"

#include <algorithm>
#include <utility>

namespace baton::engine {

namespace {

using core::Json;
using core::StepStatus;

// Where the rows stand among the waits of a step: behind those of its events.
constexpr int kFirstBranch = 1'000;
// The place in a kFactChanged that names the fact.
constexpr std::string_view kPath = "data.of";

std::string text_of(const Json& read) {
  return core::fact_text(core::text_at(read, "fact"), core::text_at(read, "key"));
}

// Asks the gate of a step again, and has the step begin if it has opened.
void ask_again_at_once(DecisionDraft& draft, const PlanStep& step) {
  const auto answer = ask_gate(draft, step);
  if (answer == GateAnswer::go && draft.run().status() != core::RunStatus::paused)
    verb_of(step).begin(draft, step);
  note_facts_of_begin(draft, step);
}

}  // namespace

void note_facts(DecisionDraft& draft, const core::StepRef& step) {
  auto read = draft.facts_read();
  if (read.is_null()) return;
  const core::StepRef of(step.name);
  if (!of.empty() && draft.run().step(of).facts == read) return;
  draft.note(core::FactsRead{of, std::move(read)});
}

void note_facts_awaited(DecisionDraft& draft, const core::StepRef& step) {
  auto read = draft.facts_read();
  if (draft.run().step(step).facts == read) return;
  if (read.is_null()) read = Json::array();
  if (draft.run().step(step).facts == read) return;
  draft.note(core::FactsRead{step, std::move(read)});
}

// A wait for an event has held no event against its condition yet, and what its gate has read does
// not matter any more.
void note_facts_of_begin(DecisionDraft& draft, const PlanStep& step) {
  const auto& state = draft.state(step);
  const bool waits = state.status == StepStatus::waiting && state.wait && !state.wait->type.empty();
  note_facts(draft, step.ref);
  if (waits && !step.ref.has_item()) note_facts_awaited(draft, step.ref);
}

void fact_changed(DecisionDraft& draft, const core::Event& event) {
  const auto of = core::text_at(event.data, "of");
  draft.changed_fact = of;
  for (const auto& step : draft.plan.steps()) {
    const auto facts = facts_awaited(draft.state(step));
    if (std::find(facts.begin(), facts.end(), of) == facts.end()) continue;
    if (draft.state(step).status == StepStatus::gated)
      ask_again_at_once(draft, step);
    else if (const auto hear = verb_of(step).fact_changed)
      hear(draft, step);
  }
  draft.changed_fact.clear();  // the gates that have read it are asked, and not once more
}

std::vector<std::string> facts_in(const Json& facts) {
  std::vector<std::string> texts;
  for (const auto& read : facts) texts.push_back(text_of(read));
  return texts;
}

std::vector<std::string> facts_awaited(const core::StepState& state) {
  if (state.status == StepStatus::gated) return facts_in(state.facts);
  if (state.status != StepStatus::waiting) return {};
  if (state.wait)
    return state.wait->type.empty() ? std::vector<std::string>() : facts_in(state.facts);
  const auto* facts = core::find(routed_of(state), "facts");
  return facts == nullptr ? std::vector<std::string>() : facts_in(*facts);
}

std::vector<OpenWait> waits_for_facts(const std::vector<std::string>& facts) {
  std::vector<OpenWait> waits;
  for (const auto& text : facts)
    waits.push_back({std::string(core::kFactChanged), std::string(kPath),
                     index_text(cel::Value::borrowed_string(text)),
                     kFirstBranch + static_cast<int>(waits.size())});
  return waits;
}

std::string about_facts(const Json& facts, core::Time now) {
  std::vector<std::string> parts;
  for (const auto& read : facts) {
    if (const auto error = core::text_at(read, "error"); !error.empty()) {
      parts.push_back(core::one_line(error, 200));  // it names the fact
      continue;
    }
    auto text = "facts." + core::text_at(read, "fact");
    if (const auto* key = core::find(read, "key"); key != nullptr && key->is_string())
      text += "[\"" + core::one_line(key->get<std::string>(), 60) + "\"]";
    if (const auto at = core::parse_rfc3339(core::text_at(read, "at"))) {
      text += " is " + core::one_line(core::dump(read.value("value", Json())), 80) + ", set " +
              core::to_text(std::chrono::floor<std::chrono::seconds>(now - *at)) + " ago";
    }
    parts.push_back(std::move(text));
  }
  return core::join(parts, "; ");
}

}  // namespace baton::engine
