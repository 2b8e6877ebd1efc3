#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// Roles, and the one table of what each of them may do. Pure; any thread.
namespace baton::identity {

// What somebody may do in all. The order is not a ranking: may() is the table.
enum class Role {
  nobody,     // nothing; a stored role that this version does not know is read as this
  sender,     // hands in events
  viewer,     // reads, and decides the approvals of its groups
  operator_,  // also hands in events, retries, resolves and cancels
  admin,      // everything
};

// The roles that a token may have, in the order in which people are told of them.
inline constexpr std::array kRoles{Role::admin, Role::operator_, Role::viewer, Role::sender};

// "operator". Words of roles are stored and written by people: they never change.
std::string_view to_text(Role role);
// The role of a word; nothing for a word that is none of kRoles, such as "nobody".
std::optional<Role> role(std::string_view word);
// The words of kRoles, in their order.
std::vector<std::string> role_words();
// The command by which an admin makes a token of a role, for hints: "baton token create NAME --role
// viewer --group legal". `more` stands after the role.
std::string command_to_create(Role role, std::string_view more = {});

// What a route, or an act, asks of whoever wants it. There is no default: a route that does not say
// does not compile.
class Needs {
 public:
  // What is asked.
  enum Kind {
    nothing,  // health; webhooks, which prove themselves by their signature
    send,     // hand in events: sender, operator, admin
    read,     // viewer, operator, admin
    decide,   // give an approval: viewer, operator, admin; policy.hpp says which approvals
    operate,  // operator, admin
    admin,
  };
  constexpr Needs(Kind kind)
      : kind_(kind) {}  // NOLINT: implicit, so that the table reads as a table
  // Which of these it is.
  constexpr Kind kind() const { return kind_; }

 private:
  Kind kind_;
};

// The one table of who may do what.
bool may(Role role, Needs needs);
// "operator or admin", for those who may not: the least that does stands first.
std::string roles_that_may(Needs needs);

}  // namespace baton::identity
