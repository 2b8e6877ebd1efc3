#include "connectors/auth/session.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace baton::connectors {

namespace asio = boost::asio;
using core::ActionResult;

namespace {

// A token is renewed so long before it ends that it does not end while a request is on its way.
constexpr auto kMargin = std::chrono::seconds(60);

}  // namespace

void AuthSession::apply(HttpRequest& request) const {
  const auto& auth = connection_.auth;
  if (auth.row->apply != nullptr) auth.row->apply(auth, token_, request);
}

const formats::Url* AuthSession::base() const {
  if (token_.base) return &*token_.base;
  return connection_.base ? &*connection_.base : nullptr;
}

asio::awaitable<ActionResult> AuthSession::renew() {
  const Renewal renewal{connection_, token_, http_, clock_, withheld_.redaction(), timeout_};
  auto renewed = co_await connection_.auth.row->renew(renewal);
  if (!renewed.token) co_return std::move(renewed.failure);
  token_ = *std::move(renewed.token);
  withheld_.add(token_.access);
  withheld_.add(token_.refresh);
  ++number_;
  co_return ActionResult{};
}

asio::awaitable<std::optional<ActionResult>> AuthSession::ready(std::uint64_t refused) {
  const auto now = clock_.steady();
  if (is_good(refused, now + kMargin) || (renewing_ && is_good(refused, now)))
    co_return std::nullopt;
  if (renewing_) {
    const auto renewed = renewed_;
    co_await renewed->async_wait(asio::as_tuple(asio::use_awaitable));
  } else {
    renewing_ = true;
    renewed_ = std::make_shared<asio::steady_timer>(co_await asio::this_coro::executor,
                                                    std::chrono::steady_clock::time_point::max());
    renewal_ = co_await renew();
    renewing_ = false;
    renewed_->cancel();
  }
  if (is_good(refused, clock_.steady())) co_return std::nullopt;
  if (renewal_.kind == ActionResult::Kind::succeeded)
    co_return ActionResult{
        ActionResult::Kind::transient, {}, "auth", "the access token has ended already", {}};
  co_return renewal_;
}

}  // namespace baton::connectors
