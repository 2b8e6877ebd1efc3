#pragma once

#include "baton/core/template.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace baton::engine {

// The keys of the template in which two definitions of a step differ, in alphabetical order. Words
// for people are not compared: the title, the team, the labels and the notices of a service level.
// Nor is the place in the file. Steps with different verbs differ in the keys of both verbs. Pure;
// any thread.
std::vector<std::string> differences(const core::Step& one, const core::Step& other);

// True for the keys that say what a step does, such as `do` and `with`. The others say when it
// begins, and what follows.
bool says_what_is_done(std::string_view key);

}  // namespace baton::engine
