// The part of the dispatcher that reads the outbox: for actions that found no place in memory, that
// were due much later, or that an earlier process left.
#include "baton/telemetry/log.hpp"
#include "runtime/dispatcher.hpp"
#include "runtime/outbox.hpp"

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <utility>

namespace baton::runtime {

namespace asio = boost::asio;
using core::Time;

namespace {

// When the outbox could not be read, or none of its rows could be used, it is read again after
// this.
constexpr core::Duration kRefillAgainAfter = std::chrono::seconds(1);
// The most unreadable rows of a lane that are remembered and skipped. When there are more, they are
// forgotten, and all of them are read again.
constexpr std::size_t kUnreadableMax = 10'000;

}  // namespace

Lanes::ByName::value_type* Dispatcher::next_to_refill() {
  const auto now = clock_.steady();
  return stopped_ ? nullptr : capacity_.next_to_refill(lanes_, load(), now);
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
      lane.look_again(clock_.steady() + kRefillAgainAfter);
    }
    over_meanwhile_.clear();
    if (lane.due) arm(*lane.due);
    give_up_due(clock_.steady());
    pump();
  }
}

asio::awaitable<void> Dispatcher::refill(std::string name, Lane& lane) {
  const auto now = clock_.steady();
  const auto wanted = capacity_.refill_page(lane, load());
  const auto limit = wanted + lane.unreadable.size() + lane.at_hand;
  lane.left_behind = false;
  lane.due.reset();
  auto read_rows = [&](ports::Queries& queries) { return queries.outbox(name, limit); };
  auto rows = co_await store_.read_for_server(read_rows);
  bool more = rows.size() >= limit;
  const auto until = capacity_.horizon(lane, load(), now);
  const auto far_off =
      std::find_if(rows.begin(), rows.end(), [until](const auto& row) { return row.due > until; });
  if (far_off != rows.end()) {
    lane.look_again(*far_off->due);
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
  // Actions that were decided during the read found no place; they come behind those that were
  // read.
  more |= std::exchange(lane.left_behind, false);
  if (lane.unreadable.size() > kUnreadableMax) lane.unreadable.clear();
  for (const auto* row : taken.unreadable) lane.unreadable.emplace(row->run.value(), row->step);
  bool any = !taken.unreadable.empty();  // they are skipped next time, and the rows behind are read
  // A step that was read may have ended since. Its outcome is known, so it is not begun again.
  for (auto& [action, decided] : taken.actions) {
    if (over_meanwhile_.contains({action.run.value(), action.step})) continue;
    const auto ready =
        decided ? now - std::max(core::Duration{}, clock_.now() - *decided) : action.not_before;
    any |= enqueue({std::move(action), {}, {}, ready}, lane, now);
  }
  lane.left_behind |= more;
  if (any || !lane.left_behind) co_return;
  // None of the rows could be used now. A while later that may be different.
  lane.left_behind = false;
  lane.look_again(clock_.steady() + kRefillAgainAfter);
}

asio::awaitable<void> Dispatcher::recover(Time earlier) {
  earlier_until_ = earlier;
  std::vector<std::string> lanes;
  auto read = [&](ports::Queries& queries) {
    lanes = queries.outbox_lanes();
    marks_kept_ = queries.setting(kLaneMarksSetting);
    return queries.last_sequence();
  };
  const auto decided_until = co_await store_.read_for_server(read);
  auto marks = lane_marks(marks_kept_);
  const auto now = clock_.steady();
  const auto wall = clock_.now();
  for (const auto& [connection, pause] : marks.pauses) {
    lanes_.go_on_pausing(connection, pause, now, wall);
    arm(pause.until);
  }
  const auto operations = std::exchange(marks.operations, {});
  lanes_.inherit(std::move(marks), decided_until);
  for (const auto& [name, pause] : operations) {
    lanes_.go_on_pausing_lane(name, pause, now, wall);
    arm(pause.until);
  }
  for (const auto& name : lanes) lanes_.named(name).left_behind = true;
  refill_if_due();
}

void Dispatcher::stop() {
  stopped_ = true;
  timer_.cancel();
}

}  // namespace baton::runtime
