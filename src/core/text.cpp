#include "baton/core/text.hpp"

namespace baton::core {

std::string_view prefix(std::string_view text, std::size_t bytes_max) {
  if (text.size() <= bytes_max) return text;
  const auto continues = [&](std::size_t at) { return (static_cast<unsigned char>(text[at]) & 0xC0U) == 0x80U; };
  constexpr std::size_t kTailMax = 3;  // bytes of a character after its first; more of them is no UTF-8, and cut anywhere
  std::size_t end = bytes_max;
  for (std::size_t back = 0; back < kTailMax && end > 0 && continues(end); ++back) --end;
  return text.substr(0, continues(end) ? bytes_max : end);
}

std::string shortened(std::string_view text, std::size_t bytes_max) {
  std::string kept(prefix(text, bytes_max));
  if (kept.size() < text.size()) kept += "…";
  return kept;
}

}  // namespace baton::core
