#pragma once

#include "baton/bus/bus.hpp"
#include "baton/calendar/calendars.hpp"
#include "baton/core/effect.hpp"
#include "baton/core/event.hpp"
#include "baton/core/finding.hpp"
#include "baton/core/limits.hpp"
#include "baton/core/result.hpp"
#include "baton/core/run.hpp"
#include "baton/core/step_ref.hpp"
#include "baton/core/template.hpp"
#include "baton/core/time.hpp"
#include "baton/facts/definitions.hpp"
#include "baton/ports/store.hpp"
#include "baton/routing/routes.hpp"
#include "baton/runtime/middle.hpp"
#include "baton/runtime/verdict.hpp"
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
// store of the product, with a database in memory. A function answers actions, or finish() does.
// Everything happens within the call that causes it, on the caller's thread; one thread at a time.
// Whatever goes wrong is kept as a fault, which take_faults() returns.
class World {
 public:
  // How an action ends that has begun; nullopt if it stays in flight until finish(). It is called
  // once for every try of an action, and again after it answered that nothing was done yet
  // (throttled, pending, held).
  using Answers = std::function<std::optional<core::ActionResult>(const core::StartAction&)>;

  // What a world begins with.
  struct Options {
    // What its wall clock shows at first.
    core::Time begins = VirtualClock::kBegins;
    // The operations of the connections, by which each `do` of a template is checked. Null: `do` is
    // not checked. It must live as long as the world.
    const core::Operations* operations = nullptr;
    // The business calendars that templates may name; never null.
    std::shared_ptr<const calendar::Calendars> calendars =
        std::make_shared<const calendar::Calendars>();
    // The decision tables that templates may name; never null.
    std::shared_ptr<const routing::Routes> routes = std::make_shared<const routing::Routes>();
    // What facts there are; never null.
    std::shared_ptr<const facts::Definitions> facts = std::make_shared<const facts::Definitions>();
    // Empty: only finish() ends an action.
    Answers answers{};
    // The most events that one event from outside may cause.
    std::int64_t descendants_max = core::kDescendantsMax;
    // After every event the rows of the newest runs are compared with their journals, and each
    // difference is a fault. It costs a replay of each of these runs.
    bool audited = true;
  };

  // A transition of the journal.
  struct News {
    // The run that it happened to.
    core::RunId run{};
    // Its name and its step: "StepStarted ship".
    std::string text{};
  };

  // A world with the default options.
  World() : World(Options{}) {}
  // A world without templates and runs.
  explicit World(Options options);
  ~World();
  World(const World&) = delete;

  // The clock of this world. If it is moved directly, nothing comes due before the next advance()
  // or pass_until().
  VirtualClock& clock() { return clock_; }

  // Publishes a version of a template, which is the active one from now on. Returns the findings
  // about it; if one of them is an error, nothing was published. `file`: what findings call it.
  core::Findings publish_template(std::string_view yaml, const std::string& file);

  // Replaces the decision tables that everything checked or decided from now on asks; never null.
  void use_routes(std::shared_ptr<const routing::Routes> routes);
  // Replaces the definitions of facts in the same way; never null.
  void use_facts(std::shared_ptr<const facts::Definitions> facts);

  // Publishes an event from outside, which is received now by the clock of this world. The result
  // is the answer to its sender, as Bus::publish() gives it. When this returns, the event has been
  // stepped, and so has all that follows from it at this moment.
  core::Result<bus::Receipt> publish(core::Event event);
  // Steps one of Baton's own events, such as a person's decision (core/own_events.hpp), and all
  // that follows from it at this moment.
  void post(core::Event event);
  // Whether the server would take such an event from a person now, as runtime::verdict_on() says.
  runtime::Verdict verdict_on(const core::Event& event);

  // The actions that are under way or still to begin, in the order in which they were decided.
  std::vector<core::StartAction> in_flight() const;
  // Ends the first action in flight of a step, and of a run if one is given; false if there is no
  // such action. After a result that does not end it (throttled, pending, held) it stays in flight.
  bool finish(const core::StepRef& step, std::optional<core::RunId> run, core::ActionResult result);

  // Lets time pass all at once, as if the server had been down: everything that came due meanwhile
  // happens at the end of it.
  void advance(core::Duration by);
  // Lets time pass up to this moment of the wall clock. Each thing comes due at its own time.
  void pass_until(core::Time wall);
  // How long it is until something comes due: an alarm, or an action that waits for its next
  // attempt. nullopt if nothing will come due.
  std::optional<core::Duration> next_due();

  // Ends the process and begins another one. Everything in memory is gone; the new process takes
  // the actions that were under way from the outbox. The clock goes on.
  void restart();

  // The transitions since the last call, in the order of the journal.
  std::vector<News> news();
  // A run, replayed from its journal; nullopt if there is none.
  std::optional<core::Run> run(core::RunId id);
  // The newest run of a workflow, or of all when `workflow` is empty.
  std::optional<core::RunId> newest_run(std::string_view workflow = {});
  // The runs that an event started itself, without those that follow from them.
  std::vector<core::RunId> runs_started_by(core::EventId event);
  // All entries of the journal so far, up to 10,000: [{"at", "actor", "transitions"}].
  core::Json journal();
  // Calls `part` with the store, for any other read. An exception that it throws is a fault. `part`
  // must not call the world, because the store does one thing after the other.
  void read(const std::function<void(ports::Queries&)>& part);

  // Returns what went wrong since the last call, in words: the store failed, an event was parked,
  // rows differ from the journal, or the world did not come to rest. Empty if all is well.
  std::vector<std::string> take_faults();

 private:
  struct InFlight {
    core::StartAction action;
    bool under_way = false;  // it has begun, and nothing but finish() will end it
    std::optional<core::Time> pending_until{};  // since it was pending: when that is given up
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

  Options options_;
  VirtualClock clock_{options_.begins};
  CountingRandom random_;
  telemetry::Metrics metrics_;
  std::unique_ptr<ports::Store> store_;
  std::unique_ptr<runtime::Middle> middle_;
  std::vector<InFlight> in_flight_;
  std::map<std::string, int, std::less<>> versions_;  // the newest version of each workflow
  std::int64_t seen_ = 0;                             // the last entry that news() has returned
  std::vector<std::string> faults_;
};

}  // namespace baton::simulate
