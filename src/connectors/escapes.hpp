#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace baton::connectors {

// A part of a text. Answers are far smaller than 4 GiB.
struct Span {
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
};

// `text` without one layer of escapes, whichever of them it holds: those that begin with a
// backslash, in JSON and elsewhere, percent-encoding, and HTML entities. NULs are left out, so that
// UTF-16 of ASCII is ASCII. nullopt: there was nothing to undo. `spans`, unless null: where each
// byte of the outcome stands in `text`.
std::optional<std::string> without_escapes(std::string_view text,
                                           std::vector<Span>* spans = nullptr);

}  // namespace baton::connectors
