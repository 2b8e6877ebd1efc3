#pragma once

#include "baton/core/secret.hpp"

#include <optional>
#include <string>
#include <string_view>

// Secrets in the form in which the store may hold them: encrypted with AES-256-GCM (NIST SP
// 800-38D) under a key that is kept outside of the store. Any thread.
namespace baton::connectors {

// The length of a key, in bytes.
inline constexpr std::size_t kSealKeyBytes = 32;

// Makes a key of random bytes. Throws std::runtime_error if the operating system gives none.
core::Secret new_seal_key();

// Encrypts a secret. The outcome is printable text, and it opens only for the same `name`.
std::string seal(const core::Secret& key, std::string_view name, const core::Secret& secret);
// Decrypts what seal() made. Returns nullopt if it was made with another key or for another name,
// or if it was changed since.
std::optional<core::Secret> unseal(const core::Secret& key, std::string_view name,
                                   std::string_view sealed);

}  // namespace baton::connectors
