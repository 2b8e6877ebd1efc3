#include "baton/connectors/sealed.hpp"

#include "baton/core/digest.hpp"
#include "baton/core/encoding.hpp"
#include "baton/core/result.hpp"

#include <memory>
#include <openssl/evp.h>
#include <sodium.h>
#include <stdexcept>

namespace baton::connectors {
namespace {

// Before the id of the key, a colon, and base64 of nonce and ciphertext with its tag.
constexpr std::string_view kSealedForm = "v2:";
constexpr std::size_t kKeyIdDigits = 8;
constexpr std::size_t kSealNonceBytes = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
constexpr std::size_t kSealTagBytes = crypto_aead_xchacha20poly1305_ietf_ABYTES;

// The form before libsodium: base64 of nonce, ciphertext and tag of AES-256-GCM.
constexpr std::string_view kGcmForm = "v1:";
constexpr std::size_t kGcmNonceBytes = 12;
constexpr std::size_t kGcmTagBytes = 16;

using GcmCipher = std::unique_ptr<EVP_CIPHER_CTX, decltype(&EVP_CIPHER_CTX_free)>;

const unsigned char* seal_bytes(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}
unsigned char* seal_bytes(std::string& text) {
  return reinterpret_cast<unsigned char*>(text.data());
}

void ready_to_seal() {
  static const bool ready = sodium_init() >= 0;
  if (!ready) throw std::runtime_error("the operating system has no random bytes to give");
}

void check_key(const core::Secret& key) {
  core::ensure(key.reveal().size() == kSealKeyBytes, "a key to seal with has 32 bytes");
}

std::optional<core::Secret> unseal_gcm(const core::Secret& key, std::string_view name,
                                       std::string_view coded) {
  const auto bytes = core::from_base64(coded);
  if (!bytes || bytes->size() < kGcmNonceBytes + kGcmTagBytes) return std::nullopt;
  const std::string_view all = *bytes;
  const auto in = all.substr(kGcmNonceBytes, all.size() - kGcmNonceBytes - kGcmTagBytes);
  std::string tag(all.substr(all.size() - kGcmTagBytes));
  std::string text(in.size(), '\0');
  int size = 0;
  const GcmCipher cipher(EVP_CIPHER_CTX_new(), &EVP_CIPHER_CTX_free);
  const bool fits =
      EVP_CipherInit_ex(cipher.get(), EVP_aes_256_gcm(), nullptr, seal_bytes(key.reveal()),
                        seal_bytes(all), 0) == 1 &&
      EVP_CipherUpdate(cipher.get(), nullptr, &size, seal_bytes(name),
                       static_cast<int>(name.size())) == 1 &&
      EVP_CipherUpdate(cipher.get(), seal_bytes(text), &size, seal_bytes(in),
                       static_cast<int>(in.size())) == 1 &&
      EVP_CIPHER_CTX_ctrl(cipher.get(), EVP_CTRL_GCM_SET_TAG, kGcmTagBytes, tag.data()) == 1 &&
      EVP_CipherFinal_ex(cipher.get(), seal_bytes(text), &size) == 1;
  core::Secret opened(std::move(text));
  if (!fits) return std::nullopt;
  return opened;
}

}  // namespace

core::Secret new_seal_key() {
  ready_to_seal();
  std::string bytes(kSealKeyBytes, '\0');
  randombytes_buf(bytes.data(), bytes.size());
  return core::Secret(std::move(bytes));
}

std::string id_of_key(const core::Secret& key) {
  const core::Secret named("Baton: the id of a key to seal with: " + std::string(key.reveal()));
  return core::sha256_hex(named.reveal()).substr(0, kKeyIdDigits);
}

std::string seal(const core::Secret& key, std::string_view name, const core::Secret& secret) {
  check_key(key);
  ready_to_seal();
  std::string all(kSealNonceBytes + secret.reveal().size() + kSealTagBytes, '\0');
  randombytes_buf(all.data(), kSealNonceBytes);
  crypto_aead_xchacha20poly1305_ietf_encrypt(seal_bytes(all) + kSealNonceBytes, nullptr,
                                             seal_bytes(secret.reveal()), secret.reveal().size(),
                                             seal_bytes(name), name.size(), nullptr,
                                             seal_bytes(all), seal_bytes(key.reveal()));
  return std::string(kSealedForm) + id_of_key(key) + ":" + core::to_base64(all);
}

std::string key_of_sealed(std::string_view sealed) {
  const auto end = kSealedForm.size() + kKeyIdDigits;
  if (!sealed.starts_with(kSealedForm) || sealed.size() <= end || sealed[end] != ':') return {};
  return std::string(sealed.substr(kSealedForm.size(), kKeyIdDigits));
}

std::optional<core::Secret> unseal(const core::Secret& key, std::string_view name,
                                   std::string_view sealed) {
  check_key(key);
  if (sealed.starts_with(kGcmForm)) return unseal_gcm(key, name, sealed.substr(kGcmForm.size()));
  const auto by = key_of_sealed(sealed);
  if (by.empty() || by != id_of_key(key)) return std::nullopt;
  const auto all = core::from_base64(sealed.substr(kSealedForm.size() + kKeyIdDigits + 1));
  if (!all || all->size() < kSealNonceBytes + kSealTagBytes) return std::nullopt;
  std::string text(all->size() - kSealNonceBytes - kSealTagBytes, '\0');
  const bool fits = crypto_aead_xchacha20poly1305_ietf_decrypt(
                        seal_bytes(text), nullptr, nullptr, seal_bytes(*all) + kSealNonceBytes,
                        all->size() - kSealNonceBytes, seal_bytes(name), name.size(),
                        seal_bytes(*all), seal_bytes(key.reveal())) == 0;
  core::Secret opened(std::move(text));
  if (!fits) return std::nullopt;
  return opened;
}

}  // namespace baton::connectors
