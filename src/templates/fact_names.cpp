#include "templates/fact_names.hpp"

#include <map>
#include <string>

namespace baton::templates {

namespace {

cel::Type type_of_kind(facts::Kind kind) {
  using Of = cel::Type::Kind;
  switch (kind) {
    case facts::Kind::string: return cel::simple(Of::string);
    case facts::Kind::boolean: return cel::simple(Of::boolean);
    case facts::Kind::integer: return cel::simple(Of::integer);
    // A number may be kept as a whole one, so it is either.
    case facts::Kind::number: return cel::simple(Of::floating);
    case facts::Kind::list: return cel::list_of(cel::dyn());
    case facts::Kind::object: return cel::map_of(cel::simple(Of::string), cel::dyn());
  }
  return cel::dyn();
}

}  // namespace

cel::Type type_of(const facts::Definition& fact) {
  if (fact.members.empty()) return type_of_kind(fact.kind);
  std::map<std::string, cel::Type> members;
  for (const auto& [member, kind] : fact.members) members.emplace(member, type_of_kind(kind));
  return cel::object_of(std::move(members));
}

std::optional<core::Error> fault_of_fact(const facts::Definitions& facts,
                                         const cel::NamedFact& named) {
  const auto fact = facts.named(named.name);
  if (!fact) return fact.error();
  return (*fact)->misread(named.keyed ? std::optional<std::string>("") : std::nullopt);
}

}  // namespace baton::templates
