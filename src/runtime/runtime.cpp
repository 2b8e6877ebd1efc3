#include "baton/runtime/runtime.hpp"

#include "baton/core/own_events.hpp"
#include "baton/runtime/feed.hpp"
#include "baton/runtime/plan_cache.hpp"
#include "baton/runtime/trial.hpp"
#include "baton/telemetry/log.hpp"
#include "runtime/catalog.hpp"
#include "runtime/commands.hpp"
#include "runtime/detector_watch.hpp"
#include "runtime/dispatcher.hpp"
#include "runtime/foresight.hpp"
#include "runtime/goal_watch.hpp"
#include "runtime/housekeeping.hpp"
#include "runtime/load_watch.hpp"
#include "runtime/poller.hpp"
#include "runtime/processor.hpp"
#include "runtime/publishing.hpp"
#include "runtime/reserve_watch.hpp"
#include "runtime/retiring.hpp"
#include "runtime/retrying.hpp"
#include "runtime/schedule_reads.hpp"
#include "runtime/schedules.hpp"
#include "runtime/suspects.hpp"
#include "runtime/timekeeper.hpp"
#include "runtime/timers.hpp"
#include "runtime/turn.hpp"
#include "runtime/under_way.hpp"
#include "runtime/why.hpp"
#include "runtime/window_reads.hpp"
#include "runtime/workshop.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <cstddef>
#include <memory>
#include <utility>

namespace baton::runtime {

namespace asio = boost::asio;
using core::Json;
using core::Result;
using core::RunId;

namespace {

// How many drafts are tried at a time: what each needs to be tried with is read before it waits for
// its turn, and is in memory until then.
constexpr std::size_t kDraftsTriedMax = 3;

}  // namespace

class Runtime::Impl {
 public:
  Impl(asio::any_io_executor on, ports::Store& the_store, bus::Bus& the_bus,
       ports::Connectors& the_connectors, ports::Clock& the_clock, ports::Random& random,
       telemetry::Metrics& the_metrics, Options given)
      : executor(std::move(on)),
        store(the_store),
        bus(the_bus),
        connectors(the_connectors),
        clock(the_clock),
        metrics(the_metrics),
        options(given),
        calendars(options.calendars),
        routes(options.routes),
        facts(options.facts),
        goals(options.goals),
        kpis(options.kpis),
        detectors(options.detectors),
        plans(options.plans_cached_max),
        catalog(plans),
        processor(catalog, clock, random, options,
                  [this](std::string_view connection) { return connectors.active(connection); }),
        dispatcher(executor, store, plans, bus, connectors, clock, metrics, options),
        timers(executor, store, bus, clock, [this](const std::string& poll) { poller.due(poll); }),
        poller(executor, store, bus, connectors, clock,
               [this](core::Time due) {
                 timers.notice({due, {}});
               }),
        timekeeper(executor, store, clock, metrics,
                   [this](core::Time until) { dispatcher.begin_until(until); }),
        later(executor),
        housekeeping(executor, store, clock, timekeeper, plans, processor.kpi_counts(), options),
        foresight(executor, store, bus, clock, plans, options),
        goal_watch(executor, store, bus, clock, [this] { return goals; }),
        detector_watch(
            executor, store, bus, clock, plans, [this] { return detectors; },
            options.template_thread),
        load_watch(executor, store, clock, plans, [this] { return calendars; }),
        reserve_watch(executor, store, metrics),
        feed(executor, store),
        workshop(executor, options.template_thread),
        trials(executor, options.template_thread),
        publishing(store, plans, catalog, connectors, clock, workshop,
                   {calendars, routes, facts, goals}, armed),
        commands(store, bus, plans, catalog, connectors, clock),
        turns(store, bus, processor, clock, metrics, options,
              {[this](Afterwards a) { committed(std::move(a)); },
               [this](core::Duration d) { try_later(d); }}) {}

  // On the store's thread.
  void committed(Afterwards afterwards) {
    feed.committed();
    if (afterwards.actions.empty() && afterwards.finished.empty() &&
        afterwards.next_due == ports::NextDue{})
      return;
    asio::post(executor, [this, afterwards = std::move(afterwards)]() mutable {
      timers.notice(afterwards.next_due);
      dispatcher.take(std::move(afterwards));
    });
  }
  void try_later(core::Duration after) {
    asio::post(executor, [this, after] {
      later.expires_after(after);
      later.async_wait([this](const boost::system::error_code& error) {
        if (!error) turns.wake();
      });
    });
  }

  WhyNow why_now(std::vector<ports::LaneState> waiting) const {
    return {std::move(waiting), clock.now(), clock.on_wall(core::Time()).time_since_epoch(),
            calendars,          routes,      facts};
  }

  asio::any_io_executor executor;
  ports::Store& store;
  bus::Bus& bus;
  ports::Connectors& connectors;
  ports::Clock& clock;
  telemetry::Metrics& metrics;
  Options options;
  std::shared_ptr<const calendar::Calendars> calendars;
  std::shared_ptr<const routing::Routes> routes;
  std::shared_ptr<const facts::Definitions> facts;
  std::shared_ptr<const goals::Tree> goals;
  std::shared_ptr<const kpis::Definitions> kpis;
  std::shared_ptr<const detectors::Definitions> detectors;
  PlanCache plans;
  Catalog catalog;
  Processor processor;
  Dispatcher dispatcher;
  Timers timers;
  Poller poller;
  const Armed armed = [this](core::Time due) { timers.notice({{}, due}); };
  Timekeeper timekeeper;
  asio::steady_timer later;
  Housekeeping housekeeping;
  Foresight foresight;
  GoalWatch goal_watch;
  DetectorWatch detector_watch;
  LoadWatch load_watch;
  ReserveWatch reserve_watch;
  Feed feed;
  Workshop workshop;
  Workshop trials;  // each may take seconds, and publishing does not wait behind them
  std::shared_ptr<std::size_t> drafts_tried = std::make_shared<std::size_t>(0);
  Publishing publishing;
  Commands commands;
  Turns turns;
};

Runtime::Runtime(asio::any_io_executor executor, ports::Store& store, bus::Bus& bus,
                 ports::Connectors& connectors, ports::Clock& clock, ports::Random& random,
                 telemetry::Metrics& metrics, Options options)
    : impl_(std::make_unique<Impl>(std::move(executor), store, bus, connectors, clock, random,
                                   metrics, options)) {}

Runtime::~Runtime() = default;

asio::awaitable<void> Runtime::start() {
  auto& impl = *impl_;
  core::EventId last{};
  core::Time earlier{};
  auto load = [&](ports::Tx& tx) {
    impl.catalog.load(tx);
    arm_all(tx, impl.catalog, impl.clock.now());
    last = tx.last_event();
    earlier = impl.timekeeper.begin(tx);
    impl.turns.suspect(tx.cursor(), last);
    impl.processor.catch_up(tx);
    impl.housekeeping.start(tx);
  };
  co_await impl.store.transact(load);
  impl.bus.advanced(last);
  impl.dispatcher.begin_until(impl.clock.steady() + ports::Clock::kKeptFor);
  co_await impl.dispatcher.recover(earlier);
  impl.bus.on_waiting([this] { impl_->turns.wake(); });
  impl.turns.wake();
  co_await impl.poller.arm();
  asio::co_spawn(impl.executor, impl.timers.run(), asio::detached);
  asio::co_spawn(impl.executor, impl.housekeeping.run(), asio::detached);
  if (impl.options.forecasts) asio::co_spawn(impl.executor, impl.foresight.run(), asio::detached);
  asio::co_spawn(impl.executor, impl.goal_watch.run(), asio::detached);
  asio::co_spawn(impl.executor, impl.detector_watch.run(), asio::detached);
  asio::co_spawn(impl.executor, impl.load_watch.run(), asio::detached);
  asio::co_spawn(impl.executor, impl.timekeeper.run(), asio::detached);
  asio::co_spawn(impl.executor, impl.reserve_watch.run(), asio::detached);
}

asio::awaitable<void> Runtime::drain(core::Duration within) {
  auto& impl = *impl_;
  impl.bus.close();
  impl.timers.stop();
  impl.poller.stop();
  impl.dispatcher.stop();
  impl.foresight.stop();
  impl.goal_watch.stop();
  impl.detector_watch.stop();
  impl.load_watch.stop();
  impl.turns.leave_backlog();
  constexpr core::Duration kLook = std::chrono::milliseconds(10);
  asio::steady_timer pause(impl.executor);
  for (core::Duration waited{};
       waited < within &&
       (impl.dispatcher.in_flight() > 0 || impl.poller.in_flight() > 0 || !impl.turns.idle());
       waited += kLook) {
    pause.expires_after(kLook);
    co_await pause.async_wait(asio::use_awaitable);
  }
  while (!impl.turns.halt()) {  // a turn is bounded by its budget
    pause.expires_after(std::chrono::milliseconds(1));
    co_await pause.async_wait(asio::use_awaitable);
  }
  // What the last turn has decided was posted before this, so it is taken over first.
  co_await asio::post(impl.executor, asio::use_awaitable);
  co_await impl.dispatcher.record_rest();
  auto in_good_order = [](ports::Tx& tx) { Suspects::forget(tx); };
  try {
    co_await impl.store.transact(in_good_order);
  } catch (const std::exception& error) {
    spdlog::warn("that the process ended in good order could not be kept: {}", error.what());
  }
  impl.housekeeping.stop();
  impl.reserve_watch.stop();
  impl.later.cancel();
  impl.timekeeper.stop();
  co_await impl.timekeeper.keep();
}

asio::awaitable<Result<Checked>> Runtime::check(std::string yaml, std::string file) {
  return impl_->publishing.check(std::move(yaml), std::move(file));
}

asio::awaitable<Result<Json>> Runtime::try_draft(std::string yaml, std::size_t last,
                                                 core::Findings& findings) {
  auto& impl = *impl_;
  if (!impl.options.play_trial)
    co_return core::Error{core::Errc::unavailable, "this server cannot try drafts"};
  if (*impl.drafts_tried >= kDraftsTriedMax)
    co_return core::Error{core::Errc::unavailable,
                          "too many drafts are being tried",
                          {},
                          "try again in a few seconds"};
  const UnderWay under_way(impl.drafts_tried);
  auto checked = co_await impl.publishing.check(yaml, "template.yaml");
  if (!checked) co_return checked.error();
  findings = std::move(checked->findings);
  if (!checked->ok) co_return core::Error{core::Errc::invalid, "the draft has errors"};
  Trial trial;
  trial.workflow = std::move(checked->name);
  trial.draft = std::move(yaml);
  trial.calendars = impl.calendars;
  trial.routes = impl.routes;
  trial.definitions = impl.facts;
  auto read = [&](ports::Queries& queries) { read_trial(queries, impl.plans, last, trial); };
  co_await impl.store.read(read);
  auto play = [trial = std::move(trial), play = impl.options.play_trial] {
    const telemetry::Muted muted;
    return play(trial);
  };
  auto played = co_await impl.trials.run(std::move(play));
  co_return played;
}

asio::awaitable<Result<PublishedTemplate>> Runtime::publish_template(
    std::string yaml, std::string file, int if_version, core::Actor actor, core::Findings& findings,
    std::string name, std::string from_file) {
  return impl_->publishing.publish(std::move(yaml), std::move(file), if_version, std::move(actor),
                                   findings, std::move(name), std::move(from_file));
}

asio::awaitable<Result<PublishedTemplate>> Runtime::publish_file(std::string yaml, std::string path,
                                                                 std::string file,
                                                                 core::Actor actor,
                                                                 core::Findings& findings) {
  return impl_->publishing.publish_file(std::move(yaml), std::move(path), std::move(file),
                                        std::move(actor), findings);
}

asio::awaitable<Result<ports::TemplateRow>> Runtime::retire_template(std::string name,
                                                                     core::Actor actor) {
  return retire(impl_->store, impl_->catalog, impl_->clock, std::move(name), std::move(actor));
}

asio::awaitable<Result<ports::TemplateRow>> Runtime::enable_template(std::string name, int version,
                                                                     core::Actor actor) {
  return enable(impl_->store, impl_->catalog, impl_->clock, std::move(name), version,
                std::move(actor), impl_->armed);
}

// The processor belongs to the store's thread, so it gets the calendars in a transaction there.
asio::awaitable<void> Runtime::use_calendars(std::shared_ptr<const calendar::Calendars> calendars) {
  auto hand_over = [this, &calendars](ports::Tx&) { impl_->processor.use_calendars(calendars); };
  co_await impl_->store.transact(hand_over);
  impl_->publishing.use_calendars(calendars);
  impl_->calendars = std::move(calendars);
}

asio::awaitable<void> Runtime::use_routes(std::shared_ptr<const routing::Routes> routes) {
  auto hand_over = [this, &routes](ports::Tx&) { impl_->processor.use_routes(routes); };
  co_await impl_->store.transact(hand_over);
  impl_->publishing.use_routes(routes);
  impl_->routes = std::move(routes);
}

std::shared_ptr<const calendar::Calendars> Runtime::calendars() const { return impl_->calendars; }

std::shared_ptr<const routing::Routes> Runtime::routes() const { return impl_->routes; }

asio::awaitable<void> Runtime::use_facts(std::shared_ptr<const facts::Definitions> facts) {
  auto hand_over = [this, &facts](ports::Tx&) { impl_->processor.use_facts(facts); };
  co_await impl_->store.transact(hand_over);
  impl_->publishing.use_facts(facts);
  impl_->facts = std::move(facts);
}

std::shared_ptr<const facts::Definitions> Runtime::facts() const { return impl_->facts; }

void Runtime::use_goals(std::shared_ptr<const goals::Tree> goals) {
  impl_->publishing.use_goals(goals);
  impl_->goals = std::move(goals);
}

void Runtime::use_detectors(std::shared_ptr<const detectors::Definitions> detectors) {
  impl_->detectors = std::move(detectors);
}

std::shared_ptr<const detectors::Definitions> Runtime::detectors() const {
  return impl_->detectors;
}

std::shared_ptr<const goals::Tree> Runtime::goals() const { return impl_->goals; }

asio::awaitable<void> Runtime::use_kpis(std::shared_ptr<const kpis::Definitions> kpis) {
  auto hand_over = [this, &kpis](ports::Tx& tx) { impl_->processor.kpi_counts().use(tx, kpis); };
  co_await impl_->store.transact(hand_over);
  impl_->kpis = std::move(kpis);
  impl_->housekeeping.look_now();
}

std::shared_ptr<const kpis::Definitions> Runtime::kpis() const { return impl_->kpis; }

asio::awaitable<Result<bus::Receipt>> Runtime::set_fact(std::string fact, std::string key,
                                                        Json value, std::string note,
                                                        core::Actor actor) {
  const auto known = impl_->facts->named(fact);
  if (!known) co_return known.error();
  if (auto wrong = (*known)->unfit(key, value)) co_return *std::move(wrong);
  auto event = core::fact_set(fact, key, std::move(value), std::move(note), std::move(actor),
                              impl_->clock.now());
  co_return co_await impl_->bus.publish(std::move(event), 0);
}

PlanCache& Runtime::plans() const { return impl_->plans; }

Feed& Runtime::feed() const { return impl_->feed; }

std::vector<SetAside> Runtime::set_aside() const { return impl_->catalog.set_aside(); }

core::Duration Runtime::turn_takes() const { return impl_->turns.busy_for(); }

asio::awaitable<void> Runtime::connections_changed() { return impl_->poller.arm(); }

std::vector<PollState> Runtime::polls() const { return impl_->poller.states(); }

std::vector<ports::LaneState> Runtime::lanes() const { return impl_->dispatcher.lanes(); }

asio::awaitable<Result<Json>> Runtime::why(RunId run, std::string step) {
  const auto now = impl_->why_now(lanes());
  auto explain = [&](ports::Queries& queries) {
    return runtime::why(queries, impl_->plans, run, step, now);
  };
  co_return co_await impl_->store.read(explain);
}

asio::awaitable<Result<Json>> Runtime::why_event(core::EventId event, std::string workflow) {
  auto explain = [&, now = impl_->why_now({})](ports::Queries& queries) {
    return runtime::why_event(queries, impl_->plans, event, workflow, now, impl_->connectors);
  };
  co_return co_await impl_->store.read(explain);
}

asio::awaitable<Result<Json>> Runtime::preview_retry(RunId run, std::string step,
                                                     core::Actor actor) {
  auto look = [&, now = impl_->why_now({})](ports::Queries& queries) {
    return runtime::preview_retry(queries, impl_->plans, run, step, actor, now, impl_->connectors);
  };
  co_return co_await impl_->store.read(look);
}

asio::awaitable<Result<Json>> Runtime::preview_restart(RunId run) {
  auto look = [&, now = impl_->why_now({})](ports::Queries& queries) {
    return runtime::preview_restart(queries, impl_->plans, run, now, impl_->connectors);
  };
  co_return co_await impl_->store.read(look);
}

asio::awaitable<Result<Json>> Runtime::preview_replay(core::EventId event) {
  auto look = [&, now = impl_->why_now({})](ports::Queries& queries) {
    return runtime::preview_replay(queries, impl_->plans, event, now, impl_->connectors);
  };
  co_return co_await impl_->store.read(look);
}

asio::awaitable<Result<Json>> Runtime::windows(WindowsAsked asked) {
  auto read = [this, asked = std::move(asked), now = impl_->why_now({})](ports::Queries& queries) {
    return runtime::windows(queries, impl_->plans, asked, now);
  };
  co_return co_await impl_->store.read(read);
}

asio::awaitable<Result<Json>> Runtime::schedules(std::string workflow, std::size_t count) {
  auto read = [&, now = impl_->clock.now()](ports::Queries& queries) {
    return runtime::schedules(queries, impl_->plans, workflow, count, now);
  };
  co_return co_await impl_->store.read(read);
}

asio::awaitable<Result<Json>> Runtime::fact_readers(std::string fact) {
  const auto known = impl_->facts->named(fact);
  if (!known) co_return known.error();
  auto read = [&](ports::Queries& queries) {
    return runtime::fact_readers(queries, impl_->plans, fact);
  };
  co_return co_await impl_->store.read(read);
}

asio::awaitable<Result<Json>> Runtime::evaluate(std::string expression, Json event, RunId run) {
  auto try_it = [&, now = impl_->why_now({})](ports::Queries& queries) {
    return runtime::evaluate(queries, expression, std::move(event), run, now);
  };
  co_return co_await impl_->store.read(try_it);
}

asio::awaitable<Result<bus::Receipt>> Runtime::start_run(std::string workflow, Json inputs,
                                                         std::string key, std::string once,
                                                         core::Actor actor, std::string trace) {
  return impl_->commands.start(std::move(workflow), std::move(inputs), std::move(key),
                               std::move(once), std::move(actor), std::move(trace));
}

asio::awaitable<Result<bus::Receipt>> Runtime::retry(RunId run, std::string step,
                                                     core::Actor actor) {
  return impl_->commands.retry(run, std::move(step), std::move(actor));
}

asio::awaitable<Result<bus::Receipt>> Runtime::cancel(RunId run, std::string reason,
                                                      core::Actor actor) {
  return impl_->commands.cancel(run, std::move(reason), std::move(actor));
}

asio::awaitable<Result<bus::Receipt>> Runtime::pause(RunId run, std::string reason,
                                                     core::Actor actor) {
  return impl_->commands.pause(run, std::move(reason), std::move(actor));
}

asio::awaitable<Result<bus::Receipt>> Runtime::resume(RunId run, core::Actor actor) {
  return impl_->commands.resume(run, std::move(actor));
}

asio::awaitable<Result<bus::Receipt>> Runtime::resolve(RunId run, std::string step, std::string as,
                                                       Json output, std::string note,
                                                       core::Actor actor) {
  return impl_->commands.resolve(run, std::move(step), std::move(as), std::move(output),
                                 std::move(note), std::move(actor));
}

asio::awaitable<Result<bus::Receipt>> Runtime::skip(RunId run, std::string step, std::string note,
                                                    core::Actor actor) {
  return impl_->commands.skip(run, std::move(step), std::move(note), std::move(actor));
}

asio::awaitable<Result<bus::Receipt>> Runtime::decide(RunId run, core::StepRef step, bool approve,
                                                      std::string comment, std::string hash,
                                                      identity::Principal by) {
  return impl_->commands.decide(run, std::move(step), approve, std::move(comment), std::move(hash),
                                std::move(by));
}

asio::awaitable<Result<bus::Receipt>> Runtime::act_on_task(RunId run, core::StepRef step,
                                                           TaskAct act, identity::Principal by,
                                                           std::vector<core::Error>& mistakes) {
  return impl_->commands.act_on_task(run, std::move(step), std::move(act), std::move(by), mistakes);
}

}  // namespace baton::runtime
