#include "baton/core/encoding.hpp"
#include "baton/core/text.hpp"
#include "connectors/auth/jwt.hpp"
#include "connectors/auth/token_endpoint.hpp"

#include <sodium.h>

// An access token in exchange for an assertion that we sign ourselves (RFC 7523 section 2.1): the
// JWT bearer flow of Salesforce and the service accounts of Google.
namespace baton::connectors {

namespace {

constexpr std::array<std::string_view, 5> kJwtManifestKeys{"token_url", "scope", "scope_in",
                                                           "audience", "base_url_member"};
constexpr std::array<std::string_view, 7> kJwtKeys{"issuer",   "subject",   "key",  "key_id",
                                                   "audience", "token_url", "scope"};
constexpr std::string_view kJwtGrant = "urn:ietf:params:oauth:grant-type:jwt-bearer";

// How long an assertion is good. Salesforce takes at most three minutes, Google at most an hour.
constexpr auto kAssertionLife = std::chrono::seconds(180);

struct JwtCredentials final : Credentials {
  std::string token_url{};
  std::string audience{};  // empty: the URL of the token endpoint
  std::string scope{};
  std::string base_url_member{};
  std::string key_id{};
  // False: the scope is a member of the form, as RFC 7521 section 4.1 has it.
  bool scope_is_claim = false;
  core::Secret issuer{};
  core::Secret subject{};
  std::optional<SigningKey> key{};
};

void check_jwt(const formats::FieldReader& at, const AuthSpec& spec) {
  if (spec.text("token_url").empty())
    at.error("token_url", "config/missing-key", "auth of kind jwt_bearer needs \"token_url\"");
  const auto place = spec.text("scope_in");
  if (!place.empty() && place != "claims" && place != "form")
    at.error("scope_in", "config/enum", "\"scope_in\" is claims or form");
}

// Reads the file that Google hands out for a service account, which holds the key and what belongs
// to it. Its `token_uri` is not followed: the manifest says where the token endpoint is.
core::Secret key_of_account(const AuthReader& at, const core::Secret& text, JwtCredentials& read) {
  const auto json = core::parse_json(text.reveal());
  core::Secret pem(json ? core::text_at(*json, "private_key") : std::string());
  if (pem.empty() || core::text_at(*json, "client_email").empty()) {
    at.error("key", "config/secret",
             "\"key\" is JSON, but no key of a service account: expected the members client_email "
             "and private_key");
    return {};
  }
  read.issuer = core::Secret(core::text_at(*json, "client_email"));
  read.key_id = core::text_at(*json, "private_key_id");
  at.withhold(pem);
  return pem;
}

void read_jwt(const AuthReader& at, Authorization& authorization) {
  auto read = std::make_shared<JwtCredentials>();
  auto key = at.key("key");
  if (key.reveal().starts_with('{')) key = key_of_account(at, key, *read);
  read->key = read_signing_key(at, key);
  // One that is not set, such as a key that is not there yet, is a reason already.
  if (read->issuer.empty() || at.has("issuer")) read->issuer = at.account("issuer");
  if (at.has("subject")) read->subject = at.account("subject");
  if (at.has("key_id")) read->key_id = at.text("key_id");
  read->token_url = at.text("token_url");
  read->audience = at.text("audience");
  read->scope = at.plain_text("scope");
  read->scope_is_claim = at.spec().text("scope_in") == "claims";
  read->base_url_member = at.spec().text("base_url_member");
  authorization.works_with = std::move(read);
}

// The claims of RFC 7523 section 3. `jti` makes each assertion another one, for servers that take
// none twice.
core::Json jwt_claims_of(const JwtCredentials& known, const std::string& audience, core::Time now) {
  std::string random(16, '\0');
  randombytes_buf(random.data(), random.size());
  core::Json claims{{"iss", std::string(known.issuer.reveal())},
                    {"aud", audience},
                    {"iat", jwt_date(now)},
                    {"exp", jwt_date(core::plus(now, kAssertionLife))},
                    {"jti", core::to_hex(random)}};
  if (!known.subject.empty()) claims["sub"] = std::string(known.subject.reveal());
  if (known.scope_is_claim && !known.scope.empty()) claims["scope"] = known.scope;
  return claims;
}

boost::asio::awaitable<Renewed> renew_jwt(const Renewal& renewal) {
  const auto& known = dynamic_cast<const JwtCredentials&>(*renewal.connection.auth.works_with);
  TokenCall call;
  call.url = known.token_url;
  call.base_url_member = known.base_url_member;
  call.timed = true;
  std::string audience = known.audience;
  if (audience.empty()) {
    const auto url = token_url_of(renewal.connection, known.token_url);
    if (url) audience = url->origin.text() + url->path;
  }
  const auto claims = jwt_claims_of(known, audience, renewal.clock.now());
  call.fields = {{"grant_type", std::string(kJwtGrant)},
                 {"assertion", known.key->sign(claims, known.key_id)}};
  if (!known.scope_is_claim && !known.scope.empty()) call.fields.emplace_back("scope", known.scope);
  co_return co_await ask_token(renewal, std::move(call));
}

}  // namespace

constinit const AuthRow kAuthJwtBearer{.kind = "jwt_bearer",
                                       .manifest_keys = kJwtManifestKeys,
                                       .check_manifest = check_jwt,
                                       .keys = kJwtKeys,
                                       .read = read_jwt,
                                       .apply = apply_token,
                                       .renew = renew_jwt};

}  // namespace baton::connectors
