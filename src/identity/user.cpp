#include "baton/identity/user.hpp"

#include "baton/core/text.hpp"

#include <algorithm>

namespace baton::identity {
namespace {

// The source of Baton's own events. Actor knows the other names that Baton goes by.
constexpr std::string_view kBaton = "baton";

}  // namespace

std::string_view User::state() const {
  if (disabled_at) return "disabled";
  return password.empty() ? "invited" : "active";
}

core::Result<void> check_user_name(std::string_view name) {
  const bool written = !name.empty() && name.size() <= kUserNameBytesMax &&
                       core::reads_as_written(name) && name.find('/') == std::string_view::npos &&
                       core::trim(name).size() == name.size() && name != "." && name != "..";
  if (!written)
    return core::Error{core::Errc::invalid,
                       "expected a name of 1 to 64 bytes without slashes, control characters, "
                       "characters that nobody sees, or spaces at its ends, and not . or ..",
                       "/name",
                       {}};
  const bool reserved = core::same_no_case(name, kBaton) ||
                        core::starts_no_case(name, core::kTokenActor) ||
                        core::Actor::parse(core::lower(name)).kind() != core::Actor::Kind::user;
  if (reserved)
    return core::Error{core::Errc::invalid,
                       "the name \"" + std::string(name) + "\" belongs to Baton", "/name",
                       "choose another"};
  return {};
}

const User* find_user(const std::vector<User>& users, std::string_view name) {
  const auto found = std::find_if(users.begin(), users.end(),
                                  [name](const User& user) { return user.name == name; });
  return found == users.end() ? nullptr : &*found;
}

const User* find_user(const std::vector<User>& users, core::UserId id) {
  const auto found =
      std::find_if(users.begin(), users.end(), [id](const User& user) { return user.id == id; });
  return found == users.end() ? nullptr : &*found;
}

bool user_name_in_use(const std::vector<User>& users, std::string_view name) {
  return std::any_of(users.begin(), users.end(),
                     [name](const User& user) { return core::same_no_case(user.name, name); });
}

}  // namespace baton::identity
