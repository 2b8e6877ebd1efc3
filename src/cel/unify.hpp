#pragma once

#include "baton/cel/types.hpp"

#include <map>
#include <string>
#include <vector>

namespace baton::cel {

// Which types the type parameters of an expression stand for, and which types may be used for which
// (CEL specification, "Gradual Type Checking"; the rules are those of cel-go's checker).
class Unifier {
 public:
  // A type parameter nobody else has.
  Type fresh();
  // The signature's own parameters, replaced by fresh ones.
  Type instantiate(const Type& type, std::map<std::string, Type>& renamed);
  // May a value of type `from` be used as `to`? Binds parameters when it may, and changes nothing
  // when not.
  bool assignable(const Type& to, const Type& from);
  bool assignable(const std::vector<Type>& to, const std::vector<Type>& from);
  // What elements of both types have in common: dyn when nothing.
  Type join(const Type& left, const Type& right);
  // The type with bound parameters replaced; free ones stay, or become dyn.
  Type substitute(const Type& type, bool free_to_dyn) const;

 private:
  using Bindings = std::map<std::string, Type>;
  bool fits(const Type& to, const Type& from);
  bool bind(const Type& type, const Type& parameter, bool& had);
  bool fits_map(const Type& to, const Type& from);
  bool occurs(const Type& parameter, const Type& within) const;

  Bindings bindings_;
  int next_ = 0;
};

// int, uint, double.
bool is_numeric(const Type& type);

}  // namespace baton::cel
