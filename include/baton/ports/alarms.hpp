#pragma once

#include "baton/core/time.hpp"
#include "baton/ports/rows.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace baton::ports {

// The times at which something comes due, for all runs and for the schedules of workflows. Attempts
// at actions, and looks for their effects, are not among them: those are in the outbox.
// RunsTx::save() writes the alarms of runs. An alarm whose row is damaged is left out.
class Alarms {
 public:
  virtual ~Alarms() = default;

  // The alarms that are due by now. First up to `limit` of those that go by steady time, the
  // earliest first; then up to `limit` of those that go by the wall clock, in the same order.
  virtual std::vector<AlarmRow> due_alarms(core::Time steady, core::Time wall,
                                           std::size_t limit) = 0;
  // The earliest due time of all alarms, by each of the two clocks.
  virtual NextDue next_due() = 0;
  // When the schedules of a workflow are due next, by the wall clock; nullopt: never.
  virtual std::optional<core::Time> schedule_due(std::string_view workflow) = 0;
  // The workflows whose schedules are due at some time, by name.
  virtual std::vector<std::string> scheduled() = 0;
};

// The alarms inside a transaction, where those that belong to no run can be written.
class AlarmsTx : public virtual Alarms {
 public:
  // Sets when the schedules of a workflow are due next; nullopt: never. The alarm that was set
  // before is deleted.
  virtual void set_schedule(std::string_view workflow, std::optional<core::Time> due) = 0;
  // Sets when a poll is due, in steady time; nullopt: never. `before` is when it was due until now,
  // which the caller has to remember: the alarm of that time is deleted. nullopt: it had no alarm.
  virtual void set_poll(std::string_view poll, std::optional<core::Time> before,
                        std::optional<core::Time> due) = 0;
};

}  // namespace baton::ports
