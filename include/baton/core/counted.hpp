#pragma once

#include <string>
#include <string_view>

// Numbers of things, as people read them.
namespace baton::core {

// Whichever word belongs to the number: `one` to 1, and `several` to any other. "is", "are".
template <class Count>
constexpr std::string_view plural(Count count, std::string_view one, std::string_view several) {
  return count == 1 ? one : several;
}

// "1 event", "5 events". Without `several`, more than one are called `one` with an s.
template <class Count>
std::string counted(Count count, std::string_view one, std::string_view several = {}) {
  std::string text = std::to_string(count);
  text.append(" ").append(several.empty() ? one : plural(count, one, several));
  if (several.empty() && count != 1) text += 's';
  return text;
}

}  // namespace baton::core
