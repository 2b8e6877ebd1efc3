#include "runtime/catalog.hpp"

#include "baton/templates/load.hpp"

#include <algorithm>

namespace baton::runtime {

namespace {

// A sender could make up types without end; past this many the memory of who listens starts anew.
constexpr std::size_t kTypesRememberedMax = 10'000;

bool waits_for(const engine::Plan& plan, const std::string& type) {
  return std::any_of(plan.steps().begin(), plan.steps().end(), [&](const engine::PlanStep& step) {
    const auto* wait = std::get_if<core::WaitEvent>(&step.spec->verb);
    return wait && core::type_matches(wait->event, type);
  });
}

bool starts_from(const engine::Plan& plan, const std::string& type) {
  return std::any_of(plan.triggers().begin(), plan.triggers().end(),
                     [&](const engine::PlanTrigger& trigger) { return core::type_matches(trigger.spec->event, type); });
}

}  // namespace

PlanPtr make_plan(const ports::TemplateRow& row) {
  auto loaded = templates::load(row.yaml, row.name);
  core::ensure(loaded.workflow.has_value(), "a published template can be read: " + row.name + " version " +
                                                std::to_string(row.version) +
                                                (loaded.findings.empty() ? "" : ": " + loaded.findings.front().message));
  auto plan = engine::compile(std::move(*loaded.workflow), row.version);
  core::ensure(plan.has_value(), "a published template compiles: " + (plan ? row.name : plan.error().text()));
  return *plan;
}

void Catalog::load(ports::Queries& queries) {
  active_.clear();
  by_type_.clear();
  ++generation_;
  for (const auto& row : queries.templates()) active_[row.name] = make_plan(row);
}

void Catalog::activate(PlanPtr plan) {
  by_type_.clear();
  ++generation_;
  active_[plan->source().name] = std::move(plan);
}

PlanPtr Catalog::pinned(ports::Queries& queries, const std::string& name, int version) {
  const auto active = active_.find(name);
  if (active != active_.end() && active->second->version() == version) return active->second;
  const Key key{name, version};
  const auto known = std::find_if(pinned_.begin(), pinned_.end(), [&](const auto& entry) { return entry.first == key; });
  if (known != pinned_.end()) {
    pinned_.splice(pinned_.begin(), pinned_, known);
    return known->second;
  }
  const auto row = queries.template_version(name, version);
  if (!row) return nullptr;
  pinned_.emplace_front(key, make_plan(*row));
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

const std::vector<PlanPtr>& Catalog::started_by(const std::string& type) { return listeners(type).plans; }

bool Catalog::listens(const std::string& type) {
  const auto& found = listeners(type);
  return found.waits || !found.plans.empty();
}

}  // namespace baton::runtime
