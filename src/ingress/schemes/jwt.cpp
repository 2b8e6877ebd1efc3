#include "ingress/schemes/jwt.hpp"

#include "baton/core/digest.hpp"
#include "baton/core/encoding.hpp"
#include "ingress/crypto.hpp"

#include <chrono>

namespace baton::ingress {

namespace {

using core::Json;
using core::Result;

// The longest life of a token. Vendors make tokens for minutes; one with a longer life was made to
// be kept.
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

}  // namespace

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
    same |= equal_constant_time(core::hmac_sha256(secret, token.substr(0, second)), *signature);
  if (!same) return bad_proof("the token's signature does not match");
  const auto header = core::parse_json(*head);
  if (!header || core::text_at(*header, "alg") != "HS256")
    return bad_proof("the token's algorithm is not HS256");
  // RFC 7515 section 4.1.11: whoever does not know what is said to be critical refuses the token.
  if (core::find(*header, "crit") != nullptr)
    return bad_proof("the token has a critical extension, and none is known");
  auto claims = core::parse_json(*payload);
  if (!claims || !claims->is_object()) return bad_proof("the token's claims are no JSON object");
  if (auto timely = check_times(*claims, proof.now); !timely) return timely.error();
  return claims;
}

}  // namespace baton::ingress
