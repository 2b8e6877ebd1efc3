#pragma once

#include "baton/core/time.hpp"

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// OpenSSL's key.
struct evp_pkey_st;

// The primitives of proofs of origin, made with OpenSSL. Pure; any thread.
namespace baton::ingress {

// Verifies an Ed25519 signature (RFC 8032). False also if the key is not 32 bytes long or the
// signature is not 64 bytes long.
bool ed25519_verifies(std::string_view public_key, std::string_view signature,
                      std::string_view bytes);

// The public half of an RSA key. It never changes, and copies share it.
class RsaPublicKey {
 public:
  // Reads a key in PEM ("BEGIN PUBLIC KEY", RFC 7468 section 13). Returns nullopt if the text is no
  // RSA key, or one of fewer than 2048 bits, which can be broken.
  static std::optional<RsaPublicKey> from_pem(std::string_view pem);
  // Verifies an RSASSA-PKCS1-v1_5 signature with SHA-256 (RFC 8017 section 8.2).
  bool verifies(std::string_view signature, std::string_view bytes) const;

 private:
  explicit RsaPublicKey(std::shared_ptr<evp_pkey_st> key) : key_(std::move(key)) {}
  std::shared_ptr<evp_pkey_st> key_;
};

// What is looked at of an X.509 certificate (RFC 5280).
struct Certificate {
  // The SHA-256 digest of its bytes, in lower-case hexadecimal digits.
  std::string sha256{};
  // Its subject as RFC 4514 writes it: "CN=events.example.com,O=Example,C=US".
  std::string subject{};
  // The DNS names among its alternative names, in lower case.
  std::vector<std::string> dns_names{};
  // From when and until when it is good.
  core::Time from{};
  core::Time until{};
};
// Reads a certificate in DER. Returns nullopt if the bytes are none, or have more behind it.
// Whether anybody vouches for it is not looked at.
std::optional<Certificate> read_certificate(std::string_view der);

// Compares two texts whose lengths are not secret, in a time that does not depend on where they
// differ.
bool equal_constant_time(std::string_view left, std::string_view right);
// Compares two secrets by their digests, so that the time does not tell their lengths either.
bool same_secret(std::string_view left, std::string_view right);

}  // namespace baton::ingress
