#include "runtime/timers.hpp"

#include "baton/core/own_events.hpp"
#include "baton/telemetry/log.hpp"

#include <algorithm>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <utility>

namespace baton::runtime {

namespace asio = boost::asio;

namespace {

// The wall clock may be set while we sleep, so we never sleep longer than this.
constexpr core::Duration kNapMax = std::chrono::seconds(1);
// Time for what was published to be stepped before the same rows are looked at again.
constexpr core::Duration kRest = std::chrono::milliseconds(50);
// What is still due this long after it was published is published again: to be told twice does no
// harm.
constexpr core::Duration kTrustMax = std::chrono::minutes(1);
constexpr std::size_t kDueMax = 1'000;

// The event that tells of an alarm. A step knows by its own state what it is due for.
core::Event due_event(const ports::AlarmRow& alarm, core::Time now) {
  switch (alarm.kind) {
    case core::AlarmKind::step:
    case core::AlarmKind::gate_again:
    case core::AlarmKind::gate_closes: return core::step_due(alarm.run, alarm.step, alarm.due, now);
  }
  return {};
}

}  // namespace

asio::awaitable<void> Timers::run() {
  next_.steady =
      clock_.steady();  // look at once: what came due while the server was away is due now
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
  return (next_.steady && *next_.steady <= clock_.steady()) ||
         (next_.wall && *next_.wall <= clock_.now());
}

// When the wall clock is set back before the engine hears of it, the step stays due at its time and
// is published again then.
asio::awaitable<void> Timers::publish_due() {
  const auto steady = clock_.steady();
  const auto wall = clock_.now();
  ports::NextDue next;
  auto read_due = [steady, wall, &next](ports::Queries& queries) {
    auto due = queries.due_alarms(steady, wall, kDueMax);
    next = queries.next_due();
    return due;
  };
  next_ = {};  // what is noticed from here on may be newer than what is read
  const auto due = co_await store_.read_for_server(read_due);
  const auto before = std::exchange(published_, {});
  for (const auto& alarm : due) {
    const auto known = before.find(alarm);
    const bool told = known != before.end() && steady - known->second < kTrustMax;
    published_.emplace(alarm, told ? known->second : steady);
    if (!told) bus_.post(due_event(alarm, wall));
  }
  if (next.steady) next.steady = std::max(*next.steady, steady + kRest);
  if (next.wall) next.wall = std::max(*next.wall, wall + kRest);
  notice(next);
}

asio::awaitable<void> Timers::sleep() {
  auto nap = kNapMax;
  if (next_.steady) nap = std::min(nap, *next_.steady - clock_.steady());
  if (next_.wall) nap = std::min(nap, *next_.wall - clock_.now());
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
