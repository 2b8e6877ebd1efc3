#include "connectors/auth/token_endpoint.hpp"

#include "baton/core/text.hpp"
#include "baton/formats/source.hpp"
#include "connectors/answer.hpp"
#include "connectors/request.hpp"
#include "connectors/retry_after.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <optional>
#include <string>
#include <system_error>

namespace baton::connectors {

namespace asio = boost::asio;

namespace {

using core::ActionResult;
using core::Errc;
using core::Error;
using core::Json;
using Kind = core::ActionResult::Kind;

// How long a token counts as good if the vendor does not say when it ends, as Salesforce does. A
// 401 tells when it has ended earlier.
constexpr auto kUnsaid = std::chrono::hours(1);

// From how far on a wrong clock is worth a word: assertions are good for three minutes.
constexpr auto kClockApart = std::chrono::seconds(60);

// True for an error code (RFC 6749 section 5.2, and those of HubSpot) which says that our
// credentials are wrong: somebody has to change them. Every other answer without a token, such as a
// proxy's page during an outage, may be over in a moment.
bool refuses_for_good(std::string_view word) {
  constexpr std::array<std::string_view, 9> kWords{
      "invalid_request",     "invalid_client",         "invalid_grant",
      "unauthorized_client", "unsupported_grant_type", "invalid_scope",
      "BAD_REFRESH_TOKEN",   "BAD_CLIENT_ID",          "BAD_CLIENT_SECRET"};
  return core::is_one_of(word, kWords);
}

// What to say if the vendor's clock is far from ours, which is the likeliest reason why an
// assertion that is good for a few minutes is refused. Empty: it is not.
std::string clock_apart(const Renewal& renewal, const HttpResponse& response) {
  const auto* date = response.header("Date");
  const auto theirs = date != nullptr ? parse_http_date(*date) : std::nullopt;
  if (!theirs) return {};
  const auto ahead =
      std::chrono::duration_cast<std::chrono::seconds>(renewal.clock.now() - *theirs);
  if (ahead < kClockApart && ahead > -kClockApart) return {};
  return "; this machine's clock is " + std::to_string(std::abs(ahead.count())) + " s " +
         (ahead.count() > 0 ? "ahead of" : "behind") + " the vendor's";
}

// What to report for an answer without a token. Its error code is a word of the standard; its
// description is left out, because it may quote what we sent.
ActionResult no_token(const Renewal& renewal, const TokenCall& call, const HttpResponse& response,
                      const Json* body) {
  auto word =
      body != nullptr ? core::text_at(*body, "error", "no access_token") : std::string("no JSON");
  // HubSpot names the error in the member `status`. What other vendors write there is not taken.
  if (auto status = body != nullptr ? core::text_at(*body, "status") : std::string();
      refuses_for_good(status))
    word = std::move(status);
  renewal.redaction.redact(word);
  const auto wait = retry_after(response.headers, renewal.connection.manifest->wait_headers,
                                response.status, renewal.clock.now());
  const bool throttled = response.status == 429 || (response.status == 503 && wait);
  return {throttled                ? Kind::throttled
          : refuses_for_good(word) ? Kind::held
                                   : Kind::transient,
          {},
          "auth_refused",
          "no access token: HTTP " + std::to_string(response.status) + ", " +
              core::one_line(word, 100) +
              (call.timed ? clock_apart(renewal, response) : std::string()),
          wait.value_or(core::Duration{})};
}

// The seconds that a vendor names. Some write the number as a text.
std::optional<double> seconds_of(const Json& value) {
  if (value.is_number()) return value.get<double>();
  const auto text = value.is_string() ? value.get<std::string>() : std::string();
  std::int64_t number = 0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (problem != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return static_cast<double>(number);
}

core::Duration life_of(const Json& answer) {
  const auto* life = core::find(answer, "expires_in");
  const auto seconds = life != nullptr ? seconds_of(*life) : std::nullopt;
  if (!seconds) return kUnsaid;
  const auto said = static_cast<std::int64_t>(std::clamp(*seconds, 0.0, 31'536'000.0));
  // Some vendors say zero, and mean that the token does not end.
  return said > 0 ? core::Duration(std::chrono::seconds(said)) : core::Duration(kUnsaid);
}

// The base URL that the answer names, if the connection may go there.
std::optional<formats::Url> base_of(const Renewal& renewal, const TokenCall& call,
                                    const Json& answer) {
  const auto& connection = renewal.connection;
  const auto& member = call.base_url_member;
  if (member.empty()) return std::nullopt;
  auto url = formats::parse_url(core::text_at(answer, member));
  if (!url || !(url->origin.tls || !connection.egress.empty())) return std::nullopt;
  if (connection.base) url->path += connection.base->path;
  return std::move(*url);
}

Renewed take_token(const Renewal& renewal, const TokenCall& call, const HttpResponse& response) {
  const auto parsed = core::parse_json(formats::file_text(response.body));
  const auto access = parsed ? core::text_at(*parsed, "access_token") : std::string();
  if (!response.is_2xx() || access.empty() || core::has_control(access))
    return {{},
            no_token(renewal, call, response, parsed ? &*parsed : nullptr),
            parsed ? core::text_at(*parsed, "error") : std::string()};
  AccessToken token = renewal.before;
  token.access = core::Secret(access);
  token.until = core::plus(renewal.clock.steady(), life_of(*parsed));
  if (auto base = base_of(renewal, call, *parsed)) token.base = std::move(base);
  if (auto next = core::text_at(*parsed, "refresh_token"); !next.empty())
    token.refresh = core::Secret(std::move(next));
  return {std::move(token), {}, {}};
}

}  // namespace

asio::awaitable<HttpOutcome> post_form(const Renewal& renewal, formats::Url url,
                                       formats::Fields fields, bool repeatable) {
  HttpRequest request;
  request.method = "POST";
  request.target = target_of(url);
  request.head = "Accept: application/json\r\nContent-Type: application/x-www-form-urlencoded\r\n";
  request.body = formats::form_text(fields);
  request.timeout = renewal.timeout;
  request.repeatable = repeatable;
  co_return co_await renewal.http.exchange(std::move(url.origin), renewal.connection.egress,
                                           std::move(request));
}

core::Result<formats::Url> token_url_of(const Connection& connection, std::string where) {
  if (where.starts_with('/')) {
    if (!connection.base)
      return Error{Errc::invalid, "the token URL is below a base_url that is not set"};
    where = connection.base->origin.text() + where;
  }
  return formats::parse_url(where);
}

asio::awaitable<Renewed> ask_token(const Renewal& renewal, TokenCall call) {
  Renewed renewed;
  auto url = token_url_of(renewal.connection, call.url);
  if (!url) {
    renewed.failure = incomplete(url.error().message);
    co_return renewed;
  }
  auto fields = call.fields;
  const auto outcome =
      co_await post_form(renewal, *std::move(url), std::move(fields), call.repeatable);
  if (outcome.response) co_return take_token(renewal, call, *outcome.response);
  renewed.failure = token_unanswered(outcome.failure);
  co_return renewed;
}

void apply_token(const Authorization& /*authorization*/, const AccessToken& token,
                 HttpRequest& request) {
  request.head.append("Authorization: Bearer ").append(token.access.reveal()).append("\r\n");
}

}  // namespace baton::connectors
