#include "baton/cel/reading.hpp"

#include "cel/ast.hpp"
#include "cel/expression_impl.hpp"
#include "cel/member_key.hpp"

#include <algorithm>

namespace baton::cel {
namespace {

// Follows the members as the evaluator does with values that are borrowed from JSON: a member of
// null is as absent as one that a map does not have, and below an optional that is absent there is
// nothing.
template <class AnyJson, class AnyObject>
Reading::Outcome walk(const std::vector<Reading::Member>& members, AnyJson*& at) {
  auto* value = at;
  bool optional = false;
  for (const auto& member : members) {
    optional |= member.optional;
    auto* object = value->template get_ptr<AnyObject*>();
    if (object == nullptr && !(optional && value->is_null())) return Reading::Outcome::other;
    auto* found = object == nullptr ? nullptr : member_of(*object, member.name);
    if (found == nullptr) return optional ? Reading::Outcome::absent : Reading::Outcome::other;
    value = found;
  }
  at = value;
  return Reading::Outcome::found;
}

bool add_members(const Node& node, Reading& reading) {
  if (node.kind == NodeKind::name && node.slot < 0) {
    reading.name = node.text;
    return true;
  }
  if (node.kind != NodeKind::select || !add_members(*node.parts[0], reading)) return false;
  reading.members.push_back({node.text, node.optional});
  return true;
}

}  // namespace

bool Reading::optional() const {
  return std::any_of(members.begin(), members.end(), [](const auto& one) { return one.optional; });
}

bool Reading::within(const Reading& other) const {
  return name == other.name && members.size() >= other.members.size() &&
         std::equal(other.members.begin(), other.members.end(), members.begin(),
                    [](const auto& one, const auto& two) { return one.name == two.name; });
}

Reading::Outcome Reading::follow(const core::Json*& at) const {
  return walk<const core::Json, const core::Json::object_t>(members, at);
}

Reading::Outcome Reading::follow(core::Json*& at) const {
  return walk<core::Json, core::Json::object_t>(members, at);
}

std::optional<Reading> reading_of(const Syntax& syntax) {
  Reading reading;
  return add_members(*syntax.root, reading) ? std::optional(std::move(reading)) : std::nullopt;
}

}  // namespace baton::cel
