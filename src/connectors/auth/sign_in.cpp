#include "baton/core/encoding.hpp"
#include "baton/core/text.hpp"
#include "baton/formats/source.hpp"
#include "connectors/answer.hpp"
#include "connectors/auth/auth.hpp"
#include "connectors/auth/session.hpp"
#include "connectors/auth/token_endpoint.hpp"
#include "connectors/request.hpp"
#include "connectors/retry_after.hpp"

// A session that begins with a sign-in: a JSON request with a user name and a password brings a
// token, which later requests carry in a header field of the vendor's. Tableau works like this.
namespace baton::connectors {

namespace asio = boost::asio;

namespace {

using core::ActionResult;
using core::Json;
using Kind = core::ActionResult::Kind;

constexpr std::array<std::string_view, 6> kSignInManifestKeys{
    "sign_in_url", "sign_in_body", "token_pointer", "header", "base_path", "life"};
constexpr std::array<std::string_view, 3> kSignInKeys{"username", "password", "site"};

// How long a session counts as good where the manifest does not say. A 401 tells when it ended.
constexpr core::Duration kSignInLife = std::chrono::hours(1);

struct SignInCredentials final : Credentials {
  std::string url{};
  Json body{};  // with {username}, {password} and {site} in it
  Json::json_pointer token{};
  std::string base_path{};  // with {POINTER} in it; may be empty
  core::Duration life = kSignInLife;
  core::Secret username{};
  core::Secret password{};
  std::string site{};
};

// A pointer into JSON (RFC 6901); nullopt for a text that is none.
std::optional<Json::json_pointer> pointer_of(const std::string& text) {
  try {
    return Json::json_pointer(text);
  } catch (const Json::exception&) {
    return std::nullopt;
  }
}

// The text at a pointer; empty if there is none.
std::string text_at_pointer(const Json& json, const Json::json_pointer& pointer) {
  return json.contains(pointer) && json.at(pointer).is_string()
             ? json.at(pointer).get<std::string>()
             : std::string();
}

void check_sign_in(const formats::FieldReader& at, const AuthSpec& spec) {
  for (const auto* key : {"sign_in_url", "sign_in_body", "token_pointer", "header"})
    if (spec.text(key).empty())
      at.error(key, "config/missing-key", "auth of kind sign_in needs \"" + std::string(key) + '"');
  const auto body = core::parse_json(spec.text("sign_in_body"));
  if (!spec.text("sign_in_body").empty() && (!body || !body->is_object()))
    at.error("sign_in_body", "config/type", "\"sign_in_body\": expected the text of a JSON object",
             R"(write '{"name": "{username}", "password": "{password}"}')");
  if (const auto text = spec.text("token_pointer"); !text.empty() && !pointer_of(text))
    at.error("token_pointer", "config/type", "\"token_pointer\": expected a JSON pointer",
             "write /credentials/token");
  if (const auto text = spec.text("life"); !text.empty() && !core::parse_duration(text))
    at.error("life", "config/duration", "\"life\": expected a duration", "write 1h");
}

void read_sign_in(const AuthReader& at, Authorization& authorization) {
  const auto& spec = at.spec();
  auto read = std::make_shared<SignInCredentials>();
  read->url = spec.text("sign_in_url");
  if (auto body = core::parse_json(spec.text("sign_in_body"))) read->body = *std::move(body);
  if (auto pointer = pointer_of(spec.text("token_pointer"))) read->token = *std::move(pointer);
  read->base_path = spec.text("base_path");
  if (const auto life = core::parse_duration(spec.text("life"))) read->life = *life;
  read->username = at.account("username");
  read->password = at.secret("password");
  if (at.has("site")) read->site = at.text("site");
  authorization.header = spec.text("header");
  authorization.works_with = std::move(read);
}

// The body with the credentials in it. Only whole texts are replaced, so that nothing in a
// credential can become a part of the JSON around it.
Json filled_in(const Json& body, const SignInCredentials& known) {
  if (body == "{username}") return std::string(known.username.reveal());
  if (body == "{password}") return std::string(known.password.reveal());
  if (body == "{site}") return known.site;
  if (!body.is_structured()) return body;
  Json out = body;
  for (auto& member : out) member = filled_in(member, known);
  return out;
}

// The base URL with what the answer names added to its path: "/sites/{/credentials/site/id}".
// Nullopt if the answer lacks it.
std::optional<formats::Url> base_with(const formats::Url& base, const std::string& added,
                                      const Json& answer) {
  const auto open = added.find('{');
  const auto close = added.find('}', open);
  auto url = base;
  if (open == std::string::npos || close == std::string::npos) {
    url.path += added;
    return url;
  }
  const auto pointer = pointer_of(added.substr(open + 1, close - open - 1));
  const auto named = pointer ? text_at_pointer(answer, *pointer) : std::string();
  // One segment of a path, and none that leads elsewhere.
  if (named.empty() || named == "." || named == "..") return std::nullopt;
  url.path += added.substr(0, open) + core::percent_encode(named) + added.substr(close + 1);
  return url;
}

Renewed not_signed_in(const Renewal& renewal, const HttpResponse& response, std::string why) {
  const auto wait = retry_after(response.headers, renewal.connection.manifest->wait_headers,
                                response.status, renewal.clock.now());
  const bool throttled = response.status == 429 || (response.status == 503 && wait);
  // Wrong credentials stay wrong until somebody changes them.
  const bool refused = response.status == 400 || response.status == 401 || response.status == 403;
  Renewed renewed;
  renewed.failure = {throttled ? Kind::throttled
                     : refused ? Kind::held
                               : Kind::transient,
                     {},
                     "auth_refused",
                     "not signed in: HTTP " + std::to_string(response.status) + ", " + why,
                     wait.value_or(core::Duration{})};
  return renewed;
}

Renewed take_session(const Renewal& renewal, const SignInCredentials& known,
                     const HttpResponse& response) {
  const auto answer = core::parse_json(formats::file_text(response.body));
  const auto token = answer ? text_at_pointer(*answer, known.token) : std::string();
  if (!response.is_2xx() || token.empty())
    return not_signed_in(renewal, response, answer ? "the answer has no token" : "it is no JSON");
  if (core::has_control(token))
    return not_signed_in(renewal, response, "the token has characters that no header may have");
  AccessToken session;
  session.access = core::Secret(token);
  session.until = core::plus(renewal.clock.steady(), known.life);
  if (!known.base_path.empty() && renewal.connection.base) {
    session.base = base_with(*renewal.connection.base, known.base_path, *answer);
    if (!session.base)
      return not_signed_in(renewal, response,
                           "the answer does not say what " + known.base_path + " is");
  }
  Renewed renewed;
  renewed.token = std::move(session);
  return renewed;
}

asio::awaitable<Renewed> renew_sign_in(const Renewal& renewal) {
  const auto& known = dynamic_cast<const SignInCredentials&>(*renewal.connection.auth.works_with);
  Renewed renewed;
  auto where = known.url;
  // Below the base URL, as every other request of the vendor's.
  if (where.starts_with('/') && renewal.connection.base)
    where = renewal.connection.base->path + where;
  auto url = token_url_of(renewal.connection, std::move(where));
  if (!url) {
    renewed.failure = incomplete(url.error().message);
    co_return renewed;
  }
  HttpRequest request;
  request.method = "POST";
  request.target = target_of(*url);
  request.head = "Accept: application/json\r\nContent-Type: application/json\r\n";
  request.body = core::dump(filled_in(known.body, known));
  request.timeout = renewal.timeout;
  // A second sign-in ends the session of the first, which nobody uses yet.
  request.repeatable = true;
  const auto outcome = co_await renewal.http.exchange(
      std::move(url->origin), renewal.connection.egress, std::move(request));
  if (outcome.response) co_return take_session(renewal, known, *outcome.response);
  renewed.failure = token_unanswered(outcome.failure);
  co_return renewed;
}

void apply_session(const Authorization& authorization, const AccessToken& token,
                   HttpRequest& request) {
  request.head.append(authorization.header)
      .append(": ")
      .append(token.access.reveal())
      .append("\r\n");
}

}  // namespace

constinit const AuthRow kAuthSignIn{.kind = "sign_in",
                                    .manifest_keys = kSignInManifestKeys,
                                    .check_manifest = check_sign_in,
                                    .keys = kSignInKeys,
                                    .read = read_sign_in,
                                    .apply = apply_session,
                                    .renew = renew_sign_in};

}  // namespace baton::connectors
