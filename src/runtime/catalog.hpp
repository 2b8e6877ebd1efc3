#pragma once

#include "baton/ports/store.hpp"
#include "baton/runtime/plan_cache.hpp"
#include "baton/runtime/runtime.hpp"

#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace baton::runtime {

// The active version of each workflow, with which new runs begin, and the templates that are set
// aside. Open runs may be on older versions, which come from the plan cache.
// Used on the store's thread only, but for set_aside().
class Catalog {
 public:
  explicit Catalog(PlanCache& plans) : plans_(plans) {}

  // Loads the active versions. A template that no longer passes the checks is set aside, and the
  // others are loaded.
  void load(ports::Templates& queries);
  // Makes this version the active one of its workflow.
  void activate(PlanPtr plan);
  // Leaves the workflow without an active version.
  void retire(const std::string& name);
  // The templates that are set aside. Any thread.
  std::vector<SetAside> set_aside() const;
  // The active version of a workflow; nullptr when there is none.
  PlanPtr active(std::string_view name) const;
  // One published version of a workflow; nullptr when there is none. Throws ports::RowDamaged when
  // it does not pass the checks any more.
  PlanPtr pinned(ports::Templates& queries, const std::string& name, int version);
  // The active versions of all workflows, by the workflow's name.
  const std::map<std::string, PlanPtr, std::less<>>& all_active() const { return active_; }
  // The active version that has this window or threshold (PlanWindow::id); nullptr when none has.
  PlanPtr counting(std::int64_t window);
  // The active versions that have a trigger for this event type, by name; those whose schedules
  // fire are not among them.
  const std::vector<PlanPtr>& started_by(const std::string& type);
  // The active versions that this event may start, by name: those of its type, and for the firing
  // of a schedule or a start by hand the version of its workflow.
  std::vector<PlanPtr> started_by(const core::Event& event);
  // True when an active version has a trigger or a wait for this event type.
  bool listens(const std::string& type);
  // A number that grows whenever the active versions change.
  std::uint64_t generation() const { return generation_; }

 private:
  struct Listeners {
    std::vector<PlanPtr> plans;
    bool waits = false;
  };
  const Listeners& listeners(const std::string& type);
  // Forgets what follows from the active versions.
  void changed();
  void set_aside(const std::string& name, int version, const std::string& cause);

  PlanCache& plans_;
  std::uint64_t generation_ = 1;
  std::map<std::string, PlanPtr, std::less<>> active_;
  std::unordered_map<std::string, Listeners>
      by_type_;  // filled as types are seen, emptied when a plan changes
  // The active versions by the id of their window or threshold; nullopt until somebody asks.
  std::optional<std::unordered_map<std::int64_t, PlanPtr>> by_window_;
  mutable std::mutex guard_;  // of `set_aside_`, which is read by other threads
  std::vector<SetAside> set_aside_;
};

}  // namespace baton::runtime
