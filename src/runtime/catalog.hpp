#pragma once

#include "baton/engine/plan.hpp"
#include "baton/ports/store.hpp"

#include <cstddef>
#include <cstdint>
#include <list>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace baton::runtime {

using PlanPtr = std::shared_ptr<const engine::Plan>;

// A stored template made ready; throws BrokenInvariant when what was published does not compile any more.
PlanPtr make_plan(const ports::TemplateRow& row);

// The plans at hand: the active version of each workflow, and lately used older ones that open runs are pinned to. Lives on the
// store's thread.
class Catalog {
 public:
  explicit Catalog(std::size_t pinned_max) : pinned_max_(pinned_max) {}

  void load(ports::Queries& queries);
  void activate(PlanPtr plan);
  // A version as it was published; nullptr when there is none.
  PlanPtr pinned(ports::Queries& queries, const std::string& name, int version);
  // Active plans with a trigger for this event type.
  const std::vector<PlanPtr>& started_by(const std::string& type);
  // Whether anything starts from, or waits for, this type: only then is a lifecycle event put on the bus.
  bool listens(const std::string& type);
  // Grows whenever a plan becomes active.
  std::uint64_t generation() const { return generation_; }

 private:
  struct Listeners {
    std::vector<PlanPtr> plans;
    bool waits = false;
  };
  const Listeners& listeners(const std::string& type);

  std::size_t pinned_max_;
  std::uint64_t generation_ = 1;
  std::map<std::string, PlanPtr, std::less<>> active_;
  std::unordered_map<std::string, Listeners> by_type_;  // filled as types are seen, emptied when a plan changes
  using Key = std::pair<std::string, int>;
  std::list<std::pair<Key, PlanPtr>> pinned_;  // most lately used first
};

}  // namespace baton::runtime
