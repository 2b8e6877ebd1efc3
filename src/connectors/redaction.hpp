#pragma once

#include "baton/core/json.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace baton::connectors {

// Takes a connection's secrets out of what came back from outside, in every form in which endpoints
// are known to repeat them: as they are, in hex, in base64 of either alphabet (also folded, and as
// a part of a longer text, such as user:password), in UTF-16, percent-encoded, escaped as in JSON
// or C, or written with HTML entities, and in any of these within each other. One thread.
class Redaction {
 public:
  // Shorter ones are not looked for: they would be found in honest text. Such secrets are refused
  // when connections are loaded.
  static constexpr std::size_t kSecretBytesMin = 8;

  void add(std::string_view secret);

  void redact(std::string& text) const;
  // Every text, name of a member and number in it.
  void redact(core::Json& value) const;

 private:
  void add_needle(std::string needle);

  std::vector<std::string> needles_{};
  std::size_t shortest_ = 0;
  bool numbers_ = false;  // one of them may stand in JSON as a number
};

}  // namespace baton::connectors
