#pragma once

#include "baton/cel/types.hpp"
#include "templates/partial_template.hpp"

#include <map>

namespace baton::templates {

// The names and types that the expressions of a workflow may use, by the part of the template that
// they stand in (docs/guides/templates.md lists them). Where `steps` may be used, all steps of the
// workflow are declared; check_expressions() asks `needs` whether a step comes before.
class Scopes {
 public:
  // `around`: what route() and fact() give is typed by the routes and facts that there are.
  Scopes(const PartialTemplate& partial, const Around& around);
  // The names for expressions in this part. Of a window these are what any window may have.
  const cel::Scope& at(ScopeKind scope) const { return scopes_.at(scope); }
  // The names for the expressions of a site. Of a window these are what it has itself.
  const cel::Scope& at(const Site& site) const;

 private:
  std::map<ScopeKind, cel::Scope> scopes_;
  // By the index of the trigger: what its window or threshold gives.
  std::map<std::size_t, cel::Scope> windows_;
};

}  // namespace baton::templates
