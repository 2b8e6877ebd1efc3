#pragma once

#include <string>
#include <string_view>

namespace baton::formats {

// What to write for a word that stands where true or false is expected, as a hint: "write true" for
// "yes", "write false" for "0". These are the words of other versions of YAML, and of people. Empty
// for any other word. Pure.
std::string truth_hint(std::string_view word);

}  // namespace baton::formats
