#include "baton/core/own_events.hpp"
#include "baton/telemetry/log.hpp"
#include "runtime/processor.hpp"

#include <utility>

// The part of the processor for facts: values from outside any run. A fact is written in the
// transaction that steps the event by which it is set. Those that have read it wait for an event of
// Baton's own that tells of the change, as for any other event: they are found by the index of
// waits, and a part of them at a time when there are very many.
namespace baton::runtime {

using core::Event;
using core::FactValue;
using core::Json;
using ports::Tx;

void Processor::set_facts(Tx& tx, const Event& event, const Json& seen, Afterwards& afterwards) {
  if (!facts_->listens(event.type)) return;
  auto found = facts_->found_in(event, seen, clock_.now(), outside(tx));
  for (const auto& error : found.errors) {
    ++afterwards.tally.condition_errors;
    spdlog::warn("event {} ({}): it sets no fact: {}", event.id.text(), event.type, error.text());
  }
  for (auto& set : found.sets)
    keep_fact(tx, event, *set.fact, {set.fact->name, std::move(set.key), std::move(set.value)},
              afterwards);
}

// The value was checked when a person set it. It is checked once more, since the fact may be
// described in another way by now.
void Processor::set_fact(Tx& tx, const Event& event, const std::string& name,
                         Afterwards& afterwards) {
  const auto* fact = facts_->find(name);
  FactValue value{name, core::text_at(event.data, "key")};
  if (const auto* given = core::find(event.data, "value")) value.value = *given;
  value.note = core::text_at(event.data, "note");
  const auto wrong = fact == nullptr ? std::optional(facts_->named(name).error())
                                     : fact->unfit(value.key, value.value);
  if (wrong) {
    spdlog::warn("event {}: the fact {} is not set: {}", event.id.text(), name, wrong->text());
    return;
  }
  keep_fact(tx, event, *fact, std::move(value), afterwards);
}

void Processor::keep_fact(Tx& tx, const Event& event, const facts::Definition& fact,
                          FactValue value, Afterwards& afterwards) {
  const auto steady = clock_.steady();
  value.at = clock_.now();
  value.event = event.id;
  value.actor = event.actor;
  value.source = event.type == core::kFactSet ? "api" : event.source;
  value.set = steady;
  if (fact.stale_after) value.stale = core::plus(steady, *fact.stale_after);
  const auto before = tx.fact(value.fact, value.key);
  tx.put_fact(value);
  if (value.stale)
    afterwards.next_due.add(ports::AlarmRow{false,
                                            *value.stale,
                                            {},
                                            core::StepRef(core::fact_text(value.fact, value.key)),
                                            core::AlarmKind::fact});
  const bool was_stale = before && before->stale && *before->stale <= steady;
  if (!before || was_stale || before->value != value.value)
    tell_of_fact(tx, value, false, event, afterwards);
}

// The alarm may have been published before the fact was set anew. The fact then becomes stale later
// than the alarm says, and nothing is done.
void Processor::look_at_fact(Tx& tx, const Event& event, const std::string& of,
                             Afterwards& afterwards) {
  const auto fact = tx.fact_named(of);
  if (!fact || !fact->stale || core::to_rfc3339(*fact->stale) != core::text_at(event.data, "due"))
    return;
  tx.clear_fact_alarm(*fact);
  tell_of_fact(tx, *fact, true, event, afterwards);
}

void Processor::tell_of_fact(Tx& tx, const FactValue& fact, bool stale, const Event& cause,
                             Afterwards& afterwards) {
  if (!listeners_.hear(tx, std::string(core::kFactChanged))) return;
  auto told = core::fact_changed(fact, stale, clock_.now());
  told.depth = static_cast<std::uint16_t>(cause.depth + 1);
  told.root = core::root_of(cause);
  if (may_publish(tx, told, afterwards)) publish(tx, std::move(told));
}

core::FactSource* Processor::fact_source(Tx& tx) {
  fact_reader_.emplace(
      *facts_, [&tx](std::string_view fact, std::string_view key) { return tx.fact(fact, key); },
      clock_.steady());
  return &*fact_reader_;
}

}  // namespace baton::runtime
