#pragma once

#include "baton/cel/types.hpp"

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace baton::cel {

// Knows for which types the type parameters of an expression stand, and which types may be used as
// which (CEL specification, "Gradual Type Checking"). The rules are those of cel-go's checker.
class Unifier {
 public:
  // A new type parameter.
  Type fresh();
  // A type of a signature, with its parameters replaced by new ones; `renamed` says by which.
  Type instantiate(const Type& type, std::map<std::string, Type>& renamed);
  // True if a value of type `from` may be used as `to`. Binds parameters if it may, and changes
  // nothing if it may not.
  bool assignable(const Type& to, const Type& from);
  bool assignable(const std::vector<Type>& to, const std::vector<Type>& from);
  // The type of elements that are of either type; dyn if they have nothing in common.
  Type join(const Type& left, const Type& right);
  // The type with bound parameters replaced. Free ones stay, or become dyn.
  Type substitute(const Type& type, bool free_to_dyn) const;

 private:
  using Bindings = std::map<std::string, Type>;
  bool fits(const Type& to, const Type& from);
  bool bind(const Type& type, const Type& parameter, bool& had);
  bool fits_map(const Type& to, const Type& from);
  bool occurs(const Type& parameter, const Type& within) const;
  // Binds a parameter, and notes what it stood for before.
  void set(const std::string& parameter, Type type);
  // Binds all parameters as they were when bound_before_ was cleared.
  void undo();

  Bindings bindings_;
  // What parameters stood for, in the order in which they were bound anew. Copying all bindings
  // before each attempt instead would take long: an expression has hundreds of attempts.
  std::vector<std::pair<std::string, std::optional<Type>>> bound_before_;
  int next_ = 0;
};

// True for int, uint and double.
bool is_numeric(const Type& type);

}  // namespace baton::cel
