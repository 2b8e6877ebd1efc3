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

// The wall clock may step while we sleep, so we never sleep longer than this.
constexpr core::Duration kNapMax = std::chrono::seconds(1);
// Time for what was published to be stepped before the same rows are looked at again.
constexpr core::Duration kRest = std::chrono::milliseconds(50);
// A step that is still due this long after it was published is published again: to be told twice does no harm.
constexpr core::Duration kTrustMax = std::chrono::minutes(1);
constexpr std::size_t kDueMax = 1'000;

}  // namespace

asio::awaitable<void> Timers::run() {
  next_ = clock_.now();  // look at once: what came due while the server was away is due now
  while (!stopped_) {
    if (next_ && *next_ <= clock_.now()) {
      try {
        co_await publish_due();
      } catch (const std::exception& error) {
        spdlog::warn("what is due could not be read, and is looked for again: {}", error.what());
        next_ = clock_.now() + kNapMax;
      }
    } else {
      co_await sleep();
    }
  }
}

asio::awaitable<void> Timers::publish_due() {
  const auto now = clock_.now();
  std::optional<core::Time> next;
  auto read_due = [now, &next](ports::Queries& queries) {
    auto due = queries.due_steps(now, false, kDueMax);
    next = queries.next_due();
    return due;
  };
  next_.reset();
  const auto due = co_await store_.read(read_due);
  auto before = std::exchange(published_, {});
  for (const auto& step : due) {
    const auto due_at = step.due.value_or(now);
    const std::tuple key(step.run, step.step, step.status, due_at);
    const auto known = before.find(key);
    const bool lately = known != before.end() && known->second <= now && now - known->second < kTrustMax;
    published_.emplace(key, lately ? known->second : now);
    if (!lately) bus_.post(core::step_due(step.run, step.step, due_at, now));
  }
  if (next) notice(std::max(*next, now + kRest));
}

asio::awaitable<void> Timers::sleep() {
  const auto nap = next_ ? std::clamp(*next_ - clock_.now(), core::Duration{}, kNapMax) : kNapMax;
  timer_.expires_after(nap);
  co_await timer_.async_wait(asio::as_tuple(asio::use_awaitable));
}

void Timers::notice(core::Time due) {
  if (next_ && *next_ <= due) return;
  next_ = due;
  timer_.cancel();
}

void Timers::stop() {
  stopped_ = true;
  timer_.cancel();
}

}  // namespace baton::runtime
