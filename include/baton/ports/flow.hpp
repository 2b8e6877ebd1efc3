#pragma once

#include "baton/core/time.hpp"

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace baton::ports {

// How many stretches, steps or runs of one version of a workflow ended on one day and took a time
// of one class. include/baton/insight/flow.hpp says what is counted, and what the classes are.
struct FlowRow {
  // The workflow and its version.
  std::string workflow{};
  int version = 0;
  // The day on which it ended: how many days after 1970-01-01, in UTC.
  std::int64_t day = 0;
  // The step; empty: the run as a whole.
  std::string step{};
  // The team of the step; may be empty.
  std::string team{};
  // What took that long: "work", "succeeded", …
  std::string what{};
  // The class of how long it took: insight::length_class().
  std::int64_t took = 0;
  // How many times.
  std::int64_t count = 0;
  // How long they took all together.
  core::Duration spent{};
  auto operator<=>(const FlowRow&) const = default;
};

// Which figures are asked for.
struct FlowFilter {
  // Of this workflow.
  std::string workflow{};
  // From the day `from` on, and before the day `to`. Days count since 1970-01-01 in UTC.
  std::int64_t from = 0;
  std::int64_t to = 0;
  // Only what is counted of runs as a whole.
  bool whole_runs = false;
  // Only how long steps took that succeeded, and hand-offs between teams.
  bool lengths = false;
  auto operator<=>(const FlowFilter&) const = default;
};

// Which figures may still change, for who keeps what the others add up to.
struct FlowMark {
  // The day for which figures were written last, counted since 1970-01-01 in UTC; 0 while there
  // are none.
  std::int64_t day = 0;
  // It grows whenever a figure of any other day than that one changes or is deleted: while it stays
  // the same, so do `day` and the figures of all other days.
  std::int64_t changes = 0;
  auto operator<=>(const FlowMark&) const = default;
};

// Figures that are kept beside the runs. They are brought up to date by RunsTx::save(), in its
// transaction, so that reading them goes over no runs.
class Flows {
 public:
  virtual ~Flows() = default;

  // The rows that meet a filter, by day, then by step and by what else tells them apart.
  virtual std::vector<FlowRow> flow(const FlowFilter& filter) = 0;
  // Which of them may still change.
  virtual FlowMark flow_mark() = 0;
};

// The figures inside a transaction, where they can be written.
class FlowsTx : public virtual Flows {
 public:
  // Adds the counts and times of these to what is stored.
  virtual void add_flow(const std::vector<FlowRow>& rows) = 0;
  // Deletes all rows: they are counted anew.
  virtual void clear_flow() = 0;
};

}  // namespace baton::ports
