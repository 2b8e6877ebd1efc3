// How the dispatcher takes up from the outbox what it could not hold, what was far off, and what an
// earlier process left.
#include "baton/telemetry/log.hpp"
#include "runtime/dispatcher.hpp"
#include "runtime/outbox.hpp"

#include <algorithm>
#include <boost/asio/co_spawn.hpp>

namespace baton::runtime {

namespace asio = boost::asio;
using core::Time;

namespace {

// An outbox that could not be read, or gave nothing, is looked at again after this.
constexpr core::Duration kAgainAfter = std::chrono::seconds(1);
// What is further off than this is left in the outbox. The longer, the more memory retries take;
// the shorter, the more often the outbox is read.
constexpr core::Duration kHorizon = std::chrono::seconds(30);
// Runs replayed in one read: other readers wait as long.
constexpr std::size_t kRefillPage = 1'000;
// Rows that cannot be read and are passed over; beyond, they are tried again.
constexpr std::size_t kUnreadableMax = 10'000;

}  // namespace

// How many more a lane may have at hand: while it has less than is free.
std::size_t Dispatcher::room(const Lane& lane) const {
  const auto taken = at_hand_.size() + lane.at_hand;
  return taken >= options_.actions_waiting_max ? 0 : (options_.actions_waiting_max - taken + 1) / 2;
}

// What is due later is not held. Retries that wait for their time leave a lane as many places as
// they take, for what is new.
Time Dispatcher::horizon(const Lane& lane, Time now) const {
  return lane.asleep < room(lane) ? now + kHorizon : now;
}

// What was left behind waits until half of it can be new: rows that are at hand are read again, and
// that is to be worth it.
bool Dispatcher::wants_refill(const Lane& lane, Time now) const {
  if (lane.left_behind)
    return room(lane) > 0 && lane.at_hand <= lane.asleep + std::min(room(lane), kRefillPage);
  return lane.due && *lane.due <= now && room(lane) > 0;
}

// The one that has waited longest of those that want it.
Dispatcher::Lanes::value_type* Dispatcher::next_to_refill() {
  const auto now = clock_.steady();
  Lanes::value_type* next = nullptr;
  for (auto& lane : lanes_) {
    if (wants_refill(lane.second, now) && (!next || lane.second.refilled < next->second.refilled))
      next = &lane;
  }
  return stopped_ ? nullptr : next;
}

void Dispatcher::refill_if_due() {
  if (refilling_ || !next_to_refill()) return;
  refilling_ = true;
  asio::co_spawn(executor_, refill_all(),
                 [this](const std::exception_ptr&) { refilling_ = false; });
}

asio::awaitable<void> Dispatcher::refill_all() {
  while (auto* next = next_to_refill()) {
    auto& lane = next->second;
    lane.refilled = ++refills_;
    try {
      co_await refill(next->first, lane);
    } catch (const std::exception& error) {
      spdlog::warn("the outbox of {} could not be read, which is tried again: {}", next->first,
                   error.what());
      look_again(lane, clock_.steady() + kAgainAfter);
    }
    over_meanwhile_.clear();
    if (lane.due) arm(*lane.due);
    pump();
  }
}

asio::awaitable<void> Dispatcher::refill(std::string name, Lane& lane) {
  const auto now = clock_.steady();
  const auto wanted = std::min(room(lane), kRefillPage);
  const auto limit = wanted + lane.unreadable.size() + lane.at_hand;
  lane.left_behind = false;
  lane.due.reset();
  auto read_rows = [&](ports::Queries& queries) { return queries.outbox(name, limit); };
  auto rows = co_await store_.read_for_server(read_rows);
  bool more = rows.size() >= limit;
  const auto until = horizon(lane, now);
  const auto far_off =
      std::find_if(rows.begin(), rows.end(), [until](const auto& row) { return row.due > until; });
  if (far_off != rows.end()) {
    look_again(lane, *far_off->due);
    rows.erase(far_off, rows.end());
    more = false;
  }
  std::erase_if(rows, [&](const auto& row) {
    const StepKey step{row.run.value(), row.step};
    return at_hand_.contains(step) || lane.unreadable.contains(step);
  });
  more |= rows.size() > wanted;
  rows.resize(std::min(rows.size(), wanted));

  const Earlier earlier{earlier_until_, {lane.marking.after(), lane.marking.maybe_sent()}};
  auto read_actions = [&](ports::Queries& queries) {
    return actions_of(queries, plans_, rows, earlier);
  };
  auto taken = co_await store_.read_for_server(read_actions);
  more |= std::exchange(lane.left_behind,
                        false);  // by what was decided meanwhile, which is behind these
  if (lane.unreadable.size() > kUnreadableMax) lane.unreadable.clear();
  for (const auto* row : taken.unreadable) lane.unreadable.emplace(row->run.value(), row->step);
  bool any = !taken.unreadable.empty();  // what is behind these is read next
  // What was read may have ended since: its outcome is known, so it is not begun again.
  for (auto& action : taken.actions) {
    if (!over_meanwhile_.contains({action.run.value(), action.step}))
      any |= enqueue({std::move(action)}, lane, now);
  }
  lane.left_behind |= more;
  if (any || !lane.left_behind) co_return;
  lane.left_behind =
      false;  // nothing of what was read could be had; a while later that may be different
  look_again(lane, clock_.steady() + kAgainAfter);
}

void Dispatcher::look_again(Lane& lane, Time at) { lane.due = std::min(lane.due.value_or(at), at); }

asio::awaitable<void> Dispatcher::recover(Time earlier) {
  earlier_until_ = earlier;
  std::vector<std::string> lanes;
  auto read = [&](ports::Queries& queries) {
    lanes = queries.outbox_lanes();
    marks_kept_ = queries.setting(kLaneMarksSetting);
    return queries.last_sequence();
  };
  journal_at_start_ = co_await store_.read_for_server(read);
  found_ = lane_marks(marks_kept_);
  for (const auto& [connection, pause] : found_.pauses) {
    auto& shared = connections_[connection];
    shared.pace.restore(pause.until, pause.rate, pause.careful, clock_.steady());
    shared.paused_since = clock_.now();
    shared.reason = "it asked for that before the restart";
    arm(pause.until);
  }
  for (const auto& [name, mark] : found_.lanes) lane_of(name);
  for (const auto& name : lanes) lane_of(name).left_behind = true;
  refill_if_due();
}

void Dispatcher::stop() {
  stopped_ = true;
  timer_.cancel();
}

}  // namespace baton::runtime
