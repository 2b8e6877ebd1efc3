#include "runtime/catalog.hpp"

#include "baton/engine/rows.hpp"
#include "baton/telemetry/log.hpp"
#include "baton/templates/load.hpp"

#include <algorithm>

namespace baton::runtime {

namespace {

// A sender could make up types without end; past this many the memory of who listens starts anew.
constexpr std::size_t kTypesRememberedMax = 10'000;
// Nobody reads a longer list; what is set aside beyond it is in the log.
constexpr std::size_t kSetAsideMax = 1'000;

bool waits_for(const engine::Plan& plan, const std::string& type) {
  return std::any_of(plan.steps().begin(), plan.steps().end(), [&](const engine::PlanStep& step) {
    const auto awaited = engine::awaited_type(step);
    return !awaited.empty() && core::type_matches(awaited, type);
  });
}

bool starts_from(const engine::Plan& plan, const std::string& type) {
  return std::any_of(plan.triggers().begin(), plan.triggers().end(),
                     [&](const engine::PlanTrigger& trigger) {
                       return core::type_matches(trigger.spec->event, type);
                     });
}

}  // namespace

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

PlanPtr make_plan(const ports::TemplateRow& row) {
  auto plan = try_plan(row);
  if (!plan) throw ports::RowDamaged(plan.error().message);
  return *plan;
}

void Catalog::load(ports::Queries& queries) {
  active_.clear();
  by_type_.clear();
  ++generation_;
  for (const auto& row : queries.templates()) {
    if (auto plan = prepare(row)) active_[row.name] = *plan;
  }
}

core::Result<PlanPtr> Catalog::prepare(const ports::TemplateRow& row) {
  auto plan = try_plan(row);
  if (!plan) set_aside(row, plan.error().message);
  return plan;
}

void Catalog::set_aside(const ports::TemplateRow& row, const std::string& cause) {
  const std::lock_guard lock(guard_);
  const auto known = std::any_of(set_aside_.begin(), set_aside_.end(), [&](const auto& other) {
    return other.name == row.name && other.version == row.version;
  });
  if (known || set_aside_.size() >= kSetAsideMax) return;
  set_aside_.push_back({row.name, row.version, cause});
  spdlog::error("{}; it starts nothing, and its open runs wait", cause);
}

std::vector<SetAside> Catalog::set_aside() const {
  const std::lock_guard lock(guard_);
  return set_aside_;
}

void Catalog::activate(PlanPtr plan) {
  by_type_.clear();
  ++generation_;
  const auto& name = plan->source().name;
  {
    const std::lock_guard lock(guard_);
    std::erase_if(set_aside_, [&](const SetAside& other) { return other.name == name; });
  }
  active_[name] = std::move(plan);
}

void Catalog::retire(const std::string& name) {
  by_type_.clear();
  ++generation_;
  active_.erase(name);
}

PlanPtr Catalog::active(std::string_view name) const {
  const auto found = active_.find(name);
  return found == active_.end() ? nullptr : found->second;
}

PlanPtr Catalog::pinned(ports::Queries& queries, const std::string& name, int version) {
  const auto active = active_.find(name);
  if (active != active_.end() && active->second->version() == version) return active->second;
  const Key key{name, version};
  const auto known = std::find_if(pinned_.begin(), pinned_.end(),
                                  [&](const auto& entry) { return entry.first == key; });
  if (known != pinned_.end()) {
    pinned_.splice(pinned_.begin(), pinned_, known);
    return known->second;
  }
  const auto row = queries.template_version(name, version);
  if (!row) return nullptr;
  auto plan = prepare(*row);
  if (!plan) throw ports::RowDamaged(plan.error().message);
  pinned_.emplace_front(key, std::move(*plan));
  if (pinned_.size() > pinned_max_) pinned_.pop_back();
  return pinned_.front().second;
}

const Catalog::Listeners& Catalog::listeners(const std::string& type) {
  const auto known = by_type_.find(type);
  if (known != by_type_.end()) return known->second;
  if (by_type_.size() >= kTypesRememberedMax) by_type_.clear();
  Listeners found;
  for (const auto& [name, plan] : active_) {
    if (starts_from(*plan, type)) found.plans.push_back(plan);
    found.waits = found.waits || waits_for(*plan, type);
  }
  return by_type_.emplace(type, std::move(found)).first->second;
}

const std::vector<PlanPtr>& Catalog::started_by(const std::string& type) {
  return listeners(type).plans;
}

bool Catalog::listens(const std::string& type) {
  const auto& found = listeners(type);
  return found.waits || !found.plans.empty();
}

}  // namespace baton::runtime
