#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>
#include <string_view>

namespace baton::core {

// The words of an enumeration whose values count up from 0, in their order, for to_text() and back:
//
//   constexpr EnumText<RunStatus, 2> kStatus{{"running", "failed"}};
template <class Enum, std::size_t kCount>
struct EnumText {
  std::array<std::string_view, kCount> words;

  constexpr std::string_view of(Enum value) const { return words[static_cast<std::size_t>(value)]; }
  // The value that is written so; nothing when none is.
  constexpr std::optional<Enum> read(std::string_view word) const {
    const auto found = std::find(words.begin(), words.end(), word);
    if (found == words.end()) return std::nullopt;
    return static_cast<Enum>(found - words.begin());
  }
};

}  // namespace baton::core
