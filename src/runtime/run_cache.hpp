#pragma once

#include "baton/core/run.hpp"
#include "baton/insight/stretches.hpp"
#include "runtime/catalog.hpp"

#include <cstddef>
#include <list>
#include <unordered_map>

namespace baton::runtime {

// An open run in memory, equal to what its journal replays to.
struct OpenRun {
  core::Run run;
  PlanPtr plan;
  core::EventId trigger{};
  // The stretches of time of its steps; it has read the whole journal of the run.
  insight::Stretches stretches{};
  // While a migration is recorded: the plan that the run had before it. Null otherwise.
  PlanPtr plan_before{};
  // Something that was written to it asks for a decision.
  bool decision_asked = false;
};

// Open runs that were used lately. A run that is not here is replayed from its journal.
class RunCache {
 public:
  struct Limits {
    std::size_t runs_max;
    std::size_t bytes_max;  // of memory, as estimated by weight()
  };
  explicit RunCache(Limits limits) : limits_(limits) {}

  // Takes a run out of the cache; nullopt when it is not here. The caller puts it back when it is
  // done with it.
  std::optional<OpenRun> take(core::RunId id) {
    const auto found = index_.find(id);
    if (found == index_.end()) return std::nullopt;
    OpenRun open = std::move(*found->second);
    bytes_ -= weight(open);
    runs_.erase(found->second);
    index_.erase(found);
    return open;
  }
  // Puts a run into the cache, and drops others that were not used for longest when it is full.
  void put(OpenRun&& open) {
    const auto id = open.run.id();
    bytes_ += weight(open);
    runs_.push_front(std::move(open));
    index_[id] = runs_.begin();
    while (runs_.size() > limits_.runs_max || bytes_ > limits_.bytes_max) {
      bytes_ -= weight(runs_.back());
      index_.erase(runs_.back().run.id());
      runs_.pop_back();
    }
  }
  void clear() {
    runs_.clear();
    index_.clear();
    bytes_ = 0;
  }
  std::size_t bytes() const { return bytes_; }

 private:
  static std::size_t weight(const OpenRun& open) {
    constexpr std::size_t kOfAnyRun = 2'048;  // for its head and the states of its steps
    return kOfAnyRun + open.run.size().memory();
  }

  Limits limits_;
  std::size_t bytes_ = 0;
  std::list<OpenRun> runs_;
  std::unordered_map<core::RunId, std::list<OpenRun>::iterator> index_;
};

}  // namespace baton::runtime
