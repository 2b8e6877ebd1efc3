#pragma once

#include "baton/bus/bus.hpp"
#include "baton/core/effect.hpp"
#include "baton/core/ids.hpp"
#include "baton/core/step_ref.hpp"
#include "baton/core/time.hpp"
#include "baton/ports/clock.hpp"
#include "baton/ports/store.hpp"
#include "baton/runtime/plan_cache.hpp"
#include "baton/runtime/runtime.hpp"
#include "baton/telemetry/metrics.hpp"

#include <functional>
#include <memory>
#include <vector>

namespace baton::runtime {

// What an event passes on its way from the bus to its commit, and nothing that does I/O of its own:
// the bus, the catalog of templates, the processor and the turns. Nobody performs the actions that
// it decides, and nobody watches the clock: whoever owns it is told of the actions, and publishes
// how they ended and which steps are due. For worlds in which time and vendors are told, such as
// tests of scenarios; the server has Runtime, which adds dispatcher and timers. Borrows the store,
// the clock, the random numbers and the metrics. A turn runs where the store runs its work: on the
// spot when the store is one that works at once.
class Middle {
 public:
  struct Hooks {
    // Actions that a commit has decided, in their order. On the store's thread.
    std::function<void(std::vector<core::StartAction>)> decided;
    // The store did not take a turn: wake() is to be called after this long. On the store's thread.
    std::function<void(core::Duration)> try_later;
    // A commit ended a step: what waits to be sent for it is not sent any more. Before `decided` of
    // the same commit, on the store's thread. May be empty.
    std::function<void(core::RunId, const core::StepRef& step)> over{};
  };

  Middle(ports::Store& store, ports::Clock& clock, ports::Random& random,
         telemetry::Metrics& metrics, Options options, Hooks hooks);
  ~Middle();
  Middle(const Middle&) = delete;

  // The way in. What is published here starts a turn. Any thread.
  bus::Bus& bus();
  // The compiled templates. Any thread.
  PlanCache& plans();

  // Takes up the active templates of the store, in one of its transactions: at the start of a
  // process, before anything is published.
  void load(ports::Queries& queries);
  // Makes a stored version the one that runs start by, in a transaction of the store.
  void activate(PlanPtr plan);
  // Sees to it that a turn runs. Any thread.
  void wake();

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace baton::runtime
