#pragma once

#include "baton/core/ids.hpp"
#include "baton/core/json.hpp"
#include "baton/core/result.hpp"
#include "baton/ports/store.hpp"
#include "baton/runtime/plan_cache.hpp"

#include <string>

namespace baton::runtime {

// Where values of a run come from, for the API: a list of schema `Origin`. `path`: the one value
// that is asked about, such as "steps.ticket.input.summary". If it is empty, the answer is about
// the values of `step`; if that is empty too, about the inputs, the context and the outputs of the
// run. The list has at most 200 values. Errc::not_found when there is no such run, step or value,
// Errc::conflict when its template does not pass the checks any more.
core::Result<core::Json> provenance(ports::Queries& queries, PlanCache& plans, core::RunId run,
                                    const std::string& step, const std::string& path);

}  // namespace baton::runtime
