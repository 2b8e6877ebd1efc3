#include "http/api/log_watch.hpp"

#include "baton/telemetry/log.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <exception>
#include <list>

namespace baton::http {

struct LogWatch::State {
  explicit State(bus::Bus& the_bus) : bus(the_bus) {}

  void wake() {
    for (boost::asio::steady_timer* timer : waiting) timer->cancel();
  }

  bus::Bus& bus;
  core::EventId last{};
  std::list<boost::asio::steady_timer*> waiting;
  bool following = false;
  bool stopped = false;
};

LogWatch::LogWatch(boost::asio::any_io_executor executor, bus::Bus& bus)
    : executor_(std::move(executor)), state_(std::make_shared<State>(bus)) {}

boost::asio::awaitable<void> LogWatch::past(core::EventId seen, core::Duration within) {
  const std::shared_ptr<State> state = state_;
  if (state->stopped || state->last > seen) co_return;
  boost::asio::steady_timer timer(executor_);
  timer.expires_after(within);
  const auto place = state->waiting.insert(state->waiting.end(), &timer);
  if (!state->following) {
    state->following = true;
    boost::asio::co_spawn(executor_, follow(state), [state](std::exception_ptr thrown) {
      state->following = false;
      if (thrown) spdlog::error("following the log failed");
    });
  }
  while (!state->stopped && state->last <= seen) {
    boost::system::error_code woken;
    co_await timer.async_wait(boost::asio::redirect_error(boost::asio::use_awaitable, woken));
    if (!woken) break;  // the time is up
  }
  state->waiting.erase(place);
}

boost::asio::awaitable<void> LogWatch::follow(std::shared_ptr<State> state) {
  while (!state->stopped && !state->waiting.empty()) {
    const core::EventId last = co_await state->bus.wait_past(state->last);
    if (last <= state->last) co_return;  // the bus is closed
    state->last = last;
    state->wake();
  }
}

void LogWatch::stop() {
  state_->stopped = true;
  state_->wake();
}

bool LogWatch::stopped() const { return state_->stopped; }

}  // namespace baton::http
