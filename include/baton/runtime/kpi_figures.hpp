#pragma once

#include "baton/insight/days.hpp"
#include "baton/kpis/definitions.hpp"
#include "baton/kpis/value.hpp"
#include "baton/ports/store.hpp"
#include "baton/runtime/plan_cache.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace baton::runtime {

// What KPIs come to, from what is kept. The figures of one workflow at a time are in memory. On a
// thread of the store that reads.
class KpiFigures {
 public:
  // `today`: the day on which windows end, since 1970 in UTC. Borrows all of them.
  KpiFigures(ports::Queries& queries, PlanCache& plans, std::int64_t today)
      : queries_(queries), plans_(plans), today_(today) {}
  KpiFigures(const KpiFigures&) = delete;

  // What a KPI comes to over its window, which ends today. It is computed once.
  const kpis::Value& of(const kpis::Definition& kpi);
  // Computes the same for all of these at once, so that rows which several of them are about are
  // read once.
  void look_at(const std::vector<const kpis::Definition*>& kpis);
  // The same over these days.
  kpis::Value of(const kpis::Definition& kpi, insight::Days days);
  // The days of the window of a KPI.
  insight::Days window(const kpis::Definition& kpi) const;

 private:
  std::vector<kpis::Value> over(const std::vector<const kpis::Definition*>& kpis,
                                insight::Days days);
  void add_runs(const std::vector<const kpis::Definition*>& kpis,
                std::vector<kpis::Evaluation>& evaluations, insight::Days days, bool whole_runs);
  std::string operation(const std::string& workflow, int version, const std::string& step);

  ports::Queries& queries_;
  PlanCache& plans_;
  std::int64_t today_;
  const kpis::OperationOf operation_of_ = [this](const std::string& workflow, int version,
                                                 const std::string& step) {
    return operation(workflow, version, step);
  };
  std::map<std::string, kpis::Value> values_{};
  // By workflow and version: the operation of each step that acts.
  std::map<std::pair<std::string, int>, std::map<std::string, std::string>> operations_{};
};

}  // namespace baton::runtime
