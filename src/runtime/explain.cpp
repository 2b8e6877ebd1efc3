#include "runtime/explain.hpp"

#include "baton/runtime/deciders.hpp"
#include "baton/views/lane.hpp"

#include <algorithm>
#include <utility>
#include <variant>

namespace baton::runtime {

using core::Json;

// Beside why a step waits for an approval: who may give it, as the tokens stand.
void name_deciders(Json& why, const core::Run& run, ports::Queries& queries) {
  if (!why.contains("approval")) return;
  const auto found = deciders(*run.step(core::text_at(why, "step")).approval, run.head().requester,
                              queries.tokens());
  why["approval"]["may"] = found.may;
  if (found.problem.empty()) return;
  why["approval"]["problem"] = found.problem;
  why["because"] = core::text_at(why, "because") + "; " + found.problem;
}

// Who had a run cancelled: its journal says it, and the end is in one of the last entries.
void name_who_cancelled(Json& why, const core::Run& run, ports::Queries& queries) {
  if (run.status() != core::RunStatus::cancelled) return;
  const auto journal = queries.journal(run.id());
  for (auto row = journal.rbegin(); row != journal.rend(); ++row) {
    for (const auto& transition : row->transitions) {
      const auto* cancelled = std::get_if<core::RunCancelled>(&transition);
      if (!cancelled) continue;
      why["cancelled_by"] = cancelled->actor;
      return;
    }
  }
}

// What is said of a step whose lane waits.
void add_lane(Json& why, const engine::PlanStep& step, const core::Run& run,
              const std::vector<ports::LaneState>& lanes) {
  const auto* action = std::get_if<core::DoAction>(&step.spec->verb);
  const auto& state = run.step(step.spec->name);
  const bool performing =
      state.status == core::StepStatus::running || state.status == core::StepStatus::unknown;
  if (!action || !performing || state.waits_for_person()) return;
  for (const auto& lane : lanes) {
    if (lane.connection != action->connection ||
        (!lane.operation.empty() && lane.operation != action->operation))
      continue;
    // A first attempt has nothing else to tell: it was not made.
    const bool not_sent = state.status == core::StepStatus::running && !state.due;
    const auto rest = not_sent ? std::string() : ". " + why.at("because").get<std::string>();
    why["because"] = lane.text() + "; it goes on by itself" + rest;
    why["lane"] = views::lane(lane);
    return;
  }
}

// The first trigger that matches wins.
std::string key_of_first_match(const Json& triggers) {
  const auto matched = [](const Json& trigger) { return trigger.at("matched") == true; };
  const auto first = std::find_if(triggers.begin(), triggers.end(), matched);
  return first == triggers.end() ? std::string() : core::text_at(*first, "key");
}

// A workflow that is switched off: its newest version is explained, and that no event starts it.
void tell_retired(Json& why, Json by, const std::string& workflow) {
  const auto actor = core::text_at(by, "actor");
  const auto at = core::text_at(by, "at");
  why["note"] = "the workflow is retired" + (actor.empty() ? "" : " by " + actor) +
                (at.empty() ? "" : " since " + at) +
                ": no event starts it; baton template enable " + workflow + " takes it back";
  why["retired"] = std::move(by);
}

}  // namespace baton::runtime
