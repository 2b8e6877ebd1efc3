#include "templates/verbs/verb.hpp"

namespace baton::templates {

namespace {

core::Verb read_set(Reader& reader, const Cursor& cursor, const Reader::Fields&,
                    const core::Step& step, StepPlace&) {
  core::SetValues set;
  set.values.value = core::Json::object();
  if (reader.expect_map(cursor, "a mapping of names to values"))
    set.values = reader.rendered(cursor, rendered_site(step));
  return set;
}

std::optional<std::vector<std::string>> members_of_set(const core::Verb& verb,
                                                       const core::Operations*) {
  std::vector<std::string> members;
  for (const auto& [name, value] : std::get<core::SetValues>(verb).values.value.items())
    members.push_back(name);
  return members;
}

std::optional<Shapes::Fault> fault_of_set(const core::Verb& verb, const cel::Path& path) {
  const auto& values = std::get<core::SetValues>(verb).values.value;
  const auto found = values.find(path[3]);
  return found == values.end() ? std::nullopt : follow_value(path, 4, *found);
}

}  // namespace

constinit const VerbSyntax SyntaxFor<core::SetValues>::kRow{
    .name = core::SetValues::kName,
    .read = read_set,
    .output_members = members_of_set,
    .output_fault = fault_of_set,
    .instant = true,
};

}  // namespace baton::templates
