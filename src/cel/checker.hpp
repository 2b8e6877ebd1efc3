#pragma once

#include "baton/cel/expression.hpp"
#include "baton/cel/type_words.hpp"
#include "cel/ast.hpp"
#include "cel/unify.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace baton::cel {

// Finds the type of every node of a resolved tree, and reports what cannot work with any values.
class Checker {
 public:
  Checker(std::string_view text, const Scope& scope, const CompileOptions& options,
          core::Findings& findings)
      : text_(text), scope_(scope), options_(options), findings_(findings) {}
  void run(Syntax& syntax);

 private:
  Type check(Node& node);
  Type type_of(Node& node);
  Type name(const Node& node);
  Type select(Node& node);
  Type field(const Node& node, const Type& target);
  Type member(const Node& node, const Type& object, const std::string& field);
  Type index(Node& node);
  Type element(const Node& node, const Type& target, const Type& key);
  Type call(Node& node);
  const Type* known_result(const Node& node) const;
  Type variadic(const Node& node, const std::vector<Type>& arguments);
  Type list(Node& node);
  Type map(Node& node);
  Type conditional(Node& node);
  Type comprehension(Node& node);
  Type comprehension_result(Node& node, const Type& key, const Type& body);
  void range_types(const Node& node, const Type& range, Type& key, Type& value);
  Type optional_inner(const Node& node, const Type& type);
  void expect_bool(Node& node, const Node& blamed);
  Type no_overload(const Node& node, const std::vector<Type>& arguments);
  void fault(const Node& node, std::string message, std::string hint = {});
  std::string shown(const Type& type) const { return spoken(unifier_.substitute(type, true)); }

  std::string_view text_;
  const Scope& scope_;
  const CompileOptions& options_;
  core::Findings& findings_;
  Unifier unifier_;
  std::vector<Type> locals_;
};

}  // namespace baton::cel
