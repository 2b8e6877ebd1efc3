#pragma once

#include "baton/core/effect.hpp"
#include "baton/engine/decide.hpp"
#include "baton/engine/wait_index.hpp"
#include "baton/ports/clock.hpp"
#include "baton/ports/store.hpp"
#include "baton/telemetry/metrics.hpp"
#include "runtime/catalog.hpp"
#include "runtime/run_cache.hpp"

#include <map>
#include <optional>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

namespace baton::runtime {

// What has to happen once a turn is on disk.
struct Afterwards {
  struct Action {
    core::StartAction action;
    std::optional<core::Time> received{};  // of the event that started the run, for its first action
  };
  std::vector<std::pair<core::RunId, std::string>> finished;  // steps that are over: what is queued for them is not sent
  std::vector<Action> actions;                                // none whose step was over by the end of the turn
  std::optional<core::Time> next_due{};                       // earliest timer that was set

  void begin(Action action);
  void end(core::RunId run, const std::string& step);
  void add(Afterwards later);

 private:
  std::unordered_set<core::RunId> beginning_{};  // of `actions`
};

// Steps events: finds the runs an event starts or concerns, has the engine decide, writes what follows. Lives on the store's
// thread, inside the turn's transaction.
class Processor {
  using WaitPaths = std::map<std::string, engine::IndexPath>;  // by their text; "" for the waits that have no index

 public:
  Processor(Catalog& catalog, ports::Clock& clock, ports::Random& random, telemetry::Metrics& metrics,
            std::size_t runs_cached_max)
      : catalog_(catalog), clock_(clock), random_(random), metrics_(metrics), cache_(runs_cached_max) {}

  // Applies one event, which stands at `position` of the log. Throws what hinders that; the transaction is then half done.
  void step(ports::Tx& tx, const core::Event& event, core::EventId position, Afterwards& afterwards);
  // Applies one event of the log, whole or not at all: when it cannot be processed it is parked with its cause.
  void step_or_park(ports::Tx& tx, const core::Event& event, Afterwards& afterwards);
  // The transaction did not happen: what is in memory may be ahead of the disk.
  void forget() { cache_.clear(); }

 private:
  void step_addressed(ports::Tx& tx, const core::Event& event, core::RunId run, Afterwards& afterwards);
  void start_runs(ports::Tx& tx, const core::Event& event, core::Json seen, Afterwards& afterwards);
  void wake_waits(ports::Tx& tx, const core::Event& event, const core::Json& seen, Afterwards& afterwards);
  void apply(ports::Tx& tx, OpenRun open, const core::Event& event, Afterwards& afterwards);
  void record(ports::Tx& tx, OpenRun open, engine::Decision decision, std::int64_t revision_before,
              const std::vector<std::string>& live_before, const core::Event& event, core::Time now, Afterwards& afterwards);
  void publish_lifecycle(ports::Tx& tx, const core::Run& run, const std::vector<core::Transition>& transitions, core::Time now);
  void look_back(ports::Tx& tx, core::RunId run, const std::string& step, core::EventId until, Afterwards& afterwards);
  void count(const std::vector<core::Transition>& transitions);
  std::optional<OpenRun> open(ports::Tx& tx, core::RunId id);
  const WaitPaths& wait_paths(ports::Tx& tx, const std::string& type);

  Catalog& catalog_;
  ports::Clock& clock_;
  ports::Random& random_;
  telemetry::Metrics& metrics_;
  RunCache cache_;
  core::EventId stepping_{};  // how far the log was looked at: a wait that opens looks back over what is before it
  std::unordered_map<std::string, WaitPaths> wait_paths_;  // by event type; only grows while in memory
};

}  // namespace baton::runtime
