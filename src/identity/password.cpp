#include "baton/identity/password.hpp"

#include "baton/core/text.hpp"

#include <algorithm>
#include <array>
#include <sodium.h>
#include <stdexcept>

namespace baton::identity {
namespace {

// A passphrase of ordinary words reaches this, and no one word does.
constexpr std::size_t kCharactersMin = 12;
constexpr std::size_t kPasswordBytesMax = 200;

// May be called again and from any thread, as libsodium promises.
void prepare() {
  if (sodium_init() < 0) throw std::runtime_error("libsodium cannot be used on this machine");
}

std::size_t characters(std::string_view text) {
  const auto begins = [](char byte) { return (static_cast<unsigned char>(byte) & 0xC0U) != 0x80U; };
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), begins));
}

bool verifies(const std::string& kept, std::string_view password) {
  return crypto_pwhash_str_verify(kept.c_str(), password.data(), password.size()) == 0;
}

}  // namespace

core::Result<void> check_password(std::string_view password, std::string_view user_name) {
  const auto refused = [](std::string message) {
    return core::Error{core::Errc::invalid, std::move(message), "/password",
                       "several words in a row are good"};
  };
  if (characters(password) < kCharactersMin)
    return refused("expected a password of at least 12 characters");
  if (password.size() > kPasswordBytesMax)
    return refused("expected a password of at most 200 bytes");
  if (core::same_no_case(password, user_name)) return refused("the password is the user's name");
  return {};
}

std::string hash_password(std::string_view password, const HashCost& cost) {
  prepare();
  std::array<char, crypto_pwhash_STRBYTES> text{};
  if (crypto_pwhash_str_alg(text.data(), password.data(), password.size(), cost.passes,
                            cost.memory_bytes, crypto_pwhash_ALG_ARGON2ID13) != 0)
    throw std::runtime_error("there is not enough memory to hash a password");
  return text.data();
}

bool password_matches(std::string_view kept, std::string_view password) {
  prepare();
  // crypto_pwhash_str_verify() reads up to so many bytes, so a longer text is no hash of it.
  if (kept.size() >= crypto_pwhash_STRBYTES || password.size() > kPasswordBytesMax) return false;
  if (!kept.empty()) return verifies(std::string(kept), password);
  // A hash takes as long as a comparison with one.
  (void)hash_password(password);
  return false;
}

}  // namespace baton::identity
