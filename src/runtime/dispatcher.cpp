#include "runtime/dispatcher.hpp"

#include "baton/core/own_events.hpp"
#include "baton/telemetry/log.hpp"
#include "runtime/load_run.hpp"

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>

namespace baton::runtime {

namespace asio = boost::asio;
using core::ActionResult;
using core::Time;

namespace {

// The clock may be put forward while a timer sleeps, so none sleeps longer than this.
constexpr core::Duration kNapMax = std::chrono::seconds(1);
constexpr std::size_t kRefillPage = 1'000;

double seconds(core::Duration duration) { return std::chrono::duration<double>(duration).count(); }

}  // namespace

Dispatcher::Dispatcher(asio::any_io_executor executor, ports::Store& store, bus::Bus& bus, ports::Connectors& connectors,
                       ports::Clock& clock, telemetry::Metrics& metrics, const Options& options)
    : executor_(std::move(executor)),
      store_(store),
      bus_(bus),
      connectors_(connectors),
      clock_(clock),
      metrics_(metrics),
      options_(options),
      timer_(executor_),
      refill_timer_(executor_) {}

void Dispatcher::take(Afterwards afterwards) {
  for (const auto& [run, step] : afterwards.finished) {
    at_hand_.erase({run.value(), step});
    if (refilling_) over_meanwhile_.insert({run.value(), step});
  }
  for (auto& action : afterwards.actions) enqueue(std::move(action));
  pump();
  refill_if_due();
}

void Dispatcher::enqueue(Action action) {
  const StepKey key{action.action.run.value(), action.action.step};
  const auto known = at_hand_.find(key);
  if (known != at_hand_.end()) {
    if (known->second >= action.action.attempt) return;
    known->second = action.action.attempt;  // the next attempt takes the place that the step has already
  } else if (at_hand_.size() >= options_.actions_waiting_max) {
    left_behind_ = true;  // it is in the outbox, and is read from there once there is room
    return;
  } else {
    at_hand_.emplace(key, action.action.attempt);
  }
  if (action.action.not_before > clock_.steady()) {
    const auto due = action.action.not_before;
    later_.emplace(due, std::move(action));
    arm();
  } else {
    make_ready(std::move(action));
  }
}

void Dispatcher::make_ready(Action action) {
  auto& lane = lanes_[action.action.connection];
  lane.ready.push_back(std::move(action));
}

void Dispatcher::pump() {
  for (auto& [connection, lane] : lanes_) pump(connection, lane);
}

void Dispatcher::pump(const std::string& connection, Lane& lane) {
  if (lane.ready.empty()) return;
  const auto allowed = std::max<std::size_t>(1, connectors_.concurrency(connection));
  while (!stopped_ && !lane.ready.empty() && lane.in_flight < allowed && in_flight_ < options_.actions_in_flight_max) {
    auto action = std::move(lane.ready.front());
    lane.ready.pop_front();
    const auto wanted = at_hand_.find({action.action.run.value(), action.action.step});
    if (wanted == at_hand_.end() || wanted->second != action.action.attempt) continue;  // cancelled meanwhile
    ++lane.in_flight;
    ++in_flight_;
    asio::co_spawn(executor_, perform(std::move(action)), [](const std::exception_ptr& error) {
      if (!error) return;
      try {
        std::rethrow_exception(error);
      } catch (const std::exception& exception) {
        spdlog::critical("an action ended without an outcome: {}", exception.what());
      }
    });
  }
}

void Dispatcher::arm() {
  if (later_.empty() || stopped_) return;
  const Time due = later_.begin()->first;
  if (armed_for_ && *armed_for_ <= due) return;
  armed_for_ = due;
  const auto nap = std::clamp(due - clock_.steady(), core::Duration{}, kNapMax);
  timer_.expires_after(nap);
  timer_.async_wait([this](const boost::system::error_code& error) {
    if (error) return;
    armed_for_.reset();
    const auto now = clock_.steady();
    while (!later_.empty() && later_.begin()->first <= now) {
      make_ready(std::move(later_.begin()->second));
      later_.erase(later_.begin());
    }
    arm();
    pump();
  });
}

asio::awaitable<void> Dispatcher::perform(Action taken) {
  auto action = std::move(taken.action);
  const auto run = action.run;
  const auto step = action.step;
  const auto connection = action.connection;
  const auto attempt = action.attempt;
  if (action.timeout <= core::Duration{}) action.timeout = options_.action_timeout;
  const auto began = clock_.steady();
  if (taken.received) metrics_.first_action_seconds.Observe(seconds(clock_.now() - *taken.received));
  metrics_.actions_in_flight.Set(static_cast<double>(in_flight_));
  ActionResult result;
  try {
    result = co_await connectors_.perform(std::move(action));
  } catch (const std::exception& error) {  // our fault; whether it was sent is not known
    spdlog::error("run {}, step {}: the connector failed: {}", run.text(), step, error.what());
    result = {ActionResult::Kind::unknown, {}, "internal", error.what()};
  }
  result.retry_after = std::min(result.retry_after, options_.retry_after_max);
  metrics_.action_seconds.Observe(seconds(clock_.steady() - began));
  if (result.kind == ActionResult::Kind::succeeded) metrics_.actions_succeeded.Increment();
  if (result.kind == ActionResult::Kind::permanent) metrics_.actions_failed.Increment();
  auto& lane = lanes_[connection];
  --lane.in_flight;
  --in_flight_;
  metrics_.actions_in_flight.Set(static_cast<double>(in_flight_));
  bus_.post(core::action_finished(run, step, attempt, std::move(result), clock_.now()));
  // Not at once: what is performed without waiting would begin the next one inside itself, and so on down the stack.
  asio::post(executor_, [this] { pump(); });
}

void Dispatcher::refill_if_due() {
  if (!left_behind_ || refilling_ || stopped_ || at_hand_.size() > options_.actions_waiting_max / 2) return;
  asio::co_spawn(executor_, recover(), [this](const std::exception_ptr& error) {
    if (!error) return;
    refilling_ = false;
    left_behind_ = true;  // the next commit tries again
    over_meanwhile_.clear();
    refill_timer_.expires_after(kNapMax);
    refill_timer_.async_wait([this](const boost::system::error_code& cancelled) {
      if (!cancelled) refill_if_due();
    });
    spdlog::warn("the outbox could not be read, which is tried again");
  });
}

asio::awaitable<void> Dispatcher::recover() {
  if (refilling_) co_return;
  refilling_ = true;
  left_behind_ = false;
  const std::size_t limit = at_hand_.size() + kRefillPage;
  std::size_t rows = 0;
  const auto now = clock_.steady();
  auto read = [&rows, limit, now](ports::Queries& queries) {
    std::vector<core::StartAction> actions;
    Catalog plans(64);
    const auto steps = queries.due_steps(Time::max(), true, limit);
    rows = steps.size();
    for (const auto& step : steps) {
      const auto run = load_run(queries, step.run);
      if (!run) continue;
      const auto plan = plans.pinned(queries, run->head().workflow, run->head().version);
      if (!plan) continue;
      if (auto action = engine::resume(*plan, *run, step.step, now)) actions.push_back(std::move(*action));
    }
    return actions;
  };
  auto actions = co_await store_.read(read);
  left_behind_ |= rows >= limit;
  // What was read may have ended since: its outcome is known, so it is not begun again.
  for (auto& action : actions) {
    if (!over_meanwhile_.contains({action.run.value(), action.step})) enqueue({std::move(action)});
  }
  over_meanwhile_.clear();
  refilling_ = false;
  pump();
  refill_if_due();  // what was left behind meanwhile, when nothing is in flight whose end would come by here
}

void Dispatcher::stop() {
  stopped_ = true;
  timer_.cancel();
  refill_timer_.cancel();
}

}  // namespace baton::runtime
