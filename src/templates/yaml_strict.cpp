#include "templates/yaml_strict.hpp"

#include "baton/core/limits.hpp"
#include "templates/invisible.hpp"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

namespace baton::templates::yaml {

std::size_t after_quoted(std::string_view text, std::size_t offset) {
  const char quote = text[offset];
  for (auto at = offset + 1; at < text.size(); ++at) {
    if (quote == '"' && text[at] == '\\') {
      ++at;
    } else if (text[at] == quote) {
      if (quote == '"' || at + 1 >= text.size() || text[at + 1] != quote) return at + 1;
      ++at;
    }
  }
  return std::string_view::npos;
}

namespace {

bool is_blank(char c) { return c == ' ' || c == '\t'; }
bool is_break(char c) { return c == '\n' || c == '\r'; }
bool is_space(char c) { return is_blank(c) || is_break(c) || c == '\0'; }

// The first byte past `at` that is no space; a line is looked at up to its end.
std::size_t skip_blanks(const Source& source, std::size_t at) {
  while (is_blank(source.at(at))) ++at;
  return at;
}

std::size_t skip_comment(const Source& source, std::size_t at) {
  while (source.at(at) != '\0' && !is_break(source.at(at))) ++at;
  return at;
}

Fault indentation(std::size_t offset) {
  return {
      "syntax/indentation",
      "this line belongs to a value that started above: expected more indentation than its key has",
      offset, "indent the line, or close the value above"};
}

// True if every line after the first, up to `end`, is blank or indented by more than
// `parent_indent`; else where it is not.
std::optional<Fault> check_lines(const Source& source, std::size_t begin, std::size_t end,
                                 long parent_indent) {
  for (auto at = source.text().find('\n', begin); at < end; at = source.text().find('\n', at + 1)) {
    auto first = at + 1;
    while (source.at(first) == ' ') ++first;
    const auto indent = static_cast<long>(first - at - 1);
    const auto content = skip_blanks(source, first);
    if (content < end && !is_space(source.at(content)) && indent <= parent_indent)
      return indentation(content);
  }
  return std::nullopt;
}

Fault comment_without_space(std::size_t offset) {
  return {"syntax/comment", "expected a space before the comment", offset,
          "write a space before \"#\""};
}

// One pass over a flow collection, from bracket to bracket.
class FlowScan {
 public:
  FlowScan(const Source& source, std::size_t offset, long parent_indent)
      : source_(source), at_(offset), parent_indent_(parent_indent) {}

  std::optional<Fault> run() {
    do {
      if (auto fault = step()) return fault;
    } while (depth_ > 0 && at_ < source_.text().size());
    if (depth_ == 0 && source_.at(at_) == '#') return comment_without_space(at_);
    return depth_ == 0 ? rest() : std::nullopt;
  }

 private:
  // What stands in the line behind the last bracket.
  std::optional<Fault> rest() const {
    const auto after = skip_blanks(source_, at_);
    const char c = source_.at(after);
    if (is_space(c) || c == '#' || c == ':') return std::nullopt;
    return Fault{"syntax/brackets", "expected nothing more after the closing bracket", after,
                 c == ',' ? "remove the comma"
                          : "text that begins with a bracket is quoted as a whole: \"…\""};
  }

  std::optional<Fault> step() {
    const char c = source_.at(at_);
    if (is_space(c)) return space(c);
    if (line_start_ && c != ']' && c != '}' && c != '#' && indent_ <= parent_indent_)
      return indentation(at_);
    line_start_ = false;
    if (c == '#' && comment_may_start()) {
      at_ = skip_comment(source_, at_);
      return std::nullopt;
    }
    return token(c);
  }

  std::optional<Fault> space(char c) {
    if (c == '\n') {
      line_start_ = true;
      indent_ = 0;
    } else if (line_start_ && c == ' ') {
      ++indent_;
    }
    ++at_;
    return std::nullopt;
  }

  std::optional<Fault> token(char c) {
    const bool entry_expected = entry_expected_;
    entry_expected_ = c == '[' || c == '{' || c == ',';
    switch (c) {
      case '[':
      case '{': ++depth_; break;
      case ']':
      case '}': --depth_; break;
      case ',':
        if (entry_expected) return Fault{"syntax/comma", "expected a value before the comma", at_};
        break;
      case '"':
      case '\'': {
        const auto after =
            starts_value(entry_expected) ? after_quoted(source_.text(), at_) : at_ + 1;
        at_ = std::min(after, source_.text().size());
        return std::nullopt;
      }
      case '#':
        if (entry_expected) return comment_without_space(at_);
        break;
      case '-':
        if (entry_expected && ends_plain(source_.at(at_ + 1))) {
          return Fault{"syntax/dash", "\"-\" alone is no value inside brackets", at_,
                       "quote it, or write the list in lines"};
        }
        break;
      default: break;
    }
    ++at_;
    return std::nullopt;
  }

  static bool ends_plain(char c) {
    return is_space(c) || c == ',' || c == '[' || c == ']' || c == '{' || c == '}';
  }
  bool comment_may_start() const { return at_ == 0 || is_space(source_.at(at_ - 1)); }
  // Inside a plain scalar a quote is a character like any other.
  bool starts_value(bool entry_expected) const {
    if (entry_expected) return true;
    auto before = at_;
    while (before > 0 && is_space(source_.at(before - 1))) --before;
    return before == 0 || source_.at(before - 1) == ':' || source_.at(before - 1) == '?';
  }

  const Source& source_;
  std::size_t at_;
  long parent_indent_;
  long indent_ = 0;
  int depth_ = 0;
  bool line_start_ = false;
  bool entry_expected_ = false;
};

}  // namespace

namespace {

// Line by line, and in the line that is not UTF-8 character by character.
std::size_t first_bad_byte(std::string_view text) {
  std::size_t begin = 0;
  for (auto end = text.find('\n');
       end != std::string_view::npos && core::is_utf8(text.substr(begin, end - begin));
       end = text.find('\n', begin))
    begin = end + 1;
  constexpr std::size_t kCharacterBytesMax = 4;
  for (auto at = begin; at < text.size();) {
    std::size_t width = 1;
    while (width <= kCharacterBytesMax && !core::is_utf8(text.substr(at, width))) ++width;
    if (width > kCharacterBytesMax) return at;
    at += width;
  }
  return begin;
}

}  // namespace

std::optional<Fault> check_bytes(std::string_view text) {
  if (text.size() > core::kTemplateBytesMax) {
    return Fault{"limit/size",
                 "the file has " + std::to_string(text.size()) + " bytes; expected at most " +
                     std::to_string(core::kTemplateBytesMax),
                 0, "split it into several workflows"};
  }
  if (!core::is_utf8(text))
    return Fault{"syntax/utf8", "the file is not UTF-8 here", first_bad_byte(text),
                 "save it as UTF-8"};
  for (std::size_t at = 0; at < text.size(); ++at) {
    const auto byte = static_cast<unsigned char>(text[at]);
    if ((byte < 0x20 && byte != '\t' && byte != '\n' && byte != '\r') || byte == 0x7F) {
      return Fault{"syntax/control", "a control character, which YAML does not allow", at,
                   "remove it, or write it as \"\\x..\" in quotes"};
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
                   "more than " + std::to_string(core::kYamlDepthMax) + " brackets are open", at,
                   "close them"};
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
                   source.line_start(number), "remove the line"};
    if (line.starts_with('%') && !started) directive = true;
    if (line.starts_with("---") && is_space(line.size() > 3 ? line[3] : '\0')) started = true;
    if (!line.starts_with("...") || !is_space(line.size() > 3 ? line[3] : '\0')) continue;
    const auto rest = line.find_first_not_of(" \t", 3);
    if (rest != std::string_view::npos && line[rest] != '#') {
      return Fault{"syntax/document", "expected nothing after the end of the document (\"...\")",
                   source.line_start(number) + rest};
    }
  }
  if (directive && !started)
    return Fault{"syntax/document",
                 "a directive (\"%\") without a document: expected \"---\" after it", 0};
  return std::nullopt;
}

std::optional<Fault> check_quoted(const Source& source, std::size_t offset, long parent_indent) {
  const auto end = after_quoted(source.text(), offset);
  if (end == std::string_view::npos)
    return Fault{"syntax/quote", "expected a closing quote", offset};
  const char next = source.at(end);
  if (next == '#') return comment_without_space(end);
  if (!is_space(next) && next != ',' && next != ':' && next != ']' && next != '}') {
    return Fault{"syntax/quote", "expected nothing more after the closing quote", end,
                 "quote the value as a whole"};
  }
  return check_lines(source, offset, end, parent_indent);
}

std::optional<std::string> fold_blank(const Source& source, std::size_t offset) {
  const auto end = after_quoted(source.text(), offset);
  if (end == std::string_view::npos) return std::nullopt;
  const auto inside = source.text().substr(offset + 1, end - offset - 2);
  if (inside.find_first_not_of(" \t\r\n") != std::string_view::npos) return std::nullopt;
  const auto breaks = static_cast<std::size_t>(std::count(inside.begin(), inside.end(), '\n'));
  if (breaks == 0) return std::nullopt;
  return breaks == 1 ? std::string(" ") : std::string(breaks - 1, '\n');
}

std::optional<Fault> check_colon(const Source& source, const Node& key) {
  auto end = key.offset + key.text.size();
  if (key.style == Node::Style::plain) {
    if (source.text().substr(key.offset, key.text.size()) != key.text) return std::nullopt;
  } else {
    end = after_quoted(source.text(), key.offset);
  }
  const auto before =
      source.text().substr(source.line_start(key.at.line), source.indent(key.offset));
  if (before.find('?') != std::string_view::npos || source.at(skip_blanks(source, end)) == ':')
    return std::nullopt;
  return Fault{"syntax/colon", "expected \":\" after the key \"" + key.text + '"', key.offset,
               "write a key as \"key: value\""};
}

std::optional<Fault> check_key(const Node& key) {
  if (key.text == "<<" && key.style == Node::Style::plain) {
    return Fault{"syntax/merge", "\"<<\" merges nothing here: YAML 1.2 has no merge keys",
                 key.offset, "write the members out, or quote the key if it is one"};
  }
  const auto found = find_invisible(key.text);
  // A space of another kind may be part of a name; behind a colon it is what makes a key of the
  // value.
  if (!found || (found->space && !key.text.substr(0, found->at).ends_with(':')))
    return std::nullopt;
  if (found->space)
    return Fault{"syntax/blank", described(key.text, *found) + ", where a plain space was expected",
                 key.offset + found->at, "write a plain space"};
  return Fault{"syntax/blank", std::string(found->name) + ", which nobody sees, is part of the key",
               key.offset + found->at, "remove it"};
}

std::optional<Fault> check_block_scalar(const Source& source, std::size_t offset) {
  auto at = offset + 1;
  bool explicit_indent = false;
  for (; source.at(at) == '+' || source.at(at) == '-' ||
         (source.at(at) >= '1' && source.at(at) <= '9');
       ++at) {
    explicit_indent = explicit_indent || (source.at(at) != '+' && source.at(at) != '-');
  }
  if (!is_space(source.at(at))) return comment_without_space(at);
  if (explicit_indent) return std::nullopt;
  std::size_t blank_indent = 0;
  std::size_t blank_at = 0;
  for (auto number = source.position(offset).line + 1; number <= source.lines(); ++number) {
    const auto line = source.line(number);
    const auto indent = line.find_first_not_of(' ');
    if (indent == std::string_view::npos) {
      if (line.size() > blank_indent) {
        blank_indent = line.size();
        blank_at = source.line_start(number);
      }
      continue;
    }
    if (blank_indent > indent) {
      return Fault{"syntax/indentation",
                   "a blank line at the start of a block is indented by more than its text",
                   blank_at, "remove its spaces"};
    }
    break;
  }
  return std::nullopt;
}

std::optional<Fault> check_flow(const Source& source, std::size_t offset, long parent_indent) {
  return FlowScan(source, offset, parent_indent).run();
}

}  // namespace baton::templates::yaml
