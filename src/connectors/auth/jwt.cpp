#include "connectors/auth/jwt.hpp"

#include "baton/core/encoding.hpp"
#include "connectors/auth/auth.hpp"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>

namespace baton::connectors {

namespace {

constexpr int kRsaBitsMin = 2048;  // RFC 7518 section 3.3

core::Error wrong_key(std::string what) {
  return {core::Errc::invalid, std::move(what), {}, "openssl genrsa -out key.pem 2048 makes one"};
}

// Called where a key is encrypted. There is nobody to ask.
int no_passphrase(char* /*buffer*/, int /*size*/, int /*writing*/, void* /*data*/) { return -1; }

}  // namespace

core::Result<SigningKey> SigningKey::read(const core::Secret& pem) {
  const auto text = pem.reveal();
  const std::unique_ptr<BIO, decltype(&BIO_free)> in(
      BIO_new_mem_buf(text.data(), static_cast<int>(text.size())), &BIO_free);
  std::shared_ptr<EVP_PKEY> key(PEM_read_bio_PrivateKey(in.get(), nullptr, no_passphrase, nullptr),
                                &EVP_PKEY_free);
  ERR_clear_error();
  if (key == nullptr)
    return wrong_key(
        "expected a private key in PEM, \"-----BEGIN PRIVATE KEY-----\", without a "
        "passphrase");
  if (EVP_PKEY_base_id(key.get()) != EVP_PKEY_RSA) return wrong_key("expected an RSA key");
  if (EVP_PKEY_bits(key.get()) < kRsaBitsMin)
    return wrong_key("expected an RSA key of at least 2048 bits, got " +
                     std::to_string(EVP_PKEY_bits(key.get())));
  return SigningKey(std::move(key));
}

std::string SigningKey::sign(const core::Json& claims, std::string_view key_id) const {
  core::Json head{{"alg", "RS256"}, {"typ", "JWT"}};
  if (!key_id.empty()) head["kid"] = key_id;
  std::string token =
      core::to_base64url(core::dump(head)) + "." + core::to_base64url(core::dump(claims));
  const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(EVP_MD_CTX_new(),
                                                                        &EVP_MD_CTX_free);
  const auto* bytes = reinterpret_cast<const unsigned char*>(token.data());
  std::size_t size = 0;
  std::string signature;
  bool done = EVP_DigestSignInit(context.get(), nullptr, EVP_sha256(), nullptr, key_.get()) == 1 &&
              EVP_DigestSign(context.get(), nullptr, &size, bytes, token.size()) == 1;
  if (done) {
    signature.resize(size);
    done = EVP_DigestSign(context.get(), reinterpret_cast<unsigned char*>(signature.data()), &size,
                          bytes, token.size()) == 1;
    signature.resize(size);
  }
  core::ensure(done, "an RSA key signs");
  return token.append(1, '.').append(core::to_base64url(signature));
}

std::optional<SigningKey> read_signing_key(const AuthReader& at, const core::Secret& pem) {
  if (pem.empty()) return std::nullopt;
  auto signing = SigningKey::read(pem);
  if (signing) return *std::move(signing);
  at.error("key", "config/secret", "\"key\": " + signing.error().message, signing.error().hint);
  return std::nullopt;
}

std::int64_t jwt_date(core::Time time) {
  return std::chrono::duration_cast<std::chrono::seconds>(time.time_since_epoch()).count();
}

}  // namespace baton::connectors
