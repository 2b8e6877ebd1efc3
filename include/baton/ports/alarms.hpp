#pragma once

#include "baton/core/time.hpp"
#include "baton/ports/rows.hpp"

#include <cstddef>
#include <vector>

namespace baton::ports {

// The timers: gated and waiting steps that are due at some time. RunsTx::save() writes them.
class Alarms {
 public:
  virtual ~Alarms() = default;

  // The steps that are due by one of the two clocks, each once: up to `limit` by steady time,
  // earliest first, then up to `limit` of the others by the wall.
  virtual std::vector<StepRow> due_steps(core::Time steady, core::Time wall, std::size_t limit) = 0;
  // The earliest due times of all.
  virtual NextDue next_due() = 0;
};

}  // namespace baton::ports
