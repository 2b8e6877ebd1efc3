#pragma once

#include "baton/core/result.hpp"
#include "baton/core/transition.hpp"

#include <string>
#include <vector>

namespace baton::store {

// The transitions of a journal entry as a JSON array, and back. The array is given up on the way:
// an entry may be as large as a run, and is not held twice.
std::string to_text(const std::vector<core::Transition>& transitions);
core::Result<std::vector<core::Transition>> to_transitions(core::Json array);

}  // namespace baton::store
