#include "baton/core/own_events.hpp"
#include "baton/telemetry/log.hpp"
#include "runtime/processor.hpp"

#include <algorithm>
#include <utility>

// The part of the processor for triggers that debounce or throttle: events of one key that are held
// back until their burst is over, or counted. A burst is a row with an alarm; it is written in the
// transaction that steps its event, and deleted in the one that starts its run.
namespace baton::runtime {

using core::Event;
using ports::BurstRow;
using ports::Tx;

namespace {

// A burst without `at_most` is over after a day at the latest.
constexpr core::Duration kBurstMax = std::chrono::hours(24);

}  // namespace

bool Processor::held_back(Tx& tx, const Event& event, const engine::Plan& plan,
                          const engine::Match& match, Afterwards& afterwards) {
  if (match.trigger == nullptr) return false;
  const auto& spec = *match.trigger->spec;
  const auto& workflow = plan.source().name;
  if (spec.debounce) {
    debounce(tx, event, *spec.debounce, {workflow, BurstRow::Kind::debounce, match.burst},
             afterwards);
    return true;
  }
  if (!spec.throttle) return false;
  // While a run with its key is open the event starts none, and takes nothing from the limit.
  if (!match.key.empty() && tx.open_run(workflow, match.key)) return false;
  return throttled(tx, event, *spec.throttle,
                   {workflow, BurstRow::Kind::throttle, match.counted_by}, afterwards);
}

void Processor::debounce(ports::BurstsTx& tx, const Event& event, const core::Debounce& spec,
                         BurstRow burst, Afterwards& afterwards) {
  const auto now = clock_.steady();
  auto row = tx.burst(burst.workflow, burst.kind, burst.key).value_or(std::move(burst));
  if (row.count == 0) row.until = core::plus(now, spec.at_most.value_or(kBurstMax));
  ++row.count;
  row.event = event.id;
  row.due = std::min(core::plus(now, spec.quiet), row.until);
  keep(tx, row, afterwards);
}

// A time in which events are counted begins with the first of them.
bool Processor::throttled(ports::BurstsTx& tx, const Event& event, const core::Throttle& spec,
                          BurstRow burst, Afterwards& afterwards) {
  const auto now = clock_.steady();
  auto row = tx.burst(burst.workflow, burst.kind, burst.key);
  if (!row || row->due <= now) {
    burst.until = burst.due = core::plus(now, spec.per);
    row = std::move(burst);
  }
  const bool too_many = row->count >= spec.limit;
  ++row->count;
  row->event = event.id;
  if (too_many) ++row->refused;
  keep(tx, *row, afterwards);
  return too_many;
}

void Processor::keep(ports::BurstsTx& tx, const BurstRow& row, Afterwards& afterwards) {
  tx.put_burst(row);
  afterwards.next_due.add(
      ports::AlarmRow{false, row.due, {}, core::StepRef(row.name()), core::AlarmKind::burst});
}

// An alarm that was told before more events came finds the burst due at another time, and does
// nothing.
void Processor::look_at_burst(Tx& tx, const Event& event, const std::string& name,
                              Afterwards& afterwards) {
  const auto row = tx.burst_named(name);
  if (!row || core::to_rfc3339(row->due) != core::text_at(event.data, "due")) return;
  tx.delete_burst(*row);
  if (row->kind == BurstRow::Kind::throttle) {
    if (row->refused > 0)
      spdlog::info("{}: {} of {} events of \"{}\" started no run, as its trigger is throttled",
                   row->workflow, row->refused, row->count, row->key);
    return;
  }
  const auto plan = catalog_.active(row->workflow);
  const auto last = tx.event(row->event);
  if (!plan || !last || !is_awake(plan->source())) return;
  auto seen = last->to_json();
  auto matched = engine::match(*plan, *last, seen, clock_.now(), outside(tx));
  if (matched.match) start(tx, *last, plan, std::move(seen), std::move(*matched.match), afterwards);
}

}  // namespace baton::runtime
