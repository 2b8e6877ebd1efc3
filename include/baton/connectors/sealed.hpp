#pragma once

#include "baton/core/secret.hpp"

#include <optional>
#include <string>
#include <string_view>

// Secrets in the form in which the store may hold them: encrypted with XChaCha20-Poly1305
// (libsodium; draft-irtf-cfrg-xchacha-03) under a key that is kept outside of the store. The name
// of a secret is associated data, so what is sealed for one name opens for no other. Any thread.
namespace baton::connectors {

// The length of a key, in bytes.
inline constexpr std::size_t kSealKeyBytes = 32;

// Makes a key of random bytes. Throws std::runtime_error if the operating system gives none.
core::Secret new_seal_key();

// A short text by which people and Baton tell keys apart, 8 hexadecimal digits. It gives nothing of
// the key away.
std::string id_of_key(const core::Secret& key);

// Encrypts a secret. The outcome is printable text, and it opens only for the same `name`.
std::string seal(const core::Secret& key, std::string_view name, const core::Secret& secret);
// Decrypts what seal() made, now or in the form of earlier versions (AES-256-GCM, NIST SP 800-38D).
// Returns nullopt if it was made with another key or for another name, or if it was changed since.
std::optional<core::Secret> unseal(const core::Secret& key, std::string_view name,
                                   std::string_view sealed);
// The id_of_key() of the key that a text was sealed with; empty if the text does not tell.
std::string key_of_sealed(std::string_view sealed);

}  // namespace baton::connectors
