#include "formats/yaml/fault.hpp"

#include "formats/yaml/layout.hpp"

#include <algorithm>
#include <array>

namespace baton::formats::yaml {

namespace {

struct Words {
  // How yaml-cpp's message begins.
  std::string_view parser;
  std::string_view message;
  std::string_view hint;
};

// What yaml-cpp's messages mean for a person.
constexpr std::array<Words, 17> kWords{
    {{"end of map not found", "this line does not fit the mapping above it",
      "check its indentation, and quote a value that starts with a quote as a whole"},
     {"end of sequence not found", "this line does not fit the list above it",
      "check its indentation, and the \"- \" of each item"},
     {"end of map flow not found",
      "a mapping in { } is not closed, or a value in it cannot be read",
      "inside brackets, quote a value that holds \": \", \",\", \"[\", \"]\", \"{\" or \"}\", and "
      "close what is open"},
     {"end of sequence flow not found",
      "a list in [ ] is not closed, or a value in it cannot be read",
      "inside brackets, quote a value that holds \": \", \",\", \"[\", \"]\", \"{\" or \"}\", and "
      "close what is open"},
     {"illegal map value", "a second \": \" in one line", "quote a value that holds \": \""},
     {"illegal block entry", "an item of a list (\"- \") cannot stand here",
      "put the list in lines of its own, below its key"},
     {"illegal map key", "a key cannot stand here", "check the indentation of the line"},
     {"illegal flow end", "a bracket is closed here that was not opened",
      "remove it, or quote the value"},
     {"illegal EOF in scalar", "the text ends within a quoted value", "close the quote"},
     {"illegal document indicator in scalar", "\"---\" or \"...\" within a quoted value",
      "close the quote above it"},
     {"illegal tab", "a tab in the indentation", "indent with spaces"},
     {"unknown escape character", "an escape that YAML does not know",
      "write a backslash as \\\\, or use single quotes"},
     {"invalid unicode", "an escape that stands for no character",
      "write the character itself; one beyond U+FFFF takes \\U and eight digits"},
     {"unknown token", "this character cannot start a value", "quote the value"},
     {"the referenced anchor is not defined",
      "\"*\" stands for a value that has a name, and this name is not known",
      "quote a value that should start with \"*\""},
     {"alias not found after *", "\"*\" stands for a value that has a name",
      "quote a value that should start with \"*\""},
     {"anchor not found after &", "\"&\" gives a value a name",
      "quote a value that should start with \"&\""}}};

std::size_t line_begin(std::string_view text, std::size_t offset) {
  const auto before = text.substr(0, offset).rfind('\n');
  return before == std::string_view::npos ? 0 : before + 1;
}

// True if a comma at `at` ends the line, as after a value in JSON.
bool ends_in_comma(std::string_view line, std::size_t at) {
  if (at >= line.size() || line[at] != ',') return false;
  const auto behind = line.find_first_not_of(" \t\r", at + 1);
  return behind == std::string_view::npos || line[behind] == '#';
}

}  // namespace

Fault explain(std::string_view text, std::size_t offset, std::string_view parser_message) {
  offset = std::min(offset, text.size());
  const auto begin = line_begin(text, offset);
  const auto line = text.substr(begin, text.find('\n', begin) - begin);
  const auto content = line.find_first_not_of(" \t");
  const auto tab = line.find('\t');
  if (tab != std::string_view::npos && (content == std::string_view::npos || tab < content))
    return {"syntax/tab", "a tab in the indentation", "indent with spaces", begin + tab};
  if (ends_in_comma(line, offset - begin))
    return {"syntax/comma", "expected nothing more after the value", "remove the comma", offset};
  if (auto slip = Layout(text).first_slip(offset)) return *slip;
  const auto found = std::find_if(kWords.begin(), kWords.end(), [&](const Words& words) {
    return parser_message.starts_with(words.parser);
  });
  if (found == kWords.end())
    return {"syntax/yaml", "this is not YAML: " + std::string(parser_message), {}, offset};
  return {"syntax/yaml", "this is not YAML: " + std::string(found->message),
          std::string(found->hint), offset};
}

}  // namespace baton::formats::yaml
