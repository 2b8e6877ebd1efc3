#pragma once

#include "baton/core/json.hpp"
#include "baton/core/run.hpp"
#include "baton/core/step_ref.hpp"
#include "baton/core/template.hpp"
#include "baton/engine/plan.hpp"

#include <string>
#include <vector>

// What would be sent to other systems if a person tried a run again or replayed an event: the
// member `effects` of RetryPreview and ReplayPreview of docs/openapi.yaml. Pure; any thread.
namespace baton::runtime {

// What the steps of these names send, in this order. `wanted`: the step or the item that is tried
// again; empty: all that failed.
core::Json effects_of(const engine::Plan& plan, const core::Run& run,
                      const std::vector<std::string>& names, const core::StepRef& wanted,
                      const core::Operations& operations);

// What a run that begins would send, beside what these earlier runs of the same event have sent.
core::Json effects_of_new(const engine::Plan& plan, const std::vector<core::Run>& earlier,
                          const core::Operations& operations);

}  // namespace baton::runtime
