#include "runtime/housekeeping.hpp"

#include "baton/telemetry/log.hpp"

#include <algorithm>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <chrono>
#include <cstddef>
#include <utility>

namespace baton::runtime {

namespace asio = boost::asio;

namespace {

// The most rows that are deleted in one transaction. Turns wait until that is done.
constexpr std::size_t kRowsMax = 500;
// After each part of a recount, housekeeping pauses for this many times as long as the part took
// (waiting for the store included), so that turns go first.
constexpr int kRecountPauseTimes = 4;
// It never pauses for longer than this, because nothing is deleted before all parts are counted.
constexpr std::chrono::steady_clock::duration kRecountPauseMax = std::chrono::seconds(1);

}  // namespace

asio::awaitable<void> Housekeeping::run() {
  while (!stopped_) {
    timer_.expires_at(core::plus(std::chrono::steady_clock::now(), options_.housekeeping));
    boost::system::error_code ignored;
    co_await timer_.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
    if (stopped_) break;
    const auto now = clock_.steady();
    auto prune = [&](ports::Tx& tx) {
      tx.sweep_windows(now, kRowsMax);
      return tx.prune(now - options_.keep_runs, now - options_.keep_events, kRowsMax);
    };
    Part count_anew = [this](ports::Tx& tx) { return recount_.go_on(tx); };
    Part count_events = [this](ports::Tx& tx) { return kpi_counts_.go_on(tx); };
    try {
      co_await do_all(std::move(count_anew));
      co_await do_all(std::move(count_events));
      while (!stopped_ && timekeeper_.wall_agrees()) {
        const std::size_t gone = co_await store_.transact(prune);
        if (gone < kRowsMax) break;
      }
    } catch (const std::exception& error) {
      spdlog::warn("old rows could not be deleted or counted, which is tried again: {}",
                   error.what());
    }
  }
}

asio::awaitable<void> Housekeeping::do_all(Part part) {
  while (!stopped_) {
    const auto began = std::chrono::steady_clock::now();
    const bool more = co_await store_.transact(part);
    if (!more || stopped_) co_return;
    timer_.expires_after(std::min((std::chrono::steady_clock::now() - began) * kRecountPauseTimes,
                                  kRecountPauseMax));
    boost::system::error_code ignored;
    co_await timer_.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
  }
}

void Housekeeping::stop() {
  stopped_ = true;
  timer_.cancel();
}

}  // namespace baton::runtime
