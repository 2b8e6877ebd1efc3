#pragma once

#include <string_view>

namespace baton::insight {

// Whether a text has a word or a phrase by which people ask for a decision (English and French).
bool asks_for_decision(std::string_view text);
// Whether it has one by which they say that something is done or noted. It may ask for something
// all the same: insight::asks() tells.
bool acknowledges(std::string_view text);

}  // namespace baton::insight
