#include "baton/core/lifecycle.hpp"

#include "baton/core/transition_traits.hpp"

namespace baton::core {

std::string_view lifecycle_type(const Transition& transition) {
  return traits_of(transition).lifecycle;
}

std::vector<std::string_view> lifecycle_types() {
  std::vector<std::string_view> types{kEventParked};
  for (const auto& traits : transition_traits()) {
    if (!traits.lifecycle.empty()) types.push_back(traits.lifecycle);
  }
  return types;
}

}  // namespace baton::core
