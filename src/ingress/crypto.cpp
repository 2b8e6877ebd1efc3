#include "ingress/crypto.hpp"

#include "baton/core/digest.hpp"
#include "baton/core/result.hpp"

#include <memory>
#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/params.h>
#include <openssl/sha.h>

namespace baton::ingress {

namespace {

const unsigned char* bytes_of(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

unsigned char* bytes_of(std::string& text) { return reinterpret_cast<unsigned char*>(text.data()); }

using Mac = std::unique_ptr<EVP_MAC_CTX, decltype(&EVP_MAC_CTX_free)>;

Mac keyless_hmac_sha256() {
  const std::unique_ptr<EVP_MAC, decltype(&EVP_MAC_free)> algorithm(
      EVP_MAC_fetch(nullptr, "HMAC", nullptr), &EVP_MAC_free);
  Mac mac(EVP_MAC_CTX_new(algorithm.get()), &EVP_MAC_CTX_free);
  std::string hash = "SHA256";
  const OSSL_PARAM options[] = {
      OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, hash.data(), 0),
      OSSL_PARAM_construct_end()};
  core::ensure(mac && EVP_MAC_CTX_set_params(mac.get(), options) == 1, "HMAC-SHA256 is available");
  return mac;
}

}  // namespace

std::string hmac_sha256(std::string_view key, std::string_view bytes) {
  // The algorithm is looked up once, because that takes as long as signing an ordinary webhook.
  // Each use copies it, so that no key stays behind.
  static const Mac kKeyless = keyless_hmac_sha256();
  const Mac mac(EVP_MAC_CTX_dup(kKeyless.get()), &EVP_MAC_CTX_free);
  // An empty key must not be a null pointer, which OpenSSL takes for "the key that was set before".
  const std::string_view given = key.empty() ? std::string_view("") : key;
  std::string digest(SHA256_DIGEST_LENGTH, '\0');
  std::size_t length = 0;
  const bool made = mac && EVP_MAC_init(mac.get(), bytes_of(given), given.size(), nullptr) == 1 &&
                    EVP_MAC_update(mac.get(), bytes_of(bytes), bytes.size()) == 1 &&
                    EVP_MAC_final(mac.get(), bytes_of(digest), &length, digest.size()) == 1;
  core::ensure(made && length == digest.size(), "HMAC-SHA256 is available");
  return digest;
}

bool ed25519_verifies(std::string_view public_key, std::string_view signature,
                      std::string_view bytes) {
  if (public_key.size() != 32 || signature.size() != 64) return false;
  const std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> key(
      EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, bytes_of(public_key),
                                  public_key.size()),
      &EVP_PKEY_free);
  const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(EVP_MD_CTX_new(),
                                                                        &EVP_MD_CTX_free);
  if (!key || !context ||
      EVP_DigestVerifyInit(context.get(), nullptr, nullptr, nullptr, key.get()) != 1)
    return false;
  return EVP_DigestVerify(context.get(), bytes_of(signature), signature.size(), bytes_of(bytes),
                          bytes.size()) == 1;
}

bool equal_constant_time(std::string_view left, std::string_view right) {
  return left.size() == right.size() && CRYPTO_memcmp(left.data(), right.data(), left.size()) == 0;
}

bool same_secret(std::string_view left, std::string_view right) {
  const auto of_left = core::sha256(left);
  const auto of_right = core::sha256(right);
  return equal_constant_time(core::bytes_of(of_left), core::bytes_of(of_right));
}

}  // namespace baton::ingress
