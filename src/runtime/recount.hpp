#pragma once

#include "baton/ports/rows.hpp"
#include "baton/ports/store.hpp"
#include "baton/runtime/plan_cache.hpp"

#include <cstdint>
#include <string>
#include <vector>

// Counts the figures of workflows from stored journals.
namespace baton::runtime {

// The version of the way in which figures are counted. When it changes, all are counted anew.
inline constexpr std::int64_t kFlowVersion = 6;

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

  // If the store has no journal yet, notes that all of it is counted in the present way. To be
  // called before the first turn, because otherwise what turns have counted would be counted again.
  void start(ports::Tx& tx);
  // Counts the next runs, or begins anew. Returns false when nothing is left to do.
  bool go_on(ports::Tx& tx);

 private:
  bool begin(ports::Tx& tx);

  PlanCache& plans_;
  bool done_ = false;
};

}  // namespace baton::runtime
