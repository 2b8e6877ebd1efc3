#include "runtime/run_sleeps.hpp"

#include "baton/core/run.hpp"
#include "baton/core/transition.hpp"

#include <algorithm>
#include <map>
#include <variant>

namespace baton::runtime {
namespace {

// What a run enters when a step has slept, as insight::Past calls it.
constexpr std::string_view kHasSlept = " succeeded";

bool begins_sleep(const core::Transition& transition) {
  const auto* waiting = std::get_if<core::StepWaiting>(&transition);
  return waiting != nullptr && waiting->type.empty();
}

bool has_sleeps(const std::vector<ports::JournalRow>& journal) {
  return std::any_of(journal.begin(), journal.end(), [](const auto& entry) {
    const auto& all = entry.transitions;
    return std::any_of(all.begin(), all.end(), begins_sleep);
  });
}

bool sleeps(const core::StepState& step) {
  return step.status == core::StepStatus::waiting && step.due && step.wait &&
         step.wait->type.empty();
}

}  // namespace

RunSleeps::RunSleeps(core::RunId id, const std::vector<ports::JournalRow>& journal,
                     const ports::Clock& clock) {
  if (!has_sleeps(journal)) return;
  // Where its steps stand does not depend on the event that has started it.
  core::Run run(id, core::Json());
  for (const auto& entry : journal)
    for (const auto& transition : entry.transitions) engine::evolve(run, transition, entry.at);
  if (run.done()) return;
  const auto ahead = clock.now() - clock.steady();
  std::map<std::string, core::Time> ends;
  alone_ = run.status() == core::RunStatus::waiting;
  for (const auto& [ref, step] : run.steps()) {
    if (sleeps(step)) {
      const auto end =
          step.due_on_wall() ? *step.due : core::nearest_millisecond(*step.due + ahead);
      const auto [at, first] = ends.try_emplace(ref.name, end);
      at->second = std::max(at->second, end);
    } else if (core::live(step.status)) {
      alone_ = false;
    }
  }
  for (const auto& [name, end] : ends) {
    names_.push_back(name + std::string(kHasSlept));
    ends_.push_back({names_.back(), end});
  }
  std::stable_sort(ends_.begin(), ends_.end(),
                   [](const auto& one, const auto& other) { return one.at < other.at; });
}

std::optional<core::Time> RunSleeps::ends(std::string_view step) const {
  for (const auto& one : ends_)
    if (one.state.substr(0, one.state.size() - kHasSlept.size()) == step) return one.at;
  return std::nullopt;
}

}  // namespace baton::runtime
