#include "baton/core/digest.hpp"
#include "baton/core/encoding.hpp"
#include "baton/formats/form.hpp"
#include "baton/formats/url.hpp"
#include "ingress/crypto.hpp"
#include "ingress/schemes.hpp"

#include <algorithm>
#include <chrono>
#include <map>
#include <optional>

namespace baton::ingress {

namespace {

using core::Error;
using core::Json;
using core::Result;

// Vendors make tokens for minutes. One that is good for longer than this is one that was made to be
// kept.
constexpr auto kTokenLifeMax = std::chrono::hours(24);
// How far a vendor's clock may be ahead of ours (RFC 7519 section 4.1.5).
constexpr auto kTokenLeeway = std::chrono::seconds(60);

std::optional<std::int64_t> moment(const Json& claims, std::string_view name) {
  const auto* value = core::find(claims, name);
  if (value == nullptr || !value->is_number()) return std::nullopt;
  const double seconds = value->get<double>();
  return seconds >= 0 && seconds < 1e15 ? std::optional(static_cast<std::int64_t>(seconds))
                                        : std::nullopt;
}

Result<void> check_times(const Json& claims, core::Time now_at) {
  const auto now = std::chrono::duration_cast<std::chrono::seconds>(now_at.time_since_epoch());
  const auto expires = moment(claims, "exp");
  if (!expires) return bad_proof("the token does not say when it ends");
  if (*expires <= now.count()) return bad_proof("the token has expired");
  if (*expires > (now + kTokenLifeMax).count())
    return bad_proof("the token is good for more than a day");
  for (const auto* name : {"nbf", "iat"}) {
    if (core::find(claims, name) == nullptr) continue;
    const auto from = moment(claims, name);
    if (!from || *from > (now + kTokenLeeway).count())
      return bad_proof("the token is not good yet");
  }
  return {};
}

// A JSON Web Token (RFC 7519) signed with HS256, and nothing else: an algorithm that the token
// chooses is how "none" gets in.
Result<Json> verified_claims(std::string_view token, const Proof& proof) {
  const auto first = token.find('.');
  const auto second = first == std::string_view::npos ? first : token.find('.', first + 1);
  if (second == std::string_view::npos || token.size() > 8192)
    return bad_proof("no token of three parts");
  const auto head = core::from_base64url(token.substr(0, first));
  const auto payload = core::from_base64url(token.substr(first + 1, second - first - 1));
  const auto signature = core::from_base64url(token.substr(second + 1));
  if (!head || !payload || !signature) return bad_proof("the token is not base64url");
  bool same = false;
  for (const auto secret : proof.secrets)
    same |= equal_constant_time(hmac_sha256(secret, token.substr(0, second)), *signature);
  if (!same) return bad_proof("the token's signature does not match");
  const auto header = core::parse_json(*head);
  if (!header || core::text_at(*header, "alg") != "HS256")
    return bad_proof("the token's algorithm is not HS256");
  auto claims = core::parse_json(*payload);
  if (!claims || !claims->is_object()) return bad_proof("the token's claims are no JSON object");
  if (auto timely = check_times(*claims, proof.now); !timely) return timely.error();
  return claims;
}

// Webhooks of OAuth 2.0 apps: the token proves the sender, not the body.
Result<void> verify_jira_jwt(const Proof& proof) {
  const auto token = credentials(proof.request, "Bearer");
  if (!token) return no_proof("Authorization: Bearer");
  const auto claims = verified_claims(*token, proof);
  if (!claims) return claims.error();
  return {};
}

// developer.atlassian.com, Understanding JWT: METHOD & path below the base URL & sorted query.
std::string canonical_request(const Proof& proof, const formats::Fields& query) {
  std::string_view path = formats::path_of(proof.request.target);
  std::string_view base = proof.options.public_url;
  if (const auto host = base.find("://"); host != std::string_view::npos) {
    const auto slash = base.find('/', host + 3);
    base = slash == std::string_view::npos ? std::string_view() : base.substr(slash);
  }
  while (base.ends_with('/')) base.remove_suffix(1);
  if (path.starts_with(base)) path.remove_prefix(base.size());
  while (path.size() > 1 && path.ends_with('/')) path.remove_suffix(1);
  std::map<std::string, std::vector<std::string>> sorted;
  for (const auto& [name, value] : query) {
    if (name != "jwt") sorted[core::percent_encode(name)].push_back(core::percent_encode(value));
  }
  std::string out = proof.request.method + "&" + (path.empty() ? "/" : std::string(path)) + "&";
  bool first = true;
  for (auto& [name, values] : sorted) {
    std::sort(values.begin(), values.end());
    out += (first ? "" : "&") + name + "=";
    for (std::size_t index = 0; index < values.size(); ++index)
      out += (index == 0 ? "" : ",") + values[index];
    first = false;
  }
  return out;
}

Result<void> check_connect(const HookOptions& options) {
  if (options.client_key.empty()) return missing_setting("jira_connect", "client_key");
  if (options.public_url.empty()) return missing_setting("jira_connect", "public_url");
  return {};
}
Result<void> verify_connect(const Proof& proof) {
  const auto token = credentials(proof.request, "JWT");
  if (!token) return no_proof("Authorization: JWT");
  const auto claims = verified_claims(*token, proof);
  if (!claims) return claims.error();
  if (core::text_at(*claims, "iss") != proof.options.client_key)
    return bad_proof("the token is from another installation");
  const auto query = formats::parse_form(formats::query_of(proof.request.target));
  if (!query || !equal_constant_time(core::text_at(*claims, "qsh"),
                                     core::sha256_hex(canonical_request(proof, *query)))) {
    return bad_proof("the token is for another request");
  }
  return {};
}

}  // namespace

const Scheme kJwtSchemes[] = {
    {.name = "jira_jwt", .status = 200, .verify = verify_jira_jwt},
    {.name = "jira_connect", .status = 200, .check = check_connect, .verify = verify_connect},
};
const std::size_t kJwtSchemesCount = std::size(kJwtSchemes);

}  // namespace baton::ingress
