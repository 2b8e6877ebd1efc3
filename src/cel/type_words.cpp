#include "baton/cel/type_words.hpp"

namespace baton::cel {

using TypeKind = Type::Kind;

std::string spoken(const Type& type) {
  switch (type.kind) {
    case TypeKind::integer: return "whole number";
    case TypeKind::unsigned_integer: return "whole number without sign";
    case TypeKind::floating: return "number";
    case TypeKind::string: return "text";
    case TypeKind::timestamp: return "time";
    case TypeKind::duration: return "length of time";
    case TypeKind::boolean: return "true or false";
    case TypeKind::list: {
      const bool known = !type.parameters.empty() && type.parameters[0].kind != TypeKind::dyn &&
                         type.parameters[0].kind != TypeKind::parameter;
      return known ? "list of " + spoken(type.parameters[0]) : "list";
    }
    case TypeKind::map:
    case TypeKind::object: return "map";
    case TypeKind::null: return "null";
    case TypeKind::dyn: return "any value";
    case TypeKind::optional:
      return type.parameters.empty() ? "value that may be absent"
                                     : spoken(type.parameters[0]) + " that may be absent";
    default: return type.text();
  }
}

std::string spoken_one(const Type& type) {
  const auto word = spoken(type);
  return type.kind == TypeKind::boolean || type.kind == TypeKind::null || type.kind == TypeKind::dyn
             ? word
             : "a " + word;
}

}  // namespace baton::cel
