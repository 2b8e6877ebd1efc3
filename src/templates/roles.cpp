#include "templates/partial_template.hpp"
#include "templates/people.hpp"

#include <algorithm>

namespace baton::templates {

namespace {

// How many names one role may have. People read them all.
constexpr std::size_t kNamesOfARoleMax = 50;

// Reports a name that no group and no person has. `several` tells how several are written.
void check_role_name(Reader& reader, const Cursor& cursor, std::string_view several) {
  const auto& name = cursor.node->text;
  if (cursor.node->kind != yaml::Node::Kind::string || name.empty()) return;
  if (says_nothing(name))
    reader.error("roles/name", "a name of blanks, which nobody has", cursor,
                 "name a group or a person, as marketing-ops");
  else if (names_several(name))
    reader.error("roles/name", '"' + name + "\" is one name, which nobody has", cursor,
                 std::string(several));
}

// The one who answers for it.
std::string read_accountable(Reader& reader, const Reader::Fields& fields) {
  const auto cursor = fields.find("accountable");
  if (!cursor) return {};
  if (cursor->node->is_list()) {
    reader.wrong_type(*cursor, "the name of one group or person",
                      "one answers for it: name the others as responsible");
    return {};
  }
  check_role_name(reader, *cursor, "one answers for it: name the others as responsible");
  return reader.text_or(fields, "accountable");
}

// Those of a role that several may have.
std::vector<std::string> read_names(Reader& reader, const Reader::Fields& fields,
                                    std::string_view role) {
  const auto cursor = fields.find(role);
  if (!cursor) return {};
  auto names = reader.texts(*cursor, "the name of a group or person, or a list of them");
  const auto several = "write a list: " + std::string(role) + ": [design, web]";
  if (!cursor->node->is_list()) {
    check_role_name(reader, *cursor, several);
    return names;
  }
  const auto count = cursor->node->items.size();
  if (count == 0 || count > kNamesOfARoleMax)
    reader.error(
        "limit/range",
        std::to_string(count) + " names: expected 1 to " + std::to_string(kNamesOfARoleMax),
        *cursor, count == 0 ? "remove it: nobody has this role" : "name a group of them");
  for (std::size_t at = 0; at < count; ++at) {
    const auto name = cursor->item(at);
    check_role_name(reader, name, several);
    const auto before = cursor->node->items.begin();
    if (std::any_of(before, before + static_cast<std::ptrdiff_t>(at), [&name](const auto& other) {
          return other->is_scalar() && other->text == name.node->text;
        }))
      reader.warning("roles/twice", '"' + name.node->text + "\" stands here twice", name,
                     "remove one of them");
  }
  return names;
}

}  // namespace

void read_roles(Reader& reader, const Cursor& cursor, core::Roles& roles) {
  const auto fields = reader.fields(cursor, kRolesKeys);
  if (!fields) return;
  if (cursor.node->entries.empty())
    reader.error("syntax/missing-key", "nobody has a role: expected " + core::any_of(words::kRoles),
                 cursor, "remove it, or add accountable");
  roles.accountable = read_accountable(reader, *fields);
  roles.responsible = read_names(reader, *fields, "responsible");
  roles.consulted = read_names(reader, *fields, "consulted");
  roles.informed = read_names(reader, *fields, "informed");
}

}  // namespace baton::templates
