#include "runtime/free_places.hpp"

#include "baton/telemetry/log.hpp"

#include <algorithm>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <chrono>
#include <exception>

namespace baton::runtime {

namespace asio = boost::asio;

namespace {

// After a failure it is tried again, first after this time, and then after twice the time before.
constexpr core::Duration kPlacesTriedAgainAfter = std::chrono::seconds(1);
// The longest time between two tries.
constexpr core::Duration kPlacesTriedAgainAfterMax = std::chrono::seconds(60);

}  // namespace

// Where the plan before has no slots, runs of an older one may still wait for places.
bool raises_limit(const engine::Plan* before, const engine::Plan& plan) {
  const auto& now = plan.source().concurrency;
  if (!now) return false;
  if (before == nullptr || !before->source().concurrency) return true;
  return now->limit > before->source().concurrency->limit;
}

void FreePlaces::raised(std::string workflow) {
  raised_.insert(std::move(workflow));
  timer_.cancel();
}

asio::awaitable<void> FreePlaces::run() {
  core::Duration pause = kPlacesTriedAgainAfter;
  while (!stopped_) {
    std::set<std::string> failed;
    while (!stopped_ && !raised_.empty()) {
      const std::string workflow = std::move(raised_.extract(raised_.begin()).value());
      const bool done = co_await give(workflow);
      if (!done) failed.insert(workflow);
    }
    if (stopped_) co_return;
    if (failed.empty()) {
      failing_ = false;
      pause = kPlacesTriedAgainAfter;
      timer_.expires_at(asio::steady_timer::time_point::max());
    } else {
      timer_.expires_after(pause);
      pause = std::min(pause * 2, kPlacesTriedAgainAfterMax);
    }
    raised_ = std::move(failed);
    boost::system::error_code ignored;
    co_await timer_.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
  }
}

void FreePlaces::stop() {
  stopped_ = true;
  timer_.cancel();
}

asio::awaitable<bool> FreePlaces::give(std::string workflow) {
  std::string after;
  bool through = false;
  bool gave = false;
  auto part = [&](ports::Tx& tx) {
    const auto last = tx.last_event();
    through = processor_.give_places_of_workflow(tx, workflow, after);
    gave = tx.last_event() != last;
  };
  try {
    while (!through && !stopped_) {
      co_await store_.transact(part);
      if (gave) given_();
    }
  } catch (const std::exception& error) {
    spdlog::log(failing_ ? spdlog::level::debug : spdlog::level::warn,
                "the free places in the slots of {} could not be given to the runs that wait, and "
                "this is tried again: {}",
                workflow, error.what());
    failing_ = true;
    through = false;
  }
  co_return through;
}

}  // namespace baton::runtime
