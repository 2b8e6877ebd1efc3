#pragma once

#include "baton/ports/alarms.hpp"
#include "baton/ports/approvals.hpp"
#include "baton/ports/counts.hpp"
#include "baton/ports/event_log.hpp"
#include "baton/ports/journal.hpp"
#include "baton/ports/outbox.hpp"
#include "baton/ports/parking.hpp"
#include "baton/ports/runs.hpp"
#include "baton/ports/settings.hpp"
#include "baton/ports/templates.hpp"
#include "baton/ports/tokens.hpp"
#include "baton/ports/waits.hpp"

#include <cstddef>
#include <functional>

namespace baton::ports {

// Reads of one consistent snapshot, over all tables. Who reads a few of them takes those alone: a
// Queries& is each of them.
class Queries : public virtual EventLog,
                public virtual Runs,
                public virtual Journal,
                public virtual Outbox,
                public virtual Alarms,
                public virtual Waits,
                public virtual Approvals,
                public virtual Templates,
                public virtual Tokens,
                public virtual Parking,
                public virtual Settings,
                public virtual Counters {};

// Reads and writes inside a transaction, on the store's thread. Reads see what was written before
// in the same transaction.
class Tx : public virtual Queries,
           public virtual EventLogTx,
           public virtual RunsTx,
           public virtual TemplatesTx,
           public virtual TokensTx,
           public virtual ParkingTx,
           public virtual SettingsTx {
 public:
  // Deletes what is older than its keeping time: at most `limit` runs, each with all that belongs
  // to it, and of at most `limit` events those that no run was started by and that are not parked.
  // Open runs and events still to be stepped stay. Age is counted in steady time from when the end
  // of a run and an event were stored, whatever the wall clock showed then. Each call continues
  // where the last one stopped and ends at the first event young enough to stay. An event that was
  // kept for its run is deleted with that run. Returns the number of runs deleted plus the number
  // of events looked at.
  virtual std::size_t prune(core::Time runs_ended_before, core::Time events_stored_before,
                            std::size_t limit) = 0;

  // Runs `part`; when it throws, undoes what it wrote and lets the exception through. Others in the
  // transaction stay.
  virtual void guarded(const std::function<void()>& part) = 0;
};

}  // namespace baton::ports
