#pragma once

#include "baton/core/json.hpp"
#include "connectors/needles.hpp"

#include <cstddef>
#include <string>
#include <string_view>

namespace baton::connectors {

// Whether a secret can be told from honest text. A password that is a word, or a number, may stand
// there by chance.
bool is_distinctive(std::string_view secret);

// Removes the secrets of a connection from answers, in every form in which endpoints are known to
// repeat them: as they are, in hex, in base64 of either alphabet (also folded into lines, and as a
// part of a longer text, such as user:password), in UTF-16, percent-encoded, escaped as in JSON or
// C, written with HTML entities, and in any of these within each other. One thread.
class Redaction {
 public:
  // The shortest secret that is looked for, in bytes. Shorter ones would be found in honest text,
  // and are refused when connections are loaded.
  static constexpr std::size_t kSecretBytesMin = Needles::kBytesMin;

  // From now on removes this secret too.
  void add(std::string_view secret);

  // How many bytes the beginning of a secret may take at the end of a text that was cut. redact()
  // does not find such a beginning. With escapes, a byte of the secret takes up to six bytes. What
  // was encoded twice may take more.
  std::size_t doubtful_bytes() const;
  // Removes the secrets from a text.
  void redact(std::string& text) const;
  // Removes the secrets from every text, name of a member and number of a value.
  void redact(core::Json& value) const;

 private:
  Needles needles_{};
  bool numbers_ = false;  // one of them may stand in JSON as a number
};

}  // namespace baton::connectors
