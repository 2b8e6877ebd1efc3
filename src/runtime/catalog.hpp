#pragma once

#include "baton/ports/store.hpp"
#include "baton/runtime/plan_cache.hpp"
#include "baton/runtime/runtime.hpp"

#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace baton::runtime {

// The active version of each workflow, which events start runs by, and what is set aside. Older
// versions, which open runs are pinned to, come from the plan cache. Lives on the store's thread.
class Catalog {
 public:
  explicit Catalog(PlanCache& plans) : plans_(plans) {}

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
  void set_aside(const std::string& name, int version, const std::string& cause);

  PlanCache& plans_;
  std::uint64_t generation_ = 1;
  std::map<std::string, PlanPtr, std::less<>> active_;
  std::unordered_map<std::string, Listeners>
      by_type_;               // filled as types are seen, emptied when a plan changes
  mutable std::mutex guard_;  // of `set_aside_`, which is read by other threads
  std::vector<SetAside> set_aside_;
};

}  // namespace baton::runtime
