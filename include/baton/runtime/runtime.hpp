#pragma once

#include "baton/bus/bus.hpp"
#include "baton/calendar/calendars.hpp"
#include "baton/cel/budget.hpp"
#include "baton/core/actor.hpp"
#include "baton/core/finding.hpp"
#include "baton/core/ids.hpp"
#include "baton/core/json.hpp"
#include "baton/core/limits.hpp"
#include "baton/core/result.hpp"
#include "baton/core/step_ref.hpp"
#include "baton/core/time.hpp"
#include "baton/detectors/definitions.hpp"
#include "baton/facts/definitions.hpp"
#include "baton/goals/tree.hpp"
#include "baton/identity/principal.hpp"
#include "baton/kpis/definitions.hpp"
#include "baton/ports/clock.hpp"
#include "baton/ports/connector.hpp"
#include "baton/ports/lane_state.hpp"
#include "baton/ports/rows.hpp"
#include "baton/ports/store.hpp"
#include "baton/routing/routes.hpp"
#include "baton/runtime/polls.hpp"
#include "baton/runtime/recent_attempts.hpp"
#include "baton/runtime/task_act.hpp"
#include "baton/runtime/trial.hpp"
#include "baton/telemetry/metrics.hpp"
#include "baton/telemetry/spans.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace baton::runtime {

class Feed;
class PlanCache;

// Limits and times of the runtime, with the defaults of the server. config/baton.yaml describes
// those that can be set.
struct Options {
  // The most events that are appended in one commit.
  std::size_t turn_events_max = 512;
  // How long a turn processes events while publishers wait for its commit.
  core::Duration turn_budget = std::chrono::milliseconds(10);
  // The most open runs that are kept in memory. Other runs are replayed from their journals when
  // something happens to them.
  std::size_t runs_cached_max = 4'096;
  // About the most memory that those runs take, in bytes.
  std::size_t runs_cached_bytes_max = 64'000'000;
  // The most events that one event from outside may cause, through all the runs that follow from
  // it.
  std::int64_t descendants_max = core::kDescendantsMax;
  // How long one wait may search the log backwards. Older events are not looked at.
  core::Duration look_back_max = std::chrono::milliseconds(250);
  // The clock by which a turn stops expressions that take too long. Null: only their cost is
  // bounded, so that a turn does the same however busy the processor is, which is for simulation.
  // It cannot be set in config/baton.yaml.
  cel::Budget::Clock expression_clock = cel::thread_time;
  // The most compiled template versions that are kept in memory, beside the active ones.
  std::size_t plans_cached_max = 256;
  // The most actions that are performed at once. One connection takes at most as many of these
  // places as it leaves free.
  std::size_t actions_in_flight_max = 256;
  // The most actions that are held in memory; others stay in the outbox until there is room. One
  // lane takes at most as many of these places as it leaves free.
  std::size_t actions_waiting_max = 20'000;
  // How long one attempt of an action may take when its template does not say.
  core::Duration action_timeout = std::chrono::seconds(30);
  // The longest pause that a vendor may ask for.
  core::Duration retry_after_max = std::chrono::hours(24);
  // The most keys of which windows and thresholds of triggers keep something, all together. It
  // cannot be set in config/baton.yaml.
  std::size_t window_keys_max = core::kWindowKeysMax;
  // How long runs are kept after their end.
  core::Duration keep_runs = std::chrono::hours(24 * 90);
  // How long events are kept after they were stored.
  core::Duration keep_events = std::chrono::hours(24 * 30);
  // How often runs and events that are older than that are deleted.
  core::Duration housekeeping = std::chrono::minutes(1);
  // True: templates are checked, and forecasts made, on threads of their own, as in the server.
  // False: on the caller's thread, for tests. It cannot be set in config/baton.yaml.
  bool template_thread = false;
  // Plays the trials of Runtime::try_draft(); empty: drafts cannot be tried.
  PlayTrial play_trial{};
  // Whether a template that belongs to no goal is refused when it is published.
  bool goals_required = false;
  // Whether forecasts of open runs are kept (runtime/foresight.hpp).
  bool forecasts = true;
  // The time between the beginnings of two rounds in which all open runs are forecast again.
  core::Duration forecasts_every = std::chrono::minutes(5);
  // A run is at risk from this probability of ending late on.
  double at_risk_from = 0.6;
  // A run that is at risk no longer is so below this probability. A value above `at_risk_from`
  // counts as `at_risk_from`.
  double at_risk_until = 0.4;
  // How often the process may end while it processes the same event. When that event then comes
  // next once more, it is parked.
  std::size_t process_ends_max = 2;
  // Where the spans of traces go; null: no spans are made. It outlives the runtime.
  telemetry::Spans* spans = nullptr;
  // The business calendars that expressions ask, and that lengths of time are counted by, until
  // Runtime::use_calendars() brings others; never null.
  std::shared_ptr<const calendar::Calendars> calendars =
      std::make_shared<const calendar::Calendars>();
  // The decision tables that steps and expressions ask, until Runtime::use_routes() brings others;
  // never null.
  std::shared_ptr<const routing::Routes> routes = std::make_shared<const routing::Routes>();
  // What facts there are, until Runtime::use_facts() brings others; never null.
  std::shared_ptr<const facts::Definitions> facts = std::make_shared<const facts::Definitions>();
  // What the work is for, until Runtime::use_goals() brings other goals; never null.
  std::shared_ptr<const goals::Tree> goals = std::make_shared<const goals::Tree>();
  // What is measured, until Runtime::use_kpis() brings other KPIs; never null.
  std::shared_ptr<const kpis::Definitions> kpis = std::make_shared<const kpis::Definitions>();
  // Which series are watched, until Runtime::use_detectors() brings others; never null.
  std::shared_ptr<const detectors::Definitions> detectors =
      std::make_shared<const detectors::Definitions>();
};

// What a publisher may expect in place of the number of the active version.
// No version is active.
inline constexpr int kNoVersion = 0;
// Some version is active, whichever.
inline constexpr int kSomeVersion = -2;
// Whatever is active, or nothing.
inline constexpr int kAnyOrNoVersion = -1;

// A template that was published.
struct PublishedTemplate {
  // The version that is active now.
  ports::TemplateRow row;
  // Warnings about the template.
  core::Findings findings;
  // True when the active version had the same text already, and nothing was stored.
  bool unchanged = false;
};

// The outcome of checking a template.
struct Checked {
  // Errors and warnings.
  core::Findings findings;
  // True when there are no errors.
  bool ok = false;
  // The name of the workflow; empty when there are errors.
  std::string name{};
};

// A stored template that does not pass the checks of this Baton, for example because a newer one
// published it. No run starts with it, its open runs wait, and events for them are parked, until a
// Baton runs that accepts it.
struct SetAside {
  // The name of the workflow.
  std::string name;
  // The version of the template.
  int version = 0;
  // Why it does not pass the checks, for people.
  std::string cause;
};

// What is asked of the windows of a workflow.
struct WindowsAsked {
  // The name of the workflow.
  std::string workflow{};
  // Only this window, as "window" names it or by its line; empty: all of them.
  std::string window{};
  // Only keys that come after this one.
  std::string after{};
  // The most keys of each window, at least one.
  std::size_t limit = 1;
};

// The middle of the server: processes the events that wait on the bus in turns, performs the
// actions that turns decide, and watches the clock. Owned by app/wiring.cpp. Its coroutines run on
// `executor`, its turns on the store's thread. Borrows all other parts, which must outlive it.
class Runtime {
 public:
  // Begins nothing until start().
  Runtime(boost::asio::any_io_executor executor, ports::Store& store, bus::Bus& bus,
          ports::Connectors& connectors, ports::Clock& clock, ports::Random& random,
          telemetry::Metrics& metrics, Options options);
  ~Runtime();

  // Loads the active templates, and begins to process the backlog of events, the outbox and the
  // timers. Resumes when events can be published.
  boost::asio::awaitable<void> start();
  // Ends the work in good order: begins nothing new, waits up to `within` for what is in flight,
  // and lets the last turn commit. The next start continues with what is not done.
  boost::asio::awaitable<void> drain(core::Duration within);

  // Checks a template against the configured connections. `file` is its name in findings.
  // Errc::unavailable when too many are being checked, or when it takes too long. A mandatory step
  // of the active version that the template lacks, or has without `mandatory`, is an error unless
  // it is in `drop`.
  boost::asio::awaitable<core::Result<Checked>> check(std::string yaml, std::string file,
                                                      std::vector<std::string> drop = {});
  // Says what a draft would have done with the newest `last` events by which it, or the active
  // version, may start: schema `Simulation` of docs/openapi.yaml. Nothing is sent and nothing
  // stored. A draft with errors is Errc::invalid, with its findings in `findings`.
  // Errc::unavailable as check(), and when this runtime cannot try drafts.
  boost::asio::awaitable<core::Result<core::Json>> try_draft(std::string yaml, std::size_t last,
                                                             core::Findings& findings);
  // Publishes a template as a new version and makes it active. `file` is its name in findings.
  // `if_version`: the version that must be active, or one of the three constants above, or else
  // Errc::conflict. `name`, when not empty, is the workflow that the template must be of, or else
  // Errc::invalid. `from_file` is stored as the file it came from. A template with errors is
  // Errc::invalid, with its findings in `findings`, and the active version stays. `drop` is that of
  // check(); the audit keeps what of it is dropped. Errc::unavailable as check().
  boost::asio::awaitable<core::Result<PublishedTemplate>> publish_template(
      std::string yaml, std::string file, int if_version, core::Actor actor,
      core::Findings& findings, std::string name = {}, std::string from_file = {},
      std::vector<std::string> drop = {});
  // Publishes a file of a folder of templates as publish_template() does, and keeps the hash of its
  // text for published_from(), so that a file that has not changed is skipped at the next start.
  // `path` is its name in findings, `file` its name within the folder. Errc::conflict when somebody
  // has retired the workflow.
  boost::asio::awaitable<core::Result<PublishedTemplate>> publish_file(std::string yaml,
                                                                       std::string path,
                                                                       std::string file,
                                                                       core::Actor actor,
                                                                       core::Findings& findings);
  // Switches a workflow off: no run starts with it any more, and open runs continue. Returns the
  // version that was active. Errc::not_found when there is no such workflow, Errc::conflict when it
  // is retired already.
  boost::asio::awaitable<core::Result<ports::TemplateRow>> retire_template(std::string name,
                                                                           core::Actor actor);
  // Switches a workflow on: makes its newest version active, or `version` when that is not 0.
  // Errc::not_found when there is no such workflow or version, Errc::conflict when the version does
  // not pass the checks any more, or drops a mandatory step that is not in `drop`, as check() says.
  boost::asio::awaitable<core::Result<ports::TemplateRow>> enable_template(
      std::string name, int version, core::Actor actor, std::vector<std::string> drop = {});
  // Replaces the business calendars that everything checked, decided or explained from now on uses;
  // never null. A length of time that has begun keeps its end. Throws what the store throws; call
  // it again then.
  boost::asio::awaitable<void> use_calendars(std::shared_ptr<const calendar::Calendars> calendars);
  // The business calendars that are asked now. On the executor.
  std::shared_ptr<const calendar::Calendars> calendars() const;
  // Replaces the decision tables, as use_calendars() does with calendars. People who were asked
  // because of a row stay asked.
  boost::asio::awaitable<void> use_routes(std::shared_ptr<const routing::Routes> routes);
  // The decision tables that are asked now. On the executor.
  std::shared_ptr<const routing::Routes> routes() const;
  // Replaces the definitions of facts, as use_calendars() does with calendars. Stored values stay,
  // also those of a fact that no longer exists.
  boost::asio::awaitable<void> use_facts(std::shared_ptr<const facts::Definitions> facts);
  // The definitions of facts that are used now. On the executor.
  std::shared_ptr<const facts::Definitions> facts() const;
  // Replaces the goals against which templates are checked; never null. On the executor.
  void use_goals(std::shared_ptr<const goals::Tree> goals);
  // The goals that are used now. On the executor.
  std::shared_ptr<const goals::Tree> goals() const;
  // Replaces the KPIs for which events are counted; never null. For a KPI that is new, or counts in
  // another way than before, the stored events are counted too, a little later. Throws what the
  // store throws; call it again then.
  boost::asio::awaitable<void> use_kpis(std::shared_ptr<const kpis::Definitions> kpis);
  // The KPIs that are used now. On the executor.
  std::shared_ptr<const kpis::Definitions> kpis() const;

  // Replaces the series that are watched; never null. On the executor.
  void use_detectors(std::shared_ptr<const detectors::Definitions> detectors);
  // The series that are watched now. On the executor.
  std::shared_ptr<const detectors::Definitions> detectors() const;

  // The stored templates that do not pass the checks any more, among those that were compiled so
  // far. Any thread.
  std::vector<SetAside> set_aside() const;
  // How long the turn that is running has taken so far; zero when none is running. Any thread.
  core::Duration turn_takes() const;

  // The compiled templates, for readers of runs. Lives as long as this. Any thread.
  PlanCache& plans() const;
  // The feed of what was committed, for live followers. Lives as long as this. On the executor.
  Feed& feed() const;

  // The lanes and connections whose actions wait. On the executor.
  std::vector<ports::LaneState> lanes() const;
  // How the last attempts over a connection ended that this process made; null if it made none. The
  // pointer is valid only until something else runs on the executor. On the executor.
  const RecentAttempts* recent_attempts(const std::string& connection) const;

  // Call it when connections have changed: it sets the alarms of polls that are new. Throws what
  // the store throws; call it again then.
  boost::asio::awaitable<void> connections_changed();
  // The polls of the connections, how far they have come and how they go. On the executor.
  std::vector<PollState> polls() const;

  // Why a run, or one of its steps when `step` is not empty, is where it is: what it waits for,
  // which parts of a condition decide, what comes next. Errc::not_found when there is no such run
  // or step, Errc::conflict when its template does not pass the checks any more.
  boost::asio::awaitable<core::Result<core::Json>> why(core::RunId run, std::string step);

  // Why an event did or did not start a run of a workflow: {"matched", "reason", "explain"} for
  // each trigger. When `workflow` is empty, of every active workflow that takes events of its type:
  // {"event", "workflows", "others"}, where the others are only counted. Errc::not_found when there
  // is no such event or workflow, Errc::conflict as why().
  boost::asio::awaitable<core::Result<core::Json>> why_event(core::EventId event,
                                                             std::string workflow);

  // What would be done again if `actor` called retry(), and what that would send: schema
  // RetryPreview of docs/openapi.yaml.
  // Errc::not_found when there is no such run or step, Errc::conflict as why().
  boost::asio::awaitable<core::Result<core::Json>> preview_retry(core::RunId run, std::string step,
                                                                 core::Actor actor);
  // What would happen if the event that started a run were processed again, so that a new run
  // begins: schema ReplayPreview, with the run's version and the newest. Its `may` is false if
  // other runs would begin again too.
  boost::asio::awaitable<core::Result<core::Json>> preview_restart(core::RunId run);
  // What would happen if an event were processed again: schema ReplayPreview.
  boost::asio::awaitable<core::Result<core::Json>> preview_replay(core::EventId event);

  // What migrate() would do to a run as it is now: schema MigrationPreview of docs/openapi.yaml.
  // Errc::not_found when there is no such run or version, Errc::conflict as why().
  boost::asio::awaitable<core::Result<core::Json>> preview_migration(core::RunId run, int to);

  // What the windows and thresholds of a workflow keep: {"windows": [{"window", "kind", "line",
  // "waits_for", "keys", "next"}]}, where each of "keys" says as engine::why_window() what it has
  // and what it lacks, and "next" is where to go on, null at the end; a page may have fewer keys.
  // Errc::not_found when there is no such workflow.
  boost::asio::awaitable<core::Result<core::Json>> windows(WindowsAsked asked);

  // When the schedules of the active version of a workflow fire next: a list of {"line", "cron",
  // "timezone", "misfire", "next"}, where "next" has up to `count` moments. Empty when it has none,
  // and when it is retired. Errc::not_found when there is no such workflow.
  boost::asio::awaitable<core::Result<core::Json>> schedules(std::string workflow,
                                                             std::size_t count);

  // Which active workflows read a fact: a list of {"workflow", "version", "step", "place",
  // "named"}, as engine::FactReader. Errc::not_found when there is no such fact.
  boost::asio::awaitable<core::Result<core::Json>> fact_readers(std::string fact);

  // What an expression comes to, for a person who tries it: engine::try_expression(). `event` is
  // the event that it reads, or the id of a stored one as text, or null; `run`, when it is set, is
  // the run whose names it reads. Errc::not_found when there is no such event or run.
  boost::asio::awaitable<core::Result<core::Json>> evaluate(std::string expression,
                                                            core::Json event, core::RunId run);

  // Sets a fact. `note`, which may be empty, is kept with it. Errc::not_found when there is no such
  // fact, Errc::invalid when the key or the value does not fit it, Errc::too_large when the value
  // is too large.
  boost::asio::awaitable<core::Result<bus::Receipt>> set_fact(std::string fact, std::string key,
                                                              core::Json value, std::string note,
                                                              core::Actor actor);

  // The commands that people give. Each is checked against the present state of the run, then
  // published as an event, which the engine checks again. The result tells whether the event was
  // accepted: Errc::not_found when there is no such run or step, Errc::conflict when the command
  // makes no sense for it now, Errc::unavailable when the bus or the store accepts nothing.

  // Starts a run of a workflow by hand, with its active version. `key` may be empty; `once`, when
  // it is not empty, is a text by which the same start is not made twice (Receipt::repeated);
  // `trace` is the Event::trace of the event that is made.
  // Errc::invalid when the inputs are not those that the workflow declares, Errc::conflict when it
  // is retired or a run is open for the key.
  boost::asio::awaitable<core::Result<bus::Receipt>> start_run(std::string workflow,
                                                               core::Json inputs, std::string key,
                                                               std::string once, core::Actor actor,
                                                               std::string trace);
  // Tries failed steps again: one step, or all of them when `step` is empty. Errc::denied when what
  // failed is an approval that was refused, and `actor` had requested the run.
  boost::asio::awaitable<core::Result<bus::Receipt>> retry(core::RunId run, std::string step,
                                                           core::Actor actor);
  // Ends an open run. `reason` is kept with it and may be empty.
  boost::asio::awaitable<core::Result<bus::Receipt>> cancel(core::RunId run, std::string reason,
                                                            core::Actor actor);
  // Pauses a run: none of its steps begins until it is resumed. What is under way ends, and the
  // times of waits and timeouts go on. A retry or a resolve lets the run go on as well. `reason` is
  // kept with it and may be empty.
  boost::asio::awaitable<core::Result<bus::Receipt>> pause(core::RunId run, std::string reason,
                                                           core::Actor actor);
  // Lets a paused run go on. Errc::conflict also when a failed step keeps the run paused: that step
  // is retried instead.
  boost::asio::awaitable<core::Result<bus::Receipt>> resume(core::RunId run, core::Actor actor);
  // Says what became of an action when nothing else can tell whether it happened. `as` is
  // "succeeded", which comes with the action's `output`, "failed", or "resend". The step must be
  // `unknown`, or have failed as such. `note` is kept with it and may be empty.
  boost::asio::awaitable<core::Result<bus::Receipt>> resolve(core::RunId run, core::StepRef step,
                                                             std::string as, core::Json output,
                                                             std::string note, core::Actor actor);
  // Skips a step, as engine/skipping.hpp says: the run goes on without it. `note` is kept with it
  // and may be empty. Errc::conflict also when the run cannot do without the step.
  boost::asio::awaitable<core::Result<bus::Receipt>> skip(core::RunId run, core::StepRef step,
                                                          std::string note, core::Actor actor);
  // Migrates an open run to the version `to` of its workflow, as engine/migration.hpp says. `note`
  // is kept with it and may be empty. Errc::not_found also when there is no such version. When the
  // run cannot be migrated, `conflicts` has the error that is returned, and behind it one for each
  // reason, with the JSON pointer "/to".
  boost::asio::awaitable<core::Result<bus::Receipt>> migrate(core::RunId run, int to,
                                                             std::string note, core::Actor actor,
                                                             std::vector<core::Error>& conflicts);
  // Decides on the approval that a step asks for. `hash`, when not empty, must be that of what is
  // asked now, or else Errc::conflict. Errc::denied when this person may not decide, as
  // identity/policy.hpp says. A decision that this person has made already is a repeat
  // (Receipt::repeated) and is not stored again.
  boost::asio::awaitable<core::Result<bus::Receipt>> decide(core::RunId run, core::StepRef step,
                                                            bool approve, std::string comment,
                                                            std::string hash,
                                                            identity::Principal by);
  // Does something with the task of a step. Errc::denied when this person may not, as
  // identity/policy.hpp and the task's owner say. Errc::invalid when the values do not fit the
  // form: `mistakes` then has one for each value that does not, with its JSON pointer in the
  // request, "/values/url". If the task is already as the act would make it, the act is a repeat
  // (Receipt::repeated) and is not stored again.
  boost::asio::awaitable<core::Result<bus::Receipt>> act_on_task(
      core::RunId run, core::StepRef step, TaskAct act, identity::Principal by,
      std::vector<core::Error>& mistakes);

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace baton::runtime
