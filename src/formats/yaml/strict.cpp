#include "formats/yaml/strict.hpp"

#include "baton/formats/invisible.hpp"
#include "formats/yaml/chars.hpp"
#include "formats/yaml/line.hpp"

#include <algorithm>
#include <string_view>
#include <utility>

namespace baton::formats::yaml {

std::size_t after_quoted(std::string_view text, std::size_t offset) {
  return after_quote(text, offset + 1, text[offset]);
}

namespace {

// True if what follows this text, which is part of a scalar in double quotes, is escaped by the
// backslash at its end.
bool ends_in_escape(std::string_view text) {
  const auto last = text.find_last_not_of('\\');
  const auto backslashes = text.size() - (last == std::string_view::npos ? 0 : last + 1);
  return backslashes % 2 == 1;
}

// A fault at the first line after `begin` and before `end` that is not blank and not indented by
// more than `parent_indent`.
std::optional<Fault> check_lines(const Source& source, std::size_t begin, std::size_t end,
                                 long parent_indent) {
  for (auto at = source.text().find('\n', begin); at < end; at = source.text().find('\n', at + 1)) {
    auto first = at + 1;
    while (source.at(first) == ' ') ++first;
    const auto indent = static_cast<long>(first - at - 1);
    const auto content = skip_blanks(source, first);
    if (content < end && !is_space(source.at(content)) && indent <= parent_indent)
      return too_little_indented(content);
  }
  return std::nullopt;
}

}  // namespace

std::optional<Fault> check_quoted(const Source& source, std::size_t offset, long parent_indent) {
  const auto end = after_quoted(source.text(), offset);
  if (end == std::string_view::npos)
    return Fault{"syntax/quote", "expected a closing quote",
                 "without it, all that follows is part of this value", offset};
  const char next = source.at(end);
  if (next == '#') return comment_without_space(end);
  if (!is_space(next) && next != ',' && next != ':' && next != ']' && next != '}') {
    return Fault{"syntax/quote", "expected nothing more after the closing quote",
                 "quote the value as a whole", end};
  }
  return check_lines(source, offset, end, parent_indent);
}

std::optional<Fault> check_escapes(const Source& source, std::size_t offset) {
  const auto text = source.text().substr(0, after_quoted(source.text(), offset));
  for (auto at = text.find('\\', offset); at < text.size(); at = text.find('\\', at + 2)) {
    if (source.at(at + 1) == '\'')
      return Fault{"syntax/yaml", "this is not YAML: an escape that YAML does not know",
                   "write ' without a backslash: in double quotes it needs none", at};
  }
  return std::nullopt;
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

std::optional<std::size_t> last_breaks(const Source& source, std::size_t offset) {
  const auto end = after_quoted(source.text(), offset);
  if (end == std::string_view::npos) return std::nullopt;
  auto inside = source.text().substr(offset + 1, end - offset - 2);
  const auto last = inside.find_last_not_of(" \t\r\n");
  if (last == std::string_view::npos) return std::nullopt;
  const auto blank = inside.substr(last + 1);
  auto breaks = static_cast<std::size_t>(std::count(blank.begin(), blank.end(), '\n'));
  if (breaks < 2) return std::nullopt;
  --breaks;  // the first of them ends the line of the text
  inside.remove_suffix(blank.size());
  if (source.at(offset) != '"' || ends_in_escape(inside)) return breaks;
  while (inside.ends_with("\\n") && !ends_in_escape(inside.substr(0, inside.size() - 2))) {
    inside.remove_suffix(2);
    ++breaks;
  }
  return breaks;
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
  return Fault{"syntax/colon", "expected \":\" after the key \"" + key.text + '"',
               "write a key as \"key: value\"", key.offset};
}

std::optional<Fault> check_key(const Node& key) {
  if (key.text == "<<" && key.style == Node::Style::plain) {
    return Fault{"syntax/merge", "\"<<\" merges nothing here: YAML 1.2 has no merge keys",
                 "write the members out, or quote the key if it is one", key.offset};
  }
  const auto found = find_invisible(key.text);
  // A space of another kind may be a part of a name. Right behind a colon it is a slip: it made the
  // value a part of the key.
  if (!found || (found->space && !key.text.substr(0, found->at).ends_with(':')))
    return std::nullopt;
  if (found->space)
    return Fault{"syntax/blank", described(key.text, *found) + ", where a plain space was expected",
                 "write a plain space", key.offset + found->at};
  return Fault{"syntax/blank", std::string(found->name) + ", which nobody sees, is part of the key",
               "remove it", key.offset + found->at};
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
                   "remove its spaces", blank_at};
    }
    break;
  }
  return std::nullopt;
}

std::optional<std::size_t> kept_breaks(const Source& source, std::size_t offset,
                                       long parent_indent) {
  bool keeps = false;
  std::size_t least = 0;  // the indentation of the text; 0 while it is not known
  for (auto at = offset + 1; !is_space(source.at(at)); ++at) {
    const char c = source.at(at);
    keeps = keeps || c == '+';
    if (c >= '1' && c <= '9')
      least = static_cast<std::size_t>(std::max(parent_indent, 0L) + (c - '0'));
  }
  if (!keeps) return std::nullopt;
  bool has_text = false;
  std::size_t blank = 0;  // lines that are blank, since the last one that is not
  for (auto number = source.position(offset).line + 1; number <= source.lines(); ++number) {
    const auto line = source.line(number);
    if (number == source.lines() && line.empty()) break;  // it is what follows the last line break
    const auto indent = std::min(line.find_first_not_of(' '), line.size());
    if (indent == line.size() && (least == 0 || indent <= least)) {
      ++blank;
      continue;
    }
    if (static_cast<long>(indent) <= parent_indent || indent < least) break;
    if (least == 0) least = indent;
    has_text = true;
    blank = 0;
  }
  return blank + (has_text ? 1 : 0);
}

}  // namespace baton::formats::yaml
