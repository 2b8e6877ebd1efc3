#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>
#include <string_view>

namespace baton::core {

// The words of an enumeration whose values count up from 0, in that order. It is the table behind a
// to_text() and its reader:
//
//   constexpr EnumText<RunStatus, 2> kStatus{{"running", "failed"}};
template <class Enum, std::size_t kCount>
struct EnumText {
  // The word at index n belongs to the enumerator of value n.
  std::array<std::string_view, kCount> words;

  // The word of `value`, which must be one of the enumeration's own.
  constexpr std::string_view of(Enum value) const { return words[static_cast<std::size_t>(value)]; }

  // The value that is written as `word`; nullopt if no value is.
  constexpr std::optional<Enum> read(std::string_view word) const {
    const auto found = std::find(words.begin(), words.end(), word);
    if (found == words.end()) return std::nullopt;
    return static_cast<Enum>(found - words.begin());
  }
};

}  // namespace baton::core
