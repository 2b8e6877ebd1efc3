#include "baton/insight/past.hpp"

#include "baton/core/transition_traits.hpp"

#include <string>
#include <utility>
#include <variant>

namespace baton::insight {

namespace {

// Whether a step is in another state after the transition than before.
bool enters_state(const core::Transition& transition) {
  // ItemsBegun is noted once with the items, and again each time that more of them begin.
  const auto* items = std::get_if<core::ItemsBegun>(&transition);
  if (items != nullptr && items->of.is_null()) return false;
  return core::traits_of(transition).enters_state;
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
      if (traits.about_step && enters_state(transition) && !core::step_of(transition).has_item())
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
