#include "baton/connectors/sealed.hpp"

#include "baton/core/encoding.hpp"
#include "baton/core/result.hpp"

#include <memory>
#include <openssl/evp.h>
#include <openssl/rand.h>
#include <stdexcept>

namespace baton::connectors {
namespace {

constexpr std::string_view kForm = "v1:";  // before base64 of nonce, ciphertext and tag
constexpr std::size_t kNonceBytes = 12;
constexpr std::size_t kTagBytes = 16;

using Cipher = std::unique_ptr<EVP_CIPHER_CTX, decltype(&EVP_CIPHER_CTX_free)>;

const unsigned char* bytes_of(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}
unsigned char* bytes_of(std::string& text) { return reinterpret_cast<unsigned char*>(text.data()); }

std::string random_bytes(std::size_t count) {
  std::string bytes(count, '\0');
  if (RAND_bytes(bytes_of(bytes), static_cast<int>(count)) != 1)
    throw std::runtime_error("the operating system has no random bytes to give");
  return bytes;
}

// Encrypts or decrypts, which take the same steps with GCM. False if one of them fails.
bool run(const Cipher& cipher, std::string_view name, std::string_view in, std::string& out) {
  int size = 0;
  out.assign(in.size(), '\0');
  return EVP_CipherUpdate(cipher.get(), nullptr, &size, bytes_of(name),
                          static_cast<int>(name.size())) == 1 &&
         EVP_CipherUpdate(cipher.get(), bytes_of(out), &size, bytes_of(in),
                          static_cast<int>(in.size())) == 1;
}

Cipher cipher_for(const core::Secret& key, std::string_view nonce, bool sealing) {
  core::ensure(key.reveal().size() == kSealKeyBytes, "a key to seal with has 32 bytes");
  Cipher cipher(EVP_CIPHER_CTX_new(), &EVP_CIPHER_CTX_free);
  core::ensure(EVP_CipherInit_ex(cipher.get(), EVP_aes_256_gcm(), nullptr, bytes_of(key.reveal()),
                                 bytes_of(nonce), sealing ? 1 : 0) == 1,
               "AES-256-GCM is always to be had");
  return cipher;
}

}  // namespace

core::Secret new_seal_key() { return core::Secret(random_bytes(kSealKeyBytes)); }

std::string seal(const core::Secret& key, std::string_view name, const core::Secret& secret) {
  const std::string nonce = random_bytes(kNonceBytes);
  const auto cipher = cipher_for(key, nonce, true);
  std::string text;
  std::string tag(kTagBytes, '\0');
  int none = 0;
  const bool done =
      run(cipher, name, secret.reveal(), text) &&
      EVP_CipherFinal_ex(cipher.get(), bytes_of(tag), &none) == 1 &&
      EVP_CIPHER_CTX_ctrl(cipher.get(), EVP_CTRL_GCM_GET_TAG, kTagBytes, tag.data()) == 1;
  core::ensure(done, "sealing works");
  return std::string(kForm) + core::to_base64(nonce + text + tag);
}

std::optional<core::Secret> unseal(const core::Secret& key, std::string_view name,
                                   std::string_view sealed) {
  if (!sealed.starts_with(kForm)) return std::nullopt;
  const auto bytes = core::from_base64(sealed.substr(kForm.size()));
  if (!bytes || bytes->size() < kNonceBytes + kTagBytes) return std::nullopt;
  const std::string_view all = *bytes;
  const auto cipher = cipher_for(key, all.substr(0, kNonceBytes), false);
  std::string tag(all.substr(all.size() - kTagBytes));
  std::string text;
  int none = 0;
  const bool fits =
      run(cipher, name, all.substr(kNonceBytes, all.size() - kNonceBytes - kTagBytes), text) &&
      EVP_CIPHER_CTX_ctrl(cipher.get(), EVP_CTRL_GCM_SET_TAG, kTagBytes, tag.data()) == 1 &&
      EVP_CipherFinal_ex(cipher.get(), bytes_of(tag), &none) == 1;
  core::Secret opened(std::move(text));
  if (!fits) return std::nullopt;
  return opened;
}

}  // namespace baton::connectors
