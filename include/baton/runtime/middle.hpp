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

// The part of the runtime that an event passes on its way from the bus to its commit: the bus, the
// catalog of templates, the processor and the turns. It neither performs actions nor watches the
// clock. Its owner is told of the actions that were decided, and publishes how they ended and which
// steps are due. It is made for simulated worlds, such as those of scenario tests; the server uses
// Runtime, which has a dispatcher and timers. Borrows the store, the clock, the random numbers and
// the metrics. A turn runs on the thread on which the store runs its work. With a store that has no
// thread (store::MemoryOptions::threaded is false), that is within the call that submits the work.
class Middle {
 public:
  // What the owner is told. All are called on the store's thread.
  struct Hooks {
    // A commit has decided these actions, in this order.
    std::function<void(std::vector<core::StartAction>)> decided;
    // The store could not run a turn; wake() should be called after this time.
    std::function<void(core::Duration)> try_later;
    // A commit ended a step, so that an action that waits to be sent for it must not be sent any
    // more. Called before `decided` for the same commit. May be empty.
    std::function<void(core::RunId, const core::StepRef& step)> over{};
  };

  // Uses the limits of turns, caches and waits in `options`; the other options belong to Runtime.
  Middle(ports::Store& store, ports::Clock& clock, ports::Random& random,
         telemetry::Metrics& metrics, Options options, Hooks hooks);
  ~Middle();
  Middle(const Middle&) = delete;

  // Where events are published; that starts a turn. Any thread.
  bus::Bus& bus();
  // The compiled templates. Any thread.
  PlanCache& plans();

  // Loads the active templates. To be called inside a transaction of the store, at the start of a
  // process, before anything is published.
  void load(ports::Tx& tx);
  // Makes this version of its workflow the one that new runs begin with. If that raises the limit
  // of its `concurrency`, the free places are given to the runs that wait; call wake() so that
  // these runs go on. To be called inside a transaction of the store, once the version is
  // committed.
  void activate(ports::Tx& tx, PlanPtr plan);
  // Replaces the decision tables that expressions and steps ask; never null. To be called inside a
  // transaction of the store.
  void use_routes(std::shared_ptr<const routing::Routes> routes);
  // Replaces the definitions of facts; never null. To be called inside a transaction of the store.
  void use_facts(std::shared_ptr<const facts::Definitions> facts);
  // Makes a turn run soon. Any thread.
  void wake();

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace baton::runtime
