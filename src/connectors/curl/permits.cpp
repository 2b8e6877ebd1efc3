#include "connectors/curl/permits.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <utility>

namespace baton::connectors {

namespace asio = boost::asio;

asio::awaitable<std::unique_ptr<Permits::Permit>> Permits::take(std::string server,
                                                                TimePoint deadline) {
  const auto self = shared_from_this();
  if (!begin(server)) {
    const auto executor = co_await asio::this_coro::executor;
    const auto waiting =
        std::make_shared<Waiting>(Waiting{server, asio::steady_timer(executor, deadline)});
    waiting_.push_back(waiting);
    co_await waiting->timer.async_wait(asio::as_tuple(asio::use_awaitable));
    std::erase(waiting_, waiting);
    if (!waiting->may_begin) co_return nullptr;
  }
  co_return std::make_unique<Permit>(self, std::move(server));
}

void Permits::stop() {
  for (const auto& waiting : std::exchange(waiting_, {})) waiting->timer.cancel();
}

bool Permits::begin(const std::string& server) {
  if (begun_ >= limits_.all) return false;
  auto& with_it = begun_with_[server];
  if (with_it >= limits_.of_one_server) return false;
  ++begun_;
  ++with_it;
  return true;
}

void Permits::end(const std::string& server) {
  const auto with_it = begun_with_.find(server);
  if (--with_it->second == 0) begun_with_.erase(with_it);
  --begun_;
  for (const auto& waiting : waiting_) {
    if (waiting->may_begin || !begin(waiting->server)) continue;
    waiting->may_begin = true;
    waiting->timer.cancel();
  }
}

}  // namespace baton::connectors
