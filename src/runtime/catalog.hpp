#pragma once

#include "baton/engine/plan.hpp"
#include "baton/ports/store.hpp"
#include "baton/runtime/runtime.hpp"

#include <cstddef>
#include <cstdint>
#include <list>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace baton::runtime {

using PlanPtr = std::shared_ptr<const engine::Plan>;

// A stored template made ready. An Error when what was published does not pass the checks any more,
// as those of a newer Baton.
core::Result<PlanPtr> try_plan(const ports::TemplateRow& row);
// The same; throws ports::RowDamaged.
PlanPtr make_plan(const ports::TemplateRow& row);

// The plans at hand: the active version of each workflow, and lately used older ones that open runs
// are pinned to. Lives on the store's thread.
class Catalog {
 public:
  explicit Catalog(std::size_t pinned_max) : pinned_max_(pinned_max) {}

  // A template that no longer passes the checks is set aside: the others go on.
  void load(ports::Queries& queries);
  void activate(PlanPtr plan);
  void retire(const std::string& name);
  // Any thread.
  std::vector<SetAside> set_aside() const;
  // The version that runs start by; nullptr when there is none.
  PlanPtr active(std::string_view name) const;
  // A version as it was published; nullptr when there is none. Throws ports::RowDamaged when it is
  // set aside.
  PlanPtr pinned(ports::Queries& queries, const std::string& name, int version);
  // Active plans with a trigger for this event type.
  const std::vector<PlanPtr>& started_by(const std::string& type);
  // Whether anything starts from, or waits for, this type: only then is a lifecycle event put on
  // the bus.
  bool listens(const std::string& type);
  // Grows whenever the active plans change.
  std::uint64_t generation() const { return generation_; }

 private:
  struct Listeners {
    std::vector<PlanPtr> plans;
    bool waits = false;
  };
  const Listeners& listeners(const std::string& type);
  core::Result<PlanPtr> prepare(const ports::TemplateRow& row);
  void set_aside(const ports::TemplateRow& row, const std::string& cause);

  std::size_t pinned_max_;
  std::uint64_t generation_ = 1;
  std::map<std::string, PlanPtr, std::less<>> active_;
  std::unordered_map<std::string, Listeners>
      by_type_;  // filled as types are seen, emptied when a plan changes
  using Key = std::pair<std::string, int>;
  std::list<std::pair<Key, PlanPtr>> pinned_;  // most lately used first
  mutable std::mutex guard_;                   // of `set_aside_`, which is read by other threads
  std::vector<SetAside> set_aside_;
};

}  // namespace baton::runtime
