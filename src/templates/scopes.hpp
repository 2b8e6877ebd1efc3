#pragma once

#include "baton/cel/types.hpp"
#include "templates/draft.hpp"

#include <map>

namespace baton::templates {

// The names and types that expressions of a workflow may use, by place (DESIGN.md section 4,
// "Expressions"). Steps of the whole workflow are declared everywhere that `steps` is; whether one
// comes before is asked of the needs.
class Scopes {
 public:
  explicit Scopes(const Draft& draft);
  const cel::Scope& at(Place place) const { return scopes_.at(place); }

 private:
  std::map<Place, cel::Scope> scopes_;
};

}  // namespace baton::templates
