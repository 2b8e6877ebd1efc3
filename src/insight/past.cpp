#include "baton/insight/past.hpp"

#include "baton/core/transition_traits.hpp"

#include <algorithm>
#include <array>
#include <string_view>
#include <variant>

namespace baton::insight {

namespace {

// True for a transition after which a step is in another state than before. Others, such as a
// decision of one person of several, happen within a state.
bool enters_a_state(const core::Transition& transition) {
  constexpr std::array<std::string_view, 14> kEntering{
      "StepStarted",       "StepRetrying",  "StepUnknown",  "StepWaiting", "StepGated",
      "StepSucceeded",     "StepFailed",    "StepSkipped",  "StepBlocked", "StepCancelled",
      "ApprovalRequested", "TaskRequested", "TaskReopened", "ChildBegun"};
  // It is noted once with the items, and again each time that more of them begin.
  if (const auto* items = std::get_if<core::ItemsBegun>(&transition)) return !items->of.is_null();
  const auto name = core::traits_of(transition).name;
  return std::find(kEntering.begin(), kEntering.end(), name) != kEntering.end();
}

}  // namespace

Past::Past(const std::vector<JournalMoment>& journal) {
  const JournalMoment* before = nullptr;
  for (const auto& moment : journal) {
    if (before != nullptr && moment.at < before->at) ++set_back_;
    before = &moment;
    for (const auto& transition : *moment.transitions) {
      const auto& traits = core::traits_of(transition);
      std::string name;
      if (traits.about_step && enters_a_state(transition) && !core::step_of(transition).has_item())
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
