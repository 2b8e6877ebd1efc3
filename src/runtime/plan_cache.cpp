#include "baton/runtime/plan_cache.hpp"

#include "baton/templates/load.hpp"

#include <algorithm>

namespace baton::runtime {

core::Result<PlanPtr> try_plan(const ports::TemplateRow& row) {
  const auto name = row.name + "@" + std::to_string(row.version);
  auto loaded = templates::load(row.yaml, name);
  if (!loaded.workflow) {
    const auto error = std::find_if(loaded.findings.begin(), loaded.findings.end(),
                                    [](const core::Finding& finding) {
                                      return finding.severity == core::Finding::Severity::error;
                                    });
    const bool said = error != loaded.findings.end();
    return core::Error{
        core::Errc::conflict,
        "the template " + name + " no longer passes the checks" +
            (said ? ": line " + std::to_string(error->at.line) + ": " + error->message : "")};
  }
  auto plan = engine::compile(std::move(*loaded.workflow), row.version);
  if (!plan)
    return core::Error{core::Errc::conflict,
                       "the template " + name + " no longer compiles: " + plan.error().text()};
  return *plan;
}

core::Result<PlanPtr> PlanCache::plan(ports::Templates& queries, std::string_view name,
                                      int version) {
  {
    const std::lock_guard lock(guard_);
    if (const auto* known = find({std::string(name), version})) return known->plan;
  }
  const auto row = queries.template_version(name, version);
  if (!row) return PlanPtr();
  return plan(*row);
}

// Compiling a large template takes long, so it is done without the lock. When two threads miss
// the same plan at the same time, both compile it and use the one that was ready first.
core::Result<PlanPtr> PlanCache::plan(const ports::TemplateRow& row) {
  Key key{row.name, row.version};
  {
    const std::lock_guard lock(guard_);
    if (const auto* known = find(key)) return known->plan;
  }
  auto made = try_plan(row);
  const std::lock_guard lock(guard_);
  ++compiled_;
  if (const auto* known = find(key)) return known->plan;
  entries_.push_front({key, made});
  index_.emplace(std::move(key), entries_.begin());
  if (entries_.size() > plans_max_) {
    index_.erase(entries_.back().key);
    entries_.pop_back();
  }
  return made;
}

std::size_t PlanCache::compiled() const {
  const std::lock_guard lock(guard_);
  return compiled_;
}

const PlanCache::Entry* PlanCache::find(const Key& key) {
  const auto known = index_.find(key);
  if (known == index_.end()) return nullptr;
  entries_.splice(entries_.begin(), entries_, known->second);
  return &*known->second;
}

}  // namespace baton::runtime
