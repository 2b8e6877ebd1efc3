#pragma once

#include "baton/core/time.hpp"
#include "baton/ports/rows.hpp"

#include <cstddef>
#include <vector>

namespace baton::ports {

// The times at which something comes due, for all runs. Attempts at actions, and looks for their
// effects, are not among them: those are in the outbox. RunsTx::save() writes alarms.
class Alarms {
 public:
  virtual ~Alarms() = default;

  // The alarms that are due by now. First up to `limit` of those that go by steady time, the
  // earliest first; then up to `limit` of those that go by the wall clock, in the same order.
  virtual std::vector<AlarmRow> due_alarms(core::Time steady, core::Time wall,
                                           std::size_t limit) = 0;
  // The earliest due time of all alarms, by each of the two clocks.
  virtual NextDue next_due() = 0;
};

}  // namespace baton::ports
