#pragma once

#include "baton/bus/bus.hpp"
#include "baton/core/effect.hpp"
#include "baton/core/event.hpp"
#include "baton/core/finding.hpp"
#include "baton/core/result.hpp"
#include "baton/core/run.hpp"
#include "baton/core/step_ref.hpp"
#include "baton/core/template.hpp"
#include "baton/core/time.hpp"
#include "baton/ports/store.hpp"
#include "baton/runtime/middle.hpp"
#include "baton/simulate/chance.hpp"
#include "baton/simulate/clock.hpp"
#include "baton/telemetry/metrics.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace baton::simulate {

// The middle of the server under a clock that only its owner moves: the bus, turns, processor and
// store of the product, with a database in memory. Actions are answered by a function, or by
// finish(). Everything happens within the call that causes it, on the caller's thread; one thread
// at a time. What must not be is a fault, a value: see take_faults().
class World {
 public:
  // What an action comes to that has begun; nullopt: it stays in flight until finish(). Asked once
  // for every try of an action, and again when its answer was that nothing was done yet (throttled,
  // held).
  using Answers = std::function<std::optional<core::ActionResult>(const core::StartAction&)>;

  struct Options {
    core::Time begins = VirtualClock::kBegins;
    // What the connections at hand can do, to hold templates to; null: `do` is not checked. Lives
    // as long as the world.
    const core::Operations* operations = nullptr;
    // Empty: no action is answered but by finish().
    Answers answers{};
    // After every event the rows of the newest runs are held to what their journals say; what
    // differs is a fault. It costs a replay of each of them.
    bool audited = true;
  };

  // A transition of the journal, as people name it: "StepStarted ship".
  struct News {
    core::RunId run{};
    std::string text{};
  };

  World() : World(Options{}) {}
  explicit World(Options options);
  ~World();
  World(const World&) = delete;

  VirtualClock& clock() { return clock_; }

  // Publishes a version of a template, which is the active one from now on. Returns what is to be
  // said of it; if that holds an error, nothing was published. `file`: what findings call it.
  core::Findings publish_template(std::string_view yaml, const std::string& file);

  // An event from outside; the result is what its sender is told (Bus::publish). It has been
  // stepped when this returns, and so has all that follows from it at this moment.
  core::Result<bus::Receipt> publish(core::Event event);
  // One of Baton's own events, such as a person's decision (core/own_events.hpp).
  void post(core::Event event);

  // What is to be performed, or is being performed, in the order in which it was decided.
  std::vector<core::StartAction> in_flight() const;
  // Ends the first action in flight of a step, and of a run when one is given; false: there is
  // none. A result that is no end of it (throttled, held) leaves it in flight.
  bool finish(const core::StepRef& step, std::optional<core::RunId> run, core::ActionResult result);

  // Time passes at one stroke, as when the server was away: what came due meanwhile is told at the
  // end of it.
  void advance(core::Duration by);
  // Time passes up to this moment of the wall clock, and each thing comes due at its own time.
  void pass_until(core::Time wall);
  // How long until something comes due: an alarm, or an action that waits for its next attempt.
  // nullopt: nothing will.
  std::optional<core::Duration> next_due();

  // The process ends and another one begins: everything in memory is gone, and the outbox says what
  // was being performed. The clock goes on.
  void restart();

  // The transitions since the last call, in the order of the journal.
  std::vector<News> news();
  std::optional<core::Run> run(core::RunId id);
  // The newest run of a workflow, or of all when `workflow` is empty.
  std::optional<core::RunId> newest_run(std::string_view workflow = {});
  // The runs that an event began, not those that follow from them.
  std::vector<core::RunId> runs_started_by(core::EventId event);
  // All entries of the journal so far, up to 10,000: [{"at", "actor", "transitions"}].
  core::Json journal();
  // Any other read of the store. An exception of `part` is a fault. `part` asks nothing else of
  // this world, whose store does one thing after the other.
  void read(const std::function<void(ports::Queries&)>& part);

  // What went wrong since the last call, in words: the store failed, an event was parked, rows are
  // not what the journal says, the world did not come to rest. Empty in a world that is sound.
  std::vector<std::string> take_faults();

 private:
  struct InFlight {
    core::StartAction action;
    bool under_way = false;  // it has begun, and nothing but finish() will end it
  };

  void wire();
  void transact(const std::function<void(ports::Tx&)>& part);
  void take_up_outbox(ports::Queries& queries);
  void step(core::Event event);
  void tell_due();
  void perform();
  std::optional<core::ActionResult> answer(InFlight& one);
  void end(std::size_t at, core::ActionResult result);
  void audit();
  void fault(std::string text) { faults_.push_back(std::move(text)); }
  std::function<void(const std::exception_ptr&)> fault_of(std::string what);

  const Options options_;
  VirtualClock clock_{options_.begins};
  CountingRandom random_;
  telemetry::Metrics metrics_;
  std::unique_ptr<ports::Store> store_;
  std::unique_ptr<runtime::Middle> middle_;
  std::vector<InFlight> in_flight_;
  std::map<std::string, int, std::less<>> versions_;  // the newest, by workflow
  std::int64_t seen_ = 0;                             // of the journal, by news()
  std::vector<std::string> faults_;
};

}  // namespace baton::simulate
