#include "runtime/foresight_events.hpp"

#include "baton/core/lifecycle.hpp"

namespace baton::runtime {

core::Event run_at_risk(const RunSeen& run, const core::Json& forecast, core::Time now) {
  const auto& row = run.row;
  core::Event event;
  event.type = core::kRunAtRisk;
  event.source = "baton";
  event.subject = row.id.text();
  event.actor = run.head.requester;
  event.time = now;
  event.received = now;
  event.depth = static_cast<std::uint16_t>(run.head.depth + 1);
  event.root = run.head.root ? run.head.root : row.trigger;
  event.trace = run.head.trace;
  event.data = core::Json{{"run", row.id.text()},   {"workflow", row.workflow},
                          {"version", row.version}, {"title", row.title},
                          {"goal", row.goal},       {"status", core::to_text(row.status)}};
  for (const auto* name : {"late", "due", "ends", "left_ms", "runs", "alike", "level", "widened",
                           "sleeps_until", "contributors", "sentence"})
    if (const auto* value = core::find(forecast, name)) event.data[name] = *value;
  return event;
}

}  // namespace baton::runtime
