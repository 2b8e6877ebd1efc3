#pragma once

#include "baton/core/run.hpp"
#include "runtime/catalog.hpp"

#include <cstddef>
#include <list>
#include <unordered_map>

namespace baton::runtime {

// An open run in memory, as its journal says.
struct OpenRun {
  core::Run run;
  PlanPtr plan;
  core::EventId trigger{};
};

// Lately used open runs. A cache that may vanish: whoever is not here is replayed from the journal.
class RunCache {
 public:
  explicit RunCache(std::size_t runs_max) : runs_max_(runs_max) {}

  // Takes the run out; the caller puts it back once it has changed.
  std::optional<OpenRun> take(core::RunId id) {
    const auto found = index_.find(id);
    if (found == index_.end()) return std::nullopt;
    OpenRun open = std::move(*found->second);
    runs_.erase(found->second);
    index_.erase(found);
    return open;
  }
  void put(OpenRun open) {
    const auto id = open.run.id();
    runs_.push_front(std::move(open));
    index_[id] = runs_.begin();
    if (runs_.size() <= runs_max_) return;
    index_.erase(runs_.back().run.id());
    runs_.pop_back();
  }
  void clear() {
    runs_.clear();
    index_.clear();
  }

 private:
  std::size_t runs_max_;
  std::list<OpenRun> runs_;
  std::unordered_map<core::RunId, std::list<OpenRun>::iterator> index_;
};

}  // namespace baton::runtime
