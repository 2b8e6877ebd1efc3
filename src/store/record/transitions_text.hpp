#pragma once

#include "baton/core/result.hpp"
#include "baton/core/transition.hpp"

#include <string>
#include <vector>

namespace baton::store {

// The transitions of a journal entry as a JSON array.
std::string to_text(const std::vector<core::Transition>& transitions);
// The transitions of such an array. It is emptied on the way, since an entry may be as large as a
// run and should not be held twice. Errc::internal when one is not a transition that this Baton
// knows.
core::Result<std::vector<core::Transition>> to_transitions(core::Json array);

}  // namespace baton::store
