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
  // `routes`: what route() gives is typed by them; null: it may be anything.
  explicit Scopes(const TemplateDraft& draft, const routing::Routes* routes = nullptr);
  // The names for expressions in this part.
  const cel::Scope& at(ScopeKind scope) const { return scopes_.at(scope); }

 private:
  std::map<ScopeKind, cel::Scope> scopes_;
};

}  // namespace baton::templates
