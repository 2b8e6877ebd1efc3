#pragma once

#include <string_view>

namespace baton::insight {

// Whether a text has a word or a phrase by which people ask for a decision (English and French).
bool asks_for_decision(std::string_view text);
// Whether it says no more than that something is done or noted: it has a word or a phrase for
// that, and beside it only words of a closed list that name nothing. It may ask for something all
// the same: insight::asks() tells.
bool only_acknowledges(std::string_view text);

}  // namespace baton::insight
