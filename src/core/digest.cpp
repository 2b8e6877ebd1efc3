#include "baton/core/digest.hpp"

#include "baton/core/encoding.hpp"
#include "baton/core/result.hpp"

#include <memory>
#include <openssl/evp.h>

namespace baton::core {

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

}  // namespace baton::core
