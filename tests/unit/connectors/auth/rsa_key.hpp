#pragma once

#include "baton/core/encoding.hpp"
#include "baton/core/json.hpp"
#include "baton/core/secret.hpp"

#include <memory>
#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <optional>
#include <string>

namespace baton::tests {

// A key pair as an administrator makes one, and the vendor's side of it: the check of a token by
// the public key.
class RsaKey {
 public:
  explicit RsaKey(int bits = 2048)
      : key_(EVP_RSA_gen(static_cast<unsigned int>(bits)), &EVP_PKEY_free) {}

  // The private key in PEM, encrypted if there is a passphrase.
  core::Secret pem(const std::string& passphrase = {}) const {
    const std::unique_ptr<BIO, decltype(&BIO_free)> out(BIO_new(BIO_s_mem()), &BIO_free);
    const auto* words = reinterpret_cast<const unsigned char*>(passphrase.data());
    PEM_write_bio_PrivateKey(out.get(), key_.get(),
                             passphrase.empty() ? nullptr : EVP_aes_128_cbc(),
                             passphrase.empty() ? nullptr : words,
                             static_cast<int>(passphrase.size()), nullptr, nullptr);
    char* data = nullptr;
    const auto size = BIO_get_mem_data(out.get(), &data);
    return core::Secret(std::string(data, static_cast<std::size_t>(size)));
  }

  struct Read {
    core::Json head;
    core::Json claims;
  };
  // The parts of a token; nullopt if its signature does not fit.
  std::optional<Read> verified(const std::string& token) const {
    const auto first = token.find('.');
    const auto last = token.rfind('.');
    if (first == std::string::npos || first == last) return std::nullopt;
    const auto head = core::from_base64url(token.substr(0, first));
    const auto claims = core::from_base64url(token.substr(first + 1, last - first - 1));
    const auto signature = core::from_base64url(token.substr(last + 1));
    if (!head || !claims || !signature) return std::nullopt;
    const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(EVP_MD_CTX_new(),
                                                                          &EVP_MD_CTX_free);
    const bool fits =
        EVP_DigestVerifyInit(context.get(), nullptr, EVP_sha256(), nullptr, key_.get()) == 1 &&
        EVP_DigestVerify(context.get(), reinterpret_cast<const unsigned char*>(signature->data()),
                         signature->size(), reinterpret_cast<const unsigned char*>(token.data()),
                         last) == 1;
    if (!fits) return std::nullopt;
    return Read{core::Json::parse(*head), core::Json::parse(*claims)};
  }

 private:
  std::shared_ptr<EVP_PKEY> key_;
};

}  // namespace baton::tests
