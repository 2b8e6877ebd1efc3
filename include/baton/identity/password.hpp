#pragma once

#include "baton/core/result.hpp"

#include <cstddef>
#include <string>
#include <string_view>

// Passwords, kept as argon2id hashes (RFC 9106) by libsodium
// (https://doc.libsodium.org/password_hashing/default_phf). Hashing takes memory and some tenth of
// a second on purpose, so it is not done on a thread that others wait for. Any thread.
namespace baton::identity {

// The work that it takes to make or to check one hash. The defaults are libsodium's for a sign-in.
struct HashCost {
  // How often the memory is gone over.
  unsigned long long passes = 2;
  // How much memory it takes.
  std::size_t memory_bytes = 67'108'864;
};

// Errc::invalid, with a hint, for a password that is too easy to guess: shorter than 12 characters,
// or the user's name. And for one longer than 200 bytes.
core::Result<void> check_password(std::string_view password, std::string_view user_name);

// The text to keep: it names the algorithm, the cost and the salt. Throws std::runtime_error when
// there is not enough memory.
std::string hash_password(std::string_view password, const HashCost& cost = {});

// True if the text is a hash of this password. False for a text that is no hash. An empty text
// takes as much work as a hash, because the time that a sign-in takes must not tell whether the
// user exists.
bool password_matches(std::string_view kept, std::string_view password);

}  // namespace baton::identity
