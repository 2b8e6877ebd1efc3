#include "http/api/uses.hpp"

#include "baton/telemetry/log.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <chrono>
#include <exception>
#include <utility>
#include <vector>

namespace baton::http {
namespace {

constexpr std::chrono::seconds kSweepEvery{5};
constexpr int kSweepsPerStore = 12;

}  // namespace

Uses::Uses(boost::asio::any_io_executor executor, Services& services)
    : executor_(std::move(executor)),
      services_(services),
      state_(std::make_shared<State>(executor_)) {}

Uses::~Uses() { state_->stopped = true; }

void Uses::start() {
  boost::asio::co_spawn(executor_, tick(state_, services_), [](std::exception_ptr thrown) {
    if (thrown) spdlog::error("when tokens and sessions were used is not stored any more");
  });
}

boost::asio::awaitable<void> Uses::stop() {
  if (std::exchange(state_->stopped, true)) co_return;
  state_->timer.cancel();
  co_await store(services_);
}

boost::asio::awaitable<void> Uses::tick(std::shared_ptr<State> state, Services& services) {
  for (int sweeps = 1;; ++sweeps) {
    state->timer.expires_after(kSweepEvery);
    boost::system::error_code cancelled;
    co_await state->timer.async_wait(
        boost::asio::redirect_error(boost::asio::use_awaitable, cancelled));
    if (state->stopped) co_return;
    services.access.sweep(services.parts.clock.now());
    if (sweeps % kSweepsPerStore == 0) co_await store(services);
    if (state->stopped) co_return;
  }
}

// A store that is away loses a minute of this and nothing else.
boost::asio::awaitable<void> Uses::store(Services& services) {
  const std::vector<Access::Use> uses = services.access.take_uses();
  if (uses.empty()) co_return;
  auto put = [&uses](ports::Tx& tx) {
    for (const Access::Use& use : uses) {
      if (!use.session.empty()) tx.see_session(use.session, use.at);
      if (use.token) tx.see_token(use.token, use.at);
      if (use.user) tx.see_user(use.user, use.at);
    }
  };
  try {
    co_await services.parts.store.transact(put);
  } catch (const std::exception& error) {
    spdlog::debug("when tokens and sessions were used is not stored: {}", error.what());
  }
}

}  // namespace baton::http
