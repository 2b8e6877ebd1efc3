#include "engine/verbs/wait_words.hpp"

#include "baton/core/text.hpp"

#include <algorithm>
#include <vector>

namespace baton::engine {

namespace {

constexpr std::size_t kConditionShownMax = 500;  // bytes of a wait's condition in a sentence

// One event that is waited for: "an event "paid" whose data.id is 7, when …".
std::string about(const PlanAwaited& awaited, const core::WaitBranch& branch) {
  std::string event = "an event \"" + branch.type + "\"";
  if (!branch.path.empty()) event += " whose " + branch.path + " is " + branch.value;
  if (awaited.when) event += ", when " + core::shortened(awaited.when->text(), kConditionShownMax);
  if (branch.after)
    event += "; it looked back to " + core::to_rfc3339(core::time_of_id(branch.after.value()));
  return event;
}

// The names of the events that have been taken, or of those that have not.
std::string names_of(const PlanStep& step, const core::StepState& state, bool taken) {
  const auto& events = std::get<PlanWait>(step.verb).events;
  std::vector<std::string> names;
  for (std::size_t at = 0; at < events.size(); ++at) {
    if (state.taken.contains(static_cast<int>(at)) == taken) names.push_back(events[at].spec->name);
  }
  return core::any_of(names, " and ");
}

}  // namespace

std::string why_wait(const core::Run&, const PlanStep& step, const core::StepState& state,
                     const std::string&) {
  const auto& wait = std::get<PlanWait>(step.verb);
  const auto branches = state.wait->branches();
  if (!wait.spec->named()) return "it waits for " + about(wait.events.front(), branches.front());
  std::string text = wait.spec->all ? "it waits for all of" : "it waits for the first of";
  for (std::size_t at = 0; at < branches.size(); ++at) {
    if (state.taken.contains(static_cast<int>(at))) continue;
    text += (text.ends_with("of") ? " " : "; ") + wait.events[at].spec->name + ": " +
            about(wait.events[at], branches[at]);
  }
  if (!state.taken.empty()) text += "; " + names_of(step, state, true) + " came already";
  return text;
}

std::string nothing_came(const PlanStep& step, const core::StepState& state) {
  const auto& wait = *std::get<PlanWait>(step.verb).spec;
  if (!wait.named()) return "no such event came";
  return wait.all ? names_of(step, state, false) + " did not come" : "none of the events came";
}

}  // namespace baton::engine
