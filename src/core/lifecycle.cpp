#include "baton/core/lifecycle.hpp"

#include "baton/core/own_events.hpp"
#include "baton/core/transition_traits.hpp"

namespace baton::core {

bool about_no_run(std::string_view type) {
  return type == kEventParked || type == kConnectionInactive || type == kConnectionActive ||
         type == kFactChanged || type == kGoalAtRisk || type == kGoalStatus ||
         type == kDetectorAlarm;
}

std::string_view lifecycle_type(const Transition& transition) {
  return traits_of(transition).lifecycle;
}

std::vector<std::string_view> lifecycle_types() {
  std::vector<std::string_view> types{kEventParked, kConnectionInactive, kConnectionActive,
                                      kFactChanged, kRunAtRisk,          kGoalAtRisk,
                                      kGoalStatus,  kDetectorAlarm};
  for (const auto& traits : transition_traits()) {
    if (!traits.lifecycle.empty()) types.push_back(traits.lifecycle);
  }
  return types;
}

}  // namespace baton::core
