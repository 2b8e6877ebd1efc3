#include "baton/runtime/runtime.hpp"

#include "baton/telemetry/log.hpp"
#include "runtime/runtime_impl.hpp"
#include "runtime/schedules.hpp"
#include "runtime/suspects.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <chrono>
#include <exception>
#include <string>
#include <utility>
#include <vector>

namespace baton::runtime {

namespace asio = boost::asio;

Runtime::Impl::Impl(asio::any_io_executor on, ports::Store& the_store, bus::Bus& the_bus,
                    ports::Connectors& the_connectors, ports::Clock& the_clock,
                    ports::Random& random, telemetry::Metrics& the_metrics, Options given)
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
      timekeeper(
          executor, store, clock, metrics,
          [this](core::Time until) { dispatcher.begin_until(until); },
          [this] { return arm_schedules(); }),
      later(executor),
      housekeeping(executor, store, clock, timekeeper, plans, processor.kpi_counts(), options),
      foresight(
          executor, store, bus, clock, plans, [this] { return calendars; }, options),
      goal_watch(executor, store, bus, clock, [this] { return goals; }),
      detector_watch(
          executor, store, bus, clock, plans, [this] { return detectors; },
          options.template_thread),
      load_watch(executor, store, clock, plans, [this] { return calendars; }),
      reserve_watch(executor, store, metrics),
      free_places(executor, store, processor, [this] { turns.wake(); }),
      feed(executor, store),
      workshop(executor, options.template_thread, no_check()),
      trials(executor, options.template_thread, no_trial()),
      publishing(store, plans, catalog, connectors, clock, workshop,
                 {calendars, routes, facts, goals, options.goals_required}, armed, raised),
      commands(store, bus, plans, catalog, connectors, clock),
      turns(store, bus, processor, clock, metrics, options,
            {[this](Afterwards a) { committed(std::move(a)); },
             [this](core::Duration d) { try_later(d); }}) {}

void Runtime::Impl::committed(Afterwards afterwards) {
  feed.committed();
  if (afterwards.actions.empty() && afterwards.finished.empty() &&
      afterwards.next_due == ports::NextDue{})
    return;
  asio::post(executor, [this, afterwards = std::move(afterwards)]() mutable {
    timers.notice(afterwards.next_due);
    dispatcher.take(std::move(afterwards));
  });
}

asio::awaitable<void> Runtime::Impl::arm_schedules() {
  auto arm = [this](ports::Tx& tx) { arm_all(tx, catalog, clock.believed()); };
  co_await store.transact(arm);
  timers.notice({{}, clock.believed()});
}

void Runtime::Impl::try_later(core::Duration after) {
  asio::post(executor, [this, after] {
    later.expires_after(after);
    later.async_wait([this](const boost::system::error_code& error) {
      if (!error) turns.wake();
    });
  });
}

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
    last = tx.last_event();
    earlier = impl.timekeeper.begin(tx);
    arm_all(tx, impl.catalog, impl.clock.believed());
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
  asio::co_spawn(impl.executor, impl.free_places.run(), asio::detached);
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
  impl.free_places.stop();
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

PlanCache& Runtime::plans() const { return impl_->plans; }

Feed& Runtime::feed() const { return impl_->feed; }

std::vector<SetAside> Runtime::set_aside() const { return impl_->catalog.set_aside(); }

core::Duration Runtime::turn_takes() const { return impl_->turns.busy_for(); }

asio::awaitable<void> Runtime::connections_changed() { return impl_->poller.arm(); }

std::vector<PollState> Runtime::polls() const { return impl_->poller.states(); }

std::vector<ports::LaneState> Runtime::lanes() const { return impl_->dispatcher.lanes(); }

const RecentAttempts* Runtime::recent_attempts(const std::string& connection) const {
  return impl_->dispatcher.recent_attempts(connection);
}

}  // namespace baton::runtime
