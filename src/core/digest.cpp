#include "baton/core/digest.hpp"

#include "baton/core/encoding.hpp"
#include "baton/core/result.hpp"

#include <memory>
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/params.h>

namespace baton::core {

namespace {

using HmacContext = std::unique_ptr<EVP_MAC_CTX, decltype(&EVP_MAC_CTX_free)>;

HmacContext keyless_hmac() {
  const std::unique_ptr<EVP_MAC, decltype(&EVP_MAC_free)> algorithm(
      EVP_MAC_fetch(nullptr, "HMAC", nullptr), &EVP_MAC_free);
  HmacContext context(EVP_MAC_CTX_new(algorithm.get()), &EVP_MAC_CTX_free);
  std::string hash = "SHA256";
  const OSSL_PARAM options[] = {
      OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, hash.data(), 0),
      OSSL_PARAM_construct_end()};
  ensure(context && EVP_MAC_CTX_set_params(context.get(), options) == 1,
         "HMAC-SHA256 is available");
  return context;
}

const unsigned char* raw_bytes(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

}  // namespace

Sha256 sha256(std::string_view bytes) {
  // Fetched once, because looking the algorithm up takes longer than digesting a token.
  static const std::unique_ptr<EVP_MD, decltype(&EVP_MD_free)> kAlgorithm(
      EVP_MD_fetch(nullptr, "SHA256", nullptr), &EVP_MD_free);
  thread_local const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(
      EVP_MD_CTX_new(), &EVP_MD_CTX_free);
  Sha256 digest{};
  const bool made = EVP_DigestInit_ex2(context.get(), kAlgorithm.get(), nullptr) == 1 &&
                    EVP_DigestUpdate(context.get(), bytes.data(), bytes.size()) == 1 &&
                    EVP_DigestFinal_ex(context.get(), digest.data(), nullptr) == 1;
  ensure(made, "SHA-256 is available");
  return digest;
}

std::string_view bytes_of(const Sha256& digest) {
  return {reinterpret_cast<const char*>(digest.data()), digest.size()};
}

std::string sha256_hex(std::string_view bytes) { return to_hex(bytes_of(sha256(bytes))); }

std::string hmac_sha256(std::string_view key, std::string_view bytes) {
  // The algorithm is looked up once, because that takes as long as signing an ordinary webhook.
  // Each use copies it, so that no key stays behind.
  static const HmacContext kKeyless = keyless_hmac();
  const HmacContext context(EVP_MAC_CTX_dup(kKeyless.get()), &EVP_MAC_CTX_free);
  // An empty key must not be a null pointer, which OpenSSL takes for "the key that was set before".
  const std::string_view given = key.empty() ? std::string_view("") : key;
  std::string digest(std::tuple_size_v<Sha256>, '\0');
  std::size_t length = 0;
  const bool made = context &&
                    EVP_MAC_init(context.get(), raw_bytes(given), given.size(), nullptr) == 1 &&
                    EVP_MAC_update(context.get(), raw_bytes(bytes), bytes.size()) == 1 &&
                    EVP_MAC_final(context.get(), reinterpret_cast<unsigned char*>(digest.data()),
                                  &length, digest.size()) == 1;
  ensure(made && length == digest.size(), "HMAC-SHA256 is available");
  return digest;
}

}  // namespace baton::core
