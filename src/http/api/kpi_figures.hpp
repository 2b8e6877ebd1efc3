#pragma once

#include "baton/core/json.hpp"
#include "baton/goals/tree.hpp"
#include "baton/kpis/definitions.hpp"
#include "baton/kpis/value.hpp"
#include "baton/ports/store.hpp"
#include "baton/runtime/plan_cache.hpp"
#include "http/api/days.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace baton::http {

// What KPIs come to, from what is kept. What several of them are computed from is read once. On a
// thread of the store that reads.
class KpiFigures {
 public:
  // `today`: the day on which windows end, since 1970 in UTC. Borrows all of them.
  KpiFigures(ports::Queries& queries, runtime::PlanCache& plans, std::int64_t today)
      : queries_(queries), plans_(plans), today_(today) {}

  // What a KPI comes to over its window, which ends today.
  kpis::Value of(const kpis::Definition& kpi);
  // The same over these days.
  kpis::Value of(const kpis::Definition& kpi, Days days);
  // The days of the window of a KPI.
  Days window(const kpis::Definition& kpi) const;

 private:
  const std::vector<kpis::RunCounts>& rows(Days days, bool whole_runs);
  std::string operation(const std::string& workflow, int version, const std::string& step);

  ports::Queries& queries_;
  runtime::PlanCache& plans_;
  std::int64_t today_;
  // By the days, and whether only figures of whole runs were read.
  std::map<std::pair<std::pair<std::int64_t, std::int64_t>, bool>, std::vector<kpis::RunCounts>>
      rows_{};
  // By workflow and version: the operation of each step that acts.
  std::map<std::pair<std::string, int>, std::map<std::string, std::string>> operations_{};
};

// How many of the KPIs of a goal, and of all that is beneath it, have reached their targets:
// {"reached", "missed", "no_data"}. Those without a target are left out.
core::Json kpis_beneath(KpiFigures& figures, const kpis::Definitions& kpis, const goals::Tree& tree,
                        const goals::Node& node);
// The KPIs that a goal itself names, with their values. One that is not described is told by its
// name alone.
core::Json kpis_of(KpiFigures& figures, const kpis::Definitions& kpis, const goals::Node& node);
// A KPI in a list: what its file says, and what it comes to over its window.
core::Json kpi_json(KpiFigures& figures, const kpis::Definition& kpi);

}  // namespace baton::http
