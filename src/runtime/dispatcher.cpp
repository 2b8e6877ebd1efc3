#include "runtime/dispatcher.hpp"

#include "baton/core/own_events.hpp"
#include "baton/telemetry/log.hpp"
#include "runtime/load_run.hpp"

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>
#include <vector>

namespace baton::runtime {

namespace asio = boost::asio;
using core::ActionResult;
using core::Time;

namespace {

// The clock may be put forward while a timer sleeps, so none sleeps longer than this.
constexpr core::Duration kNapMax = std::chrono::seconds(1);
// What is further off than this is left in the outbox. The longer, the more memory retries take; the shorter, the more often
// the outbox is read.
constexpr core::Duration kHorizon = std::chrono::seconds(30);
// Runs replayed in one read: other readers wait as long.
constexpr std::size_t kRefillPage = 1'000;
// Rows that cannot be read and are passed over; beyond, they are tried again.
constexpr std::size_t kBarrenMax = 10'000;

double seconds(core::Duration duration) { return std::chrono::duration<double>(duration).count(); }

// The action of a step in the outbox, if it still has one. What this process has decided, and has not at hand, it has not begun:
// it is performed. Of what is older, up to entry `began_at` of the journal, only what was not due at `began` was surely not sent.
std::optional<core::StartAction> action_of(ports::Queries& queries, Catalog& plans, const ports::StepRow& row, Time began,
                                           std::int64_t began_at) {
  const auto journal = queries.journal(row.run);
  const auto run = load_run(queries, row.run, journal);
  if (!run) return std::nullopt;
  const auto plan = plans.pinned(queries, run->head().workflow, run->head().version);
  if (!plan) return std::nullopt;
  auto action = engine::resume(*plan, *run, row.step, began);
  if (!action || run->step(row.step).status != core::StepStatus::running) return action;
  const auto concerns = [&row](const auto& transition) { return core::step_of(transition) == row.step; };
  const auto decided = std::find_if(journal.rbegin(), journal.rend(), [&concerns](const auto& entry) {
    return std::any_of(entry.transitions.begin(), entry.transitions.end(), concerns);
  });
  if (decided != journal.rend() && decided->sequence > began_at) action->mode = core::StartAction::Mode::perform;
  return action;
}

struct Taken {
  std::vector<core::StartAction> actions{};
  std::vector<const ports::StepRow*> barren{};  // rows that nothing could be made of
};

Taken actions_of(ports::Queries& queries, const std::vector<ports::StepRow>& rows, Time began, std::int64_t began_at) {
  Taken taken;
  Catalog plans(64);
  for (const auto& row : rows) {
    std::optional<core::StartAction> action;
    try {
      action = action_of(queries, plans, row, began, began_at);
    } catch (const ports::RowDamaged& damage) {  // its neighbours go on
      spdlog::error("run {}, step {} is left in the outbox: {}", row.run.text(), row.step, damage.what());
    }
    if (action) {
      taken.actions.push_back(std::move(*action));
    } else {
      taken.barren.push_back(&row);
    }
  }
  return taken;
}

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
      timer_(executor_) {}

void Dispatcher::take(Afterwards afterwards) {
  for (const auto& [run, step] : afterwards.finished) let_go({run.value(), step});
  const auto now = clock_.steady();
  for (auto& action : afterwards.actions) {
    auto& lane = lanes_[action.action.connection];
    enqueue(std::move(action), lane, lane, now);
  }
  wake(now);
  pump();
  refill_if_due();
}

// Whether it is at hand from now on; else `outbox` is to be looked into for it.
bool Dispatcher::enqueue(Action action, Lane& lane, Lane& outbox, Time now) {
  StepKey key{action.action.run.value(), action.action.step};
  if (!outbox.barren.empty()) outbox.barren.erase(key);
  const auto known = at_hand_.find(key);
  if (known != at_hand_.end() && known->second.attempt >= action.action.attempt) return false;
  const auto due = action.action.not_before;
  if (due > horizon(lane, now)) {
    let_go(key);
    look_again(outbox, due);
    arm(due);
    return false;
  }
  if (known != at_hand_.end()) {
    known->second.attempt = action.action.attempt;  // the next attempt takes the place that the step has already
  } else if (room(lane) == 0 || (lane.left_behind && &lane == &outbox)) {  // what is new does not overtake what was left behind
    outbox.left_behind = true;
    return false;
  } else {
    at_hand_.emplace(std::move(key), Place{action.action.attempt, &lane});
    ++lane.at_hand;
  }
  if (due > now) {
    ++lane.asleep;
    later_.emplace(due, std::move(action));
    arm(due);
  } else {
    lane.ready.push_back(std::move(action));
  }
  return true;
}

void Dispatcher::let_go(const StepKey& step) {
  if (refilling_) over_meanwhile_.insert(step);
  const auto place = at_hand_.find(step);
  if (place == at_hand_.end()) return;
  --place->second.lane->at_hand;
  at_hand_.erase(place);
}

void Dispatcher::wake(Time now) {
  for (; !later_.empty() && later_.begin()->first <= now; later_.erase(later_.begin())) {
    auto& action = later_.begin()->second;
    auto& lane = lanes_[action.action.connection];
    --lane.asleep;
    lane.ready.push_back(std::move(action));
  }
}

// By turns, so that where few may be in flight none is served before all others each time.
void Dispatcher::pump() {
  const auto next = lanes_.upper_bound(served_last_);
  for (auto at = next; at != lanes_.end(); ++at) pump(at->first, at->second);
  for (auto at = lanes_.begin(); at != next; ++at) pump(at->first, at->second);
}

void Dispatcher::pump(const std::string& connection, Lane& lane) {
  if (lane.ready.empty()) return;
  const auto allowed = std::max<std::size_t>(1, connectors_.concurrency(connection));
  std::size_t begun = 0;  // what ends at once makes room for others first
  const auto may_begin = [&] {
    return !stopped_ && std::max(lane.in_flight, begun) < allowed && lane.in_flight + in_flight_ < options_.actions_in_flight_max;
  };
  while (!lane.ready.empty() && may_begin()) {
    auto action = std::move(lane.ready.front());
    lane.ready.pop_front();
    const auto wanted = at_hand_.find({action.action.run.value(), action.action.step});
    if (wanted == at_hand_.end() || wanted->second.attempt != action.action.attempt) continue;  // cancelled meanwhile
    ++begun;
    ++lane.in_flight;
    ++in_flight_;
    served_last_ = connection;
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

void Dispatcher::arm(Time due) {
  if (stopped_ || (armed_for_ && *armed_for_ <= due)) return;
  armed_for_ = due;
  const auto nap = std::clamp(due - clock_.steady(), core::Duration{}, kNapMax);
  timer_.expires_after(nap);
  timer_.async_wait([this](const boost::system::error_code& error) {
    if (!error) came_due();
  });
}

void Dispatcher::came_due() {
  armed_for_.reset();
  const auto now = clock_.steady();
  wake(now);
  if (!later_.empty()) arm(later_.begin()->first);
  for (const auto& [connection, lane] : lanes_) {
    if (lane.due && *lane.due > now) arm(*lane.due);
  }
  pump();
  refill_if_due();
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

// How many more a connection may have at hand: while it has less than is free.
std::size_t Dispatcher::room(const Lane& lane) const {
  const auto taken = at_hand_.size() + lane.at_hand;
  return taken >= options_.actions_waiting_max ? 0 : (options_.actions_waiting_max - taken + 1) / 2;
}

// What is due later is not held. Retries that wait for their time leave a connection as many places as they take, for what is
// new.
Time Dispatcher::horizon(const Lane& lane, Time now) const { return lane.asleep < room(lane) ? now + kHorizon : now; }

// What was left behind waits until half of it can be new: rows that are at hand are read again, and that is to be worth it.
bool Dispatcher::wants_refill(const Lane& lane, Time now) const {
  if (lane.left_behind) return room(lane) > 0 && lane.at_hand <= lane.asleep + std::min(room(lane), kRefillPage);
  return lane.due && *lane.due <= now && room(lane) > 0;
}

// The one that has waited longest of those that want it.
Dispatcher::Lanes::value_type* Dispatcher::next_to_refill() {
  const auto now = clock_.steady();
  Lanes::value_type* next = nullptr;
  for (auto& lane : lanes_) {
    if (wants_refill(lane.second, now) && (!next || lane.second.refilled < next->second.refilled)) next = &lane;
  }
  return stopped_ ? nullptr : next;
}

void Dispatcher::refill_if_due() {
  if (refilling_ || !next_to_refill()) return;
  refilling_ = true;
  asio::co_spawn(executor_, refill_all(), [this](const std::exception_ptr&) { refilling_ = false; });
}

asio::awaitable<void> Dispatcher::refill_all() {
  while (auto* next = next_to_refill()) {
    auto& lane = next->second;
    lane.refilled = ++refills_;
    try {
      co_await refill(next->first, lane);
    } catch (const std::exception& error) {
      spdlog::warn("the outbox of {} could not be read, which is tried again: {}", next->first, error.what());
      look_again(lane, clock_.steady() + kNapMax);
    }
    over_meanwhile_.clear();
    if (lane.due) arm(*lane.due);
    pump();
  }
}

asio::awaitable<void> Dispatcher::refill(std::string connection, Lane& lane) {
  const auto now = clock_.steady();
  const auto wanted = std::min(room(lane), kRefillPage);
  const auto limit = wanted + lane.barren.size() + (connection.empty() ? at_hand_.size() : lane.at_hand);
  lane.left_behind = false;
  lane.due.reset();
  auto read_rows = [&](ports::Queries& queries) { return queries.outbox(connection, limit); };
  auto rows = co_await store_.read(read_rows);
  bool more = rows.size() >= limit;
  const auto until = horizon(lane, now);
  const auto far_off = std::find_if(rows.begin(), rows.end(), [until](const auto& row) { return row.due > until; });
  if (far_off != rows.end()) {
    look_again(lane, *far_off->due);
    rows.erase(far_off, rows.end());
    more = false;
  }
  std::erase_if(rows, [&](const auto& row) {
    const StepKey step{row.run.value(), row.step};
    return at_hand_.contains(step) || lane.barren.contains(step);
  });
  more |= rows.size() > wanted;
  rows.resize(std::min(rows.size(), wanted));

  auto read_actions = [&](ports::Queries& queries) { return actions_of(queries, rows, began_, began_at_); };
  auto taken = co_await store_.read(read_actions);
  more |= std::exchange(lane.left_behind, false);  // by what was decided meanwhile, which is behind these
  if (lane.barren.size() > kBarrenMax) lane.barren.clear();
  for (const auto* row : taken.barren) lane.barren.emplace(row->run.value(), row->step);
  bool any = !taken.barren.empty();  // what is behind these is read next
  // What was read may have ended since: its outcome is known, so it is not begun again.
  for (auto& action : taken.actions) {
    if (over_meanwhile_.contains({action.run.value(), action.step})) continue;
    auto& its_lane = lanes_[action.connection];
    any |= enqueue({std::move(action)}, its_lane, lane, now);
  }
  lane.left_behind |= more;
  if (any || !lane.left_behind) co_return;
  lane.left_behind = false;  // nothing of what was read could be had; a while later that may be different
  look_again(lane, clock_.steady() + kNapMax);
}

void Dispatcher::look_again(Lane& lane, Time at) { lane.due = std::min(lane.due.value_or(at), at); }

asio::awaitable<void> Dispatcher::recover() {
  began_ = clock_.steady();
  std::vector<std::string> connections;
  auto read = [&](ports::Queries& queries) {
    connections = queries.outbox_connections();
    return queries.last_sequence();
  };
  began_at_ = co_await store_.read(read);
  for (const auto& connection : connections) lanes_[connection].left_behind = true;
  refill_if_due();
}

void Dispatcher::stop() {
  stopped_ = true;
  timer_.cancel();
}

}  // namespace baton::runtime
