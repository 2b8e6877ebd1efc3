#pragma once

#include "baton/calendar/business.hpp"
#include "baton/core/json.hpp"
#include "baton/insight/flow.hpp"
#include "baton/insight/latency.hpp"
#include "baton/ports/flow.hpp"

#include <map>
#include <string>
#include <vector>

// Where time went, as JSON for the API. Pure; any thread.
namespace baton::views {

// Schema `Latency` but for `run`: the time of a run, of its steps and of its hand-offs, cut into
// phases, by the clock and in the working time of a calendar. Of each split, the parts in
// milliseconds add up to the whole. `teams`: those of the steps that have one.
// Errors as Calendar::between().
core::Result<core::Json> latency(const insight::Latency& latency,
                                 const calendar::Calendar& calendar,
                                 const std::map<std::string, std::string>& teams);

// Which figures are asked for.
struct FlowAsked {
  // From the day `from` on, and before the day `to`. Days count since 1970-01-01 in UTC.
  std::int64_t from = 0;
  std::int64_t to = 0;
  // Only this version; 0: all of them.
  int version = 0;
};

// Schema `Flow`: the figures of a workflow, of its runs as a whole, by step, by hand-off and by
// day. `rows` are its rows of those days; those of steps may be added up over days.
core::Json flow(const FlowAsked& asked, const std::string& workflow,
                const std::vector<ports::FlowRow>& rows);
// One item of the list of all workflows: the figures of its runs as a whole. `rows` are those,
// which may be added up over days.
core::Json flow_of_runs(const FlowAsked& asked, const std::string& workflow,
                        const std::vector<ports::FlowRow>& rows);

}  // namespace baton::views
