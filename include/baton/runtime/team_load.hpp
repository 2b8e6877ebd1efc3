#pragma once

#include "baton/calendar/business.hpp"
#include "baton/context/cited.hpp"
#include "baton/core/json.hpp"
#include "baton/core/time.hpp"
#include "baton/ports/tx.hpp"
#include "baton/runtime/past_flow.hpp"
#include "baton/runtime/plan_cache.hpp"

#include <cstdint>
#include <map>
#include <string>
#include <vector>

// How much work waits for each team, against the time that it has. On a thread of the store.
namespace baton::runtime {

// The load of one team.
struct TeamLoad {
  // The name of the team.
  std::string team{};
  // Approvals and tasks that wait for it now.
  std::int64_t open = 0;
  // Half of the approvals and tasks of its steps that ended in the last 90 days took no longer.
  core::Duration median_work{};
  // The working time of the next seven days, of all its people.
  core::Duration available{};
  // How many people it has: the users in the group of its name; 1 if there are none.
  std::int64_t people = 1;
  // insight::load_of(); 0 while nothing of it has ended, and while its people have no time.
  double load = 0;
  // The loads that were measured of it, one a day, the oldest first.
  std::vector<double> past{};
};

// The loads of all teams that have open work or had some, by name. `past`: reads how long their
// work took.
std::vector<TeamLoad> team_loads(ports::Queries& queries, PlanCache& plans, PastFlow& past,
                                 const calendar::Calendar& calendar, core::Time now);

// Adds the loads of today to those that are stored, unless that was done today. Of each team the
// newest 90 are kept. A load that is not known is not measured.
void measure_team_loads(ports::Tx& tx, const std::vector<TeamLoad>& loads, core::Time now);
// Whether measure_team_loads() has anything to do today.
bool are_team_loads_due(ports::Settings& settings, core::Time now);

// {"team", "open", "people", "median_work_ms", "available_ms", "load", "usual_p90", "overloaded",
// "measured", "sentence"}. "load" is null while nothing of it has ended, and while its people have
// no time. `language`: of the sentence.
core::Json to_json(const TeamLoad& load, context::Language language = context::Language::en);

}  // namespace baton::runtime
