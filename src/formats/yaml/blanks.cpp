#include "formats/yaml/blanks.hpp"

#include <algorithm>
#include <array>

namespace baton::formats::yaml {

namespace {

// The characters that editors and web pages put where a space is meant. YAML takes them for
// letters.
constexpr std::array<Blank, 13> kBlanks{{{"\xC2\xA0", "a no-break space (U+00A0)"},
                                         {"\xE2\x80\x82", "an en space (U+2002)"},
                                         {"\xE2\x80\x83", "an em space (U+2003)"},
                                         {"\xE2\x80\x87", "a figure space (U+2007)"},
                                         {"\xE2\x80\x88", "a punctuation space (U+2008)"},
                                         {"\xE2\x80\x89", "a thin space (U+2009)"},
                                         {"\xE2\x80\x8A", "a hair space (U+200A)"},
                                         {"\xE2\x80\x8B", "a zero-width space (U+200B)"},
                                         {"\xE2\x80\xAF", "a narrow no-break space (U+202F)"},
                                         {"\xE2\x81\x9F", "a mathematical space (U+205F)"},
                                         {"\xE2\x81\xA0", "a word joiner (U+2060)"},
                                         {"\xE3\x80\x80", "an ideographic space (U+3000)"},
                                         {"\xEF\xBB\xBF", "a byte order mark (U+FEFF)"}}};

}  // namespace

const Blank* blank_at(std::string_view text) {
  const auto found = std::find_if(kBlanks.begin(), kBlanks.end(),
                                  [text](const Blank& one) { return text.starts_with(one.bytes); });
  return found == kBlanks.end() ? nullptr : &*found;
}

Fault blank_fault(const Blank& blank, std::size_t offset) {
  return {"syntax/blank", std::string(blank.name) + ", which YAML does not take for a space",
          "write a plain space instead", offset};
}

}  // namespace baton::formats::yaml
