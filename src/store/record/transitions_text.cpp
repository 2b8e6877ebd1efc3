#include "store/record/transitions_text.hpp"

#include <utility>

namespace baton::store {

std::string to_text(const std::vector<core::Transition>& transitions) {
  std::string text = "[";
  text.reserve(1'024);
  for (const auto& transition : transitions) {
    if (text.size() > 1) text += ',';
    core::append(text, transition);
  }
  text += ']';
  return text;
}

core::Result<std::vector<core::Transition>> to_transitions(core::Json array) {
  std::vector<core::Transition> transitions;
  transitions.reserve(array.size());
  for (auto& json : array) {
    auto transition = core::transition_from_json(json);
    if (!transition) return transition.error();
    transitions.push_back(std::move(*transition));
    json = nullptr;
  }
  return transitions;
}

}  // namespace baton::store
