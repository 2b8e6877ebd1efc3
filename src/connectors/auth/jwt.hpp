#pragma once

#include "baton/core/json.hpp"
#include "baton/core/result.hpp"
#include "baton/core/secret.hpp"
#include "baton/core/time.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

typedef struct evp_pkey_st EVP_PKEY;

// JSON Web Tokens that we sign: RS256 of RFC 7518 section 3.3, in the compact form of RFC 7515
// section 3.1. Any thread.
namespace baton::connectors {

class AuthReader;

// A private RSA key of at least 2048 bits.
class SigningKey {
 public:
  // Reads PEM, "-----BEGIN PRIVATE KEY-----" or "-----BEGIN RSA PRIVATE KEY-----", without a
  // passphrase. Errc::invalid says what is wrong with it, and nothing of the key.
  static core::Result<SigningKey> read(const core::Secret& pem);

  // The token with these claims. `key_id` says which of the issuer's keys it is, in the member
  // `kid`; empty: the token does not say it. Throws BrokenInvariant if OpenSSL cannot sign.
  std::string sign(const core::Json& claims, std::string_view key_id) const;

 private:
  explicit SigningKey(std::shared_ptr<EVP_PKEY> key) : key_(std::move(key)) {}
  std::shared_ptr<EVP_PKEY> key_;
};

// The key in this PEM, which the `auth` of a connection has under `key`. Nullopt if it is empty, or
// if it is no such key, which is a finding.
std::optional<SigningKey> read_signing_key(const AuthReader& at, const core::Secret& pem);

// A time as claims have it, in seconds since 1970 (NumericDate of RFC 7519 section 2).
std::int64_t jwt_date(core::Time time);

}  // namespace baton::connectors
