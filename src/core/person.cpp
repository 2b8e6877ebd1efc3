#include "baton/core/person.hpp"

#include "baton/core/transition.hpp"

#include <algorithm>

namespace baton::core {

std::string_view person(std::string_view actor) {
  constexpr std::string_view kToken = "token:";
  return actor.starts_with(kToken) ? actor.substr(kToken.size()) : actor;
}

bool same_person(std::string_view one, std::string_view other) {
  return !person(one).empty() && person(one) == person(other);
}

bool names(const std::vector<std::string>& users, std::string_view actor) {
  return std::any_of(users.begin(), users.end(),
                     [&](const std::string& user) { return same_person(user, actor); });
}

}  // namespace baton::core
