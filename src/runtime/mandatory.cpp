#include "runtime/mandatory.hpp"

#include "baton/templates/mandatory.hpp"

#include <algorithm>

namespace baton::runtime {

Dropped dropped_by(ports::Templates& queries, PlanCache& plans, const core::Template& next,
                   const std::vector<std::string>& by_name) {
  Dropped dropped;
  const auto active = queries.template_version(next.name, 0);
  const auto before = active ? active : queries.latest_template(next.name);
  const auto plan = before ? plans.plan(*before) : core::Result<PlanPtr>(PlanPtr());
  if (!plan || *plan == nullptr) return dropped;
  dropped.version = before->version;
  for (auto& step : templates::dropped_steps((*plan)->source(), next)) {
    const bool named = std::find(by_name.begin(), by_name.end(), step) != by_name.end();
    (named ? dropped.allowed : dropped.refused).push_back(std::move(step));
  }
  return dropped;
}

}  // namespace baton::runtime
