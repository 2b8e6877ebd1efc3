#pragma once

#include "baton/core/secret.hpp"

#include <optional>
#include <string>
#include <string_view>

// Secrets as the store may hold them: AES-256-GCM (NIST SP 800-38D) under a key that is kept
// elsewhere. Any thread.
namespace baton::connectors {

inline constexpr std::size_t kSealKeyBytes = 32;

// Random bytes for a key. Throws std::runtime_error when the operating system has none to give.
core::Secret new_seal_key();

// `name` is bound in: what was sealed for one name does not open for another. The text is
// printable.
std::string seal(const core::Secret& key, std::string_view name, const core::Secret& secret);
// nullopt: sealed with another key, for another name, or changed since.
std::optional<core::Secret> unseal(const core::Secret& key, std::string_view name,
                                   std::string_view sealed);

}  // namespace baton::connectors
