#include "formats/yaml/text.hpp"

#include "baton/core/limits.hpp"
#include "baton/core/utf8.hpp"
#include "formats/yaml/chars.hpp"

namespace baton::formats::yaml {

namespace {

// The offset of the first byte that is not part of a UTF-8 sequence; the text holds one.
std::size_t first_bad_byte(std::string_view text) {
  std::size_t at = 0;
  while (const auto length = core::utf8::sequence(text, at)) at += length;
  return at;
}

}  // namespace

std::optional<Fault> check_bytes(std::string_view text, const Options& options) {
  if (text.size() > options.bytes_max) {
    return Fault{
        "limit/size",
        "the file has " + std::to_string(text.size()) + " bytes; expected at most " +
            std::to_string(options.bytes_max),
        options.holds.empty() ? "" : "split it into several " + std::string(options.holds) + "s",
        0};
  }
  if (!core::is_utf8(text))
    return Fault{"syntax/utf8", "the file is not UTF-8 here", "save it as UTF-8",
                 first_bad_byte(text)};
  for (std::size_t at = 0; at < text.size(); ++at) {
    const auto byte = static_cast<unsigned char>(text[at]);
    if ((byte < 0x20 && byte != '\t' && byte != '\n' && byte != '\r') || byte == 0x7F) {
      return Fault{"syntax/control", "a control character, which YAML does not allow",
                   "remove it, or write it as \"\\x..\" in quotes", at};
    }
  }
  return std::nullopt;
}

std::optional<Fault> check_brackets(std::string_view text) {
  std::size_t open = 0;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char c = text[at];
    if (c == '[' || c == '{') ++open;
    if ((c == ']' || c == '}') && open > 0) --open;
    if (open > core::kYamlDepthMax) {
      return Fault{"limit/depth",
                   "more than " + std::to_string(core::kYamlDepthMax) + " brackets are open",
                   "close them", at};
    }
  }
  return std::nullopt;
}

std::optional<Fault> check_markers(const Source& source) {
  bool directive = false;
  bool started = false;
  for (std::size_t number = 1; number <= source.lines(); ++number) {
    const auto line = source.line(number);
    if (line.starts_with("```") || line.starts_with("~~~"))
      return Fault{"syntax/fence", "a code fence of Markdown, which is no part of the file",
                   "remove the line", source.line_start(number)};
    if (line.starts_with('%') && !started) directive = true;
    if (line.starts_with("---") && is_space(line.size() > 3 ? line[3] : '\0')) started = true;
    if (!line.starts_with("...") || !is_space(line.size() > 3 ? line[3] : '\0')) continue;
    const auto rest = line.find_first_not_of(" \t", 3);
    if (rest != std::string_view::npos && line[rest] != '#') {
      return Fault{"syntax/document",
                   "expected nothing after the end of the document (\"...\")",
                   {},
                   source.line_start(number) + rest};
    }
  }
  if (directive && !started)
    return Fault{"syntax/document",
                 "a directive (\"%\") without a document: expected \"---\" after it",
                 {},
                 0};
  return std::nullopt;
}

}  // namespace baton::formats::yaml
