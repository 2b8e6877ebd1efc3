#pragma once

#include "baton/context/cited.hpp"
#include "baton/core/json.hpp"
#include "baton/ports/flow.hpp"

#include <cstdint>
#include <map>
#include <string>
#include <vector>

// Where runs became slower, as JSON for the API. Pure; any thread.
namespace baton::views {

// Which days are compared, as days since 1970-01-01 in UTC. The earlier period is from `before` on
// and ends before `now`; the later one is from `now` on and ends before `to`.
struct BottlenecksAsked {
  std::int64_t before = 0;
  std::int64_t now = 0;
  std::int64_t to = 0;
};

// Schema `Bottlenecks`: the places that became slower, the costliest first. A place is a step of a
// workflow at its team, or what one team hands to another in a workflow. `rows`: how long steps
// took and hand-offs between teams on those days, by workflow (ports::FlowFilter::lengths); they
// may be added up over the days of one period.
//
// The figures hold classes of lengths; each length counts as the mean of its class, which is at
// most nine parts in a hundred off. Of a place with more than 2,000 lengths in one of the two times
// as many are compared, evenly chosen. `language`: of the sentences.
core::Json bottlenecks(const BottlenecksAsked& asked,
                       const std::map<std::string, std::vector<ports::FlowRow>>& rows,
                       context::Language language = context::Language::en);

}  // namespace baton::views
