#pragma once

#include "baton/runtime/retrying.hpp"
#include "runtime/why.hpp"

#include <string>

// What would be done again, and what would be sent, if a person tried a run again or replayed an
// event. Nothing is changed. Called on a reader's thread.
namespace baton::runtime {

// As Runtime::preview_retry().
core::Result<core::Json> preview_retry(ports::Queries& queries, PlanCache& plans, core::RunId id,
                                       const std::string& step, const core::Actor& actor,
                                       const WhyNow& now, const ports::Connectors& connectors);

// As Runtime::preview_restart().
core::Result<core::Json> preview_restart(ports::Queries& queries, PlanCache& plans, core::RunId id,
                                         const WhyNow& now, const ports::Connectors& connectors);

// As Runtime::preview_replay().
core::Result<core::Json> preview_replay(ports::Queries& queries, PlanCache& plans, core::EventId id,
                                        const WhyNow& now, const ports::Connectors& connectors);

}  // namespace baton::runtime
