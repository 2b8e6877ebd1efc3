#pragma once

#include "baton/core/result.hpp"
#include "baton/engine/plan.hpp"
#include "baton/ports/rows.hpp"
#include "baton/ports/store.hpp"

#include <cstddef>
#include <list>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>

namespace baton::runtime {

// A compiled template version. It never changes, so any thread may read it.
using PlanPtr = std::shared_ptr<const engine::Plan>;

// Compiles a stored template. Errc::conflict when it does not pass the checks any more, for example
// because a newer Baton published it.
core::Result<PlanPtr> try_plan(const ports::TemplateRow& row);

// The plans of stored template versions that were used lately. A version is compiled when it is
// first asked for, and shared by all who ask later: turns, the readers of a run, the outbox. A
// stored version never changes, so its plan, or the error it gave, stays valid. When the cache is
// full, the plan that was not used for longest is dropped, and compiled again when it is needed.
// Any thread may use it.
class PlanCache {
 public:
  // `plans_max`: the greatest number of plans that are kept.
  explicit PlanCache(std::size_t plans_max) : plans_max_(plans_max) {}
  PlanCache(const PlanCache&) = delete;

  // The plan of a version; nullptr when no such version is stored. The store is read only when the
  // plan is not in the cache. Errc::conflict as try_plan().
  core::Result<PlanPtr> plan(ports::Templates& queries, std::string_view name, int version);
  // The plan of a stored row, which must be committed: after a rollback the number of its version
  // could be given to another text. Errc::conflict as try_plan().
  core::Result<PlanPtr> plan(const ports::TemplateRow& row);

  // How many templates this cache has compiled so far.
  std::size_t compiled() const;

 private:
  using Key = std::pair<std::string, int>;  // name and version
  struct Entry {
    Key key;
    core::Result<PlanPtr> plan;
  };
  using Entries = std::list<Entry>;

  // nullptr when it is not in the cache. The caller holds `guard_`.
  const Entry* find(const Key& key);

  const std::size_t plans_max_;
  mutable std::mutex guard_;
  Entries entries_;  // the one used last comes first
  std::map<Key, Entries::iterator> index_;
  std::size_t compiled_ = 0;
};

}  // namespace baton::runtime
