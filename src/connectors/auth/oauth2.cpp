#include "connectors/auth/oauth2.hpp"

#include "baton/core/text.hpp"
#include "connectors/auth/token_endpoint.hpp"

// OAuth 2.0 (RFC 6749): client credentials and refresh tokens.
namespace baton::connectors {

namespace asio = boost::asio;

namespace {

constexpr std::array<std::string_view, 6> kOauth2ManifestKeys{
    "flow", "token_url", "scope", "base_url_member", "authorize_url", "device_url"};
constexpr std::array<std::string_view, 8> kOauth2Keys{
    "client_id", "client_secret", "refresh_token", "token_url",
    "scope",     "flow",          "authorize_url", "device_url"};
constexpr std::string_view kByClient = "client_credentials";
constexpr std::string_view kByRefreshToken = "refresh_token";

// What a person's browser is sent to gets the state of a log-in, and what they type there. So it is
// a page over TLS, or one on their own machine; one below the base URL is trusted as that is. `at`
// reads a manifest or a connection.
template <class Reader>
void check_page(const Reader& at, std::string_view key, const std::string& text) {
  if (text.empty() || text.starts_with('/')) return;
  const auto url = formats::parse_url(text);
  if (!url) return at.error(key, "config/url", url.error().message, url.error().hint);
  if (!url->origin.tls && !core::is_one_of(url->origin.host, kLoopbackHosts))
    at.error(key, "config/plain-http",
             '"' + std::string(key) + "\": plain http: expected https://, or a page on loopback");
}

void check_oauth2(const formats::FieldReader& at, const AuthSpec& spec) {
  const auto flow = spec.text("flow");
  if (flow != kByClient && flow != kByRefreshToken)
    at.error("flow", "config/enum", "\"flow\" is client_credentials or refresh_token");
  if (spec.text("token_url").empty())
    at.error("token_url", "config/missing-key", "auth of kind oauth2 needs \"token_url\"");
  for (const auto* key : {"authorize_url", "device_url"}) check_page(at, key, spec.text(key));
}

void read_oauth2(const AuthReader& at, Authorization& authorization) {
  auto read = std::make_shared<Oauth2Credentials>();
  read->flow = at.plain_text("flow");
  if (read->flow != kByClient && read->flow != kByRefreshToken)
    at.error("flow", "config/enum", "\"flow\" is client_credentials or refresh_token");
  read->base_url_member = at.spec().text("base_url_member");
  read->client_id = at.account("client_id");
  read->client_secret = at.secret("client_secret");
  if (read->flow == kByRefreshToken) read->refresh_token = at.secret("refresh_token");
  read->refresh_secret = at.stored_secret("refresh_token");
  read->authorize_url = at.plain_text("authorize_url");
  read->device_url = at.plain_text("device_url");
  if (at.has("authorize_url")) check_page(at, "authorize_url", read->authorize_url);
  if (at.has("device_url")) check_page(at, "device_url", read->device_url);
  read->token_url = at.text("token_url");
  read->scope = at.plain_text("scope");
  authorization.works_with = std::move(read);
}

const Oauth2Credentials& credentials_of(const Renewal& renewal) {
  return dynamic_cast<const Oauth2Credentials&>(*renewal.connection.auth.works_with);
}

asio::awaitable<Renewed> renew_oauth2(const Renewal& renewal) {
  const auto& known = credentials_of(renewal);
  TokenCall call;
  call.url = known.token_url;
  call.base_url_member = known.base_url_member;
  call.fields = {{"grant_type", known.flow},
                 {"client_id", std::string(known.client_id.reveal())},
                 {"client_secret", std::string(known.client_secret.reveal())}};
  if (known.flow == kByRefreshToken) {
    const auto& newest = renewal.before.refresh;
    call.fields.emplace_back("refresh_token",
                             (newest.empty() ? known.refresh_token : newest).reveal());
  }
  if (!known.scope.empty()) call.fields.emplace_back("scope", known.scope);
  // A refresh token that the vendor replaces each time is used up by the first request that
  // arrives, so that request may not be sent twice.
  call.repeatable = known.flow == kByClient;
  co_return co_await ask_token(renewal, std::move(call));
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
