#pragma once

#include "baton/insight/days.hpp"
#include "baton/kpis/definitions.hpp"
#include "baton/kpis/value.hpp"
#include "baton/ports/store.hpp"
#include "baton/runtime/plan_cache.hpp"

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace baton::runtime {

// Computes the values of KPIs from the figures and counts that the store keeps. The figures of one
// workflow at a time are in memory. It lives within one read of the store, on the thread that
// reads.
class KpiFigures {
 public:
  // `today`: the day on which windows end, since 1970 in UTC. The queries and the plans outlive it.
  KpiFigures(ports::Queries& queries, PlanCache& plans, std::int64_t today)
      : queries_(queries), plans_(plans), today_(today) {}
  KpiFigures(const KpiFigures&) = delete;

  // The value of a KPI over its window, which ends today. It is computed once, then remembered.
  const kpis::Value& of(const kpis::Definition& kpi);
  // Computes and remembers the values of all of these at once, so that a row that several of them
  // need is read once.
  void look_at(const std::vector<const kpis::Definition*>& kpis);
  // The value of a KPI over these days. It is not remembered.
  kpis::Value of(const kpis::Definition& kpi, insight::Days days);
  // The days of the window of a KPI.
  insight::Days window(const kpis::Definition& kpi) const;

 private:
  // The values of these KPIs over the same days, in their order.
  std::vector<kpis::Value> over(const std::vector<const kpis::Definition*>& kpis,
                                insight::Days days);
  // Adds the figures of the workflows that these KPIs are about. `whole_runs`: only the figures of
  // runs as a whole, without those of their steps.
  void add_runs(const std::vector<const kpis::Definition*>& kpis,
                std::vector<kpis::Evaluation>& evaluations, insight::Days days, bool whole_runs);
  // The operation of a step, or of what undoes one ("ticket.undo"): "jira.create_issue"; empty if
  // it performs none.
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
