#include "baton/bus/bus.hpp"

#include <algorithm>
#include <boost/asio/associated_cancellation_slot.hpp>
#include <boost/asio/associated_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <utility>

namespace baton::bus {

namespace asio = boost::asio;
using core::Errc;
using core::Error;
using core::Event;
using core::EventId;
using core::Result;
using Receipts = Result<std::vector<Receipt>>;

struct Bus::Follower {
  std::uint64_t number;
  EventId seen;
  std::function<void(EventId)> wake;
};

Bus::Bus(Options options) : options_(options) {}
Bus::~Bus() = default;

Result<void> Bus::check_space(std::optional<core::Time> now, std::size_t events) const {
  constexpr auto kHint = "send it again in a few seconds";
  if (closed_) return Error{Errc::unavailable, "the server is shutting down", {}, kHint};
  if (failing_) return Error{Errc::unavailable, "the store takes nothing at the moment", {}, kHint};
  if (waiting_.empty()) return {};
  const bool full = waiting_events_ + events > options_.waiting_max ||
                    waiting_bytes_ >= options_.waiting_bytes_max;
  const bool late = now && oldest_ && *now - *oldest_ > options_.waiting_time_max;
  if (full || late) return Error{Errc::unavailable, "too many events wait to be stored", {}, kHint};
  return {};
}

Result<void> Bus::check_space(core::Time now) const {
  const std::lock_guard lock(mutex_);
  return check_space(now, 1);
}

Result<void> Bus::admit(Batch batch) {
  std::function<void()> wake;
  {
    const std::lock_guard lock(mutex_);
    if (!batch.own) {
      if (auto found = check_space(batch.since, batch.events.size()); !found) return found;
    }
    waiting_events_ += batch.events.size();
    waiting_bytes_ += batch.bytes;
    if (!oldest_) oldest_ = batch.since;
    const bool first = waiting_.empty();
    waiting_.push_back(std::move(batch));
    if (first) wake = wake_;
  }
  if (wake) wake();
  return {};
}

asio::awaitable<Receipts> Bus::publish_all(std::vector<Event> events, std::size_t bytes,
                                           std::optional<core::Time> now, Repeats repeats,
                                           Together with) {
  auto start = [this, &events, bytes, now, repeats, &with](auto handler) {
    auto shared = std::make_shared<decltype(handler)>(std::move(handler));
    auto settled = [shared](Receipts receipts) {
      auto executor = asio::get_associated_executor(*shared);
      asio::post(executor, [shared, receipts = std::move(receipts)]() mutable {
        std::move (*shared)(std::move(receipts));
      });
    };
    Batch batch{std::move(events), bytes, false, now, settled, repeats, std::move(with)};
    if (auto admitted = admit(std::move(batch)); !admitted) settled(admitted.error());
  };
  co_return co_await asio::async_initiate<const asio::use_awaitable_t<>&, void(Receipts)>(
      start, asio::use_awaitable);
}

asio::awaitable<Result<Receipt>> Bus::publish(Event event, std::size_t bytes,
                                              std::optional<core::Time> now) {
  std::vector<Event> events;
  events.push_back(std::move(event));
  auto receipts = co_await publish_all(std::move(events), bytes, now);
  if (!receipts) co_return receipts.error();
  co_return receipts->front();
}

void Bus::post(Event event) {
  Batch batch;
  batch.own = true;
  batch.events.push_back(std::move(event));
  (void)admit(std::move(batch));
}

asio::awaitable<EventId> Bus::wait_past(EventId seen) {
  auto start = [this, seen](auto handler) {
    auto shared = std::make_shared<decltype(handler)>(std::move(handler));
    auto wake = [shared](EventId last) {
      auto executor = asio::get_associated_executor(*shared);
      asio::post(executor, [shared, last] { std::move (*shared)(last); });
    };
    EventId past{};
    {
      const std::lock_guard lock(mutex_);
      if (last_ > seen || closed_) {
        past = last_;
      } else {
        const auto number = ++followers_made_;
        followers_.push_back(std::make_unique<Follower>(Follower{number, seen, wake}));
        auto slot = asio::get_associated_cancellation_slot(*shared);
        if (slot.is_connected())
          slot.assign([this, number](asio::cancellation_type) { forget(number); });
        return;
      }
    }
    wake(past);
  };
  co_return co_await asio::async_initiate<const asio::use_awaitable_t<>&, void(EventId)>(
      start, asio::use_awaitable);
}

void Bus::forget(std::uint64_t number) {
  std::unique_ptr<Follower> gone;
  {
    const std::lock_guard lock(mutex_);
    const auto found =
        std::find_if(followers_.begin(), followers_.end(),
                     [&](const auto& follower) { return follower->number == number; });
    if (found == followers_.end()) return;
    gone = std::move(*found);
    followers_.erase(found);
  }
  gone->wake(gone->seen);
}

void Bus::on_waiting(std::function<void()> wake) {
  const std::lock_guard lock(mutex_);
  wake_ = std::move(wake);
}

std::vector<Bus::Batch> Bus::take(std::size_t events_max) {
  const std::lock_guard lock(mutex_);
  std::vector<Batch> taken;
  std::size_t events = 0;
  auto batch = waiting_.begin();
  for (; batch != waiting_.end() && (taken.empty() || events + batch->events.size() <= events_max);
       ++batch) {
    events += batch->events.size();
    waiting_bytes_ -= batch->bytes;
    taken.push_back(std::move(*batch));
  }
  waiting_.erase(waiting_.begin(), batch);
  waiting_events_ -= events;
  find_oldest();
  return taken;
}

void Bus::find_oldest() {
  const auto found = std::find_if(waiting_.begin(), waiting_.end(),
                                  [](const Batch& batch) { return batch.since.has_value(); });
  oldest_ = found == waiting_.end() ? std::nullopt : found->since;
}

void Bus::put_back(std::vector<Batch> batches) {
  const std::lock_guard lock(mutex_);
  failing_ = true;
  for (const auto& batch : batches) {
    waiting_events_ += batch.events.size();
    waiting_bytes_ += batch.bytes;
  }
  waiting_.insert(waiting_.begin(), std::make_move_iterator(batches.begin()),
                  std::make_move_iterator(batches.end()));
  find_oldest();
}

bool Bus::empty() const {
  const std::lock_guard lock(mutex_);
  return waiting_.empty();
}

std::size_t Bus::waiting() const {
  const std::lock_guard lock(mutex_);
  return waiting_events_;
}

void Bus::advanced(EventId last) {
  std::vector<std::unique_ptr<Follower>> woken;
  {
    const std::lock_guard lock(mutex_);
    failing_ = false;
    last_ = std::max(last_, last);
    const auto behind =
        std::partition(followers_.begin(), followers_.end(),
                       [&](const auto& follower) { return follower->seen >= last_; });
    woken.assign(std::make_move_iterator(behind), std::make_move_iterator(followers_.end()));
    followers_.erase(behind, followers_.end());
  }
  for (const auto& follower : woken) follower->wake(last);
}

void Bus::close() {
  std::vector<std::unique_ptr<Follower>> woken;
  {
    const std::lock_guard lock(mutex_);
    closed_ = true;
    woken.swap(followers_);
  }
  for (const auto& follower : woken) follower->wake(last_);
}

}  // namespace baton::bus
