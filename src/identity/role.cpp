#include "baton/identity/role.hpp"

#include "baton/core/enum_text.hpp"
#include "baton/core/text.hpp"

#include <algorithm>

namespace baton::identity {
namespace {

constexpr core::EnumText<Role, 5> kWords{{"nobody", "sender", "viewer", "operator", "admin"}};

}  // namespace

std::string_view to_text(Role role) { return kWords.of(role); }

std::optional<Role> role(std::string_view word) {
  const auto found = kWords.read(word);
  return found == Role::nobody ? std::nullopt : found;
}

std::vector<std::string> role_words() {
  std::vector<std::string> words;
  for (const Role each : kRoles) words.emplace_back(to_text(each));
  return words;
}

std::string command_to_create(Role role, std::string_view more) {
  std::string command = "baton token create NAME --role ";
  command += to_text(role);
  if (!more.empty()) (command += ' ') += more;
  return command;
}

bool may(Role role, Needs needs) {
  switch (needs.kind()) {
    case Needs::nothing: return true;
    case Needs::send: return role == Role::sender || role == Role::operator_ || role == Role::admin;
    case Needs::read:
    case Needs::decide:
      return role == Role::viewer || role == Role::operator_ || role == Role::admin;
    case Needs::operate: return role == Role::operator_ || role == Role::admin;
    case Needs::admin: return role == Role::admin;
  }
  return false;
}

std::string roles_that_may(Needs needs) {
  std::vector<std::string_view> words;
  for (const Role each : kRoles)
    if (may(each, needs)) words.push_back(to_text(each));
  std::reverse(words.begin(), words.end());  // the least that does stands first
  return core::any_of(words);
}

}  // namespace baton::identity
