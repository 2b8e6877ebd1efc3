#pragma once

#include <cstdint>

namespace baton::ports {

struct Counts {
  std::int64_t events = 0;
  std::int64_t runs = 0;
  std::int64_t runs_open = 0;
  std::int64_t steps_live = 0;
  std::int64_t approvals_open = 0;
  std::int64_t parked = 0;
  bool operator==(const Counts&) const = default;
};

// How many rows there are, exactly. The numbers are kept beside the tables, so asking costs one
// row.
class Counters {
 public:
  virtual ~Counters() = default;

  virtual Counts counts() = 0;
};

}  // namespace baton::ports
