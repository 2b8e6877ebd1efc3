#pragma once

#include <array>
#include <cstddef>
#include <string_view>

// What templates, journals and lists say of the service level of a step with the same words.
namespace baton::core {

// The marks of a service level. `goal`: by then it should be done. `due`: by then it has to be.
// `late`: a time after that, at which somebody else is to be told.
enum class SlaMark { goal, due, late };
// How many there are.
inline constexpr std::size_t kSlaMarks = 3;
// Their words, in order; stored and shown.
inline constexpr std::array<std::string_view, kSlaMarks> kSlaMarkNames{"goal", "due", "late"};
// The word of a mark.
constexpr std::string_view to_text(SlaMark mark) {
  return kSlaMarkNames[static_cast<std::size_t>(mark)];
}

}  // namespace baton::core
