#pragma once

#include "baton/core/result.hpp"

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace baton::cel {

// A CEL type: dyn, null_type, bool, int, uint, double, string, bytes, timestamp, duration, type,
// list(T), map(K, V), optional_type(T), wrapper(T), or an object whose members are known by name.
struct Type {
  enum class Kind {
    dyn,
    error,
    null,
    boolean,
    integer,
    unsigned_integer,
    floating,
    string,
    bytes,
    timestamp,
    duration,
    type,
    list,
    map,
    optional,
    wrapper,
    object,
    parameter
  };
  Kind kind = Kind::dyn;
  std::vector<Type> parameters{};  // list: 1; map: 2; optional, wrapper, type: 1
  std::shared_ptr<const std::map<std::string, Type>>
      members{};       // object: its members; reading another is a finding
  std::string name{};  // parameter: its name
  bool operator==(const Type& other) const;
  std::string text() const;  // "map(string, dyn)"
};

Type dyn();
Type simple(Type::Kind kind);
Type list_of(Type element);
Type map_of(Type key, Type value);
Type object_of(std::map<std::string, Type> members);
// Reads what Type::text() writes: "map(string, list(int))". A name that is no type is a type
// parameter when it is one capital letter.
core::Result<Type> parse_type(std::string_view text);

// Names and their types.
class Scope {
 public:
  Scope& declare(std::string name, Type type);
  const Type* find(std::string_view name) const;
  std::vector<std::string> names() const;
  // Namespace in which names are resolved ("a.b"): a.b.x, a.x, x in turn. Empty by default.
  std::string container{};

 private:
  std::map<std::string, Type, std::less<>> names_;
};

}  // namespace baton::cel
