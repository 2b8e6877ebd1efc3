#pragma once

#include "baton/core/event.hpp"
#include "baton/core/json.hpp"
#include "baton/core/time.hpp"
#include "runtime/foresight_models.hpp"

namespace baton::runtime {

// The event that tells that a run is at risk (core::kRunAtRisk). `forecast`: what views::forecast()
// made of it. It follows from what caused the run, as its lifecycle events do.
core::Event run_at_risk(const RunSeen& run, const core::Json& forecast, core::Time now);

}  // namespace baton::runtime
