#pragma once

#include "baton/core/event.hpp"
#include "baton/engine/decide.hpp"
#include "baton/ports/clock.hpp"
#include "baton/ports/store.hpp"
#include "baton/runtime/runtime.hpp"
#include "runtime/afterwards.hpp"
#include "runtime/catalog.hpp"
#include "runtime/listeners.hpp"
#include "runtime/roots.hpp"
#include "runtime/run_cache.hpp"
#include "runtime/unfinished.hpp"

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace baton::runtime {

// Steps events: finds the runs an event starts or concerns, has the engine decide, writes what
// follows. Lives on the store's thread, inside the turn's transaction.
class Processor {
 public:
  // Whether the turn's time is up. Something is done all the same before it is asked.
  using TimeIsUp = std::function<bool()>;

  Processor(Catalog& catalog, ports::Clock& clock, ports::Random& random, const Options& options)
      : catalog_(catalog),
        clock_(clock),
        random_(random),
        options_(options),
        listeners_(catalog),
        cache_({options.runs_cached_max, options.runs_cached_bytes_max}),
        roots_(options.descendants_max) {}

  // Applies one event, which stands at `position` of the log. False: for the part that is left
  // there was no time; given the same event again it goes on there. Throws what hinders it; the
  // transaction is then half done.
  bool step(ports::Tx& tx, const core::Event& event, core::EventId position,
            const TimeIsUp& time_is_up, Afterwards& afterwards);
  // Applies one event of the log, whole or not at all: when it cannot be processed it is parked
  // with its cause.
  bool step_or_park(ports::Tx& tx, const core::Event& event, const TimeIsUp& time_is_up,
                    Afterwards& afterwards);
  // Sets an event aside with its cause, whatever was done of it. One that says that a step is due
  // fails that step: it would be due again.
  void set_aside(ports::Tx& tx, const core::Event& event, const std::string& cause,
                 Afterwards& afterwards);
  // Goes on with what turns before had no time for, but for the event that is given again. False:
  // not through yet.
  bool go_on(ports::Tx& tx, const TimeIsUp& time_is_up, Afterwards& afterwards);
  // The same, whole or not at all: a look-back that cannot be done is left out.
  bool go_on_or_drop(ports::Tx& tx, const TimeIsUp& time_is_up, Afterwards& afterwards);
  // At the end of a turn: keeps what it had no time for. True when there is any.
  bool keep_unfinished(ports::Tx& tx);
  // At a start: runs that an event passed by, since their template was set aside, look back for it
  // once they can be read again.
  void catch_up(ports::Tx& tx);
  // The transaction did not happen: what is in memory may be ahead of the disk.
  void forget();

 private:
  void step_addressed(ports::Tx& tx, const core::Event& event, core::RunId run,
                      Afterwards& afterwards);
  bool fan_out(ports::Tx& tx, const core::Event& event, const TimeIsUp& time_is_up,
               Afterwards& afterwards);
  bool wake_waits(ports::Tx& tx, const core::Event& event, const core::Json& seen,
                  const TimeIsUp& time_is_up, Afterwards& afterwards);
  static void passed_by(ports::Tx& tx, core::RunId run);
  bool look_back_from_now(ports::Tx& tx, core::RunId run);
  bool start_runs(ports::Tx& tx, const core::Event& event, core::Json seen,
                  const TimeIsUp& time_is_up, Afterwards& afterwards);
  void wake(ports::Tx& tx, const core::Event& event, core::RunId run, Afterwards& afterwards);
  void start(ports::Tx& tx, const core::Event& event, const PlanPtr& plan, core::Json seen,
             engine::Match match, Afterwards& afterwards);
  bool look_back(ports::Tx& tx, LookingBack& look, const TimeIsUp& time_is_up,
                 Afterwards& afterwards);
  enum class Looked { answered, through, cut, out_of_time };
  Looked search(ports::Tx& tx, LookingBack& look, const core::StepWaiting& wait,
                const TimeIsUp& time_is_up, Afterwards& afterwards);
  bool answered(ports::Tx& tx, const LookingBack& look, const core::Event& event,
                Afterwards& afterwards);
  void note(ports::Tx& tx, const LookingBack& look, std::string text, Afterwards& afterwards);
  void park(ports::Tx& tx, const core::Event& event, const std::string& cause,
            Afterwards& afterwards);
  void start_anew(ports::Tx& tx, OpenRun&& open, const core::Event& retry, Afterwards& afterwards);
  static void warn_of_nobody(ports::Tx& tx, const core::Run& run,
                             const std::vector<core::Transition>& transitions);

  // Has the engine decide about an open run, and records what it decided.
  using Decide =
      std::function<engine::Decision(const engine::Plan&, core::Run&&, const engine::Moment&)>;
  void apply(ports::Tx& tx, OpenRun&& open, const core::Event& event, const Decide& decide,
             Afterwards& afterwards);
  void record(ports::Tx& tx, OpenRun&& open, engine::Decision&& decision, ports::RunBefore before,
              const core::Event& event, core::Time now, Afterwards& afterwards);
  void publish(ports::Tx& tx, core::Event event);
  void publish_lifecycle(ports::Tx& tx, const core::Run& run,
                         const std::vector<core::Transition>& transitions, core::Time now,
                         Afterwards& afterwards);
  bool may_publish(ports::Tx& tx, const core::Event& event, Afterwards& afterwards);
  engine::Moment moment(ports::Tx& tx, const engine::Plan& plan, core::EventId root);
  std::optional<OpenRun> open(ports::Tx& tx, core::RunId id);
  Unfinished& unfinished(ports::Tx& tx);

  Catalog& catalog_;
  ports::Clock& clock_;
  ports::Random& random_;
  const Options& options_;
  Listeners listeners_;
  RunCache cache_;
  Roots roots_;
  core::EventId stepped_{};  // the last event of the log that was stepped, or is being stepped
  core::EventId look_back_before_{};        // a wait that opens looks back over what is before it
  std::optional<Unfinished> unfinished_{};  // read from the store when it is first asked for
  std::string unfinished_stored_{};
};

}  // namespace baton::runtime
