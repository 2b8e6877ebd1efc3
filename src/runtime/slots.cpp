#include "baton/core/own_events.hpp"
#include "runtime/processor.hpp"

#include <algorithm>
#include <utility>

// The part of the processor for the slots of workflows. Who has a place and who waits for one is in
// the table of slots; a place is taken and given back in the transaction in which a run begins or
// ends. Whoever is given a place is told by an event of the log, so that a queue of any length
// costs no turn more than its time.
namespace baton::runtime {

using core::Event;
using core::RunId;
using ports::Tx;

namespace {

using WhenFull = core::Concurrency::WhenFull;

// How many places are given at once. More than one is free at a time only after a version has
// raised the limit, and each run that ends then gives more.
constexpr int kGivenAtOnceMax = 100;
// More runs than any slot has places for.
constexpr std::size_t kHoldersMax = 1'001;

std::string refusal(const core::Concurrency& concurrency, const std::string& key, RunId holder) {
  const auto count = std::to_string(concurrency.limit);
  return "the slot" + (key.empty() ? std::string() : " \"" + key + '"') + " is full: " + count +
         (concurrency.limit == 1 ? " run" : " runs") + " may be under way, as " + holder.text() +
         " is";
}

}  // namespace

// A run that begins gets no place while others wait for one, even if a place is free.
bool Processor::has_place(ports::Slots& tx, const std::string& workflow, const std::string& key,
                          int limit) {
  const auto places = static_cast<std::size_t>(limit);
  return tx.slot_holders(workflow, key, places).size() < places && !tx.next_in_slot(workflow, key);
}

bool Processor::is_given_a_place(ports::Slots& tx, const core::Run& run) {
  const auto holders = tx.slot_holders(run.head().workflow, run.slot().key, kHoldersMax);
  return std::find(holders.begin(), holders.end(), run.id()) != holders.end();
}

bool Processor::find_place(Tx& tx, const Event& event, const engine::Plan& plan, RunId id,
                           const core::Json& seen, engine::Match& match, engine::Moment& at,
                           Afterwards& afterwards) {
  auto key = engine::slot_key(plan, id, seen, match, at.now, outside(tx));
  if (!key) {
    match.problem = key.error().text();
    return true;
  }
  const auto& workflow = plan.source().name;
  const auto& concurrency = *plan.source().concurrency;
  engine::SlotNow slot{std::move(**key)};
  const auto holders = tx.slot_holders(workflow, slot.key, kHoldersMax);
  const auto places = static_cast<std::size_t>(concurrency.limit);
  const bool full = holders.size() >= places;
  if (full && concurrency.when_full == WhenFull::join) return false;
  if (full && concurrency.when_full == WhenFull::reject)
    slot.refusal = refusal(concurrency, slot.key, holders.front());
  if (full && concurrency.when_full == WhenFull::replace) {
    for (std::size_t gone = 0; gone <= holders.size() - places; ++gone)
      replace(tx, event, holders[gone], id, afterwards);
  }
  slot.free = has_place(tx, workflow, slot.key, concurrency.limit);
  at.slot = std::move(slot);
  return true;
}

// Cancels a run so that another one takes its place.
void Processor::replace(Tx& tx, const Event& event, RunId holder, RunId by,
                        Afterwards& afterwards) {
  auto found = open(tx, holder);
  if (!found) return;
  const auto command =
      core::run_cancel(holder, "replaced by " + by.text(), core::Actor(), clock_.now());
  const auto decide = [&command](const engine::Plan& plan, core::Run&& run,
                                 const engine::Moment& moment) {
    return engine::decide(plan, std::move(run), command, moment);
  };
  apply(tx, std::move(*found), event, decide, afterwards);
}

void Processor::give_places(Tx& tx, const std::string& workflow, const std::string& key,
                            int limit) {
  const auto places = static_cast<std::size_t>(limit);
  for (int given = 0; given < kGivenAtOnceMax; ++given) {
    if (tx.slot_holders(workflow, key, places).size() >= places) return;
    const auto next = tx.next_in_slot(workflow, key);
    if (!next) return;
    tx.give_slot(workflow, key, *next);
    publish(tx, core::slot_given(*next, clock_.now()));
  }
}

}  // namespace baton::runtime
