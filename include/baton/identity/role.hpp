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
  viewer,     // reads
  approver,   // also decides the approvals of its groups, and does their tasks
  operator_,  // also hands in events, retries, resolves and cancels
  editor,     // also publishes, retires and enables templates
  admin,      // everything, and decides every approval
};

// The roles that a user or a token may have, in the order in which people are told of them.
inline constexpr std::array kRoles{Role::admin,    Role::editor, Role::operator_,
                                   Role::approver, Role::viewer, Role::sender};

// "operator". Words of roles are stored and written by people: they never change.
std::string_view to_text(Role role);
// The role of a word; nothing for a word that is none of kRoles, such as "nobody".
std::optional<Role> role(std::string_view word);
// The words of kRoles, in their order.
std::vector<std::string> role_words();
// Whether a user may have the role: all but Role::sender, which is for machines, and nobody.
bool is_for_people(Role role);
// The words of the roles that a user may have, in the order of kRoles.
std::vector<std::string> role_words_for_people();
// The command by which an admin makes a token of a role, for hints: "baton token create NAME --role
// approver --group legal". `more` stands after the role.
std::string command_to_create(Role role, std::string_view more = {});

// What a route, or an act, asks of whoever wants it. There is no default: a route that does not say
// does not compile.
class Needs {
 public:
  // What is asked.
  enum Kind {
    nothing,  // health; webhooks, which prove themselves by their signature; the sign-in
    known,    // any role: what somebody may know and change of themselves
    send,     // hand in events
    read,     // see everything but users, tokens and the audit
    decide,   // give an approval, do a task; policy.hpp says which
    operate,  // retry, cancel and resolve
    edit,     // publish, retire and enable templates
    admin,    // users, tokens and the audit
  };
  // Implicit, so that the table of endpoints reads as a table.
  constexpr Needs(Kind kind) : kind_(kind) {}  // NOLINT
  // Which of these it is.
  constexpr Kind kind() const { return kind_; }

 private:
  Kind kind_;
};

// The needs that a role may be enough for, in the order in which people are told of them. A token
// may be made for some of them only.
inline constexpr std::array kDeeds{Needs::send,    Needs::read, Needs::decide,
                                   Needs::operate, Needs::edit, Needs::admin};

// The word of one of kDeeds, such as "operate"; empty for the others. Words are stored and written
// by people: they never change.
std::string_view to_text(Needs needs);
// The words of the deeds that a role may do, in the order of kDeeds.
std::vector<std::string> deeds_of(Role role);

// The one table of who may do what.
bool may(Role role, Needs needs);
// "operator, editor or admin", for those who may not: the least that does stands first.
std::string roles_that_may(Needs needs);
// The least role that may, such as "operator".
Role least_role(Needs needs);

}  // namespace baton::identity
