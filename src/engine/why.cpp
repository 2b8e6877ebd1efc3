#include "baton/engine/why.hpp"

#include "baton/core/effect.hpp"
#include "baton/core/text.hpp"
#include "engine/approval_words.hpp"
#include "engine/doubt.hpp"
#include "engine/facts.hpp"
#include "engine/items.hpp"
#include "engine/names.hpp"
#include "engine/routing.hpp"
#include "engine/service_levels.hpp"
#include "engine/task_words.hpp"
#include "engine/verbs/verb.hpp"

#include <algorithm>
#include <optional>

namespace baton::engine {

namespace {

using core::Json;
using core::StepStatus;

// Adds an item to a list: "a, b".
void append(std::string& list, const std::string& item) {
  list += (list.empty() ? "" : ", ") + item;
}

// The steps before it, but not directly, that are tried or asked again.
std::string tried_again(const Plan& plan, const core::Run& run, const PlanStep& step) {
  std::string open;
  for (const auto index : step.before) {
    const auto& name = plan.steps()[index].spec->name;
    if (!core::settled(run.step(name).status)) append(open, name + " (again)");
  }
  return open;
}

std::string because_pending(const Plan& plan, const core::Run& run, const PlanStep& step) {
  if (step.phase == Phase::undo) return "it undoes a step when the run fails";
  if (step.phase == Phase::on_failure && !failing(plan, run))
    return "it begins when the run has failed";
  if (begun_by_marks(plan, run, step) == Begun::not_yet)
    return "it begins when " + marks_in_words(plan, step) + " is missed";
  std::string open;
  const bool one_is_enough = step.spec->join == core::Join::any && step.needs.size() > 1;
  for (const auto index : step.needs) {
    const auto& need = plan.steps()[index].spec->name;
    const auto status = run.step(need).status;
    if (!core::settled(status)) append(open, need + " (" + std::string(to_text(status)) + ")");
  }
  if (run.status() == core::RunStatus::paused) return "the run is paused: " + run.reason();
  if (run.slot().place == core::Slot::Place::queued)
    return "the run waits for a place in the slot of its workflow";
  const auto& reason = run.step(step.ref).reason;
  const std::string before = reason.empty() ? "" : reason + ", so what was decided is void; ";
  if (open.empty()) open = tried_again(plan, run, step);
  return before + (open.empty() ? "it has not begun"
                                : (one_is_enough ? "it needs one of " : "it needs ") + open);
}

std::string because_blocked(const PlanStep& step, const core::StepState& state) {
  if (step.spec->join == core::Join::any)
    return "none of the steps that it needs succeeded; retrying one of them unblocks it";
  return "step \"" + state.reason +
         "\", which it needs, did not succeed; retrying that one unblocks it";
}

std::string due_text(const core::StepState& state, core::Duration wall_ahead) {
  if (state.due_on_wall()) return core::to_rfc3339(*state.due);
  return core::to_rfc3339(core::nearest_millisecond(*state.due + wall_ahead));
}

std::string because_waiting(const core::Run& run, const PlanStep& step,
                            const core::StepState& state, core::Duration wall_ahead) {
  const auto why = verb_of(step).why;
  const auto due = state.due ? due_text(state, wall_ahead) : std::string();
  return why ? why(run, step, state, due) : "it waits";
}

std::string because_unknown(const core::Run& run, const PlanStep& step,
                            const core::StepState& state) {
  if (!state.waits_for_person())
    return Doubt::of(state.reason).sentence() +
           "; its effect is looked for before it is sent again";
  return "nothing can tell whether its last attempt happened (" + state.reason +
         "); look there, then say what became of it: " + "baton runs resolve " + run.id().text() +
         " " + step.ref.key() + " --succeeded | --failed | --resend";
}

// What became of an attempt that was under way when its step was cancelled.
std::string about_late(const core::StepState& state) {
  const auto attempt = "attempt " + std::to_string(state.attempt);
  if (state.due)
    return "; the answer to its " + attempt + " was lost, and its effect is still looked for";
  if (state.superseded)
    return "; its " + attempt + " may have been under way, and what became of that is not known";
  const auto message =
      state.late && !state.late->message.empty() ? ": " + state.late->message : std::string();
  if (state.uncertain)
    return "; whether its " + attempt + " happened is not known" + message +
           "; look in the connected system";
  if (!state.late) return {};
  if (state.late->result == core::to_text(core::ActionResult::Kind::not_found))
    return "; its " + attempt + ", whose answer was lost, did not happen" + message;
  return "; " + attempt + " ended after that: " + state.late->result +
         (state.late->message.empty() ? "" : ", " + state.late->message);
}

// Why a step is held at its gate. A gate that cannot be evaluated does not open, and people must
// not take that for a condition that does not hold.
std::string because_gated(const core::StepState& state, const cel::ExplainedVerdict* gate) {
  const bool fails = gate && gate->verdict.outcome == cel::Outcome::error;
  return (fails ? "its gate cannot be evaluated, so it does not open: " : "its gate is closed: ") +
         state.reason;
}

// Why a step is where it is, as a sentence. `gate`: what its gate says now, for a step that has not
// passed it; may be null.
std::string because(const Plan& plan, const core::Run& run, const PlanStep& step,
                    const cel::ExplainedVerdict* gate, core::Duration wall_ahead) {
  const auto& state = run.step(step.ref);
  switch (state.status) {
    case StepStatus::pending: return because_pending(plan, run, step);
    case StepStatus::gated: return because_gated(state, gate);
    case StepStatus::waiting: return because_waiting(run, step, state, wall_ahead);
    case StepStatus::running:
      if (state.due)
        return "attempt " + std::to_string(state.attempt) + " is due at " +
               due_text(state, wall_ahead) + " after " + state.reason;
      return "attempt " + std::to_string(state.attempt) + " is being performed, or about to be";
    case StepStatus::unknown: return because_unknown(run, step, state);
    case StepStatus::succeeded: return "it succeeded";
    case StepStatus::failed: return "it failed: " + state.reason;
    case StepStatus::skipped: return "it was skipped: " + state.reason;
    case StepStatus::blocked: return because_blocked(step, state);
    case StepStatus::undone: return "it succeeded, and was undone when the run failed";
    case StepStatus::cancelled:
      return "it was cancelled" + (state.reason.empty() ? std::string() : ": " + state.reason) +
             about_late(state);
  }
  return {};
}

}  // namespace

Json to_json(const cel::Explained& explained) {
  Json json{{"text", explained.text}, {"value", explained.value}};
  if (explained.failed) json["failed"] = true;
  if (!explained.evaluated) json["evaluated"] = false;
  if (explained.decisive) json["decisive"] = true;
  for (const auto& part : explained.parts) json["parts"].push_back(to_json(part));
  return json;
}

namespace {

// How many items of a step are told of by themselves.
constexpr std::size_t kItemsToldMax = 20;

// The items of a step: how many there are in all, and which are under way or have failed.
Json why_items(const Plan& plan, const core::Run& run, const PlanStep& step,
               core::Duration wall_ahead) {
  const auto& items = *run.step(step.ref).items;
  Json told{{"total", items.size()},        {"begun", items.begun},   {"under_way", items.live},
            {"succeeded", items.succeeded}, {"failed", items.failed}, {"of", Json::array()}};
  const auto add = [&](bool (*which)(StepStatus)) {
    for (const auto& ref : items_of(run, step, which)) {
      if (told["of"].size() == kItemsToldMax) return;
      const Named item(plan, ref);
      const auto& state = run.step(ref);
      Json why{{"item", ref.item},
               {"index", items.index(ref.item)},
               {"status", to_text(state.status)},
               {"because", because(plan, run, *item, nullptr, wall_ahead)}};
      if (state.due) why["next"] = due_text(state, wall_ahead);
      if (state.child) why["child"] = {{"run", state.child->run.text()}};
      told["of"].push_back(std::move(why));
    }
  };
  add([](StepStatus status) { return status == StepStatus::unknown; });
  add([](StepStatus status) { return status == StepStatus::failed; });
  add([](StepStatus status) { return core::live(status) && status != StepStatus::unknown; });
  return told;
}

// engine::why_step() over these names.
Json why_step(const Plan& plan, const core::Run& run, const PlanStep& step,
              const ViewBindings& names, core::Time now, core::Duration wall_ahead) {
  const auto& state = run.step(step.ref);
  const bool gate_matters = !step.ref.has_item() && (state.status == StepStatus::gated ||
                                                     state.status == StepStatus::pending);
  std::optional<cel::ExplainedVerdict> gate;
  if (step.gate && gate_matters) gate = cel::explain_gate(*step.gate, names);
  Json why{{"step", step.spec->name},
           {"status", to_text(state.status)},
           {"because", because(plan, run, step, gate ? &*gate : nullptr, wall_ahead)}};
  if (state.status == StepStatus::gated && !state.facts.empty()) {
    why["facts"] = state.facts;
    why["because"] = core::text_at(why, "because") + "; " + about_facts(state.facts, now);
  }
  if (step.spec->join != core::Join::all) why["join"] = to_text(step.spec->join);
  if (step.ref.has_item()) why["item"] = step.ref.item;
  for (const auto index : step.needs) {
    const auto& need = plan.steps()[index].spec->name;
    why["needs"].push_back({{"step", need}, {"status", to_text(run.step(need).status)}});
  }
  if (gate) why["gate"] = to_json(gate->tree);
  if (step.when && state.status == StepStatus::skipped)
    why["when"] = to_json(step.when->explain(names));
  if (state.child)
    why["child"] = {{"run", state.child->run.text()},
                    {"workflow", state.child->workflow},
                    {"version", state.child->version}};
  if (state.sla) {
    const bool open = core::live(state.status);
    why["sla"] = core::told(*state.sla, open, wall_ahead);
    why["sla"]["because"] = core::in_words(*state.sla, open, wall_ahead);
    if (const auto given = core::text_at(routed_of(state), "sla"); !given.empty())
      why["sla"]["because"] = core::text_at(why["sla"], "because") + "; its due comes after " +
                              given + ", " + by_route(routed_of(state));
  }
  if (state.items) why["items"] = why_items(plan, run, step, wall_ahead);
  if (!state.notes.empty()) why["notes"] = state.notes;
  if (state.late) why["late"] = core::to_json(core::Transition(*state.late));
  if (state.approval && state.status == StepStatus::waiting)
    why["approval"] = to_json(run, *state.approval);
  if (state.task && state.status == StepStatus::waiting) why["task"] = to_json(*state.task);
  if (state.due) why["next"] = due_text(state, wall_ahead);
  if (state.gate_closes)
    why["gate_closes"] =
        core::to_rfc3339(core::nearest_millisecond(*state.gate_closes + wall_ahead));
  return why;
}

}  // namespace

Json why_step(const Plan& plan, const core::Run& run, const PlanStep& step, core::Time now,
              core::Duration wall_ahead, const cel::Outside& outside) {
  cel::Budget budget(core::kExpressionCostMax, outside.clock);
  const ViewBindings names(run.view(), now, nullptr, &budget, outside);
  return why_step(plan, run, step, names, now, wall_ahead);
}

// All steps share one budget, because whoever asks holds up everybody else who reads.
Json why_run(const Plan& plan, const core::Run& run, core::Time now, core::Duration wall_ahead,
             const cel::Outside& outside) {
  cel::Budget budget(core::kExpressionCostMax, outside.clock);
  const ViewBindings names(run.view(), now, nullptr, &budget, outside);
  Json why{{"run", run.id().text()},
           {"status", to_text(run.status())},
           {"because", now_at(plan, run)},
           {"steps", Json::array()}};
  if (failing(plan, run)) why["failing"] = true;
  if (const auto& due = run.head().due) {
    why["due"] = core::to_rfc3339(
        run.head().due_on_wall ? *due : core::nearest_millisecond(*due + wall_ahead));
    why["late"] = run.late();
  }
  if (run.head().parent)
    why["parent"] = {{"run", run.head().parent.text()}, {"step", run.head().parent_step}};
  for (const auto& step : plan.steps()) {
    const auto status = run.step(step.ref).status;
    // What undoes a step is told once it has begun, and the steps of on_failure with it.
    if (status == StepStatus::pending && step.phase != Phase::work) continue;
    const bool of_interest = !core::settled(status) || status == StepStatus::failed ||
                             status == StepStatus::blocked || status == StepStatus::cancelled;
    if (of_interest) why["steps"].push_back(why_step(plan, run, step, names, now, wall_ahead));
  }
  return why;
}

bool failing(const Plan& plan, const core::Run& run) {
  if (run.done()) return false;
  return std::any_of(plan.steps().begin(), plan.steps().end(), [&run](const PlanStep& step) {
    const auto& state = run.step(step.ref);
    const bool an_item = core::live(state.status) && state.items && state.items->failed > 0;
    return (state.status == StepStatus::failed || an_item) && !step.forgivable;
  });
}

namespace {

// The failed steps: "kickoff: failed". Failed items are counted where their step stands. The step
// that paused the run is left out, because it is in the run's reason.
std::string failed_steps(const Plan& plan, const core::Run& run) {
  std::string text;
  for (const auto& [ref, state] : run.steps()) {
    const auto name = ref.text();
    const bool failed = state.status == StepStatus::failed && !ref.has_item();
    const auto* step = failed ? plan.step(ref.name) : nullptr;
    const bool told =
        run.status() == core::RunStatus::paused && run.reason().starts_with(name + ":");
    if (step && !step->forgivable && !told) append(text, name + ": failed");
  }
  return text;
}

// How many items the words for lists tell of.
constexpr std::size_t kItemsInListsMax = 3;

// A live step in a few words: "legal: approval by ana".
std::string live_step(const Plan& plan, const core::StepRef& ref, const core::StepState& state) {
  const auto name = ref.text();
  switch (state.status) {
    case StepStatus::waiting: {
      const auto* step = plan.step(ref.name);
      const auto now_at = step ? verb_of(*step, ref).now_at : nullptr;
      return name + (now_at ? ": " + now_at(state) : "");
    }
    case StepStatus::gated: return name + ": gate";
    case StepStatus::unknown:
      return name + (state.waits_for_person() ? ": unknown, a person decides" : ": unknown");
    case StepStatus::running:
      if (state.due)
        return name + ": attempt " + std::to_string(state.attempt) + " after " +
               core::shortened(state.reason, 80);
      return name;
    default: return name;
  }
}

}  // namespace

std::string now_at(const Plan& plan, const core::Run& run) {
  if (run.done()) return run.reason();
  if (run.slot().place == core::Slot::Place::queued && run.status() != core::RunStatus::paused)
    return run.slot().key.empty() ? "queued" : "queued for " + run.slot().key;
  std::string text = run.status() == core::RunStatus::paused ? run.reason() : std::string();
  if (const auto failed = failed_steps(plan, run); !failed.empty()) append(text, failed);
  std::size_t items = 0;
  for (const auto& [ref, state] : run.steps()) {
    if (!core::live(state.status)) continue;
    // Of the items only a few are told of, and only those that do not merely go on.
    const bool goes_on = state.status == StepStatus::running && !state.due;
    if (ref.has_item() && (goes_on || items++ >= kItemsInListsMax)) continue;
    append(text, live_step(plan, ref, state));
  }
  return text;
}

}  // namespace baton::engine
