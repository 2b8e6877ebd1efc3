#include "connectors/auth/login.hpp"

#include "baton/core/digest.hpp"
#include "baton/core/encoding.hpp"
#include "baton/core/text.hpp"
#include "baton/formats/form.hpp"
#include "connectors/auth/token_endpoint.hpp"

#include <algorithm>
#include <sodium.h>

// Log-ins of people: the authorization code with PKCE (RFC 6749 section 4.1, RFC 7636), whose
// redirection goes to loopback (RFC 8252 section 7.3) or to the console, and the device code
// (RFC 8628).
namespace baton::connectors {

namespace asio = boost::asio;
using core::Errc;
using core::Error;
using core::Result;

namespace {

// How many log-ins wait at once, and for how long.
constexpr std::size_t kLoginsMax = 20;
constexpr std::chrono::seconds kLoginLife{600};
// RFC 8628 section 3.2: five seconds where the vendor says nothing; section 3.5: five more for each
// slow_down.
constexpr std::chrono::seconds kDeviceInterval{5};
constexpr std::chrono::seconds kSlowDown{5};
constexpr std::string_view kDeviceGrant = "urn:ietf:params:oauth:grant-type:device_code";

// A text that nobody can guess: 256 bits.
std::string unguessable() {
  std::string bytes(32, '\0');
  randombytes_buf(bytes.data(), bytes.size());
  return core::to_base64url(bytes);
}

// True for a URL to which only a program on the person's own machine answers.
bool is_loopback_redirect(const std::string& text) {
  const auto url = formats::parse_url(text);
  return url && !url->origin.tls && url->query.empty() &&
         core::is_one_of(url->origin.host, kLoopbackHosts);
}

// True for what a browser may be told to open.
bool is_web_page(const std::string& text) {
  return formats::parse_url(text.substr(0, text.find('#'))).has_value();
}

// What the connection logs in with, or why it does not.
Result<const Oauth2Credentials*> credentials_for_login(const Connection& connection) {
  const auto* known = dynamic_cast<const Oauth2Credentials*>(connection.auth.works_with.get());
  if (known == nullptr || known->flow != "refresh_token")
    return Error{Errc::invalid,
                 "the connection \"" + connection.name + "\" does not log in: its auth is " +
                     std::string(connection.auth.row->kind) +
                     " and not oauth2 with a refresh token",
                 {},
                 {}};
  if (known->refresh_secret.empty())
    return Error{
        Errc::invalid,
        "the refresh token of \"" + connection.name +
            "\" is not a stored secret, so a log-in could not put it there",
        {},
        "write in connections.yaml: refresh_token: secret:" + connection.name + "_refresh_token"};
  if (known->client_id.empty() || known->client_secret.empty())
    return Error{
        Errc::invalid,
        "the connection \"" + connection.name + "\" lacks its client: " + connection.state.reason,
        {},
        {}};
  return known;
}

// True if the vendor has refused a log-in for good, and not only for now.
bool refuses_login(const Renewed& renewed) {
  using FailureKind = core::ActionResult::Kind;
  if (renewed.failure.kind == FailureKind::held) return true;
  constexpr std::array<std::string_view, 2> kForNow{"temporarily_unavailable", "server_error"};
  return renewed.failure.kind != FailureKind::throttled && !renewed.refusal.empty() &&
         !core::is_one_of(renewed.refusal, kForNow);
}

// A number of seconds in an answer, within bounds.
std::chrono::seconds seconds_at(const core::Json& answer, std::string_view key,
                                std::chrono::seconds default_value, std::int64_t most) {
  const auto* found = core::find(answer, key);
  if (found == nullptr || !found->is_number()) return default_value;
  return std::chrono::seconds(
      static_cast<std::int64_t>(std::clamp(found->get<double>(), 1.0, static_cast<double>(most))));
}

}  // namespace

std::vector<std::string> logins_of(const Connection& connection) {
  const auto known = credentials_for_login(connection);
  std::vector<std::string> ways;
  if (known && !(*known)->authorize_url.empty()) ways.emplace_back("redirect");
  if (known && !(*known)->device_url.empty()) ways.emplace_back("device");
  return ways;
}

void Logins::forget_old() {
  const auto now = clock_.steady();
  std::erase_if(pending_, [now](const auto& one) { return one.second.until <= now; });
}

Registry::Login Logins::keep(Pending pending, std::chrono::seconds lives) {
  Registry::Login login;
  login.id = unguessable();
  login.lives = lives;
  login.interval = pending.interval;
  pending.until = core::plus(clock_.steady(), lives);
  pending_.insert_or_assign(login.id, std::move(pending));
  return login;
}

Result<Registry::Login> Logins::by_redirect(const Connection& connection,
                                            const Oauth2Credentials& known,
                                            Registry::LoginAsked asked) {
  if (known.authorize_url.empty())
    return Error{Errc::invalid,
                 "the vendor of \"" + connection.name + "\" has no page to log in on",
                 {},
                 "the manifest of its connector names it with authorize_url"};
  const bool fits =
      asked.to_console ? is_web_page(asked.redirect_uri) : is_loopback_redirect(asked.redirect_uri);
  if (!fits)
    return Error{Errc::invalid,
                 "expected a URL on loopback, such as http://127.0.0.1:8765/callback, or of the "
                 "console that asks",
                 "/redirect_uri",
                 {}};
  const auto url = token_url_of(connection, known.authorize_url);
  if (!url) return url.error();
  Pending pending;
  pending.connection = connection.name;
  pending.by = std::move(asked.by);
  pending.redirect_uri = asked.redirect_uri;
  pending.state = unguessable();
  pending.verifier = core::Secret(unguessable());
  const auto digest = core::sha256(pending.verifier.reveal());
  formats::Fields fields{{"response_type", "code"},
                         {"client_id", std::string(known.client_id.reveal())},
                         {"redirect_uri", pending.redirect_uri},
                         {"state", pending.state},
                         {"code_challenge", core::to_base64url(core::bytes_of(digest))},
                         {"code_challenge_method", "S256"}};
  if (!known.scope.empty()) fields.emplace_back("scope", known.scope);
  // The page may have parameters of its own, which ours take the place of.
  const auto own = formats::parse_form(url->query);
  for (const auto& field : own ? *own : formats::Fields{})
    if (formats::find_field(fields, field.first) == nullptr) fields.push_back(field);
  auto login = keep(std::move(pending), kLoginLife);
  login.url = url->origin.text() + url->path + "?" + formats::form_text(fields);
  return login;
}

asio::awaitable<Result<Registry::Login>> Logins::by_device(const Connection& connection,
                                                           const Oauth2Credentials& known,
                                                           core::Actor by) {
  if (known.device_url.empty())
    co_return Error{Errc::invalid,
                    "the vendor of \"" + connection.name + "\" takes no device codes",
                    {},
                    "log in without --device"};
  auto url = token_url_of(connection, known.device_url);
  if (!url) co_return url.error();
  formats::Fields fields{{"client_id", std::string(known.client_id.reveal())}};
  if (!known.scope.empty()) fields.emplace_back("scope", known.scope);
  const AccessToken none;
  const Redaction redaction;
  const Renewal renewal{connection, none, http_, clock_, redaction, timeout_};
  const auto outcome = co_await post_form(renewal, *std::move(url), std::move(fields), true);
  if (!outcome.response)
    co_return Error{
        Errc::unavailable, "the vendor cannot be asked: " + outcome.failure.message, {}, {}};
  const auto answer = core::parse_json(outcome.response->body);
  const auto device = answer ? core::text_at(*answer, "device_code") : std::string();
  const auto user = answer ? core::text_at(*answer, "user_code") : std::string();
  auto page = answer ? core::text_at(*answer, "verification_uri") : std::string();
  // Google says verification_url.
  if (page.empty() && answer) page = core::text_at(*answer, "verification_url");
  if (!outcome.response->is_2xx() || device.empty() || user.empty() || !is_web_page(page))
    co_return Error{Errc::unavailable,
                    "the vendor gave no device code: HTTP " +
                        std::to_string(outcome.response->status) + ", " +
                        core::one_line(answer ? core::text_at(*answer, "error", "no device_code")
                                              : std::string("no JSON"),
                                       100),
                    {},
                    {}};
  Pending pending;
  pending.connection = connection.name;
  pending.by = std::move(by);
  pending.device_code = core::Secret(device);
  pending.interval = seconds_at(*answer, "interval", kDeviceInterval, 60);
  auto login = keep(std::move(pending), seconds_at(*answer, "expires_in", kLoginLife, 3'600));
  login.url = page;
  login.user_code = user;
  login.complete_url = core::text_at(*answer, "verification_uri_complete");
  if (!is_web_page(login.complete_url)) login.complete_url.clear();
  co_return login;
}

asio::awaitable<Result<Registry::Login>> Logins::begin(const Connection& connection,
                                                       Registry::LoginAsked asked) {
  if (secrets_ == nullptr || secrets_->key().empty())
    co_return Error{
        Errc::unavailable, "there is no key to keep secrets with", {}, "baton secrets init"};
  const auto known = credentials_for_login(connection);
  if (!known) co_return known.error();
  forget_old();
  if (pending_.size() >= kLoginsMax)
    co_return Error{
        Errc::limited, "too many log-ins are under way", {}, "try again in ten minutes"};
  if (!asked.redirect_uri.empty()) co_return by_redirect(connection, **known, std::move(asked));
  co_return co_await by_device(connection, **known, std::move(asked.by));
}

asio::awaitable<Result<Registry::LoginOutcome>> Logins::finish(const Connection& connection,
                                                               std::string id,
                                                               Registry::LoginAnswer answer,
                                                               core::Actor actor) {
  const auto known = credentials_for_login(connection);
  if (!known) co_return known.error();
  forget_old();
  const auto found = pending_.find(id);
  const bool is_theirs = found != pending_.end() && found->second.by == actor &&
                         found->second.connection == connection.name;
  if (!is_theirs)
    co_return Error{Errc::not_found,
                    "there is no such log-in, or it has waited too long",
                    {},
                    "baton connectors login " + connection.name};
  const bool by_code = found->second.device_code.empty();
  if (by_code && (answer.code.empty() || answer.state != found->second.state))
    co_return Error{
        Errc::denied, "what came back is not of this log-in: its state is another one", {}, {}};
  TokenCall call;
  call.url = (*known)->token_url;
  call.fields = {{"client_id", std::string((*known)->client_id.reveal())},
                 {"client_secret", std::string((*known)->client_secret.reveal())}};
  const auto pending = found->second;
  if (by_code) {
    pending_.erase(found);  // a code is good once, whatever becomes of it
    call.fields.emplace_back("grant_type", "authorization_code");
    call.fields.emplace_back("code", answer.code);
    call.fields.emplace_back("redirect_uri", pending.redirect_uri);
    call.fields.emplace_back("code_verifier", pending.verifier.reveal());
  } else {
    call.fields.emplace_back("grant_type", kDeviceGrant);
    call.fields.emplace_back("device_code", pending.device_code.reveal());
  }
  const AccessToken none;
  Withheld withheld(connection.secrets);
  withheld.add(core::Secret(answer.code));
  withheld.add(pending.device_code);
  withheld.add(pending.verifier);
  const Renewal renewal{connection, none, http_, clock_, withheld.redaction(), timeout_};
  const auto renewed = co_await ask_token(renewal, std::move(call));
  Registry::LoginOutcome outcome;
  if (!renewed.token) {
    const bool slow = renewed.refusal == "slow_down";
    const auto again = pending_.find(id);
    if (again != pending_.end() && (slow || renewed.refusal == "authorization_pending")) {
      if (slow) again->second.interval += kSlowDown;
      outcome.interval = again->second.interval;
      co_return outcome;
    }
    // Without a word of the vendor the code may still be good, and the person may still be typing.
    const bool refused = refuses_login(renewed);
    if (refused && again != pending_.end()) pending_.erase(again);
    co_return Error{refused ? Errc::denied : Errc::unavailable,
                    renewed.failure.message,
                    {},
                    "baton connectors login " + connection.name};
  }
  pending_.erase(id);
  if (renewed.token->refresh.empty())
    co_return Error{Errc::denied,
                    "the vendor gave an access token, but no refresh token",
                    {},
                    "ask for the scope of lasting access, which vendors call offline_access or "
                    "refresh_token"};
  outcome.secret = (*known)->refresh_secret;
  auto kept = co_await secrets_->put(outcome.secret, renewed.token->refresh, std::move(actor));
  if (!kept) co_return kept.error();
  outcome.done = true;
  co_return outcome;
}

}  // namespace baton::connectors
