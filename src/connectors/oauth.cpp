#include "baton/core/text.hpp"
#include "baton/formats/form.hpp"
#include "baton/formats/media.hpp"
#include "connectors/performer.hpp"
#include "connectors/retry_after.hpp"

#include <algorithm>
#include <array>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

// GCC 12 sees only one half of Asio's allocation of coroutine frames inlined, and takes the other
// for a mistake.
#pragma GCC diagnostic ignored "-Wmismatched-new-delete"

// OAuth 2.0 (RFC 6749): client credentials and refresh tokens.
namespace baton::connectors {

namespace asio = boost::asio;
using core::ActionResult;
using core::Errc;
using core::Error;
using Kind = core::ActionResult::Kind;

namespace {

// A token is renewed before it ends, so that no request meets its end on the way.
constexpr auto kMargin = std::chrono::seconds(60);
// Some vendors do not say how long (Salesforce); then a 401 tells.
constexpr auto kUnsaid = std::chrono::hours(1);

// RFC 6749 section 5.2: what we are known by is wrong, and stays so until somebody changes it.
// Everything else that is no token (a proxy's page, an outage) may be over in a moment.
bool refuses_for_good(std::string_view word) {
  constexpr std::array<std::string_view, 6> kWords{"invalid_request",        "invalid_client",
                                                   "invalid_grant",          "unauthorized_client",
                                                   "unsupported_grant_type", "invalid_scope"};
  return std::find(kWords.begin(), kWords.end(), word) != kWords.end();
}

}  // namespace

core::Result<std::pair<formats::Origin, HttpRequest>> Performer::token_request() const {
  const auto& auth = connection_.auth;
  std::string where = auth.token_url;
  if (where.starts_with('/')) {
    if (!connection_.base)
      return Error{Errc::invalid, "the token URL is below a base_url that is not set"};
    where = connection_.base->origin.text() + where;
  }
  auto url = formats::parse_url(where);
  if (!url) return url.error();
  formats::Fields fields{{"grant_type", auth.flow},
                         {"client_id", std::string(connection_.username.reveal())},
                         {"client_secret", std::string(connection_.password.reveal())}};
  if (auth.flow == "refresh_token")
    fields.emplace_back(
        "refresh_token",
        (refresh_token_.empty() ? connection_.refresh_token : refresh_token_).reveal());
  if (!auth.scope.empty()) fields.emplace_back("scope", auth.scope);
  HttpRequest request;
  request.method = "POST";
  request.target = url->path.empty() ? "/" : url->path;
  if (!url->query.empty()) request.target.append(1, '?').append(url->query);
  request.head = "Accept: application/json\r\nContent-Type: application/x-www-form-urlencoded\r\n";
  request.body = formats::form_text(fields);
  // A refresh token that is handed out anew each time is used up by the first request that arrives.
  request.repeatable = auth.flow == "client_credentials";
  return std::pair(std::move(url->origin), std::move(request));
}

ActionResult Performer::take_token(const HttpResponse& response) {
  const auto parsed = core::parse_json(response.body);
  const auto token = parsed ? core::text_at(*parsed, "access_token") : std::string();
  if (response.status / 100 != 2 || token.empty() ||
      token.find_first_of("\r\n") != std::string::npos) {
    // The answer's error code is a fixed word of the standard; its description may quote what we
    // sent.
    auto word =
        parsed ? core::text_at(*parsed, "error", "no access_token") : std::string("no JSON");
    redaction_.redact(word);
    const auto wait = retry_after(response.headers, connection_.manifest->wait_headers,
                                  response.status, clock_.now());
    const bool throttled = response.status == 429 || (response.status == 503 && wait);
    return {throttled                ? Kind::throttled
            : refuses_for_good(word) ? Kind::held
                                     : Kind::transient,
            {},
            "auth_refused",
            "no access token: HTTP " + std::to_string(response.status) + ", " +
                core::one_line(word, 100),
            wait.value_or(core::Duration{})};
  }
  core::Duration life = kUnsaid;
  if (const auto* seconds = core::find(*parsed, "expires_in");
      seconds != nullptr && seconds->is_number()) {
    const auto said =
        static_cast<std::int64_t>(std::clamp(seconds->get<double>(), 0.0, 31'536'000.0));
    if (said > 0) life = std::chrono::seconds(said);  // some say zero and mean that it has no end
  }
  if (const auto& member = connection_.auth.base_url_member; !member.empty()) {
    if (auto url = formats::parse_url(core::text_at(*parsed, member));
        url && (url->origin.tls || !connection_.egress.empty())) {
      if (connection_.base) url->path += connection_.base->path;
      token_base_ = std::move(*url);
    }
  }
  if (auto next = core::text_at(*parsed, "refresh_token"); !next.empty())
    refresh_token_ = core::Secret(std::move(next));
  token_ = core::Secret(token);
  keep_out(token_);
  keep_out(refresh_token_);
  token_until_ = core::plus(clock_.steady(), life);
  ++token_number_;
  return {};
}

asio::awaitable<ActionResult> Performer::renew() {
  auto made = token_request();
  if (!made) co_return incomplete(made.error().message);
  made->second.timeout = options_.timeout;
  const auto outcome =
      co_await http_.exchange(std::move(made->first), connection_.egress, std::move(made->second));
  // Whatever became of it, the action itself was not sent.
  OperationSpec harmless;
  harmless.repeatable = true;
  if (!outcome.response && outcome.failure.stage == HttpFailure::Stage::refused)
    co_return incomplete(outcome.failure.message);
  if (!outcome.response) co_return classify(outcome.failure, harmless);
  co_return take_token(*outcome.response);
}

asio::awaitable<std::optional<ActionResult>> Performer::authorize(std::uint64_t refused) {
  const auto good = [this, refused]() {
    return token_number_ > refused && clock_.steady() + kMargin < token_until_;
  };
  if (good() || (token_number_ > refused && clock_.steady() < token_until_ && renewing_))
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
  if (token_number_ > refused && clock_.steady() < token_until_) co_return std::nullopt;
  if (renewal_.kind == Kind::succeeded)
    co_return ActionResult{Kind::transient, {}, "auth", "the access token has ended already", {}};
  co_return renewal_;
}

}  // namespace baton::connectors
