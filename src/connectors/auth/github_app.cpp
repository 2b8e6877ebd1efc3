#include "baton/core/text.hpp"
#include "connectors/answer.hpp"
#include "connectors/auth/jwt.hpp"
#include "connectors/auth/token_endpoint.hpp"
#include "connectors/request.hpp"
#include "connectors/retry_after.hpp"

#include <algorithm>

// An installation of an app of GitHub: the app signs an assertion, and gets a token of the
// installation in exchange, which is good for an hour (docs.github.com, Authenticating as a GitHub
// App installation).
namespace baton::connectors {

namespace asio = boost::asio;

namespace {

using core::Json;
using Kind = core::ActionResult::Kind;

constexpr std::array<std::string_view, 3> kGithubAppKeys{"issuer", "installation", "key"};

// GitHub takes assertions that are good for ten minutes at most, from `iat` to `exp`. Ours begin in
// the past, because GitHub's clock may be behind ours.
constexpr auto kAppAssertionPast = std::chrono::seconds(60);
constexpr auto kAppAssertionLife = std::chrono::minutes(8);
// A token is used for at least and at most so long. The answer says when it ends, but by the
// vendor's clock, which may be wrong.
constexpr core::Duration kAppTokenLeast = std::chrono::minutes(5);
constexpr core::Duration kAppTokenMost = std::chrono::hours(1);

struct GithubAppCredentials final : Credentials {
  core::Secret issuer{};        // the app, by its client id or its number
  core::Secret installation{};  // by its number
  std::optional<SigningKey> key{};
};

void read_github_app(const AuthReader& at, Authorization& authorization) {
  auto read = std::make_shared<GithubAppCredentials>();
  read->issuer = at.account("issuer");
  read->installation = at.account("installation");
  const auto number = read->installation.reveal();
  if (!std::all_of(number.begin(), number.end(), core::is_digit))
    at.error("installation", "config/type", "\"installation\": expected a number",
             "it stands in the address of the installation's page at GitHub");
  read->key = read_signing_key(at, at.key("key"));
  authorization.works_with = std::move(read);
}

std::string app_assertion(const GithubAppCredentials& known, core::Time now) {
  const Json claims{{"iss", std::string(known.issuer.reveal())},
                    {"iat", jwt_date(now - kAppAssertionPast)},
                    {"exp", jwt_date(core::plus(now, kAppAssertionLife))}};
  return known.key->sign(claims, {});
}

Renewed no_installation_token(const Renewal& renewal, const HttpResponse& response,
                              std::string why) {
  renewal.redaction.redact(why);
  const auto wait = retry_after(response.headers, renewal.connection.manifest->wait_headers,
                                response.status, renewal.clock.now());
  const bool throttled =
      response.status == 429 || ((response.status == 403 || response.status == 503) && wait);
  // An app or an installation that is not there stays so until somebody changes the connection.
  const bool refused = response.status >= 400 && response.status < 500;
  Renewed renewed;
  renewed.failure = {throttled ? Kind::throttled
                     : refused ? Kind::held
                               : Kind::transient,
                     {},
                     "auth_refused",
                     "no token of the installation: HTTP " + std::to_string(response.status) +
                         ", " + core::one_line(why, 100),
                     wait.value_or(core::Duration{})};
  return renewed;
}

Renewed take_installation_token(const Renewal& renewal, const HttpResponse& response) {
  const auto answer = core::parse_json(response.body);
  if (!answer) return no_installation_token(renewal, response, "no JSON");
  const auto token = core::text_at(*answer, "token");
  if (!response.is_2xx() || token.empty() || core::has_control(token))
    return no_installation_token(renewal, response, core::text_at(*answer, "message", "no token"));
  const auto ends = core::parse_rfc3339(core::text_at(*answer, "expires_at"));
  const core::Duration life = ends ? *ends - renewal.clock.now() : kAppTokenMost;
  AccessToken made;
  made.access = core::Secret(token);
  made.until = core::plus(renewal.clock.steady(), std::clamp(life, kAppTokenLeast, kAppTokenMost));
  Renewed renewed;
  renewed.token = std::move(made);
  return renewed;
}

asio::awaitable<Renewed> renew_github_app(const Renewal& renewal) {
  const auto& connection = renewal.connection;
  const auto& known = dynamic_cast<const GithubAppCredentials&>(*connection.auth.works_with);
  Renewed renewed;
  if (!connection.base) {
    renewed.failure = incomplete("the installation's token is below a base_url that is not set");
    co_return renewed;
  }
  auto url = *connection.base;
  url.path += "/app/installations/" + std::string(known.installation.reveal()) + "/access_tokens";
  HttpRequest request;
  request.method = "POST";
  request.target = target_of(url);
  // The version of the API is that of the operations in config/connectors/github.yaml.
  request.head =
      "Accept: application/json\r\nContent-Type: application/json\r\n"
      "X-GitHub-Api-Version: 2026-03-10\r\nAuthorization: Bearer " +
      app_assertion(known, renewal.clock.now()) + "\r\n";
  request.body = "{}";
  request.timeout = renewal.timeout;
  request.repeatable = true;  // a token that nobody uses does no harm
  const auto outcome =
      co_await renewal.http.exchange(std::move(url.origin), connection.egress, std::move(request));
  if (outcome.response) co_return take_installation_token(renewal, *outcome.response);
  renewed.failure = token_unanswered(outcome.failure);
  co_return renewed;
}

}  // namespace

constinit const AuthRow kAuthGithubApp{.kind = "github_app",
                                       .keys = kGithubAppKeys,
                                       .read = read_github_app,
                                       .apply = apply_token,
                                       .renew = renew_github_app};

}  // namespace baton::connectors
