#include "formats/yaml/plain.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <yaml-cpp/mark.h>

namespace baton::formats::yaml {

namespace {

// yaml-cpp takes no longer text for a key.
constexpr std::size_t kKeyBytesMax = 1'000;

YAML::Mark mark_at(std::size_t offset) {
  YAML::Mark mark;
  mark.pos = static_cast<int>(offset);
  return mark;
}

// False for a text with markers of documents, directives, tabs, or characters that YAML treats in a
// way of its own.
bool is_plain_text(std::string_view text) {
  constexpr std::array<std::string_view, 9> kSpecial{
      "\t",       "\r",           "\n---",        "\n...",       "\n%",
      "\xC2\x85", "\xE2\x80\xA8", "\xE2\x80\xA9", "\xEF\xBB\xBF"};
  const bool begins_so =
      text.starts_with("---") || text.starts_with("...") || text.starts_with('%');
  return !begins_so && std::none_of(kSpecial.begin(), kSpecial.end(), [text](auto special) {
    return text.find(special) != std::string_view::npos;
  });
}

// Reads one text. Each function that reads something returns false if that is not plain.
class PlainText {
 public:
  PlainText(std::string_view text, Builder& builder) : text_(text), builder_(builder) {}

  bool document() {
    if (!is_plain_text(text_)) return false;
    to_line(0);
    return !at_end() && block(indent_, first_) && at_end();
  }

 private:
  char at(std::size_t offset) const { return offset < text_.size() ? text_[offset] : '\n'; }
  bool is_gap(std::size_t offset) const { return at(offset) == ' ' || at(offset) == '\n'; }
  bool at_end() const { return first_ == text_.size(); }
  std::size_t line_end(std::size_t offset) const {
    return std::min(text_.find('\n', offset), text_.size());
  }
  std::size_t skip_spaces(std::size_t offset) const {
    while (at(offset) == ' ') ++offset;
    return offset;
  }
  // True if nothing but a comment follows in the line.
  bool ends_line(std::size_t offset) const {
    const auto next = skip_spaces(offset);
    return at(next) == '\n' || (at(next) == '#' && next > offset);
  }
  bool is_item(std::size_t offset) const { return at(offset) == '-' && is_gap(offset + 1); }

  // Goes to the next line that holds more than a comment, from a line's begin on.
  void to_line(std::size_t begin) {
    for (; begin < text_.size(); begin = line_end(begin) + 1) {
      first_ = skip_spaces(begin);
      indent_ = first_ - begin;
      if (at(first_) != '\n' && at(first_) != '#') return;
    }
    first_ = text_.size();
    indent_ = 0;
  }

  // True for a character with which a scalar without quotes may begin.
  bool begins_plain(std::size_t offset) const {
    constexpr std::string_view kIndicators = ",[]{}#&*!|>'\"%@`?: \n";
    if (at(offset) == '-') return !is_gap(offset + 1) && kIndicators.find(at(offset + 1)) == kNone;
    return kIndicators.find(at(offset)) == kNone;
  }

  // The offset of the colon behind the key at `offset`; npos if there is no plain key.
  std::size_t colon_of_key(std::size_t offset) const {
    const auto end = line_end(offset);
    if (at(offset) == '"' || at(offset) == '\'') {
      std::string ignored;
      const auto after = quoted(offset, ignored);
      return after != kNone && at(after) == ':' && is_gap(after + 1) ? after : kNone;
    }
    if (!begins_plain(offset)) return kNone;
    for (auto colon = text_.find(':', offset); colon < end; colon = text_.find(':', colon + 1)) {
      if (!is_gap(colon + 1)) continue;
      const auto key = text_.substr(offset, colon - offset);
      return key.ends_with(' ') || key.find(" #") != kNone ? kNone : colon;
    }
    return kNone;
  }

  // Decodes the quoted scalar at `offset`, which ends in the same line. Returns the offset behind
  // it; npos if it is not plain.
  std::size_t quoted(std::size_t offset, std::string& out) const {
    const char quote = text_[offset];
    for (auto next = offset + 1; next < text_.size() && text_[next] != '\n'; ++next) {
      if (text_[next] == quote) {
        if (quote == '"' || at(next + 1) != '\'') return next + 1;
        ++next;
      } else if (quote == '"' && text_[next] == '\\') {
        constexpr std::string_view kEscapes = "\\\"/nrt";
        constexpr std::string_view kMeant = "\\\"/\n\r\t";
        const auto escape = kEscapes.find(at(++next));
        if (escape == kNone) return kNone;
        out += kMeant[escape];
        continue;
      }
      out += text_[next];
    }
    return kNone;
  }

  void tell_scalar(std::size_t offset, const std::string& value, bool is_plain) {
    if (is_plain && classify(value) == Node::Kind::null) return builder_.OnNull(mark_at(offset), 0);
    builder_.OnScalar(mark_at(offset), is_plain ? "?" : "!", 0, value);
  }

  // A mapping or list whose first line has `offset` at this column.
  bool block(std::size_t column, std::size_t offset) {
    if (is_item(offset)) return list(column, offset);
    return colon_of_key(offset) != kNone && mapping(column, offset);
  }

  bool list(std::size_t column, std::size_t offset) {
    builder_.OnSequenceStart(mark_at(offset), "?", 0, YAML::EmitterStyle::Block);
    for (;; offset = first_) {
      const auto content = skip_spaces(offset + 1);
      if (ends_line(offset + 1)) {
        if (!below(column, offset, false)) return false;
      } else if (is_item(content) || colon_of_key(content) != kNone) {
        if (!block(column + content - offset, content)) return false;
      } else if (!value(column, content)) {
        return false;
      }
      if (at_end() || indent_ < column || (indent_ == column && !is_item(first_))) break;
      if (indent_ > column) return false;
    }
    builder_.OnSequenceEnd();
    return true;
  }

  bool mapping(std::size_t column, std::size_t offset) {
    builder_.OnMapStart(mark_at(offset), "?", 0, YAML::EmitterStyle::Block);
    for (;; offset = first_) {
      const auto colon = colon_of_key(offset);
      if (colon == kNone || colon - offset > kKeyBytesMax) return false;
      tell_key(offset, colon);
      if (ends_line(colon + 1)) {
        if (!below(column, colon, true)) return false;
      } else if (!value(column, skip_spaces(colon + 1))) {
        return false;
      }
      if (at_end() || indent_ < column) break;
      if (indent_ > column || is_item(first_)) return false;
    }
    builder_.OnMapEnd();
    return true;
  }

  void tell_key(std::size_t offset, std::size_t colon) {
    if (at(offset) != '"' && at(offset) != '\'')
      return tell_scalar(offset, std::string(text_.substr(offset, colon - offset)), true);
    std::string key;
    quoted(offset, key);
    tell_scalar(offset, key, false);
  }

  // The value of a key or an item with nothing behind it in its line.
  bool below(std::size_t column, std::size_t offset, bool of_key) {
    to_line(line_end(offset) + 1);
    const bool list_beside = of_key && indent_ == column && is_item(first_);
    if (!at_end() && (indent_ > column || list_beside)) return block(indent_, first_);
    builder_.OnNull(mark_at(first_), 0);
    return true;
  }

  // A value that begins behind its key or its dash; `column` is that of the mapping or list.
  bool value(std::size_t column, std::size_t offset) {
    const char first = at(offset);
    if (first == '|' || first == '>') return block_scalar(column, offset);
    auto end = kNone;
    if (first == '{' || first == '[') {
      end = offset;
      if (!flow(end)) return false;
    } else if (first == '"' || first == '\'') {
      std::string text;
      end = quoted(offset, text);
      if (end != kNone) tell_scalar(offset, text, false);
    } else if (begins_plain(offset)) {
      return plain_lines(column, offset);
    }
    if (end == kNone || !ends_line(end)) return false;
    to_line(line_end(end) + 1);
    return true;
  }

  // A scalar without quotes, and the lines that go on with it.
  bool plain_lines(std::size_t column, std::size_t offset) {
    std::string text;
    auto next = offset;
    for (;;) {
      auto line = text_.substr(next, line_end(next) - next);
      const auto comment = line.find(" #");
      line = line.substr(0, comment);
      while (line.ends_with(' ')) line.remove_suffix(1);
      if (line.find(": ") != kNone || line.ends_with(':')) return false;
      text.append(line);
      const auto begin = line_end(next) + 1;
      to_line(begin);
      if (at_end() || indent_ <= column) break;
      // More lines of the scalar: they follow at once, and look like nothing else.
      if (comment != kNone || first_ != begin + indent_ || !begins_plain(first_)) return false;
      text += ' ';
      next = first_;
    }
    tell_scalar(offset, text, true);
    return true;
  }

  // The lines of a literal or folded scalar.
  bool block_scalar(std::size_t column, std::size_t offset) {
    const bool folds = text_[offset] == '>';
    const bool strips = at(offset + 1) == '-';
    if (at(offset + (strips ? 2 : 1)) != '\n') return false;
    auto begin = line_end(offset) + 1;
    const auto indent = skip_spaces(begin) - begin;
    if (indent <= column || at(begin + indent) == '\n') return false;
    std::string text;
    std::size_t blank = 0;  // lines that are blank, since the last one that is not
    for (; begin < text_.size(); begin = line_end(begin) + 1) {
      const auto first = skip_spaces(begin);
      if (at(first) == '\n') {
        if (first - begin > indent) return false;
        ++blank;
        continue;
      }
      if (first - begin < indent) break;
      if (folds && (blank > 0 || first - begin > indent)) return false;
      if (!text.empty()) text.append(folds ? 1 : blank + 1, folds ? ' ' : '\n');
      blank = 0;
      text.append(text_.substr(begin + indent, line_end(begin) - begin - indent));
    }
    if (!strips) text += '\n';
    to_line(begin);
    tell_scalar(offset, text, false);
    return true;
  }

  // Skips spaces, line ends and comments inside brackets.
  bool skip_in_flow(std::size_t& next) const {
    for (; next < text_.size(); ++next) {
      if (text_[next] == '#') {
        if (!is_gap(next - 1)) return false;
        next = line_end(next);
      } else if (text_[next] != ' ' && text_[next] != '\n') {
        return true;
      }
    }
    return false;
  }

  // A value inside brackets, or the brackets themselves; `next` goes behind it.
  bool flow(std::size_t& next) {
    switch (at(next)) {
      case '{': return flow_mapping(next);
      case '[': return flow_list(next);
      default: return flow_scalar(next);
    }
  }

  bool flow_mapping(std::size_t& next) {
    builder_.OnMapStart(mark_at(next), "?", 0, YAML::EmitterStyle::Flow);
    ++next;
    while (skip_in_flow(next) && at(next) != '}') {
      const bool in_quotes = at(next) == '"' || at(next) == '\'';
      if (at(next) == '{' || at(next) == '[') return false;
      if (!flow_scalar(next) || at(next) != ':' || !(in_quotes || is_gap(next + 1))) return false;
      ++next;
      if (!skip_in_flow(next) || !flow(next) || !flow_goes_on(next, '}')) return false;
    }
    if (at(next) != '}') return false;
    ++next;
    builder_.OnMapEnd();
    return true;
  }

  bool flow_list(std::size_t& next) {
    builder_.OnSequenceStart(mark_at(next), "?", 0, YAML::EmitterStyle::Flow);
    ++next;
    while (skip_in_flow(next) && at(next) != ']')
      if (!flow(next) || !flow_goes_on(next, ']')) return false;
    if (at(next) != ']') return false;
    ++next;
    builder_.OnSequenceEnd();
    return true;
  }

  // Goes behind the comma after an entry. False if neither that nor the end follows.
  bool flow_goes_on(std::size_t& next, char end) const {
    if (!skip_in_flow(next)) return false;
    const bool more = at(next) == ',';
    if (more) ++next;
    return more || at(next) == end;
  }

  bool ends_flow_entry(std::size_t offset) const {
    return at(offset) == ',' || at(offset) == ']' || at(offset) == '}';
  }

  bool flow_scalar(std::size_t& next) {
    const auto offset = next;
    if (at(offset) == '"' || at(offset) == '\'') {
      std::string text;
      next = quoted(offset, text);
      if (next == kNone) return false;
      tell_scalar(offset, text, false);
      return true;
    }
    if (!begins_plain(offset)) return false;
    constexpr std::string_view kBrackets = "[]{},";
    while (at(next) != '\n' && kBrackets.find(at(next)) == kNone) {
      if (at(next) == '#' && at(next - 1) == ' ') break;
      // yaml-cpp may end a scalar at a "?".
      if (at(next) == '?' || (at(next) == ':' && kBrackets.find(at(next + 1)) != kNone))
        return false;
      if (at(next) == ':' && is_gap(next + 1)) break;
      ++next;
    }
    // What has a bracket in it, goes on in the next line or has a space before its colon is not
    // plain.
    auto after = next;
    const bool goes_on = at(next) == '\n' && !(skip_in_flow(after) && ends_flow_entry(after));
    if (goes_on || at(next) == '[' || at(next) == '{' || (at(next) == ':' && at(next - 1) == ' '))
      return false;
    auto text = text_.substr(offset, next - offset);
    while (text.ends_with(' ')) text.remove_suffix(1);
    tell_scalar(offset, std::string(text), true);
    return true;
  }

  static constexpr auto kNone = std::string_view::npos;

  std::string_view text_;
  Builder& builder_;
  // The line that is read next: where its content begins, and its indentation.
  std::size_t first_ = 0;
  std::size_t indent_ = 0;
};

}  // namespace

bool tell_plain(std::string_view text, Builder& builder) {
  return PlainText(text, builder).document();
}

}  // namespace baton::formats::yaml
