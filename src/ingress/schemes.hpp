#pragma once

#include "baton/ingress/schemes.hpp"
#include "baton/ingress/webhook.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

// The ways a request proves where it comes from, one row each. Sources: the vendors' own pages,
// named above each function.
namespace baton::ingress {

// What a scheme looks at.
struct Proof {
  const Inbound& request;
  const HookOptions& options;
  std::vector<std::string_view> secrets;  // configured, then learned
  core::Time now;
};

struct Scheme {
  std::string_view name;
  bool needs_secret = true;
  int status = 202;  // of the answer to accepted events; some vendors take only 200
  // Which settings it needs: an error names what is missing or malformed. May be null.
  core::Result<void> (*check)(const HookOptions&) = nullptr;
  // The proof over the raw bytes. May be null: there is none before the body is read.
  core::Result<void> (*verify)(const Proof&) = nullptr;
  // What of the proof stands in the body. May be null.
  core::Result<void> (*verify_body)(const Proof&, const core::Json&) = nullptr;
  // Answers a handshake; nullopt when the request is none. Called before verify. May be null.
  std::optional<core::Result<Accepted>> (*handshake)(const Proof&) = nullptr;
  // Answers a handshake that is itself signed. May be null.
  std::optional<Reply> (*challenge)(const core::Json&) = nullptr;
  // The signature is over the body and nothing else: whoever has one delivery can send it again
  // under other headers.
  bool signs_body_alone = false;
  // For WWW-Authenticate.
  std::string_view authenticate = {};
};

const Scheme* find_scheme(std::string_view name);

// The rows, by family.
extern const Scheme kHmacSchemes[];  // schemes_hmac.cpp
extern const std::size_t kHmacSchemesCount;
extern const Scheme kKeySchemes[];  // schemes_key.cpp: a shared key, sent as it is
extern const std::size_t kKeySchemesCount;
extern const Scheme kJwtSchemes[];  // schemes_jwt.cpp
extern const std::size_t kJwtSchemesCount;

// For the rows' functions. What was sent is never quoted: it may be a secret, or an attack on
// whoever reads the log.
inline core::Error no_proof(std::string what) {
  return {core::Errc::unauthenticated,
          "no proof of origin: expected " + std::move(what),
          "signature",
          {}};
}
inline core::Error bad_proof(std::string what) {
  return {core::Errc::unauthenticated,
          "the proof of origin is not right: " + std::move(what),
          "signature",
          {}};
}
inline core::Error missing_setting(std::string_view scheme, std::string_view setting) {
  return {core::Errc::invalid,
          "webhook scheme '" + std::string(scheme) + "' needs '" + std::string(setting) + "'",
          std::string(setting),
          {}};
}
// Decimal seconds or, with `milliseconds`, milliseconds since 1970 within 300 s of now on both
// sides.
core::Result<void> check_fresh(std::string_view timestamp, core::Time now, bool milliseconds);
// "Bearer abc" → "abc"; nullopt when the field is missing or names another scheme.
std::optional<std::string_view> credentials(const Inbound& request, std::string_view scheme);

}  // namespace baton::ingress
