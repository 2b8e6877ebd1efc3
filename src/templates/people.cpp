#include "templates/people.hpp"

#include <algorithm>
#include <array>

namespace baton::templates {

bool says_nothing(std::string_view text) {
  return text.find_first_not_of(" \t\n") == std::string_view::npos;
}

bool names_several(std::string_view user) {
  constexpr std::array<std::string_view, 9> kBetween{",",   ";",   " and ", " or ", " & ",
                                                     " + ", " - ", " / ",   " und "};
  return std::any_of(kBetween.begin(), kBetween.end(),
                     [user](auto word) { return user.find(word) != std::string_view::npos; });
}

namespace {

void check_group(Reader& reader, const Cursor& group, const People& people,
                 const PeopleRule& rule) {
  const std::string id(rule.id);
  if (group.node->is_scalar() && says_nothing(group.node->text))
    reader.error(id, std::string(rule.nobody) + ": the group has no name", group,
                 "name a group, as \"legal\"");
  if (people.group.find_first_of(",;") != std::string::npos)
    reader.error(id, "\"" + people.group + "\" is one name, which no group has", group,
                 "name one group; " + std::string(rule.several));
}

void check_users(Reader& reader, const Cursor& users, const People& people,
                 const PeopleRule& rule) {
  const std::string id(rule.id);
  const bool empty = (users.node->is_list() && users.node->items.empty()) ||
                     std::any_of(people.users.begin(), people.users.end(), says_nothing);
  if (empty && says_nothing(people.group))
    reader.error(id, std::string(rule.nobody) + ": \"users\" names nobody", users,
                 "write users: [ana], or a group");
  const auto several = std::find_if(people.users.begin(), people.users.end(), names_several);
  if (several == people.users.end()) return;
  reader.error(id, "\"" + *several + "\" is one name, which nobody has", users,
               "write a list: users: [ana, bob]");
}

}  // namespace

People read_people(Reader& reader, const Cursor& cursor, const Reader::Fields& fields,
                   const PeopleRule& rule) {
  People people;
  people.group = reader.text_or(fields, "group");
  const auto group = fields.find("group");
  const auto users = fields.find("users");
  if (users) people.users = reader.texts(*users, "a list of users");
  if (!group && !users) {
    reader.error_at_key("syntax/missing-key",
                        std::string(rule.nobody) + ": expected \"group\" or \"users\"", cursor,
                        "add \"group: legal\"");
  }
  if (group) check_group(reader, *group, people, rule);
  if (users) check_users(reader, *users, people, rule);
  return people;
}

}  // namespace baton::templates
