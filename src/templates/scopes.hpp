#pragma once

#include "baton/cel/types.hpp"
#include "templates/template_draft.hpp"

#include <map>

namespace baton::templates {

// The names and types that the expressions of a workflow may use, by the part of the template that
// they stand in (docs/guides/templates.md lists them). Where `steps` may be used, all steps of the
// workflow are declared; check_expressions() asks `needs` whether a step comes before.
class Scopes {
 public:
  // `around`: what route() and fact() give is typed by the routes and facts that there are.
  Scopes(const TemplateDraft& draft, const Around& around);
  // The names for expressions in this part.
  const cel::Scope& at(ScopeKind scope) const { return scopes_.at(scope); }

 private:
  std::map<ScopeKind, cel::Scope> scopes_;
};

}  // namespace baton::templates
