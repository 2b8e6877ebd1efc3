#include "runtime/mandatory.hpp"

#include "baton/core/json.hpp"
#include "baton/runtime/reads.hpp"
#include "baton/templates/mandatory.hpp"

#include <algorithm>
#include <optional>

namespace baton::runtime {

namespace {

// The version that was active until somebody retired the workflow.
std::optional<ports::TemplateRow> last_active(ports::Queries& queries, const std::string& name) {
  const auto retired = retired_by(queries, name);
  const auto* version = core::find(retired, "version");
  if (version != nullptr && version->is_number_integer())
    return queries.template_version(name, version->get<int>());
  return queries.latest_template(name);
}

}  // namespace

Dropped dropped_by(ports::Queries& queries, PlanCache& plans, const core::Template& next,
                   const std::vector<std::string>& by_name) {
  Dropped dropped;
  const auto active = queries.template_version(next.name, 0);
  const auto before = active ? active : last_active(queries, next.name);
  if (!before) return dropped;
  const auto plan = plans.plan(*before);
  const auto mandatory = plan ? templates::mandatory_steps((*plan)->source())
                              : templates::mandatory_steps(before->yaml);
  dropped.version = before->version;
  for (auto& step : templates::dropped_steps(mandatory, next)) {
    const bool named = std::find(by_name.begin(), by_name.end(), step) != by_name.end();
    (named ? dropped.allowed : dropped.refused).push_back(std::move(step));
  }
  return dropped;
}

}  // namespace baton::runtime
