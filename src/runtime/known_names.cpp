#include "runtime/known_names.hpp"

#include "baton/identity/token.hpp"
#include "baton/identity/user.hpp"

#include <algorithm>
#include <utility>

namespace baton::runtime {

bool is_known(ports::Queries& queries, std::string_view name, core::Time now) {
  if (identity::name_in_use(queries.tokens(), name, now)) return true;
  const auto users = queries.users();
  return std::any_of(users.begin(), users.end(), [name](const identity::User& user) {
    return user.name == name && !user.disabled_at;
  });
}

core::Error unknown_person(std::string_view name, std::string where) {
  return {core::Errc::invalid,
          "there is no user \"" + std::string(name) + "\", and no token of that name",
          std::move(where),
          {}};
}

}  // namespace baton::runtime
