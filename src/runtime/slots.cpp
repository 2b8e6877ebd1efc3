#include "baton/core/counted.hpp"
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

// The most places of a slot that one call of give_places_of_slot() gives. More than one is free at
// a time only after a version has raised the limit; give_places_of_workflow() then calls it until
// none is free.
constexpr int kGivenAtOnceMax = 100;
// A transaction of give_places_of_workflow() ends at the first slot with which it has given so many
// places or looked at so many slots. That slot is given all its places, so there may be 1,500 in
// all. That takes some milliseconds, in which no turn runs. A look for the next slot for which a
// run waits passes over the rows of all runs with a place that lie between the two.
constexpr int kRaisedAtOnceMax = 500;
// More runs than any slot has places for.
constexpr std::size_t kHoldersMax = 1'001;

std::string refusal(int limit, const std::string& key, RunId holder) {
  return "the slot" + (key.empty() ? std::string() : " \"" + key + '"') +
         " is full: " + core::counted(limit, "run") + " may be under way, as " + holder.text() +
         " is";
}

}  // namespace

// All versions of a workflow share its slots, so one of them says how many places these have.
int Processor::places_of(const engine::Plan& plan) const {
  const auto active = catalog_.active(plan.source().name);
  const bool active_says = active && active->source().concurrency;
  return (active_says ? *active : plan).source().concurrency->limit;
}

// A run that begins gets no place while others wait for one, even if a place is free; unless it
// replaces a run.
bool Processor::has_place(ports::Slots& tx, const std::string& workflow, const std::string& key,
                          int limit) {
  const auto places = static_cast<std::size_t>(limit);
  return tx.slot_holders(workflow, key, places).size() < places && !tx.next_in_slot(workflow, key);
}

bool Processor::row_has_place(ports::Slots& tx, const core::Run& run) {
  return tx.holds_slot(run.head().workflow, run.slot().key, run.id());
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
  const int limit = places_of(plan);
  const auto places = static_cast<std::size_t>(limit);
  const bool full = holders.size() >= places;
  if (full && concurrency.when_full == WhenFull::join) return false;
  if (full && concurrency.when_full == WhenFull::reject)
    slot.refusal = refusal(limit, slot.key, holders.front());
  if (full && concurrency.when_full == WhenFull::replace) {
    for (std::size_t gone = 0; gone <= holders.size() - places; ++gone)
      replace(tx, event, holders[gone], id, afterwards);
  }
  // The place of a run that was replaced goes to the run that replaces it, also while others wait.
  slot.free = full && concurrency.when_full == WhenFull::replace
                  ? tx.slot_holders(workflow, slot.key, places).size() < places
                  : has_place(tx, workflow, slot.key, limit);
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
  replaced_ = holder;
  apply(tx, std::move(*found), event, decide, afterwards);
  replaced_ = {};
}

int Processor::give_places_of_slot(Tx& tx, const std::string& workflow, const std::string& key,
                                   int limit) {
  auto next = tx.next_in_slot(workflow, key);
  if (!next) return 0;
  const auto holders = tx.slot_holders(workflow, key, static_cast<std::size_t>(limit));
  const int places = std::min(limit - static_cast<int>(holders.size()), kGivenAtOnceMax);
  int given = 0;
  for (; next && given < places; ++given) {
    tx.give_slot(workflow, key, *next);
    publish(tx, core::slot_given(*next, clock_.now()));
    next = tx.next_in_slot(workflow, key);
  }
  return given;
}

bool Processor::give_places_of_workflow(Tx& tx, const std::string& workflow, std::string& after) {
  const auto plan = catalog_.active(workflow);
  if (!plan || !plan->source().concurrency) return true;
  const int limit = plan->source().concurrency->limit;
  int done = 0;
  // The slot whose key is empty comes first, and is behind no key.
  auto key = after.empty() ? std::optional(std::string()) : tx.awaited_slot(workflow, after);
  for (; key; key = tx.awaited_slot(workflow, after)) {
    if (done >= kRaisedAtOnceMax) return false;
    int given = kGivenAtOnceMax;
    for (; given == kGivenAtOnceMax; done += given)
      given = give_places_of_slot(tx, workflow, *key, limit);
    after = *key;
    ++done;
  }
  return true;
}

}  // namespace baton::runtime
