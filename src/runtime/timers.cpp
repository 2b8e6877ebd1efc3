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

// The clock may be put forward while we sleep, so we never sleep longer than this.
constexpr core::Duration kNapMax = std::chrono::seconds(1);
// Time for what was published to be stepped before the same rows are looked at again.
constexpr core::Duration kRest = std::chrono::milliseconds(50);
// A step that is still due this long after it was published is published again: to be told twice does no harm.
constexpr core::Duration kTrustMax = std::chrono::minutes(1);
constexpr std::size_t kDueMax = 1'000;

}  // namespace

asio::awaitable<void> Timers::run() {
  next_ = clock_.steady();  // look at once: what came due while the server was away is due now
  while (!stopped_) {
    if (next_ && *next_ <= clock_.steady()) {
      try {
        co_await publish_due();
      } catch (const std::exception& error) {
        spdlog::warn("what is due could not be read, and is looked for again: {}", error.what());
        next_ = clock_.steady() + kNapMax;
      }
    } else {
      co_await sleep();
    }
  }
}

// After the wall clock was set back, what it has not reached yet is published too: whether a step waits for an elapsed time or
// for one on the wall only the engine knows. One of the wall stays due, unanswered, until the wall clock gets there.
asio::awaitable<void> Timers::publish_due() {
  const auto wall = clock_.now();
  const auto now = clock_.steady();
  if (std::chrono::abs(now - wall - set_back_) >= kNapMax) {
    set_back_ = now - wall;
    published_.clear();  // the clock was set, and what a step waits for may have come nearer
  }
  std::optional<core::Time> next;
  auto read_due = [now, &next, limit = kDueMax + unanswered_](ports::Queries& queries) {
    auto due = queries.due_steps(now, limit);
    next = queries.next_due();
    return due;
  };
  next_.reset();
  const auto due = co_await store_.read_for_server(read_due);
  const auto before = std::exchange(published_, {});
  unanswered_ = 0;
  bool any = false;
  for (const auto& step : due) {
    const auto due_at = step.due.value_or(now);
    const bool by_the_wall = due_at <= wall;
    const Due key(step.run, step.step, step.status, due_at, by_the_wall);
    const auto known = before.find(key);
    const bool told = known != before.end() && (!by_the_wall || now - known->second < kTrustMax);
    published_.emplace(key, told ? known->second : now);
    if (told && !by_the_wall && now - known->second >= kNapMax) ++unanswered_;
    if (told) continue;
    any = true;
    bus_.post(core::step_due(step.run, step.step, due_at, wall));
  }
  if (!next) co_return;
  const auto rest = unanswered_ > 0 && !any ? kNapMax : kRest;
  notice(std::max(*next, now + rest));
}

asio::awaitable<void> Timers::sleep() {
  const auto nap = next_ ? std::clamp(*next_ - clock_.steady(), core::Duration{}, kNapMax) : kNapMax;
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
