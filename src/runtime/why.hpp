#pragma once

#include "baton/calendar/calendars.hpp"
#include "baton/cel/expression.hpp"
#include "baton/core/ids.hpp"
#include "baton/core/json.hpp"
#include "baton/core/result.hpp"
#include "baton/core/time.hpp"
#include "baton/facts/definitions.hpp"
#include "baton/facts/reader.hpp"
#include "baton/ports/connector.hpp"
#include "baton/ports/lane_state.hpp"
#include "baton/ports/store.hpp"
#include "baton/routing/routes.hpp"
#include "baton/runtime/plan_cache.hpp"

#include <memory>
#include <string>
#include <vector>

// Explains why a run is in its present state, and why an event did or did not start a run. The
// engine explains a run; this adds what tokens, lanes, the journal and the list of workflows tell.
// Called on a reader's thread.
namespace baton::runtime {

// What must be known of the moment in which somebody asks.
struct WhyNow {
  std::vector<ports::LaneState> lanes{};  // the lanes whose actions wait
  core::Time wall{};
  core::Time steady{};
  core::Duration wall_ahead{};  // how far the wall clock is ahead of that, as far as it is trusted
  // The business calendars that expressions ask; null: there are none.
  std::shared_ptr<const calendar::Calendars> calendars{};
  // The decision tables that they ask; null: there are none.
  std::shared_ptr<const routing::Routes> routes{};
  // What facts there are; null: there are none.
  std::shared_ptr<const facts::Definitions> facts{};

  // Where expressions read facts, as they are now.
  facts::Reader fact_reader(ports::Facts& queries) const;
  // What expressions ask beside their names. `known`: where facts are read.
  cel::Outside outside(core::FactSource& known) const {
    return {calendars.get(), routes.get(), &known};
  }
};

// As Runtime::why().
core::Result<core::Json> why(ports::Queries& queries, PlanCache& plans, core::RunId id,
                             const std::string& step, const WhyNow& now);

// As Runtime::why_event().
core::Result<core::Json> why_event(ports::Queries& queries, PlanCache& plans, core::EventId id,
                                   const std::string& workflow, const WhyNow& now,
                                   const ports::Connectors& connectors);

// As Runtime::evaluate().
core::Result<core::Json> evaluate(ports::Queries& queries, const std::string& expression,
                                  core::Json event, core::RunId run, const WhyNow& now);

}  // namespace baton::runtime
