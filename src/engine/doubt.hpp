#pragma once

#include <string>
#include <string_view>

namespace baton::engine {

// Why nobody knows whether an attempt happened. A step in this state keeps both members in one
// text, StepState::reason.
struct Doubt {
  std::string cause{};  // what became of the attempt's answer
  std::string look{};   // what the last look for its effect said; empty if there was none yet

  // Reads what text() wrote.
  static Doubt of(std::string_view reason);
  // Both in one text, for StepState::reason.
  std::string text() const;
  // For people: "its answer was lost (closed); looking for it: http_401".
  std::string sentence() const;
};

}  // namespace baton::engine
