#pragma once

#include "baton/core/result.hpp"

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

// The types of expressions (CEL specification, "Gradual Type Checking").
namespace baton::cel {

// A CEL type: dyn, null_type, bool, int, uint, double, string, bytes, timestamp, duration, type,
// list(T), map(K, V), optional_type(T), wrapper(T), or an object whose members are known by name.
struct Type {
  // `dyn`: not known before the evaluation. `error`: the type of a part that has an error already.
  // `parameter`: a type parameter in a function's signature.
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
  // Two for a map, one for list, optional, wrapper and type, none for any other.
  std::vector<Type> parameters{};
  // The members of an object. To read any other member is an error.
  std::shared_ptr<const std::map<std::string, Type>> members{};
  // The name of a type parameter.
  std::string name{};
  // An object that may have members beside these. They may be asked for, by has() and `.?`.
  bool may_have_more = false;
  // True if nothing is known about it: any other type may take its place.
  bool is_open() const noexcept { return kind == Kind::dyn || kind == Kind::error; }
  bool operator==(const Type& other) const;
  // The type as CEL writes it, "map(string, dyn)".
  std::string text() const;
};

// The type of a value that is not known before the evaluation.
Type dyn();
// A type without parameters.
Type simple(Type::Kind kind);
// list(element).
Type list_of(Type element);
// map(key, value).
Type map_of(Type key, Type value);
// An object with exactly these members.
Type object_of(std::map<std::string, Type> members);
// Reads what Type::text() writes: "map(string, list(int))". A single capital letter is a type
// parameter. Errc::invalid for any other text.
core::Result<Type> parse_type(std::string_view text);

// The names that an expression may use, and their types. Filled first, then only read.
class Scope {
 public:
  // Adds a name; a second declaration of the same name replaces the first.
  Scope& declare(std::string name, Type type);
  // The type of a name; nullptr if it is not declared.
  const Type* find(std::string_view name) const;
  // All names, sorted.
  std::vector<std::string> names() const;
  // Declares the type that a function gives when its first argument is this text. It is used for
  // route("legal-review", …), whose type is another one for each table.
  Scope& declare_result(std::string function, std::string argument, Type type);
  // The type that declare_result() was given; nullptr if it was not called.
  const Type* find_result(std::string_view function, std::string_view argument) const;
  // The namespace in which names are resolved; may be empty. In "a.b" the name x is a.b.x, or else
  // a.x, or else x.
  std::string container{};

 private:
  std::map<std::string, Type, std::less<>> names_;
  // By the function and its first argument.
  std::map<std::string, std::map<std::string, Type, std::less<>>, std::less<>> results_;
};

}  // namespace baton::cel
