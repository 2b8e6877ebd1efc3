#pragma once

#include "templates/reader.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace baton::templates {

// True for a text of blanks, which is no name.
bool says_nothing(std::string_view text);
// True for a text that names several people: "ana, bob", "ana and bob", or "ana - bob", which is
// what YAML makes of a list whose second "-" is indented too far.
bool names_several(std::string_view user);

// Whom a template names: a group, people, or both.
struct People {
  std::string group{};
  std::vector<std::string> users{};
};

// How faults of a mapping that names people are told.
struct PeopleRule {
  // The id of the rule that they break: "approve/nobody".
  std::string_view id;
  // What follows from them: "nobody may decide".
  std::string_view nobody;
  // What to write instead of several groups, after "name one group; ".
  std::string_view several;
};

// Reads `group` and `users` of a mapping, whose members are `fields`. Reports when it names nobody,
// and names that nobody has: an empty one, and several in one text.
People read_people(Reader& reader, const Cursor& cursor, const Reader::Fields& fields,
                   const PeopleRule& rule);

}  // namespace baton::templates
