#pragma once

#include "baton/core/event.hpp"
#include "baton/core/own_events.hpp"
#include "baton/engine/decide.hpp"
#include "baton/engine/windows.hpp"
#include "baton/facts/definitions.hpp"
#include "baton/facts/reader.hpp"
#include "baton/ports/clock.hpp"
#include "baton/ports/store.hpp"
#include "baton/runtime/runtime.hpp"
#include "runtime/afterwards.hpp"
#include "runtime/catalog.hpp"
#include "runtime/kpi_counts.hpp"
#include "runtime/listeners.hpp"
#include "runtime/roots.hpp"
#include "runtime/run_cache.hpp"
#include "runtime/unfinished.hpp"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace baton::runtime {

// Processes ("steps") events: finds the runs that an event starts or concerns, has the engine
// decide about each, and writes what follows. Used on the store's thread, inside the turn's
// transaction.
class Processor {
 public:
  // True when the turn's time is up. It is asked after some work only, so that each turn does some.
  using TimeIsUp = std::function<bool()>;

  // Whether a connection is in use.
  using Active = std::function<bool(std::string_view)>;

  // `active` may be empty: then all connections are in use.
  Processor(Catalog& catalog, ports::Clock& clock, ports::Random& random, const Options& options,
            Active active = {})
      : catalog_(catalog),
        clock_(clock),
        random_(random),
        options_(options),
        calendars_(options.calendars),
        routes_(options.routes),
        facts_(options.facts),
        kpi_counts_(options.kpis, options.expression_clock),
        active_(std::move(active)),
        listeners_(catalog),
        cache_({options.runs_cached_max, options.runs_cached_bytes_max}),
        roots_(options.descendants_max) {}

  // Processes one event, which stands at `position` of the log. Returns false when there was no
  // time for all of it; called with the same event again, it continues there. When it throws, the
  // event cannot be processed and the transaction is half done.
  bool step(ports::Tx& tx, const core::Event& event, core::EventId position,
            const TimeIsUp& time_is_up, Afterwards& afterwards);
  // Processes one event of the log as step() does. When the event cannot be processed, nothing of
  // it is done and it is parked with its cause.
  bool step_or_park(ports::Tx& tx, const core::Event& event, const TimeIsUp& time_is_up,
                    Afterwards& afterwards);
  // Parks an event with its cause: it is not processed, nor is the rest of one of which a part is
  // done. If the event says that a step is due, the step fails instead, since the event would come
  // again.
  void park_or_fail(ports::Tx& tx, const core::Event& event, const std::string& cause,
                    Afterwards& afterwards);
  // Continues with the look-backs for which earlier turns had no time. Returns false when there are
  // some left.
  bool go_on(ports::Tx& tx, const TimeIsUp& time_is_up, Afterwards& afterwards);
  // The same; a look-back that cannot be done is left out and logged.
  bool go_on_or_drop(ports::Tx& tx, const TimeIsUp& time_is_up, Afterwards& afterwards);
  // Stores what the turn had no time for, at its end. Returns true when there is anything.
  bool keep_unfinished(ports::SettingsTx& tx);
  // At a start, has runs look back for the events that they missed while they could not be read, if
  // they can be read now.
  void catch_up(ports::Tx& tx);
  // Replaces the business calendars that expressions ask; never null.
  void use_calendars(std::shared_ptr<const calendar::Calendars> calendars) {
    calendars_ = std::move(calendars);
  }
  // The same for the decision tables.
  void use_routes(std::shared_ptr<const routing::Routes> routes) { routes_ = std::move(routes); }
  // The same for what facts there are.
  void use_facts(std::shared_ptr<const facts::Definitions> facts) {
    fact_reader_.reset();
    facts_ = std::move(facts);
  }
  // Gives the places that are free in the slots of a workflow to the runs that wait for them. To be
  // called when a version becomes active, which may have more places than the one before. Each run
  // that is given one is told by an event, so a turn has to be woken afterwards. A call looks at
  // some slots only, in the order of their keys: those behind the key `after`, or from the first if
  // that is empty. It sets `after` to the last key that it looked at. Returns false when
  // there are more.
  bool give_places_of_workflow(ports::Tx& tx, const std::string& workflow, std::string& after);
  // What is counted of events for KPIs.
  KpiCounts& kpi_counts() { return kpi_counts_; }
  // Drops what is held in memory, since it may differ from what is stored: a transaction, or a part
  // of one, did not happen.
  void forget();

 private:
  void look_at_schedules(ports::Tx& tx, const core::Event& event, const std::string& workflow,
                         Afterwards& afterwards);
  void begin_child(ports::Tx& tx, const core::Event& event, const core::ChildBegin& begin,
                   Afterwards& afterwards);
  bool awaited(ports::Tx& tx, const core::ChildBegin& begin);
  static core::Json pins(ports::Templates& tx, const Catalog& catalog, const engine::Plan& plan);
  void step_addressed(ports::Tx& tx, const core::Event& event, core::RunId run,
                      Afterwards& afterwards);
  bool fan_out(ports::Tx& tx, const core::Event& event, const TimeIsUp& time_is_up,
               Afterwards& afterwards);
  bool wake_waits(ports::Tx& tx, const core::Event& event, const core::Json& seen,
                  const TimeIsUp& time_is_up, Afterwards& afterwards);
  static void passed_by(ports::SettingsTx& tx, core::RunId run);
  bool look_back_from_now(ports::Tx& tx, core::RunId run);
  bool start_runs(ports::Tx& tx, const core::Event& event, core::Json seen,
                  const TimeIsUp& time_is_up, Afterwards& afterwards);
  // `seen`: the event as expressions see it.
  void wake(ports::Tx& tx, const core::Event& event, const core::Json& seen, core::RunId run,
            Afterwards& afterwards);
  // Whether the connection without which the workflow starts no run is in use.
  bool is_awake(const core::Template& workflow) const {
    return workflow.only_with.empty() || !active_ || active_(workflow.only_with);
  }
  // Starts a run. `id`: the one that it is known by already; none: a new one. False: it does not
  // start, because another one is open for its key, or does for both.
  bool start(ports::Tx& tx, const core::Event& event, const PlanPtr& plan, core::Json seen,
             engine::Match match, Afterwards& afterwards, core::RunId id = {});
  // Whether an event that matches a trigger starts no run now, because its burst is not over, or
  // because too many started one.
  bool held_back(ports::Tx& tx, const core::Event& event, const engine::Plan& plan,
                 const engine::Match& match, Afterwards& afterwards);
  void debounce(ports::BurstsTx& tx, const core::Event& event, const core::Debounce& spec,
                ports::BurstRow burst, Afterwards& afterwards);
  bool throttled(ports::BurstsTx& tx, const core::Event& event, const core::Throttle& spec,
                 ports::BurstRow burst, Afterwards& afterwards);
  static void keep(ports::BurstsTx& tx, const ports::BurstRow& row, Afterwards& afterwards);
  // Counts an event in the windows and thresholds of a plan.
  void count_in_windows(ports::Tx& tx, const core::Event& event, const core::Json& seen,
                        const engine::Plan& plan, const cel::Outside& asked,
                        Afterwards& afterwards);
  // Whether a window may keep something of one key more. Rows that say nothing any more make room.
  bool place_for_window(ports::Tx& tx);
  // Writes what a window keeps of a key from now on. `before`: what is stored of it.
  void keep_window(ports::WindowsTx& tx, const engine::PlanTrigger& trigger, const std::string& key,
                   const std::optional<ports::WindowRow>& before, const engine::WindowFold& fold,
                   Afterwards& afterwards);
  // Puts a firing into the log. `last`: the event that made the window fire.
  void fire(ports::Tx& tx, const engine::Plan& plan, const engine::WindowFired& fired,
            const core::Event& last, Afterwards& afterwards);
  void look_at_window(ports::Tx& tx, const core::Event& event, const std::string& name,
                      Afterwards& afterwards);
  void look_at_burst(ports::Tx& tx, const core::Event& event, const std::string& name,
                     Afterwards& afterwards);
  // Says in `at` what place a run has that begins, and in `match` why it has none. False: it does
  // not start, because the run that is under way does for both.
  bool find_place(ports::Tx& tx, const core::Event& event, const engine::Plan& plan, core::RunId id,
                  const core::Json& seen, engine::Match& match, engine::Moment& at,
                  Afterwards& afterwards);
  // How many places the slots of a workflow have: as its active version says, or else this one.
  int places_of(const engine::Plan& plan) const;
  static bool has_place(ports::Slots& tx, const std::string& workflow, const std::string& key,
                        int limit);
  // Whether the row of a run says that it has a place in its slot. The run may not have heard
  // of it yet.
  static bool row_has_place(ports::Slots& tx, const core::Run& run);
  void replace(ports::Tx& tx, const core::Event& event, core::RunId holder, core::RunId by,
               Afterwards& afterwards);
  // Gives the free places of one slot to the runs that wait for them, and returns how many it gave:
  // at most kGivenAtOnceMax (slots.cpp).
  int give_places_of_slot(ports::Tx& tx, const std::string& workflow, const std::string& key,
                          int limit);
  bool look_back(ports::Tx& tx, LookingBack& look, const TimeIsUp& time_is_up,
                 Afterwards& afterwards);
  bool look_for(ports::Tx& tx, LookingBack& look, const core::WaitBranch& wait,
                const TimeIsUp& time_is_up, Afterwards& afterwards);
  enum class Looked { through, cut, out_of_time };
  Looked search(ports::Tx& tx, LookingBack& look, const core::WaitBranch& wait,
                const TimeIsUp& time_is_up, Afterwards& afterwards);
  void weigh(ports::Tx& tx, LookingBack& look, const core::Event& event, Afterwards& afterwards);
  bool offer_found(ports::Tx& tx, LookingBack& look, const TimeIsUp& time_is_up,
                   Afterwards& afterwards);
  bool answered(ports::Tx& tx, const LookingBack& look, const core::Event& event,
                Afterwards& afterwards);
  void note(ports::Tx& tx, const LookingBack& look, std::string text, Afterwards& afterwards);
  void park(ports::Tx& tx, const core::Event& event, const std::string& cause,
            Afterwards& afterwards);
  void start_anew(ports::Tx& tx, OpenRun&& open, const core::Event& retry, Afterwards& afterwards);
  void migrate(ports::Tx& tx, OpenRun&& open, const core::Event& event, Afterwards& afterwards);
  void warn_of_nobody(ports::Tx& tx, const core::Run& run,
                      const std::vector<core::Transition>& transitions);

  // Lets the engine decide about a run.
  using Decide =
      std::function<engine::Decision(const engine::Plan&, core::Run&&, const engine::Moment&)>;
  // `next`: the plan by which it is decided, and which the run has from then on; null: that of
  // `open`.
  void apply(ports::Tx& tx, OpenRun&& open, const core::Event& event, const Decide& decide,
             Afterwards& afterwards, PlanPtr next = nullptr);
  void record(ports::Tx& tx, OpenRun&& open, engine::Decision&& decision, ports::RunBefore before,
              const core::Event& event, core::Time now, Afterwards& afterwards);
  void carry_out(ports::Tx& tx, std::vector<core::Effect>&& effects, Afterwards& afterwards);
  void publish(ports::EventLogTx& tx, core::Event event);
  void publish_lifecycle(ports::Tx& tx, const core::Run& run,
                         const std::vector<core::Transition>& transitions, core::Time now,
                         Afterwards& afterwards);
  bool may_publish(ports::EventLog& tx, const core::Event& event, Afterwards& afterwards);
  // What the expressions of triggers and slots ask.
  cel::Outside outside(ports::Tx& tx) {
    return {calendars_.get(), routes_.get(), fact_source(tx), options_.expression_clock};
  }
  // Where facts are read. It belongs to the transaction, and lasts until the next call.
  core::FactSource* fact_source(ports::Tx& tx);
  // Sets the facts that an event sets.
  void set_facts(ports::Tx& tx, const core::Event& event, const core::Json& seen,
                 Afterwards& afterwards);
  // Counts an event for the KPIs that it is about.
  void count_for_kpis(ports::Tx& tx, const core::Event& event, const core::Json& seen,
                      Afterwards& afterwards);
  // Sets the fact that a person sets with an event.
  void set_fact(ports::Tx& tx, const core::Event& event, const std::string& name,
                Afterwards& afterwards);
  void keep_fact(ports::Tx& tx, const core::Event& event, const facts::Definition& fact,
                 core::FactValue value, Afterwards& afterwards);
  void look_at_fact(ports::Tx& tx, const core::Event& event, const std::string& of,
                    Afterwards& afterwards);
  // Tells the runs that have read a fact, and those who listen for it, that it has changed or is
  // stale.
  void tell_of_fact(ports::Tx& tx, const core::FactValue& fact, bool stale,
                    const core::Event& cause, Afterwards& afterwards);
  engine::Moment moment(ports::Tx& tx, const engine::Plan& plan, core::EventId root);
  std::optional<OpenRun> open(ports::Tx& tx, core::RunId id);
  Unfinished& unfinished(ports::Settings& tx);

  Catalog& catalog_;
  ports::Clock& clock_;
  ports::Random& random_;
  const Options& options_;
  std::shared_ptr<const calendar::Calendars> calendars_;
  std::shared_ptr<const routing::Routes> routes_;
  std::shared_ptr<const facts::Definitions> facts_;
  std::optional<facts::Reader> fact_reader_{};  // of the decision that is being made
  KpiCounts kpi_counts_;
  const Active active_;
  Listeners listeners_;
  RunCache cache_;
  Roots roots_;
  std::optional<core::Time> windows_full_{};  // when all rows of windows were found to be needed
  core::EventId stepped_{};           // the event of the log that was or is being processed last
  core::EventId look_back_before_{};  // a wait that opens now looks at the events before it
  core::RunId replaced_{};  // the run that is being cancelled so that another one takes its place
  std::optional<Unfinished> unfinished_{};  // read from the store when it is first used
  std::string unfinished_stored_{};         // its text in the store
};

}  // namespace baton::runtime
