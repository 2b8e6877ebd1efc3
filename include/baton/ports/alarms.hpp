#pragma once

#include "baton/core/time.hpp"
#include "baton/ports/rows.hpp"

#include <cstddef>
#include <vector>

namespace baton::ports {

// All that comes due at some time, but for attempts at actions and looks for their effects: those
// are in the outbox. RunsTx::save() writes them.
class Alarms {
 public:
  virtual ~Alarms() = default;

  // What is due by each of the two clocks: up to `limit` alarms by steady time, earliest first,
  // then up to `limit` by the wall.
  virtual std::vector<AlarmRow> due_alarms(core::Time steady, core::Time wall,
                                           std::size_t limit) = 0;
  // The earliest due times of all.
  virtual NextDue next_due() = 0;
};

}  // namespace baton::ports
