#include "baton/runtime/feed.hpp"

#include "baton/telemetry/log.hpp"
#include "runtime/feed_ring.hpp"

#include <algorithm>
#include <atomic>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <exception>
#include <list>
#include <utility>

namespace baton::runtime {

namespace asio = boost::asio;

namespace {

// When the store could not be read, it is read again after this.
constexpr core::Duration kReadAgainAfter = std::chrono::seconds(1);

asio::awaitable<void> until_cancelled(asio::steady_timer& timer) {
  boost::system::error_code woken;
  co_await timer.async_wait(asio::redirect_error(asio::use_awaitable, woken));
}

}  // namespace

// Shared with the reader and the followers, whose coroutines may still be suspended when the feed
// is destroyed. All but the two atomic flags is used on the executor only.
struct Feed::State {
  State(asio::any_io_executor on, ports::Store& from, std::size_t bytes_max)
      : executor(std::move(on)), store(from), ring(bytes_max), timer(executor) {}

  bool goes_on() const { return followers > 0 && !stopped; }
  void wake_reader() { timer.cancel(); }
  void wake_followers() {
    for (asio::steady_timer* follower : waiting) follower->cancel();
  }
  bool has_news(const Position& at) const {
    return ring.begun() && (!ring.reaches(at) || ring.head().is_past(at));
  }

  static asio::awaitable<void> run(std::shared_ptr<State> state);
  asio::awaitable<bool> read_on();
  asio::awaitable<void> wait_for_commit();

  asio::any_io_executor executor;
  ports::Store& store;
  Read read{};
  FeedRing ring;
  asio::steady_timer timer;  // the reader's
  std::list<asio::steady_timer*> waiting;
  std::size_t followers = 0;
  bool running = false;
  bool stopped = false;
  std::atomic<bool> wanted{false};  // the reader runs, because somebody follows
  std::atomic<bool> news{false};    // something was committed since the reader last looked
};

asio::awaitable<void> Feed::State::run(std::shared_ptr<State> state) {
  while (state->goes_on()) {
    state->news.store(false);
    bool more = false;
    bool failed = false;
    try {
      more = co_await state->read_on();
    } catch (const std::exception& error) {
      spdlog::warn("what is new could not be read for live followers, which is tried again: {}",
                   error.what());
      failed = true;
    }
    if (failed) {
      state->timer.expires_after(kReadAgainAfter);
      co_await until_cancelled(state->timer);
    } else if (!more) {
      co_await state->wait_for_commit();
    }
  }
  state->wanted.store(false);
  state->running = false;
  state->ring.clear();
}

// Returns whether there is more to be read at once.
asio::awaitable<bool> Feed::State::read_on() {
  if (!ring.begun()) {
    auto read_end = [](ports::Queries& queries) {
      return Position{true, true, queries.last_sequence(), queries.last_event()};
    };
    const Position end = co_await store.read(read_end);
    ring.begin(end);
    wake_followers();
    co_return true;
  }
  const Position at = ring.head();
  auto read_slice = [this, &at](ports::Queries& queries) { return read(queries, at); };
  Slice slice = co_await store.read(read_slice);
  const bool any = slice.at.is_past(at);
  const bool more = slice.more;
  ring.append(std::move(slice));
  if (any) wake_followers();
  co_return more;
}

asio::awaitable<void> Feed::State::wait_for_commit() {
  while (!news.load() && goes_on()) {
    timer.expires_at(asio::steady_timer::time_point::max());
    co_await until_cancelled(timer);
  }
}

bool Feed::Position::is_past(const Position& other) const {
  return (other.runs && sequence > other.sequence) || (other.events && event > other.event);
}

void Feed::Position::reach(const Position& other) {
  sequence = std::max(sequence, other.sequence);
  event = std::max(event, other.event);
}

Feed::Feed(asio::any_io_executor executor, ports::Store& store, std::size_t bytes_max)
    : state_(std::make_shared<State>(std::move(executor), store, bytes_max)) {}

void Feed::read_by(Read read) { state_->read = std::move(read); }

void Feed::committed() {
  if (!state_->wanted.load() || state_->news.exchange(true)) return;
  asio::post(state_->executor, [state = state_] { state->wake_reader(); });
}

void Feed::stop() {
  state_->stopped = true;
  state_->wake_reader();
  state_->wake_followers();
}

bool Feed::stopped() const { return state_->stopped; }

Feed::Follower::Follower(Feed& feed) : state_(feed.state_) {
  ++state_->followers;
  if (std::exchange(state_->running, true)) return;
  state_->wanted.store(true);
  asio::co_spawn(state_->executor, State::run(state_), asio::detached);
}

Feed::Follower::~Follower() {
  if (--state_->followers == 0) state_->wake_reader();
}

bool Feed::Follower::reaches(const Position& at) const { return state_->ring.reaches(at); }

bool Feed::Follower::tell(Position& at, const std::function<bool(const Record&)>& take) const {
  return state_->ring.tell(at, take);
}

asio::awaitable<void> Feed::Follower::past(Position at, core::Duration within) const {
  const auto state = state_;
  if (state->stopped || state->has_news(at)) co_return;
  asio::steady_timer timer(state->executor);
  timer.expires_after(within);
  const auto place = state->waiting.insert(state->waiting.end(), &timer);
  while (!state->stopped && !state->has_news(at)) {
    boost::system::error_code woken;
    co_await timer.async_wait(asio::redirect_error(asio::use_awaitable, woken));
    if (!woken) break;  // the time is up
  }
  state->waiting.erase(place);
}

}  // namespace baton::runtime
