#pragma once

#include "baton/core/result.hpp"
#include "baton/core/transition.hpp"

#include <string>
#include <vector>

namespace baton::store {

// The transitions of a journal entry as a JSON array, and back.
std::string to_text(const std::vector<core::Transition>& transitions);
core::Result<std::vector<core::Transition>> to_transitions(const core::Json& array);

}  // namespace baton::store
