#include "baton/runtime/reads.hpp"

#include <string>

namespace baton::runtime {

std::vector<StepOutline> outline(ports::Queries& queries, PlanCache& plans,
                                 std::string_view workflow, int version) {
  std::vector<StepOutline> steps;
  const auto plan = plans.plan(queries, workflow, version);
  if (!plan || !*plan) return steps;
  for (const core::Step& step : (*plan)->source().steps)
    steps.push_back({step.name, std::string(core::verb_name(step.verb)), step.title});
  return steps;
}

}  // namespace baton::runtime
