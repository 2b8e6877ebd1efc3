#pragma once

#include "baton/ports/rows.hpp"
#include "baton/ports/store.hpp"
#include "baton/runtime/plan_cache.hpp"

#include <cstdint>
#include <string>
#include <vector>

// Figures of workflows that are counted from journals which are stored already.
namespace baton::runtime {

// What is counted, in which way. When it changes, all figures are counted anew.
inline constexpr std::int64_t kFlowVersion = 2;

// The figures that the journal of a stored run adds up to, up to its entry of that sequence.
std::vector<ports::FlowRow> flow_of_run(ports::Queries& queries, PlanCache& plans,
                                        const ports::RunRow& run, std::int64_t to_sequence);

// Counts the figures of stored runs anew when they were counted in another way, or never: some runs
// in each transaction, so that turns go on in between. How far it has come is stored with what it
// has counted, so a process that is killed leaves the rest to the next one. What happens meanwhile
// is counted as ever, and is not counted twice. Runs that are no longer kept do not count any more.
// On the store's thread.
class Recount {
 public:
  explicit Recount(PlanCache& plans) : plans_(plans) {}

  // Notes of a store without a journal that all of it will have been counted in this way. To be
  // called before the first turn: what turns have counted would be counted again otherwise.
  void start(ports::Tx& tx);
  // Counts the next runs, or begins anew. Returns false when nothing is left to do.
  bool go_on(ports::Tx& tx);

 private:
  bool begin(ports::Tx& tx);

  PlanCache& plans_;
  bool done_ = false;
};

}  // namespace baton::runtime
