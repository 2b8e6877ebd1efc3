#include "runtime/dispatcher.hpp"

#include "baton/core/own_events.hpp"
#include "baton/runtime/pending.hpp"
#include "baton/telemetry/log.hpp"
#include "runtime/tracing.hpp"

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>
#include <utility>

namespace baton::runtime {

namespace asio = boost::asio;
using core::ActionResult;
using core::Time;
using Mode = core::StartAction::Mode;

namespace {

// The longest time that the timer sleeps. Steady time may jump forward while it does, when it makes
// up for a wall clock that stood behind.
constexpr core::Duration kSleepMax = std::chrono::seconds(1);

}  // namespace

Dispatcher::Dispatcher(asio::any_io_executor executor, ports::Store& store, PlanCache& plans,
                       bus::Bus& bus, ports::Connectors& connectors, ports::Clock& clock,
                       telemetry::Metrics& metrics, const Options& options)
    : executor_(std::move(executor)),
      store_(store),
      plans_(plans),
      bus_(bus),
      connectors_(connectors),
      clock_(clock),
      metrics_(metrics),
      options_(options),
      capacity_(options),
      timer_(executor_) {}

void Dispatcher::take(Afterwards afterwards) {
  for (const auto& [run, step] : afterwards.finished) let_go({run.value(), step});
  const auto now = clock_.steady();
  for (auto& action : afterwards.actions) {
    auto& lane = lanes_.of(action.action.connection, action.action.operation);
    enqueue(std::move(action), lane, now);
  }
  wake(now);
  give_up_due(now);
  pump();
  refill_if_due();
}

// Returns true when the action is held in memory from now on. Returns false when this try or a
// later one is held already, and when the action is not due soon or finds no place: the outbox will
// be read again for it.
bool Dispatcher::enqueue(Action action, Lane& lane, Time now) {
  const StepKey step{action.action.run.value(), action.action.step};
  if (!lane.unreadable.empty()) lane.unreadable.erase(step);
  const auto which = sending_of(action.action).which;
  const auto* known = at_hand_.find(step);
  if (known && known->which >= which) return false;
  const auto due = action.action.not_before;
  if (due > capacity_.horizon(lane, load(), now)) {
    let_go(step);
    lane.look_again(due);
    arm(due);
    return false;
  }
  // While the outbox holds actions of the lane that found no place, new ones do not overtake them.
  if (!known && (lane.left_behind || capacity_.room(lane, load()) == 0)) {
    lane.left_behind = true;
    return false;
  }
  at_hand_.put(step, lane, which, action.action.mode == Mode::read_back,
               action.ready.value_or(std::max(now, due)));
  if (action.action.give_up_at) {
    at_hand_.give_up_at(*action.action.give_up_at, sending_of(action.action));
    arm(*action.action.give_up_at);
  }
  if (due > std::min(now, begins_until_)) {
    at_hand_.sleep(due, std::move(action), lane);
    arm(due);
  } else {
    lane.queue(std::move(action));
  }
  return true;
}

void Dispatcher::let_go(const StepKey& step) {
  if (refilling_) over_meanwhile_.insert(step);
  at_hand_.drop(step);
}

void Dispatcher::begin_until(Time due) {
  begins_until_ = due;
  came_due();
}

void Dispatcher::wake(Time now) { at_hand_.wake(std::min(now, begins_until_)); }

// The lanes take turns, beginning behind the one that was served last. Where only few actions may
// be in flight, the first lane would otherwise always be served before the others.
void Dispatcher::pump() {
  const auto now = clock_.steady();
  auto& lanes = lanes_.all();
  const auto next = lanes.upper_bound(served_last_);
  for (auto at = next; at != lanes.end(); ++at) pump(at->first, at->second, now);
  for (auto at = lanes.begin(); at != next; ++at) pump(at->first, at->second, now);
}

void Dispatcher::pump(const std::string& name, Lane& lane, Time now) {
  if (stopped_ || lane.ready.empty() || holds(lane, now)) return;
  const auto allowed = std::max<std::size_t>(1, connectors_.concurrency(lane.connection));
  std::size_t begun = 0;
  while (!lane.ready.empty() && capacity_.may_begin(lane, load(), begun, allowed, now)) {
    auto sending = sending_of(lane.ready.front().action);
    auto* one = at_hand_.waiting(sending);
    if (!one) {  // its step has ended, or it was given up
      lane.ready.take();
      continue;
    }
    if (!lane.marking.may_send(sending)) return keep_marks();
    if (retry_waits(lane, sending, now)) continue;
    one->begun = true;
    ++begun;
    begin_next(name, lane, std::move(sending), now);
  }
  if (lane.ready.empty()) return;
  if (const auto later = lane.next(now)) arm(*later);
}

void Dispatcher::begin_next(const std::string& name, Lane& lane, Sending sending, Time now) {
  auto action = lane.ready.take();
  lane.marking.begun(sending);
  lane.shared->pace.begun(now);
  lane.own.pace.begun(now);
  ++lane.in_flight;
  ++lane.shared->in_flight;
  ++in_flight_;
  served_last_ = name;
  asio::co_spawn(executor_, perform(std::move(action), lane, std::move(sending)),
                 [](const std::exception_ptr& error) {
                   if (!error) return;
                   try {
                     std::rethrow_exception(error);
                   } catch (const std::exception& exception) {
                     spdlog::critical("an action ended without an outcome: {}", exception.what());
                   }
                 });
}

// True while the lane is held. Asked before anything of the lane begins; the connectors are asked
// again once a second while it is held.
bool Dispatcher::holds(Lane& lane, Time now) {
  if (lane.hold.is_time(now)) {
    const bool turned =
        lane.hold.told(connectors_.held(lane.connection, lane.operation), clock_.now(), now);
    if (turned) tell_holds(lane);
  }
  const bool waits = lane.hold.holds() && !lane.hold.is_time(now);
  if (waits) arm(lane.hold.look_at());
  return waits;
}

void Dispatcher::arm(Time due) {
  if (stopped_ || (armed_for_ && *armed_for_ <= due)) return;
  armed_for_ = due;
  const auto nap = std::clamp(due - clock_.steady(), core::Duration{}, kSleepMax);
  timer_.expires_after(nap);
  timer_.async_wait([this](const boost::system::error_code& error) {
    if (!error) came_due();
  });
}

void Dispatcher::came_due() {
  armed_for_.reset();
  const auto now = clock_.steady();
  wake(now);
  give_up_due(now);
  const auto wakes = at_hand_.wakes_next();
  if (wakes && *wakes <= begins_until_) arm(*wakes);
  for (const auto& [name, lane] : lanes_.all()) {
    if (lane.due && *lane.due > now) arm(*lane.due);
  }
  pump();
  refill_if_due();
  count_holds();
}

asio::awaitable<void> Dispatcher::perform(Action taken, Lane& lane, Sending sending) {
  auto& action = taken.action;
  const auto stated = action.timeout;
  if (stated <= core::Duration{}) action.timeout = options_.action_timeout;
  Sent sent{std::move(sending),
            clock_.steady(),
            action.mode == Mode::read_back,
            action.sent_at,
            {},
            false};
  if (const auto* one = at_hand_.find(sent.sending); one && !sent.read_back) {
    sent.waited = one->waited(sent.began);
    sent.taken_before = one->first_sent.has_value();
  }
  if (taken.received)
    metrics_.first_action_seconds.Observe(
        core::in_seconds(clock_.now() - *std::exchange(taken.received, {})));
  metrics_.actions_in_flight.Set(static_cast<double>(in_flight_));
  name_attempt(action, sent.began);
  const auto began = clock_.now();
  auto result = co_await ask(action, *lane.shared);
  if (options_.spans && result.kind != ActionResult::Kind::held &&
      options_.spans->takes(action.trace))
    options_.spans->put(span_of(action, result, began, clock_.now()));
  if (result.kind == ActionResult::Kind::pending && !taken.pending_until)
    taken.pending_until = pending_until(sent.began, stated);
  action.timeout = stated;
  --lane.in_flight;
  --lane.shared->in_flight;
  --in_flight_;
  metrics_.actions_in_flight.Set(static_cast<double>(in_flight_));
  ended(lane, std::move(taken), sent, std::move(result));
  // Posted, not called: an action that ends without waiting would begin the next one from inside
  // itself, and each one would make the stack deeper.
  asio::post(executor_, [this] { pump(); });
}

// The trace of the action names the attempt from now on, as the parent of what its requests cause.
void Dispatcher::name_attempt(core::StartAction& action, Time began) const {
  auto& trace = action.trace;
  trace.span = core::span_of(action.run, action.step.key(), began.time_since_epoch().count());
  trace.sampled = trace.sampled || (options_.spans && options_.spans->takes(trace));
}

asio::awaitable<ActionResult> Dispatcher::ask(const core::StartAction& action,
                                              ConnectionLanes& connection) {
  const auto began = clock_.steady();
  ActionResult result;
  try {
    result = co_await connectors_.perform(action);
  } catch (const std::exception& error) {  // a fault of ours; it may or may not have been sent
    spdlog::error("run {}, step {}: the connector failed: {}", action.run.text(),
                  action.step.text(), error.what());
    result = {ActionResult::Kind::unknown, {}, "internal", error.what()};
  }
  result.retry_after = std::min(result.retry_after, options_.retry_after_max);
  const double seconds = core::in_seconds(clock_.steady() - began);
  metrics_.action_seconds.Observe(seconds);
  if (!connection.series) connection.series = &metrics_.connection(action.connection);
  connection.series->seconds.Observe(seconds);
  connection.series->attempts(result.kind).Increment();
  if (result.kind == ActionResult::Kind::succeeded) metrics_.actions_succeeded.Increment();
  if (result.kind == ActionResult::Kind::permanent) metrics_.actions_failed.Increment();
  co_return result;
}

void Dispatcher::ended(Lane& lane, Action&& action, const Sent& sent, ActionResult result) {
  using Kind = ActionResult::Kind;
  const bool throttled = result.kind == Kind::throttled;
  if (throttled) tell_breaker(lane, result, sent);
  if (throttled && result.scope == ActionResult::Scope::action)
    return put_off(lane, std::move(action), sent, result);
  if (throttled || result.kind == Kind::held) {
    at_hand_.not_alone(sent.sending);
    put_back(lane, std::move(action), sent);
    return came_back(lane, result, sent);
  }
  went_through(lane, sent);
  tell_breaker(lane, result, sent);
  // The next request would only be refused, so the connection pauses as after a refusal.
  if (result.kind == Kind::succeeded && result.retry_after > core::Duration{})
    wait(lane, *lane.shared, "nothing is left of its quota",
         std::exchange(result.retry_after, core::Duration{}));
  if (result.kind == Kind::pending) {
    bound_pending(result, *action.pending_until, clock_.steady());
    if (result.kind == Kind::pending) return put_off(lane, std::move(action), sent, result);
  }
  at_hand_.not_alone(sent.sending);
  if (sent.read_back || sent.taken_before) result.waited = {};
  result.waited += sent.waited;
  if (!sent.read_back) lane.shared->recent.ended(result, clock_.now());
  const auto now = clock_.steady();
  const core::Tried tried{sent.sending.which.look, sent.read_back,
                          sent.read_back ? sent.sent_at : now};
  bus_.post(core::action_finished(action.action.run, sent.sending.step, sent.sending.which.attempt,
                                  std::move(result), clock_.now(), tried));
}

}  // namespace baton::runtime
