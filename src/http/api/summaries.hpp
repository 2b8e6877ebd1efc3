#pragma once

#include "baton/core/json.hpp"
#include "baton/core/result.hpp"
#include "baton/ports/store.hpp"
#include "baton/runtime/plan_cache.hpp"
#include "http/api/values.hpp"

#include <string>

namespace baton::http {

// An item of somebody's inbox, with what happened before it as `summary`: the most important
// sentences about its run, each with the lines of the journal that say it. `lang`: their language,
// as runtime::summary() takes it. Errc::invalid for another one.
core::Result<core::Json> with_summary(ports::Queries& queries, runtime::PlanCache& plans,
                                      const ApprovalId& item, const std::string& lang,
                                      core::Json json);

}  // namespace baton::http
