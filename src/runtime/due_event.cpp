#include "baton/runtime/due_event.hpp"

#include "baton/core/own_events.hpp"

namespace baton::runtime {

core::Event due_event(const ports::AlarmRow& alarm, core::Time now) {
  switch (alarm.kind) {
    case core::AlarmKind::step:
    case core::AlarmKind::gate_again:
    case core::AlarmKind::gate_closes:
    case core::AlarmKind::sla: return core::step_due(alarm.run, alarm.step, alarm.due, now);
    case core::AlarmKind::run: return core::run_due(alarm.run, alarm.due, now);
    case core::AlarmKind::schedule: return core::schedule_due(alarm.step.name, alarm.due, now);
    case core::AlarmKind::window: return core::window_due(alarm.step.name, alarm.due, now);
    case core::AlarmKind::burst: return core::burst_due(alarm.step.name, alarm.due, now);
    case core::AlarmKind::fact: return core::fact_due(alarm.step.name, alarm.due, now);
    case core::AlarmKind::poll: break;  // the poller takes it
  }
  return {};
}

}  // namespace baton::runtime
