#include "runtime/rounds.hpp"

#include "baton/telemetry/log.hpp"
#include "runtime/effort.hpp"

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <exception>
#include <optional>

namespace baton::runtime {

namespace asio = boost::asio;

asio::awaitable<void> Rounds::run(Pass pass) {
  while (!stopped_) {
    const Effort effort;
    try {
      co_await pass();
    } catch (const std::exception& error) {
      spdlog::warn("{}, which is tried again: {}", failing_, error.what());
    }
    if (stopped_) co_return;
    timer_.expires_after(effort.rest());
    boost::system::error_code ignored;
    co_await timer_.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
  }
}

void Rounds::stop() {
  stopped_ = true;
  timer_.cancel();
}

asio::awaitable<void> write_and_tell(ports::Store& store, bus::Bus& bus, bus::Together write,
                                     std::vector<core::Event> events) {
  if (events.empty()) {
    auto alone = [&write](ports::Tx& tx) { write(tx, {}); };
    co_await store.transact(alone);
    co_return;
  }
  const auto published = co_await bus.publish_all(std::move(events), 0, std::nullopt,
                                                  bus::Repeats::must_agree, std::move(write));
  if (!published) throw ports::StoreUnavailable(published.error().text());
}

}  // namespace baton::runtime
