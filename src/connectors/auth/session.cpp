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

void AuthSession::apply(HttpRequest& request, const formats::Origin& origin) const {
  const auto& auth = connection_.auth;
  if (auth.row->apply != nullptr) auth.row->apply(auth, token_, request);
  if (auth.row->sign != nullptr) auth.row->sign(auth, origin, clock_.now(), request);
}

const formats::Url* AuthSession::base() const {
  if (token_.base) return &*token_.base;
  return connection_.base ? &*connection_.base : nullptr;
}

asio::awaitable<ActionResult> AuthSession::renew() {
  // The vendor has given this one already. Asking again with the old refresh token would be
  // refused.
  if (fetched_) co_return co_await use_fetched();
  AccessToken before = token_;
  const auto& credentials = connection_.auth.works_with;
  if (secrets_ != nullptr && credentials != nullptr) {
    // Another session may have renewed it since: one before a restart, or before a change of
    // secrets.
    auto stored = secrets_->refresh_token(connection_.name, credentials->declared_refresh_token());
    if (!stored.empty()) before.refresh = std::move(stored);
    withheld_.add(before.refresh);
  }
  const Renewal renewal{connection_, before, http_, clock_, withheld_.redaction(), timeout_};
  auto renewed = co_await connection_.auth.row->renew(renewal);
  if (!renewed.token) co_return std::move(renewed.failure);
  fetched_ = std::move(renewed.token);
  withheld_.add(fetched_->access);
  withheld_.add(fetched_->refresh);
  co_return co_await use_fetched();
}

asio::awaitable<ActionResult> AuthSession::use_fetched() {
  const auto& credentials = connection_.auth.works_with;
  if (secrets_ != nullptr && credentials != nullptr && !fetched_->refresh.empty()) {
    const auto declared = credentials->declared_refresh_token();
    const auto known = secrets_->refresh_token(connection_.name, declared);
    if ((known.empty() ? declared : known).reveal() != fetched_->refresh.reveal()) {
      const auto kept =
          co_await secrets_->keep_refresh_token(connection_.name, declared, fetched_->refresh);
      if (!kept)
        co_return ActionResult{
            ActionResult::Kind::transient,
            {},
            "token_not_kept",
            "the new refresh token cannot be stored, so it is not used: " + kept.error().message,
            {}};
    }
  }
  token_ = *std::move(fetched_);
  fetched_.reset();
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
