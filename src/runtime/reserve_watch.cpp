#include "runtime/reserve_watch.hpp"

#include "baton/telemetry/log.hpp"

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <chrono>
#include <string>
#include <utility>

namespace baton::runtime {

namespace asio = boost::asio;

namespace {

constexpr core::Duration kReserveLookEvery = std::chrono::seconds(1);

}  // namespace

asio::awaitable<void> ReserveWatch::run() {
  while (!stopped_) {
    look();
    timer_.expires_after(kReserveLookEvery);
    boost::system::error_code ignored;
    co_await timer_.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
  }
}

void ReserveWatch::stop() {
  stopped_ = true;
  timer_.cancel();
}

bool ReserveWatch::look() {
  const std::string why = store_.refuses();
  const bool reached = !why.empty();
  if (reached == std::exchange(reached_, reached)) return false;
  metrics_.reserve_reached.Set(reached ? 1 : 0);
  if (reached) {
    spdlog::error("the reserve of the disk is reached, and events from outside are refused: {}",
                  why);
  } else {
    spdlog::warn("there is room on the disk again: events from outside are accepted");
  }
  return true;
}

}  // namespace baton::runtime
