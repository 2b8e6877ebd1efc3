#include "baton/formats/truth.hpp"

#include "baton/core/text.hpp"

#include <array>

namespace baton::formats {

std::string truth_hint(std::string_view word) {
  constexpr std::array<std::string_view, 6> kTrue{"true", "yes", "on", "y", "1", "oui"};
  constexpr std::array<std::string_view, 6> kFalse{"false", "no", "off", "n", "0", "non"};
  const auto lowered = core::lower(word);
  if (core::is_one_of(lowered, kTrue)) return "write true";
  return core::is_one_of(lowered, kFalse) ? "write false" : std::string();
}

}  // namespace baton::formats
