#include "baton/formats/invisible.hpp"

#include <algorithm>
#include <array>

namespace baton::formats {

namespace {

struct Known {
  std::string_view bytes;
  std::string_view name;
  bool space;
};

constexpr std::array<Known, 29> kKnown{{{"\xC2\xA0", "a no-break space (U+00A0)", true},
                                        {"\xC2\x85", "a next-line character (U+0085)", true},
                                        {"\xC2\xAD", "a soft hyphen (U+00AD)", false},
                                        {"\xE1\x9A\x80", "an Ogham space (U+1680)", true},
                                        {"\xE2\x80\x82", "an en space (U+2002)", true},
                                        {"\xE2\x80\x83", "an em space (U+2003)", true},
                                        {"\xE2\x80\x87", "a figure space (U+2007)", true},
                                        {"\xE2\x80\x88", "a punctuation space (U+2008)", true},
                                        {"\xE2\x80\x89", "a thin space (U+2009)", true},
                                        {"\xE2\x80\x8A", "a hair space (U+200A)", true},
                                        {"\xE2\x80\x8B", "a zero-width space (U+200B)", false},
                                        {"\xE2\x80\x8C", "a zero-width non-joiner (U+200C)", false},
                                        {"\xE2\x80\x8D", "a zero-width joiner (U+200D)", false},
                                        {"\xE2\x80\x8E", "a left-to-right mark (U+200E)", false},
                                        {"\xE2\x80\x8F", "a right-to-left mark (U+200F)", false},
                                        {"\xE2\x80\xA8", "a line separator (U+2028)", true},
                                        {"\xE2\x80\xA9", "a paragraph separator (U+2029)", true},
                                        {"\xE2\x80\xAA", "a direction mark (U+202A)", false},
                                        {"\xE2\x80\xAB", "a direction mark (U+202B)", false},
                                        {"\xE2\x80\xAC", "a direction mark (U+202C)", false},
                                        {"\xE2\x80\xAD", "a direction mark (U+202D)", false},
                                        {"\xE2\x80\xAE", "a direction mark (U+202E)", false},
                                        {"\xE2\x80\xAF", "a narrow no-break space (U+202F)", true},
                                        {"\xE2\x81\xA0", "a word joiner (U+2060)", false},
                                        {"\xE2\x81\xA6", "a direction mark (U+2066)", false},
                                        {"\xE2\x81\xA7", "a direction mark (U+2067)", false},
                                        {"\xE2\x81\xA9", "a direction mark (U+2069)", false},
                                        {"\xE3\x80\x80", "an ideographic space (U+3000)", true},
                                        {"\xEF\xBB\xBF", "a byte order mark (U+FEFF)", false}}};

// True for a joiner or a non-joiner (U+200C, U+200D) between two characters that are not ASCII. It
// belongs to the spelling there, of a Persian word or of an emoji.
bool is_spelling(std::string_view text, std::size_t at) {
  const auto rest = text.substr(at);
  constexpr std::size_t kBytes = 3;
  if (!rest.starts_with("\xE2\x80\x8C") && !rest.starts_with("\xE2\x80\x8D")) return false;
  const auto is_ascii = [](char c) { return static_cast<unsigned char>(c) < 0x80; };
  return at > 0 && rest.size() > kBytes && !is_ascii(text[at - 1]) && !is_ascii(rest[kBytes]);
}

// True for the first bytes of the characters above. Most bytes of most texts are none of these, so
// that the table is rarely searched.
bool may_begin(char c) {
  return c == '\xC2' || c == '\xE1' || c == '\xE2' || c == '\xE3' || c == '\xEF';
}

}  // namespace

std::optional<Invisible> find_invisible(std::string_view text, bool quoted) {
  char quote = 0;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char c = text[at];
    if (!quoted && (c == '"' || c == '\'') && (quote == 0 || quote == c))
      quote = quote == 0 ? c : '\0';
    if (quote != 0 || !may_begin(c) || is_spelling(text, at)) continue;
    const auto rest = text.substr(at);
    const auto found = std::find_if(kKnown.begin(), kKnown.end(), [rest](const auto& one) {
      return rest.starts_with(one.bytes);
    });
    if (found != kKnown.end()) return Invisible{at, found->name, found->space};
  }
  return std::nullopt;
}

std::string described(std::string_view text, const Invisible& found) {
  constexpr std::size_t kShownMax = 24;
  auto before = text.substr(0, found.at);
  if (const auto line = before.rfind('\n'); line != std::string_view::npos)
    before.remove_prefix(line + 1);
  while (before.ends_with(' ')) before.remove_suffix(1);
  if (const auto word = before.rfind(' '); word != std::string_view::npos)
    before.remove_prefix(word + 1);
  const auto told = "there is " + std::string(found.name);
  if (before.empty()) return told + " at the start";
  if (before.size() > kShownMax) return told;
  return told + " after \"" + std::string(before) + '"';
}

void name_invisible(core::Finding& finding, std::string_view text, bool quoted) {
  const auto found = find_invisible(text, quoted);
  if (!found) return;
  finding.message += "; " + described(text, *found);
  finding.hint = found->space ? "write a plain space, or none" : "remove it";
}

}  // namespace baton::formats
