#include "runtime/timers.hpp"

#include "baton/runtime/due_event.hpp"
#include "baton/telemetry/log.hpp"

#include <algorithm>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <utility>

namespace baton::runtime {

namespace asio = boost::asio;

namespace {

// The longest sleep. The wall clock may be set meanwhile.
constexpr core::Duration kNapMax = std::chrono::seconds(1);
// The least time between two reads of due alarms, so that the events of the first can be processed.
constexpr core::Duration kRest = std::chrono::milliseconds(50);
// An alarm that is still set this long after it was published is published again. A second event
// for the same alarm does no harm.
constexpr core::Duration kTrustMax = std::chrono::minutes(1);
// The most alarms that are read at once for each clock.
constexpr std::size_t kDueMax = 1'000;

}  // namespace

asio::awaitable<void> Timers::run() {
  // Look at once: alarms may have come due while no process ran.
  next_.steady = clock_.steady();
  while (!stopped_) {
    if (!any_due()) {
      co_await sleep();
      continue;
    }
    try {
      co_await publish_due();
    } catch (const std::exception& error) {
      spdlog::warn("what is due could not be read, and is looked for again: {}", error.what());
      notice({clock_.steady() + kNapMax, {}});
    }
  }
}

bool Timers::any_due() const {
  const auto steady = clock_.steady();
  return (next_.steady && *next_.steady <= steady) ||
         (next_.wall && *next_.wall <= furthest_wall() && steady >= wall_rests_until_);
}

core::Time Timers::furthest_wall() const { return std::max(clock_.now(), clock_.believed()); }

// Schedules go by the wall clock as far as it is trusted, so that a clock that stands wrong for a
// while starts nothing before its time and passes over nothing. Whatever else names a time of the
// wall clock goes by what that shows.
bool Timers::is_due(const ports::AlarmRow& alarm) const {
  if (!alarm.on_wall) return true;
  const bool of_schedules = alarm.kind == core::AlarmKind::schedule;
  return alarm.due <= (of_schedules ? clock_.believed() : clock_.now());
}

// When the wall clock is set back before the engine gets the event, the alarm stays set, and is
// published again when its time comes.
asio::awaitable<void> Timers::publish_due() {
  const auto steady = clock_.steady();
  const auto wall = furthest_wall();
  ports::NextDue next;
  auto read_due = [steady, wall, &next](ports::Queries& queries) {
    auto due = queries.due_alarms(steady, wall, kDueMax);
    next = queries.next_due();
    return due;
  };
  next_ = {};  // alarms that are noticed during the read may not be part of it
  const auto due = co_await store_.read_for_server(read_due);
  const auto before = std::exchange(published_, {});
  for (const auto& alarm : due) {
    if (!is_due(alarm)) continue;
    const auto known = before.find(alarm);
    const bool told = known != before.end() && steady - known->second < kTrustMax;
    published_.emplace(alarm, told ? known->second : steady);
    if (!told) tell(alarm, clock_.now());
  }
  if (next.steady) next.steady = std::max(*next.steady, steady + kRest);
  wall_rests_until_ = steady + kRest;  // not a time of the wall clock, which may go back
  notice(next);
}

void Timers::tell(const ports::AlarmRow& alarm, core::Time wall) {
  if (alarm.kind != core::AlarmKind::poll)
    bus_.post(due_event(alarm, wall));
  else if (poll_due_)
    poll_due_(alarm.step.name);
}

asio::awaitable<void> Timers::sleep() {
  auto nap = kNapMax;
  if (next_.steady) nap = std::min(nap, *next_.steady - clock_.steady());
  if (next_.wall)
    nap =
        std::min(nap, std::max(*next_.wall - furthest_wall(), wall_rests_until_ - clock_.steady()));
  timer_.expires_after(std::clamp(nap, core::Duration{}, kNapMax));
  co_await timer_.async_wait(asio::as_tuple(asio::use_awaitable));
}

void Timers::notice(const ports::NextDue& due) {
  const auto before = next_;
  next_.add(due);
  if (next_ != before) timer_.cancel();
}

void Timers::stop() {
  stopped_ = true;
  timer_.cancel();
}

}  // namespace baton::runtime
