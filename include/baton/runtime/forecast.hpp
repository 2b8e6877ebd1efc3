#pragma once

#include "baton/calendar/calendars.hpp"
#include "baton/context/cited.hpp"
#include "baton/core/ids.hpp"
#include "baton/core/json.hpp"
#include "baton/core/result.hpp"
#include "baton/ports/clock.hpp"
#include "baton/ports/store.hpp"
#include "baton/runtime/plan_cache.hpp"

namespace baton::runtime {

// When an open run and its open steps will end: the answer of GET /api/v1/runs/{id}/forecast in
// docs/openapi.yaml. It is the forecast that is kept beside the run. A run that has only just
// changed has none yet; then one is made here from the newest runs of the workflow that have ended.
// Of these, damaged ones are left out and named. `calendars`: for the length of sleeps that have
// not begun yet. `language`: of the sentences. Errc::not_found when there is no such run,
// Errc::conflict when it has ended. Throws ports::RowDamaged when the run itself cannot be read.
// May be called on any thread on which the store runs a read.
core::Result<core::Json> forecast_of_run(ports::Queries& queries, PlanCache& plans,
                                         const calendar::Calendars& calendars, core::RunId run,
                                         const ports::Clock& clock,
                                         context::Language language = context::Language::en);

}  // namespace baton::runtime
