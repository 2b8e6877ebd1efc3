#include "baton/cel/type_words.hpp"

namespace baton::cel {

using Kind = Type::Kind;

std::string spoken(const Type& type) {
  switch (type.kind) {
    case Kind::integer:
    case Kind::unsigned_integer: return "whole number";
    case Kind::floating: return "number";
    case Kind::string: return "text";
    case Kind::timestamp: return "time";
    case Kind::duration: return "length of time";
    case Kind::boolean: return "true or false";
    case Kind::list: {
      const bool known = !type.parameters.empty() && type.parameters[0].kind != Kind::dyn &&
                         type.parameters[0].kind != Kind::parameter;
      return known ? "list of " + spoken(type.parameters[0]) : "list";
    }
    case Kind::map:
    case Kind::object: return "map";
    case Kind::null: return "null";
    case Kind::dyn: return "any value";
    case Kind::optional:
      return type.parameters.empty() ? "value that may be absent"
                                     : spoken(type.parameters[0]) + " that may be absent";
    default: return type.text();
  }
}

std::string spoken_one(const Type& type) {
  const auto word = spoken(type);
  return type.kind == Kind::boolean || type.kind == Kind::null || type.kind == Kind::dyn
             ? word
             : "a " + word;
}

}  // namespace baton::cel
