#pragma once

#include "baton/ports/flow.hpp"

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <vector>

namespace baton::runtime {

// Reads the figures of workflows, and keeps what the days add up to whose figures do not change any
// more. Of a month with a million runs there are hundreds of thousands of rows, and each page about
// them asks for the same ones. Any thread.
class PastFlow {
 public:
  // The most rows that are kept, of some 200 bytes each.
  static constexpr std::size_t kRowsMax = 100'000;

  // `queries`: a snapshot of what is committed.
  // The rows that meet a filter, those of days that are over added up: of rows that differ in
  // nothing but the day there is one, whose day is the first that is asked for. The rows of the
  // other days follow, in the order of ports::Flows.
  std::vector<ports::FlowRow> rows(ports::Flows& queries, const ports::FlowFilter& filter);

 private:
  using Rows = std::vector<ports::FlowRow>;

  std::shared_ptr<const Rows> find(const ports::FlowFilter& past, std::int64_t changes) const;
  void keep(const ports::FlowFilter& past, std::int64_t changes, std::shared_ptr<const Rows> rows);

  mutable std::mutex mutex_;
  // What is kept is true as long as the mark of the figures has these changes.
  std::int64_t changes_ = 0;
  std::map<ports::FlowFilter, std::shared_ptr<const Rows>> kept_{};
  std::size_t rows_kept_ = 0;
};

}  // namespace baton::runtime
