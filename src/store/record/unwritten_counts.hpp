#pragma once

#include "baton/core/run.hpp"
#include "baton/ports/kpis.hpp"
#include "baton/ports/rows.hpp"

#include <compare>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>

namespace baton::store {

// What a transaction has counted of runs and events and not written yet. Many of one transaction
// count in the same few rows, so each row is written once for all of them.
struct UnwrittenCounts {
  // A row of run_counts: the runs of one workflow that have the same status and are equally failing
  // or not.
  struct Alike {
    std::string workflow;
    core::RunStatus status;
    bool failing;
    auto operator<=>(const Alike&) const = default;
  };
  // A row of run_tallies: what started or ended in a quarter of an hour (run_tally.hpp).
  struct Tally {
    std::int64_t quarter;
    std::string_view ended;  // the word of the status with which they ended; empty: they started
    std::int64_t took;
    auto operator<=>(const Tally&) const = default;
  };

  // What is to be added to a row of flow: to its count, and to the time spent.
  struct Added {
    std::int64_t count = 0;
    core::Duration spent{};
    bool operator==(const Added&) const = default;
  };

  // What is to be added to a row of kpi_days: to its count, and to the sum of its numbers, which
  // stops at the ends of 64 bits.
  struct Counted {
    std::int64_t count = 0;
    std::int64_t thousandths = 0;
    bool operator==(const Counted&) const = default;
  };

  // By how much each row changes.
  std::map<Alike, std::int64_t> alike{};
  std::map<Tally, std::int64_t> tallies{};
  // What is added to each row of flow. The key is the row with a `count` and a `spent` of zero.
  std::map<ports::FlowRow, Added> flow{};
  // What is added to each row of kpi_days. The key is the row with a `count` and a `thousandths` of
  // zero.
  std::map<ports::KpiRow, Counted> kpis{};
  bool operator==(const UnwrittenCounts&) const = default;

  bool empty() const { return alike.empty() && tallies.empty() && flow.empty() && kpis.empty(); }
  // A run is stored for the first time.
  void began(const ports::RunRow& run);
  // A stored run is stored anew.
  void changed(const ports::RunRow& run, const ports::RunBefore& before);
  // Something that figures are kept of has ended: adds the count and the time of `row`.
  void took(ports::FlowRow row);
  // Events counted for a KPI: adds the count and the sum of `row`.
  void counted(ports::KpiRow row);
  // All rows of a KPI are deleted.
  void cleared(std::string_view kpi);
  // A run that stood so is deleted.
  void deleted(std::string_view workflow, core::RunStatus status, bool failing);

 private:
  void count_end(const ports::RunRow& run);
};

}  // namespace baton::store
