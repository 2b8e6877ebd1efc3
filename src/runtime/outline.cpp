#include "baton/runtime/runtime.hpp"
#include "baton/templates/load.hpp"

#include <utility>

namespace baton::runtime {

std::vector<core::StepOutline> Runtime::outline(ports::Queries& queries, std::string_view workflow,
                                                int version) {
  std::vector<core::StepOutline> steps;
  const auto row = queries.template_version(workflow, version);
  if (!row) return steps;
  const auto loaded = templates::load(row->yaml, row->name);
  if (!loaded.workflow) return steps;
  for (const core::Step& step : loaded.workflow->steps)
    steps.push_back({step.name, std::string(core::verb_name(step.verb)), step.title});
  return steps;
}

}  // namespace baton::runtime
