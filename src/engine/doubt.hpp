#pragma once

#include <string>
#include <string_view>

namespace baton::engine {

// Why nobody knows whether an attempt happened. The reason of an unknown step is one text, and
// tells both.
struct Doubt {
  std::string cause{};  // what became of the attempt's answer
  std::string look{};   // what the last look for its effect came to; empty: there was none yet

  static Doubt of(std::string_view reason);
  std::string text() const;
  // For people: "its answer was lost (closed); looking for it: http_401".
  std::string sentence() const;
};

}  // namespace baton::engine
