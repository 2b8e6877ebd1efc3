#pragma once

#include "baton/cel/expression.hpp"
#include "cel/ast.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace baton::cel {

// Finds out what every name means: a variable of a macro, a declared name (which may have dots, and
// may be in the scope's container), a type, or a function. Reports names and functions that do not
// exist, and compiles literal patterns.
class Resolver {
 public:
  // All are borrowed. `options` have an allowance of patterns.
  Resolver(std::string_view text, Syntax& syntax, const Scope* scope, const CompileOptions& options,
           core::Findings& findings)
      : text_(text), syntax_(syntax), scope_(scope), options_(options), findings_(findings) {}
  void run();

 private:
  void resolve(Node& node);
  bool is_facts(const Node& node) const;
  bool names_fact(const Node& node) const;
  bool resolve_fact(Node& node);
  bool resolve_fact_test(Node& node);
  bool resolve_fact_in(Node& node);
  void resolve_comprehension(Node& node);
  bool is_family(const std::string& name) const;
  bool may_be_method(const Node& node) const;
  void resolve_call(Node& node);
  void resolve_name(Node& node);
  bool followed_by_member(const Node& node) const;
  bool resolve_qualified(Node& node);
  bool resolve_local(Node& node);
  bool is_local(const Node& node) const;
  void compile_pattern(Node& node);
  void fault(const Node& node, std::string rule, std::string message, std::string hint = {});

  std::string_view text_;
  Syntax& syntax_;
  const Scope* scope_;
  const CompileOptions& options_;
  core::Findings& findings_;
  std::vector<std::string_view> locals_;
};

// "a.b.c" if the node is a name or a chain of plain fields of a name; empty if it is not.
std::string qualified_name(const Node& node);
// The name at the root of such a chain; nullptr if it is none.
const Node* root_of(const Node& node);

}  // namespace baton::cel
