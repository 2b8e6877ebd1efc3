#include "baton/core/text.hpp"
#include "baton/formats/form.hpp"
#include "connectors/answer.hpp"
#include "connectors/auth/session.hpp"
#include "connectors/request.hpp"
#include "connectors/retry_after.hpp"

#include <algorithm>

// OAuth 2.0 (RFC 6749): client credentials and refresh tokens.
namespace baton::connectors {

namespace asio = boost::asio;

namespace {

using core::ActionResult;
using core::Errc;
using core::Error;
using core::Json;
using Kind = core::ActionResult::Kind;

constexpr std::array<std::string_view, 4> kOauth2ManifestKeys{"flow", "token_url", "scope",
                                                              "base_url_member"};
constexpr std::array<std::string_view, 5> kOauth2Keys{"client_id", "client_secret", "refresh_token",
                                                      "token_url", "scope"};
constexpr std::string_view kByClient = "client_credentials";
constexpr std::string_view kByRefreshToken = "refresh_token";

// How long a token counts as good if the vendor does not say when it ends, as Salesforce does. A
// 401 tells when it has ended earlier.
constexpr auto kUnsaid = std::chrono::hours(1);

struct Oauth2Credentials final : Credentials {
  std::string flow{};
  std::string token_url{};  // a URL, or a path below the connection's base URL
  std::string scope{};
  std::string base_url_member{};  // the member of the answer that names the base URL
  core::Secret client_id{};
  core::Secret client_secret{};
  core::Secret refresh_token{};
};

void check_oauth2(const formats::FieldReader& at, const AuthSpec& spec) {
  const auto flow = spec.text("flow");
  if (flow != kByClient && flow != kByRefreshToken)
    at.error("flow", "config/enum", "\"flow\" is client_credentials or refresh_token");
  if (spec.text("token_url").empty())
    at.error("token_url", "config/missing-key", "auth of kind oauth2 needs \"token_url\"");
}

void read_oauth2(const AuthReader& at, Authorization& authorization) {
  auto read = std::make_shared<Oauth2Credentials>();
  read->flow = at.spec().text("flow");
  read->base_url_member = at.spec().text("base_url_member");
  read->client_id = at.account("client_id");
  read->client_secret = at.secret("client_secret");
  if (read->flow == kByRefreshToken) read->refresh_token = at.secret("refresh_token");
  read->token_url = at.text("token_url");
  read->scope = at.plain_text("scope");
  authorization.renewed_by = std::move(read);
}

void apply_token(const Authorization& /*authorization*/, const AccessToken& token,
                 HttpRequest& request) {
  request.head.append("Authorization: Bearer ").append(token.access.reveal()).append("\r\n");
}

const Oauth2Credentials& credentials_of(const Renewal& renewal) {
  return dynamic_cast<const Oauth2Credentials&>(*renewal.connection.auth.renewed_by);
}

struct TokenRequest {
  formats::Origin origin{};
  HttpRequest request{};
};

core::Result<formats::Url> token_url(const Renewal& renewal) {
  std::string where = credentials_of(renewal).token_url;
  if (where.starts_with('/')) {
    const auto& base = renewal.connection.base;
    if (!base) return Error{Errc::invalid, "the token URL is below a base_url that is not set"};
    where = base->origin.text() + where;
  }
  return formats::parse_url(where);
}

core::Result<TokenRequest> token_request(const Renewal& renewal) {
  const auto& known = credentials_of(renewal);
  auto url = token_url(renewal);
  if (!url) return url.error();
  formats::Fields fields{{"grant_type", known.flow},
                         {"client_id", std::string(known.client_id.reveal())},
                         {"client_secret", std::string(known.client_secret.reveal())}};
  if (known.flow == kByRefreshToken) {
    const auto& newest = renewal.before.refresh;
    fields.emplace_back("refresh_token", (newest.empty() ? known.refresh_token : newest).reveal());
  }
  if (!known.scope.empty()) fields.emplace_back("scope", known.scope);
  HttpRequest request;
  request.method = "POST";
  request.target = target_of(*url);
  request.head = "Accept: application/json\r\nContent-Type: application/x-www-form-urlencoded\r\n";
  request.body = formats::form_text(fields);
  request.timeout = renewal.timeout;
  // A refresh token that the vendor replaces each time is used up by the first request that
  // arrives, so that request may not be sent twice.
  request.repeatable = known.flow == kByClient;
  return TokenRequest{std::move(url->origin), std::move(request)};
}

// True for an error code (RFC 6749 section 5.2) which says that our credentials are wrong: somebody
// has to change them. Every other answer without a token, such as a proxy's page during an outage,
// may be over in a moment.
bool refuses_for_good(std::string_view word) {
  constexpr std::array<std::string_view, 6> kWords{"invalid_request",        "invalid_client",
                                                   "invalid_grant",          "unauthorized_client",
                                                   "unsupported_grant_type", "invalid_scope"};
  return std::find(kWords.begin(), kWords.end(), word) != kWords.end();
}

// What to report for an answer without a token. Its error code is a word of the standard; its
// description is left out, because it may quote what we sent.
ActionResult no_token(const Renewal& renewal, const HttpResponse& response, const Json* body) {
  auto word =
      body != nullptr ? core::text_at(*body, "error", "no access_token") : std::string("no JSON");
  renewal.redaction.redact(word);
  const auto wait = retry_after(response.headers, renewal.connection.manifest->wait_headers,
                                response.status, renewal.clock.now());
  const bool throttled = response.status == 429 || (response.status == 503 && wait);
  return {
      throttled                ? Kind::throttled
      : refuses_for_good(word) ? Kind::held
                               : Kind::transient,
      {},
      "auth_refused",
      "no access token: HTTP " + std::to_string(response.status) + ", " + core::one_line(word, 100),
      wait.value_or(core::Duration{})};
}

core::Duration life_of(const Json& answer) {
  const auto* seconds = core::find(answer, "expires_in");
  if (seconds == nullptr || !seconds->is_number()) return kUnsaid;
  const auto said =
      static_cast<std::int64_t>(std::clamp(seconds->get<double>(), 0.0, 31'536'000.0));
  // Some vendors say zero, and mean that the token does not end.
  return said > 0 ? core::Duration(std::chrono::seconds(said)) : core::Duration(kUnsaid);
}

// The base URL that the answer names, if the connection may go there.
std::optional<formats::Url> base_of(const Renewal& renewal, const Json& answer) {
  const auto& connection = renewal.connection;
  const auto& member = credentials_of(renewal).base_url_member;
  if (member.empty()) return std::nullopt;
  auto url = formats::parse_url(core::text_at(answer, member));
  if (!url || !(url->origin.tls || !connection.egress.empty())) return std::nullopt;
  if (connection.base) url->path += connection.base->path;
  return std::move(*url);
}

Renewed take_token(const Renewal& renewal, const HttpResponse& response) {
  const auto parsed = core::parse_json(response.body);
  const auto access = parsed ? core::text_at(*parsed, "access_token") : std::string();
  if (response.status / 100 != 2 || access.empty() ||
      access.find_first_of("\r\n") != std::string::npos)
    return {{}, no_token(renewal, response, parsed ? &*parsed : nullptr)};
  AccessToken token = renewal.before;
  token.access = core::Secret(access);
  token.until = core::plus(renewal.clock.steady(), life_of(*parsed));
  if (auto base = base_of(renewal, *parsed)) token.base = std::move(base);
  if (auto next = core::text_at(*parsed, "refresh_token"); !next.empty())
    token.refresh = core::Secret(std::move(next));
  return {std::move(token), {}};
}

asio::awaitable<Renewed> renew_oauth2(const Renewal& renewal) {
  auto made = token_request(renewal);
  Renewed renewed;
  if (!made) {
    renewed.failure = incomplete(made.error().message);
    co_return renewed;
  }
  const auto outcome = co_await renewal.http.exchange(
      std::move(made->origin), renewal.connection.egress, std::move(made->request));
  if (outcome.response) co_return take_token(renewal, *outcome.response);
  // Whatever became of this request, the action itself was not sent.
  OperationSpec harmless;
  harmless.repeatable = true;
  renewed.failure = outcome.failure.stage == HttpFailure::Stage::refused
                        ? incomplete(outcome.failure.message)
                        : classify(outcome.failure, harmless);
  co_return renewed;
}

}  // namespace

constinit const AuthRow kAuthOauth2{.kind = "oauth2",
                                    .manifest_keys = kOauth2ManifestKeys,
                                    .check_manifest = check_oauth2,
                                    .keys = kOauth2Keys,
                                    .read = read_oauth2,
                                    .apply = apply_token,
                                    .renew = renew_oauth2};

}  // namespace baton::connectors
