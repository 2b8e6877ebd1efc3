#include "formats/yaml/layout.hpp"

#include "baton/core/counted.hpp"
#include "baton/core/text.hpp"
#include "formats/yaml/ahead.hpp"
#include "formats/yaml/blanks.hpp"
#include "formats/yaml/chars.hpp"
#include "formats/yaml/line.hpp"

#include <algorithm>
#include <cctype>

namespace baton::formats::yaml {

namespace {

constexpr std::string_view kWideColon = "\xEF\xBC\x9A";

std::string spaces(std::size_t count) { return core::counted(count, "space"); }
std::string line_number(std::size_t number) { return "line " + std::to_string(number); }

// The key of a line in quotes, shortened if it is long, as messages name the line.
std::string quoted(std::string_view name) {
  constexpr std::size_t kBytesMax = 40;
  return '"' + core::shortened(name, kBytesMax) + '"';
}

}  // namespace

std::optional<Fault> Layout::first_slip(std::size_t last) {
  for (std::size_t begin = 0; begin <= last && begin < text_.size() && !gave_up_;) {
    const auto end = std::min(text_.find('\n', begin), text_.size());
    auto line = text_.substr(begin, end - begin);
    if (line.ends_with('\r')) line.remove_suffix(1);
    ++number_;
    if (auto fault = take(begin, line)) return fault;
    begin = end + 1;
  }
  if (!open_ || last < text_.size()) return std::nullopt;
  const bool quote = open_->what == '"' || open_->what == '\'';
  return Fault{quote ? "syntax/quote" : "syntax/brackets",
               quote ? "the quote that opens here is never closed"
                     : "the bracket that opens here is never closed",
               "close it", open_->offset};
}

std::optional<Fault> Layout::take(std::size_t begin, std::string_view line) {
  const auto at = line.find_first_not_of(' ');
  if (at == std::string_view::npos) return std::nullopt;
  if (block_ && at > *block_) return std::nullopt;
  block_.reset();
  if (open_) return continue_open(begin, line);
  if (line[at] == '#' || line.starts_with("---") || line.starts_with("...") ||
      line.starts_with('%'))
    return std::nullopt;
  return take_content(begin, line, at);
}

std::optional<Fault> Layout::take_content(std::size_t begin, std::string_view line,
                                          std::size_t at) {
  gave_up_ = line[at] == '?' && (at + 1 == line.size() || is_blank(line[at + 1]));
  if (gave_up_) return std::nullopt;
  if (line[at] == '\t')
    return Fault{"syntax/tab", "a tab in the indentation", "indent with spaces", begin + at};
  if (const auto* blank = blank_at(line.substr(at))) return blank_fault(*blank, begin + at);
  while (line[at] == '-' && (at + 1 == line.size() || line[at + 1] == ' ')) {
    Line item{number_, begin, at, Kind::item, line.substr(at)};
    if (auto fault = place(item, true)) return fault;
    previous_ = item;
    at = line.find_first_not_of(' ', at + 1);
    if (at == std::string_view::npos || line[at] == '#') return std::nullopt;
    if (const auto* blank = blank_at(line.substr(at))) return blank_fault(*blank, begin + at);
  }
  const auto colon = colon_of(line, at);
  if (line[at] == '-' && at + 1 < line.size() &&
      std::isalpha(static_cast<unsigned char>(line[at + 1])) != 0 &&
      colon != std::string_view::npos)
    return Fault{"syntax/dash", "expected a space after \"-\"",
                 "write an item of a list as \"- key: value\"", begin + at};
  const bool is_key = colon != std::string_view::npos;
  Line content{number_, begin, at, Kind::words,
               line.substr(at, is_key ? colon - at : std::string_view::npos)};
  if (is_key) {
    const auto value = value_of(line, colon + 1);
    content.kind =
        value.empty() || (value.starts_with('&') && value.find(' ') == std::string_view::npos)
            ? Kind::open_key
            : Kind::key;
    if (const auto* blank = blank_at(value))
      return blank_fault(*blank, begin + static_cast<std::size_t>(value.data() - line.data()));
  }
  if (auto fault = place(content, false)) return fault;
  const auto value_at = is_key ? line.find_first_not_of(" \t", colon + 1) : at;
  if (value_at != std::string_view::npos) note_value(begin, line, value_at, content.indent);
  return std::nullopt;
}

std::optional<Fault> Layout::place(const Line& line, bool item) {
  if (levels_.empty()) {
    levels_.push_back({line.indent, item, 1, line});
    previous_ = line;
    return std::nullopt;
  }
  if (line.indent > levels_.back().indent) return place_deeper(line, item);
  auto popped = line.indent;
  while (!levels_.empty() && levels_.back().indent > line.indent) {
    popped = levels_.back().indent;
    closed_[popped] = {line, levels_.back().first.kind};
    levels_.pop_back();
  }
  if (levels_.empty() || levels_.back().indent < line.indent) return misplaced(line, popped);
  return place_beside(line, item);
}

std::optional<Fault> Layout::place_deeper(const Line& line, bool item) {
  const bool structure = item || line.kind == Kind::key || line.kind == Kind::open_key;
  if (previous_.kind == Kind::open_key || previous_.kind == Kind::item) {
    closed_.erase(line.indent);
    levels_.push_back({line.indent, item, 1, line});
    previous_ = line;
    return std::nullopt;
  }
  if (!structure) return std::nullopt;  // a value goes on in the next line
  if (previous_.kind == Kind::words) return missing_colon(previous_);
  // If the lines below it all stand further right, the first line is the one that slipped.
  if (levels_.back().first.number == previous_.number &&
      stands_alone(text_, line.begin, previous_.indent)) {
    return Fault{"syntax/indentation",
                 quoted(previous_.name) + " is indented by " + spaces(previous_.indent) + ", and " +
                     quoted(line.name) + " below it by " + spaces(line.indent) +
                     ": one of the two is in the wrong place",
                 "indent it by " + spaces(line.indent) + ", as " + quoted(line.name),
                 previous_.begin + previous_.indent};
  }
  return Fault{"syntax/indentation",
               "this line is indented by " + spaces(line.indent) + ", but " +
                   line_number(previous_.number) +
                   " above it has a value already and takes no lines below it",
               "indent it by " + spaces(levels_.back().indent) + ", as " + quoted(previous_.name),
               line.begin + line.indent};
}

std::optional<Fault> Layout::place_beside(const Line& line, bool item) {
  const auto offset = line.begin + line.indent;
  auto& level = levels_.back();
  if (item && !level.list) {
    if (previous_.kind == Kind::open_key &&
        previous_.indent == line.indent) {  // a list may stand right below its key
      levels_.push_back({line.indent, true, 1, line});
      return std::nullopt;
    }
    return Fault{"syntax/list", "an item of a list (\"- \") among the keys of a mapping",
                 "remove \"- \"", offset};
  }
  if (!item && level.list) {
    const bool below_key = levels_.size() > 1 && levels_[levels_.size() - 2].indent == line.indent;
    if (!below_key) {
      // A single "- kickoff:" before other keys was probably meant as a key like them. Any other
      // list was meant as a list, and then this line is out of place.
      if (level.items > 1 || line.kind == Kind::words || !level.first.name.ends_with(':'))
        return Fault{"syntax/indentation", "this line belongs to nothing above it",
                     "check its indentation, and the \":\" after a key", offset};
      return Fault{"syntax/list",
                   "\"- \" makes a list here, but " + quoted(line.name) + " in " +
                       line_number(line.number) + " at the same place is a key",
                   "remove \"- \"", level.first.begin + level.first.indent};
    }
    levels_.pop_back();
  }
  if (item) ++levels_.back().items;
  const bool in_text = levels_.back().first.kind == Kind::words;
  if (line.kind == Kind::words && in_text) return std::nullopt;  // it goes over several lines
  if (line.kind == Kind::words) return missing_colon(line);
  if (in_text && !item) return missing_colon(levels_.back().first);
  previous_ = line;
  return std::nullopt;
}

// What is wrong with a line that should hold a key: its colon is missing, is another character that
// looks like one, or has no space behind it.
Fault Layout::missing_colon(const Line& line) {
  const auto offset = line.begin + line.indent;
  for (const std::string_view sign : {"&&", "||", "? ", "+ ", "== ", "and ", "or "}) {
    if (line.name.starts_with(sign))
      return {"syntax/indentation",
              "this line goes on with the one above it, and is not indented by more than its key",
              "indent it by " + spaces(line.indent + 2), offset};
  }
  if (const auto wide = line.name.find(kWideColon); wide != std::string_view::npos)
    return {"syntax/colon", "a wide colon (U+FF1A), which YAML does not take for \":\"",
            "write \": \"", offset + wide};
  if (const auto colon = line.name.find(':');
      colon != std::string_view::npos && colon + 1 < line.name.size()) {
    const auto behind = line.name.substr(colon + 1);
    if (const auto* blank = blank_at(behind)) return blank_fault(*blank, offset + colon + 1);
    return {"syntax/colon", "expected a space after \":\"", "write a key as \"key: value\"",
            offset + colon};
  }
  const auto word = line.name.substr(0, line.name.find(' '));
  const bool is_key =
      word.size() < line.name.size() && std::all_of(word.begin(), word.end(), [](char c) {
        return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '-';
      });
  if (!is_key)
    return {"syntax/colon", "expected \":\" after the key " + quoted(line.name),
            "write a key as \"key: value\"", offset};
  constexpr std::size_t kBytesMax = 40;
  auto written = line.name.substr(word.size() + 1);
  // "title = x", as in other files of settings.
  if (written.starts_with("= ")) written.remove_prefix(2);
  const auto value = core::shortened(written, kBytesMax);
  return {"syntax/colon", "expected \":\" after the key " + quoted(word),
          "did you mean \"" + std::string(word) + ": " + value + "\"?", offset};
}

std::optional<Fault> Layout::misplaced(const Line& line, std::size_t sibling_indent) const {
  const auto closed = closed_.find(line.indent);
  if (closed != closed_.end() && closed->second.first == line.kind &&
      closed->second.by.number != line.number) {
    const auto& by = closed->second.by;
    return Fault{"syntax/indentation",
                 "this line is indented by " + spaces(by.indent) + ", but " + quoted(line.name) +
                     " in " + line_number(line.number) + " goes on with the lines above it at " +
                     spaces(line.indent),
                 "indent it by " + spaces(line.indent) + " too, with what belongs to it",
                 by.begin + by.indent};
  }
  const auto outer = levels_.empty() ? 0 : levels_.back().indent;
  return Fault{"syntax/indentation",
               "this line is indented by " + spaces(line.indent) + ", the lines above it by " +
                   spaces(sibling_indent) +
                   (levels_.empty() ? std::string() : " and by " + spaces(outer)),
               "indent it as the lines it belongs to", line.begin + line.indent};
}

std::optional<Fault> Layout::continue_open(std::size_t begin, std::string_view line) {
  const auto at = line.find_first_not_of(' ');
  const bool quote = open_->what == '"' || open_->what == '\'';
  const bool item = line.substr(at).starts_with("- ");
  if (at <= open_->indent && (item || colon_of(line, at) != std::string_view::npos)) {
    return Fault{
        quote ? "syntax/quote" : "syntax/brackets",
        quote ? "the quote that opens here is not closed: the value takes in the lines below it"
              : "the bracket that opens here is not closed: the value takes in the lines below it",
        quote ? "close it at the end of the value" : "close it", open_->offset};
  }
  if (!quote) {
    note_value(begin, line, 0, open_->indent);
    return std::nullopt;
  }
  const auto end = after_quote(line, 0, open_->what);
  if (end == std::string_view::npos) return std::nullopt;
  const auto rest = value_of(line, end);
  const auto opened = open_->offset;
  open_.reset();
  if (rest.empty() || std::string_view(",]}:").find(rest.front()) != std::string_view::npos)
    return std::nullopt;
  return Fault{"syntax/quote",
               "the quote that opens here is closed only in " + line_number(number_) +
                   ", in the middle of a value",
               "close it at the end of the value", opened};
}

void Layout::note_value(std::size_t begin, std::string_view line, std::size_t at,
                        std::size_t indent) {
  const char first = line[at];
  if (!open_ && (first == '|' || first == '>')) {
    block_ = indent;
    return;
  }
  if (!open_ && (first == '"' || first == '\'')) {
    if (after_quote(line, at + 1, first) == std::string_view::npos)
      open_ = Open{first, begin + at, indent, 0};
    return;
  }
  if (!open_ && first != '[' && first != '{') return;
  auto open = open_.value_or(Open{first, begin + at, indent, 0});
  for (char before = ' '; at < line.size(); before = line[at++]) {
    const char c = line[at];
    if (c == '#' && is_blank(before)) break;
    const bool starts = std::string_view(" ,[{:").find(before) != std::string_view::npos;
    if ((c == '"' || c == '\'') && starts) {
      const auto end = after_quote(line, at + 1, c);
      at = (end == std::string_view::npos ? line.size() : end) - 1;
    }
    if (c == '[' || c == '{') ++open.depth;
    if ((c == ']' || c == '}') && open.depth > 0) --open.depth;
  }
  if (open.depth > 0)
    open_ = open;
  else
    open_.reset();
}

}  // namespace baton::formats::yaml
