#include "baton/runtime/middle.hpp"

#include "baton/engine/schedules.hpp"
#include "runtime/catalog.hpp"
#include "runtime/free_places.hpp"
#include "runtime/processor.hpp"
#include "runtime/schedules.hpp"
#include "runtime/turn.hpp"

#include <string>
#include <utility>

namespace baton::runtime {

namespace {

Turns::Hooks turn_hooks(Middle::Hooks hooks) {
  const auto committed = [decided = std::move(hooks.decided),
                          over = std::move(hooks.over)](Afterwards afterwards) {
    for (const auto& [run, step] : afterwards.finished) {
      if (over) over(run, step);
    }
    std::vector<core::StartAction> actions;
    for (auto& action : afterwards.actions) actions.push_back(std::move(action.action));
    if (!actions.empty()) decided(std::move(actions));
  };
  return {committed, std::move(hooks.try_later)};
}

}  // namespace

class Middle::Impl {
 public:
  Impl(ports::Store& store, ports::Clock& the_clock, ports::Random& random,
       telemetry::Metrics& metrics, Options given, Hooks hooks)
      : options(given),
        clock(the_clock),
        plans(options.plans_cached_max),
        catalog(plans),
        processor(catalog, clock, random, options),
        turns(store, bus, processor, clock, metrics, options, turn_hooks(std::move(hooks))) {
    bus.on_waiting([this] { turns.wake(); });
  }

  const Options options;
  ports::Clock& clock;
  bus::Bus bus;
  PlanCache plans;
  Catalog catalog;
  Processor processor;
  Turns turns;
};

Middle::Middle(ports::Store& store, ports::Clock& clock, ports::Random& random,
               telemetry::Metrics& metrics, Options options, Hooks hooks)
    : impl_(std::make_unique<Impl>(store, clock, random, metrics, options, std::move(hooks))) {}

Middle::~Middle() = default;

bus::Bus& Middle::bus() { return impl_->bus; }

PlanCache& Middle::plans() { return impl_->plans; }

void Middle::load(ports::Tx& tx) {
  impl_->catalog.load(tx);
  arm_all(tx, impl_->catalog, impl_->clock.believed());
}

void Middle::activate(ports::Tx& tx, PlanPtr plan) {
  const auto name = plan->source().name;
  const auto before = impl_->catalog.active(name);
  const bool keeps_due = before && engine::same_schedules(*before, *plan);
  const bool raises = raises_limit(before.get(), *plan);
  runtime::activate(tx, impl_->catalog, std::move(plan), impl_->clock.believed(), keeps_due);
  if (!raises) return;
  std::string after;
  for (bool through = false; !through;)
    through = impl_->processor.give_places_of_workflow(tx, name, after);
}

void Middle::use_routes(std::shared_ptr<const routing::Routes> routes) {
  impl_->processor.use_routes(std::move(routes));
}

void Middle::use_facts(std::shared_ptr<const facts::Definitions> facts) {
  impl_->processor.use_facts(std::move(facts));
}

void Middle::wake() { impl_->turns.wake(); }

}  // namespace baton::runtime
