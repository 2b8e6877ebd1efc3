#pragma once

#include <string_view>

namespace baton::core {

// The person behind an actor. A token acts for the person it is named after, so "ada" and
// "token:ada" are one.
std::string_view person(std::string_view actor);

// Whether two actors are one person. An unknown actor (empty) is nobody's second name.
bool same_person(std::string_view one, std::string_view other);

}  // namespace baton::core
