#include "runtime/catalog.hpp"

#include "baton/core/event_names.hpp"
#include "baton/core/own_events.hpp"
#include "baton/engine/rows.hpp"
#include "baton/engine/windows.hpp"
#include "baton/telemetry/log.hpp"

#include <algorithm>

namespace baton::runtime {

namespace {

// The most event types for which the listeners are remembered; beyond it all are forgotten. A
// sender could otherwise fill the memory with types that it makes up.
constexpr std::size_t kListenedTypesMax = 10'000;
// The most templates that are listed as set aside. Nobody reads a longer list.
constexpr std::size_t kSetAsideMax = 1'000;

bool waits_for(const engine::Plan& plan, const std::string& type) {
  return std::any_of(plan.steps().begin(), plan.steps().end(), [&](const engine::PlanStep& step) {
    const auto awaited = engine::awaited_types(step);
    return std::any_of(awaited.begin(), awaited.end(), [&type](std::string_view pattern) {
      return core::type_matches(pattern, type);
    });
  });
}

bool starts_from(const engine::Plan& plan, const std::string& type) {
  return std::any_of(plan.triggers().begin(), plan.triggers().end(),
                     [&](const engine::PlanTrigger& trigger) {
                       if (trigger.window) return engine::counts(*trigger.window, type);
                       return !trigger.schedule && core::type_matches(trigger.spec->event, type);
                     });
}

}  // namespace

void Catalog::load(ports::Templates& queries) {
  active_.clear();
  changed();
  for (const auto& row : queries.templates()) {
    if (auto plan = plans_.plan(row)) {
      active_[row.name] = *plan;
    } else {
      set_aside(row.name, row.version, plan.error().message);
    }
  }
}

void Catalog::set_aside(const std::string& name, int version, const std::string& cause) {
  const std::lock_guard lock(guard_);
  const auto known = std::any_of(set_aside_.begin(), set_aside_.end(), [&](const auto& other) {
    return other.name == name && other.version == version;
  });
  if (known || set_aside_.size() >= kSetAsideMax) return;
  set_aside_.push_back({name, version, cause});
  spdlog::error("{}; it starts nothing, and its open runs wait", cause);
}

std::vector<SetAside> Catalog::set_aside() const {
  const std::lock_guard lock(guard_);
  return set_aside_;
}

void Catalog::activate(PlanPtr plan) {
  changed();
  const auto& name = plan->source().name;
  {
    const std::lock_guard lock(guard_);
    std::erase_if(set_aside_, [&](const SetAside& other) { return other.name == name; });
  }
  active_[name] = std::move(plan);
}

void Catalog::retire(const std::string& name) {
  changed();
  active_.erase(name);
}

PlanPtr Catalog::active(std::string_view name) const {
  const auto found = active_.find(name);
  return found == active_.end() ? nullptr : found->second;
}

PlanPtr Catalog::pinned(ports::Templates& queries, const std::string& name, int version) {
  const auto active = active_.find(name);
  if (active != active_.end() && active->second->version() == version) return active->second;
  auto plan = plans_.plan(queries, name, version);
  if (plan) return *plan;
  set_aside(name, version, plan.error().message);
  throw ports::RowDamaged(plan.error().message);
}

void Catalog::changed() {
  by_type_.clear();
  by_window_.reset();
  ++generation_;
}

PlanPtr Catalog::counting(std::int64_t window) {
  if (!by_window_) {
    by_window_.emplace();
    for (const auto& [name, plan] : active_) {
      for (const auto& trigger : plan->triggers())
        if (trigger.window) by_window_->emplace(trigger.window->id, plan);
    }
  }
  const auto found = by_window_->find(window);
  return found == by_window_->end() ? nullptr : found->second;
}

const Catalog::Listeners& Catalog::listeners(const std::string& type) {
  const auto known = by_type_.find(type);
  if (known != by_type_.end()) return known->second;
  if (by_type_.size() >= kListenedTypesMax) by_type_.clear();
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

std::vector<PlanPtr> Catalog::started_by(const core::Event& event) {
  auto plans = started_by(event.type);
  const auto name = core::workflow_started_by(event);
  if (name.empty()) return plans;
  auto plan = active(name);
  const auto at = std::lower_bound(
      plans.begin(), plans.end(), name,
      [](const PlanPtr& left, const std::string& right) { return left->source().name < right; });
  const bool listed = at != plans.end() && *at == plan;
  if (plan && !listed) plans.insert(at, std::move(plan));
  return plans;
}

bool Catalog::listens(const std::string& type) {
  const auto& found = listeners(type);
  return found.waits || !found.plans.empty();
}

}  // namespace baton::runtime
