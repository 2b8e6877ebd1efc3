// The part of the dispatcher that deals with lanes that are held and connections that are paused.
#include "baton/core/own_events.hpp"
#include "baton/telemetry/log.hpp"
#include "runtime/dispatcher.hpp"

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <set>

namespace baton::runtime {

namespace asio = boost::asio;
using core::ActionResult;
using core::Time;

namespace {

// How long an action waits by itself if nobody says how long.
constexpr core::Duration kAloneFor = std::chrono::seconds(5);
// How long a retry waits when its connection may be sent no more retries at present.
constexpr core::Duration kRetryWaits = std::chrono::seconds(1);

// Why a connection is not asked, for people.
std::string reason_open(const ConnectionLanes& connection) {
  return std::to_string(connection.breaker.failures()) +
         " attempts in a row failed: " + connection.failure;
}

}  // namespace

// Nothing was done, so the same try is made again. Returns false if the step has ended meanwhile.
bool Dispatcher::comes_again(Lane& lane, const Action& action, const Sent& sent) {
  lane.marking.unsent(sent.sending);
  auto* one = at_hand_.find(sent.sending);
  if (!one) return false;
  one->begun = false;
  // AtHand returns the end of `retry: for` once only, which may have been while the try was under
  // way.
  const auto& give_up_at = action.action.give_up_at;
  if (give_up_at && *give_up_at <= clock_.steady()) {
    at_hand_.give_up_at(*give_up_at, sent.sending);
    arm(*give_up_at);
  }
  return true;
}

// The lane waits. The action is the first that is sent when it goes on.
void Dispatcher::put_back(Lane& lane, Action&& action, const Sent& sent) {
  if (comes_again(lane, action, sent)) lane.ready.push_front(std::move(action));
}

// The action waits by itself, and the other actions of its lane go on. If it is pending, its system
// has taken it, so it no longer waits to be sent.
void Dispatcher::put_off(Lane& lane, Action&& action, const Sent& sent, const ActionResult& why) {
  if (!comes_again(lane, action, sent)) return;
  auto* one = at_hand_.find(sent.sending);
  if (why.kind == ActionResult::Kind::pending && !one->first_sent)
    one->first_sent = sent.began + why.waited;
  const auto wait = why.retry_after > core::Duration{} ? why.retry_after : kAloneFor;
  const auto due = clock_.steady() + wait;
  at_hand_.note_alone({sent.sending.run, sent.sending.step},
                      {&lane, core::reason_of(why), clock_.now(), due});
  at_hand_.sleep(due, std::move(action), lane);
  arm(due);
}

void Dispatcher::pause_began(const Lane& lane, Pauses& pauses, std::string reason) {
  pauses.paused_since = clock_.now();
  pauses.reason = std::move(reason);
  const bool all = &pauses == lane.shared;
  const auto left = pauses.pace.paused_until() - clock_.steady();
  spdlog::warn(
      "{} is left alone for {} s: {}",
      all ? "connection " + lane.connection : core::lane_of(lane.connection, lane.operation),
      std::chrono::duration_cast<std::chrono::seconds>(left).count(), pauses.reason);
}

// Nothing is sent for as long as `how_long`, for a reason other than the rate of the requests.
void Dispatcher::wait(Lane& lane, Pauses& pauses, std::string reason, core::Duration how_long) {
  const auto now = clock_.steady();
  const bool was_paused = pauses.pace.paused(now);
  if (!pauses.pace.wait(how_long, now)) return;
  if (was_paused)
    pauses.reason = std::move(reason);
  else
    pause_began(lane, pauses, std::move(reason));
  keep_marks();
  arm(pauses.pace.paused_until());
  count_holds();
}

void Dispatcher::came_back(Lane& lane, const ActionResult& result, const Sent& sent) {
  const auto now = clock_.steady();
  const bool all = result.scope == ActionResult::Scope::connection;
  Pauses& pauses = all ? *lane.shared : lane.own;
  if (result.kind == ActionResult::Kind::held) {
    if (lane.hold.came_back(core::reason_of(result), clock_.now(), now)) tell_holds(lane);
  } else if (!result.too_fast) {
    wait(lane, pauses, core::reason_of(result), result.retry_after);
  } else if (pauses.pace.refused(sent.began, result.retry_after, now)) {
    pause_began(lane, pauses, core::reason_of(result));
    keep_marks();
  }
  arm(std::max(now, pauses.pace.paused_until()));
  if (lane.shared->in_flight == 0) keep_marks();
  count_holds();
}

void Dispatcher::went_through(Lane& lane, const Sent& sent) {
  lane.shared->pace.taken(sent.began, clock_.steady());
  lane.own.pace.taken(sent.began, clock_.steady());
  if (lane.hold.went_through()) tell_holds(lane);
}

// Every answer counts as one, whatever it says, and so does a failure that says when to come back.
// Any other failure of the system does not. An outcome that is not known counts as neither: the
// look for the effect that follows it tells whether the system works. Where each action names its
// own system, those that do not work would hold up all others.
void Dispatcher::tell_breaker(Lane& lane, const ActionResult& result, const Sent& sent) {
  auto& shared = *lane.shared;
  if (result.kind == ActionResult::Kind::unknown) return;
  const bool failed =
      result.kind == ActionResult::Kind::transient && result.retry_after <= core::Duration{};
  if (!failed) {
    shared.retries.answered();
    if (shared.breaker.answered()) {
      spdlog::warn("connection {} answers again", lane.connection);
      count_holds();
    }
    return;
  }
  if (!connectors_.one_system(lane.connection)) return;
  const auto now = clock_.steady();
  const bool was_open = shared.breaker.open();
  if (!shared.breaker.failed(sent.began, now)) return;
  shared.failure = core::reason_of(result);
  if (!was_open) shared.failing_since = clock_.now();
  spdlog::warn(
      "connection {} is left alone for {} s: {}", lane.connection,
      std::chrono::duration_cast<std::chrono::seconds>(shared.breaker.tries_at() - now).count(),
      reason_open(shared));
  arm(shared.breaker.tries_at());
  count_holds();
}

// Counts the next action of the lane in the retry budget of its connection. Returns true if it is a
// retry and the budget is used up: it then waits by itself, and the others go on.
bool Dispatcher::retry_waits(Lane& lane, const Sending& sending, Time now) {
  if (sending.which.attempt <= 1) {
    lane.shared->retries.first();
    return false;
  }
  if (lane.shared->retries.take(now)) return false;
  at_hand_.sleep(now + kRetryWaits, lane.ready.take(), lane);
  arm(now + kRetryWaits);
  return true;
}

void Dispatcher::tell_holds(const Lane& lane) {
  if (lane.hold.holds()) {
    spdlog::warn("lane {}.{} is held, its steps wait: {}", lane.connection, lane.operation,
                 lane.hold.reason());
  } else {
    spdlog::warn("lane {}.{} goes on", lane.connection, lane.operation);
  }
  keep_marks();
  count_holds();
}

void Dispatcher::count_holds() {
  const auto now = clock_.steady();
  const auto held = std::count_if(lanes_.all().begin(), lanes_.all().end(), [](const auto& lane) {
    return lane.second.hold.holds() && lane.second.waits();
  });
  // A connection counts once, whether all of it pauses or some of its operations.
  std::set<const ConnectionLanes*> paused;
  for (const auto& [name, shared] : lanes_.connections()) {
    if (shared.pace.paused(now) || shared.breaker.open()) paused.insert(&shared);
  }
  for (const auto& [name, lane] : lanes_.all()) {
    if (lane.own.pace.paused(now)) paused.insert(lane.shared);
  }
  metrics_.lanes_held.Set(static_cast<double>(held));
  metrics_.connections_paused.Set(static_cast<double>(paused.size()));
}

std::vector<ports::LaneState> Dispatcher::lanes() const {
  std::vector<ports::LaneState> states;
  const auto steady = clock_.steady();
  for (const auto& [step, why] : at_hand_.alone()) {
    ports::LaneState state{ports::LaneState::Kind::paused, why.lane->connection,
                           why.lane->operation, why.reason, why.since};
    state.until = clock_.now() + (why.until - steady);
    state.waiting = 1;
    state.run = core::RunId(step.first);
    state.step = step.second;
    states.push_back(std::move(state));
  }
  for (const auto& [name, lane] : lanes_.all()) {
    // A lane that is held and paused is listed once, as held: only a person can end that.
    if (lane.hold.holds() && lane.waits())
      states.push_back({ports::LaneState::Kind::held,
                        lane.connection,
                        lane.operation,
                        lane.hold.reason(),
                        lane.hold.since(),
                        {},
                        lane.at_hand});
    else if (lane.own.pace.paused(steady))
      states.push_back({ports::LaneState::Kind::paused, lane.connection, lane.operation,
                        lane.own.reason, lane.own.paused_since,
                        clock_.now() + (lane.own.pace.paused_until() - steady), lane.at_hand});
  }
  for (const auto& [connection, shared] : lanes_.connections()) {
    const bool paused = shared.pace.paused(steady);
    if (!paused && !shared.breaker.open()) continue;
    ports::LaneState state{ports::LaneState::Kind::paused,
                           connection,
                           {},
                           paused ? shared.reason : reason_open(shared),
                           paused ? shared.paused_since : shared.failing_since};
    const auto until = paused ? shared.pace.paused_until() : shared.breaker.tries_at();
    state.until = clock_.now() + (until - steady);
    for (const auto& [name, lane] : lanes_.all())
      state.waiting += lane.shared == &shared ? lane.at_hand : 0;
    states.push_back(std::move(state));
  }
  return states;
}

const RecentAttempts* Dispatcher::recent_attempts(const std::string& connection) const {
  const auto found = lanes_.connections().find(connection);
  const bool known = found != lanes_.connections().end() && found->second.recent.count() > 0;
  return known ? &found->second.recent : nullptr;
}

// --- `retry: for` ---

void Dispatcher::give_up_due(Time now) {
  while (const auto sending = at_hand_.take_give_up(now)) {
    auto* one = at_hand_.waiting(*sending);
    if (!one) continue;  // its step has ended, or it is under way and its outcome decides
    one->begun = true;
    give_up(*sending, *one);
  }
  if (const auto next = at_hand_.gives_up_next()) arm(*next);
}

void Dispatcher::give_up(const Sending& sending, const AtHand::TryAtHand& one) {
  const auto& lane = *one.lane;
  ActionResult result{ActionResult::Kind::permanent, {}, std::string(core::kGaveUpCode), {}};
  if (lane.hold.holds()) result.message = "held: " + lane.hold.reason();
  const auto now = clock_.steady();
  if (lane.shared->breaker.open()) result.message = reason_open(*lane.shared);
  if (result.message.empty() && lane.held_back(now))
    result.message = lane.shared->pace.holds_back(now) ? lane.shared->reason : lane.own.reason;
  if (!one.read_back) {
    result.waited = one.waited(now);
    result.unsent = !one.first_sent;
  }
  const core::Tried tried{sending.which.look, one.read_back};
  bus_.post(core::action_finished(core::RunId(sending.run), sending.step, sending.which.attempt,
                                  std::move(result), clock_.now(), tried));
}

// --- the marks: which actions were surely not sent ---

void Dispatcher::keep_marks() {
  if (std::exchange(keeping_marks_, true)) {
    marks_changed_ = true;
    return;
  }
  // One write at a time: with two on their way to the store, nobody could say which one is there.
  asio::co_spawn(executor_, write_marks(), [this](const std::exception_ptr& error) {
    keeping_marks_ = false;
    if (error) return write_marks_later(error);
    pump();
  });
}

asio::awaitable<void> Dispatcher::write_marks() {
  do {
    marks_changed_ = false;
    co_await store_marks();
    lanes_.marks_written();
  } while (marks_changed_);
}

void Dispatcher::write_marks_later(const std::exception_ptr& error) {
  try {
    std::rethrow_exception(error);
  } catch (const std::exception& exception) {
    spdlog::warn("which actions are not sent could not be kept, which is tried again: {}",
                 exception.what());
  }
  arm(clock_.steady() + std::chrono::seconds(1));
}

// Writes the marks as they are now into the store, if they differ from those that are there.
asio::awaitable<void> Dispatcher::store_marks() {
  const auto text = to_text(lanes_.next_marks(clock_.steady(), stopped_));
  auto keep = [&text](ports::Tx& tx) { tx.set_setting(kLaneMarksSetting, text); };
  if (text != marks_kept_) co_await store_.transact(keep);
  marks_kept_ = text;
}

asio::awaitable<void> Dispatcher::record_rest() {
  try {
    co_await store_marks();
  } catch (const std::exception& error) {
    spdlog::warn("which actions were not sent could not be kept: {}", error.what());
  }
}

}  // namespace baton::runtime
