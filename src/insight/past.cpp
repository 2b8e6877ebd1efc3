#include "baton/insight/past.hpp"

#include "baton/core/transition_traits.hpp"

#include <algorithm>
#include <array>
#include <string_view>

namespace baton::insight {

namespace {

// True for a transition after which a step is in another state than before. Others, such as a
// decision of one person of several, happen within a state.
bool enters_a_state(const core::TransitionTraits& traits) {
  constexpr std::array<std::string_view, 10> kEntering{
      "StepStarted",   "StepRetrying", "StepUnknown", "StepWaiting", "StepGated",
      "StepSucceeded", "StepFailed",   "StepSkipped", "StepBlocked", "StepCancelled"};
  return std::find(kEntering.begin(), kEntering.end(), traits.name) != kEntering.end();
}

}  // namespace

Past::Past(const std::vector<JournalMoment>& journal) {
  for (const auto& moment : journal) {
    for (const auto& transition : *moment.transitions) {
      const auto& traits = core::traits_of(transition);
      std::string name;
      if (traits.about_step && enters_a_state(traits) && !core::step_of(transition).has_item())
        name = core::step_of(transition).name + " " + std::string(traits.shown_as);
      else if (std::holds_alternative<core::RunStarted>(transition))
        name = "started";
      if (name.empty()) continue;
      names_.push_back(std::move(name));
      visits_.push_back({names_.back(), moment.at});
    }
  }
}

}  // namespace baton::insight
