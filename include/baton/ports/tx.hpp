#pragma once

#include "baton/ports/alarms.hpp"
#include "baton/ports/approvals.hpp"
#include "baton/ports/audit.hpp"
#include "baton/ports/bursts.hpp"
#include "baton/ports/counts.hpp"
#include "baton/ports/detections.hpp"
#include "baton/ports/event_log.hpp"
#include "baton/ports/facts.hpp"
#include "baton/ports/flow.hpp"
#include "baton/ports/forecasts.hpp"
#include "baton/ports/journal.hpp"
#include "baton/ports/kpis.hpp"
#include "baton/ports/outbox.hpp"
#include "baton/ports/parking.hpp"
#include "baton/ports/runs.hpp"
#include "baton/ports/settings.hpp"
#include "baton/ports/slots.hpp"
#include "baton/ports/tasks.hpp"
#include "baton/ports/templates.hpp"
#include "baton/ports/tokens.hpp"
#include "baton/ports/users.hpp"
#include "baton/ports/waits.hpp"
#include "baton/ports/windows.hpp"

#include <cstddef>
#include <functional>

namespace baton::ports {

// Reads over all tables, from one consistent snapshot. A function that reads only some of the
// tables should take those as parameters instead, such as a Runs&; a Queries& converts to each of
// them.
class Queries : public virtual EventLog,
                public virtual Runs,
                public virtual Flows,
                public virtual Kpis,
                public virtual Forecasts,
                public virtual Detections,
                public virtual Journal,
                public virtual Outbox,
                public virtual Alarms,
                public virtual Waits,
                public virtual Slots,
                public virtual Bursts,
                public virtual Facts,
                public virtual Windows,
                public virtual Approvals,
                public virtual Tasks,
                public virtual Templates,
                public virtual Tokens,
                public virtual Users,
                public virtual Audit,
                public virtual Parking,
                public virtual Settings,
                public virtual Counters {};

// Reads and writes inside a transaction. Reads see what the transaction has written so far. Used on
// the store's thread, while the work runs.
class Tx : public virtual Queries,
           public virtual EventLogTx,
           public virtual RunsTx,
           public virtual FlowsTx,
           public virtual KpisTx,
           public virtual ForecastsTx,
           public virtual DetectionsTx,
           public virtual AlarmsTx,
           public virtual SlotsTx,
           public virtual BurstsTx,
           public virtual FactsTx,
           public virtual WindowsTx,
           public virtual TemplatesTx,
           public virtual TokensTx,
           public virtual UsersTx,
           public virtual AuditTx,
           public virtual ParkingTx,
           public virtual SettingsTx {
 public:
  // Deletes runs and events whose keeping time is over, a batch at a time. At most `limit` runs are
  // deleted, each with all that belongs to it; then at most `limit` events are looked at, and those
  // are deleted that started no stored run and are not parked. Open runs, and events that are still
  // to be processed, stay. The age of an event counts from when it was stored, that of a run from
  // when its end was stored, both in steady time. A call continues with the event at which the last
  // one stopped, and ends at the first event that is young enough to stay. An event that was kept
  // for its run is deleted together with that run. Returns the number of runs that were deleted
  // plus the number of events that were looked at.
  virtual std::size_t prune(core::Time runs_ended_before, core::Time events_stored_before,
                            std::size_t limit) = 0;

  // Runs `part`. When it throws, what it wrote is undone and the exception passes on; what the
  // transaction wrote before it stays.
  virtual void guarded(const std::function<void()>& part) = 0;
};

}  // namespace baton::ports
