#pragma once

#include "baton/core/template.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace baton::engine {

// In what two definitions of a step differ: the keys of the template that say something else, in
// the order of the alphabet. Words for people count for nothing: the title, the team, the labels
// and the notices of a service level; nor does the place in the file. Steps of different verbs
// differ in the keys of both. Pure; any thread.
std::vector<std::string> differences(const core::Step& one, const core::Step& other);

// True for the keys that say what a step does, such as `do` and `with`. The others say when it
// begins, and what follows.
bool says_what_is_done(std::string_view key);

}  // namespace baton::engine
