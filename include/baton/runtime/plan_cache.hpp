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

using PlanPtr = std::shared_ptr<const engine::Plan>;

// Makes a stored template ready to run. Errc::conflict when it does not pass the checks any more,
// as one that a newer Baton published.
core::Result<PlanPtr> try_plan(const ports::TemplateRow& row);

// The plans of stored template versions that were used lately. A version is compiled when it is
// first asked for and shared by all who ask later: turns, the readers of a run, the outbox. A
// stored version never changes, so what it compiled to, an error too, stays true. When there are
// more than `plans_max`, the one that was not used for longest is dropped and compiled again when
// it is needed. Owned by whoever wires the middle of the server; any thread may use it.
class PlanCache {
 public:
  explicit PlanCache(std::size_t plans_max) : plans_max_(plans_max) {}
  PlanCache(const PlanCache&) = delete;

  // The plan of a version; nullptr when no such version is stored. The store is asked only when the
  // plan is not at hand. Errc::conflict as try_plan().
  core::Result<PlanPtr> plan(ports::Queries& queries, std::string_view name, int version);
  // The plan of a row that is committed to the store: one that could still be rolled back, and its
  // number given to another text, must not come here.
  core::Result<PlanPtr> plan(const ports::TemplateRow& row);

  // How many templates have been compiled so far.
  std::size_t compiled() const;

 private:
  using Key = std::pair<std::string, int>;  // name and version
  struct Entry {
    Key key;
    core::Result<PlanPtr> plan;
  };
  using Entries = std::list<Entry>;

  // nullptr when it is not at hand. `guard_` is held.
  const Entry* find(const Key& key);

  const std::size_t plans_max_;
  mutable std::mutex guard_;
  Entries entries_;  // the most lately used first
  std::map<Key, Entries::iterator> index_;
  std::size_t compiled_ = 0;
};

}  // namespace baton::runtime
