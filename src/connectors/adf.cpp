#include "connectors/adf.hpp"

#include "baton/core/text.hpp"

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

namespace baton::connectors {

namespace {

using core::Json;

// Adds a member to an object. The members of an object have to be added in the order of their
// names, so that each goes to its end: that takes a third of the time of making it from a list.
void add(Json::object_t& members, const char* name, Json value) {
  members.emplace_hint(members.end(), name, std::move(value));
}

// `marks`: a list, or null for none.
Json text_node(std::string_view text, const Json& marks = nullptr) {
  Json::object_t node;
  if (!marks.empty()) add(node, "marks", marks);
  add(node, "text", std::string(text));
  add(node, "type", "text");
  return node;
}

Json block(std::string_view type, Json content) {
  Json::object_t made;
  add(made, "content", std::move(content));
  add(made, "type", std::string(type));
  return made;
}

Json list_of_one(Json value) {
  Json::array_t list;
  list.push_back(std::move(value));
  return list;
}

Json document(Json blocks) {
  auto made = block("doc", std::move(blocks));
  made["version"] = 1;
  return made;
}

// The text without blanks at both ends, and without the carriage return with which the lines of
// texts from Windows end.
std::string_view trimmed(std::string_view text) { return core::trim(text, " \t\r"); }

std::vector<std::string_view> lines_of(std::string_view text) {
  std::vector<std::string_view> lines;
  for (std::size_t from = 0; from <= text.size();) {
    const auto end = std::min(text.find('\n', from), text.size());
    auto line = text.substr(from, end - from);
    if (line.ends_with('\r')) line.remove_suffix(1);
    lines.push_back(line);
    from = end + 1;
  }
  return lines;
}

// A marked part at the beginning of a text, such as **strong** or a link.
struct Inline {
  // The text inside the signs.
  std::string_view text{};
  // The mark as ADF has it.
  Json mark{};
  // How many bytes the part takes, with its signs.
  std::size_t taken = 0;
};

// A part between two equal signs, such as `**`, at the beginning of a line. Signs with a blank
// inside them are no signs but text, as in 2 * 3 * 4.
std::optional<Inline> delimited(std::string_view line, std::string_view sign, const char* mark) {
  if (!line.starts_with(sign)) return std::nullopt;
  const auto end = line.find(sign, sign.size());
  if (end == std::string_view::npos) return std::nullopt;
  const auto inside = line.substr(sign.size(), end - sign.size());
  const bool tight = !inside.empty() && inside.front() != ' ' && inside.back() != ' ';
  if (!tight) return std::nullopt;
  return Inline{inside, {{"type", mark}}, end + sign.size()};
}

// A link at the beginning of a line. Its address must be one that a browser opens as a page, so
// that it can neither run code nor read a file.
std::optional<Inline> link(std::string_view line) {
  const auto middle = line.find("](");
  if (!line.starts_with('[') || middle == std::string_view::npos) return std::nullopt;
  const auto end = line.find(')', middle);
  if (end == std::string_view::npos) return std::nullopt;
  const auto text = line.substr(1, middle - 1);
  const auto address = line.substr(middle + 2, end - middle - 2);
  const bool good = (address.starts_with("https://") || address.starts_with("http://") ||
                     address.starts_with("mailto:")) &&
                    address.find(' ') == std::string_view::npos;
  if (text.empty() || !good) return std::nullopt;
  return Inline{text, {{"type", "link"}, {"attrs", {{"href", std::string(address)}}}}, end + 1};
}

// The marked part at the beginning of what is left of a line; nullopt if there is none.
std::optional<Inline> inline_at(std::string_view rest) {
  // How long a marked part may be. Without a limit, a line full of signs that nothing ends would be
  // searched to its end from each of them.
  constexpr std::size_t kReach = 2048;
  const auto line = rest.substr(0, kReach);
  if (auto found = delimited(line, "`", "code")) return found;
  if (auto found = delimited(line, "**", "strong")) return found;
  if (auto found = delimited(line, "*", "em")) return found;
  return link(line);
}

// Adds the text nodes of a line: its marked parts, each with `marks` and its own, and the plain
// text between them with `marks`.
void add_inline(std::string_view line, const Json& marks, Json& nodes) {
  std::size_t plain = 0;
  const auto flush = [&](std::size_t end) {
    if (end > plain) nodes.push_back(text_node(line.substr(plain, end - plain), marks));
  };
  for (std::size_t at = 0; at < line.size();) {
    const auto found = inline_at(line.substr(at));
    if (!found) {
      ++at;
      continue;
    }
    flush(at);
    Json inner = marks.is_array() ? marks : Json::array();
    inner.push_back(found->mark);
    // The text of code is taken as it is, and ADF allows no other marks on it.
    if (found->mark.at("type") == "code")
      nodes.push_back(text_node(found->text, list_of_one(found->mark)));
    else
      add_inline(found->text, inner, nodes);
    at += found->taken;
    plain = at;
  }
  flush(line.size());
}

Json inline_nodes(std::string_view line) {
  Json nodes = Json::array();
  add_inline(line, Json::array(), nodes);
  return nodes;
}

// The level of a heading, which begins with one to six # and a blank. 0: the line is no heading.
std::size_t heading_level(std::string_view line) {
  const auto level = std::min(line.find_first_not_of('#'), line.size());
  constexpr std::size_t kLevelMax = 6;
  return level >= 1 && level <= kLevelMax && level < line.size() && line[level] == ' ' ? level : 0;
}

// True for a line of three or more - or _, which stands for a horizontal rule.
bool is_rule(std::string_view line) {
  return line.size() >= 3 && (line.find_first_not_of('-') == std::string_view::npos ||
                              line.find_first_not_of('_') == std::string_view::npos);
}

// How many bytes the sign takes with which an item of a bullet list begins. 0: the line is no item.
std::size_t bullet(std::string_view line) {
  return line.starts_with("- ") || line.starts_with("* ") ? 2 : 0;
}
// The same for a numbered list: "12. " takes four.
std::size_t number(std::string_view line) {
  constexpr std::size_t kDigitsMax = 9;
  const auto digits = std::min(line.find_first_not_of("0123456789"), line.size());
  const bool good = digits >= 1 && digits <= kDigitsMax && line.substr(digits).starts_with(". ");
  return good ? digits + 2 : 0;
}

// Reads the blocks of the Markdown that adf_of_markdown() takes, line by line.
class Reader {
 public:
  explicit Reader(std::string_view text) : lines_(lines_of(text)) {}

  Json blocks() {
    Json blocks = Json::array();
    while (at_ < lines_.size()) {
      const auto line = trimmed(lines_[at_]);
      if (line.empty())
        ++at_;
      else
        blocks.push_back(next(line));
    }
    return blocks;
  }

 private:
  // Reads the block that begins with this line, the current one, and goes on to the line after the
  // block. So do the functions below.
  Json next(std::string_view line) {
    if (line.starts_with("```")) return code(trimmed(line.substr(3)));
    if (is_rule(line)) {
      ++at_;
      return {{"type", "rule"}};
    }
    if (const auto level = heading_level(line); level > 0) {
      ++at_;
      auto made = block("heading", inline_nodes(trimmed(line.substr(level))));
      made["attrs"] = {{"level", level}};
      return made;
    }
    if (bullet(line) > 0) return list("bulletList", bullet);
    if (number(line) > 0) return list("orderedList", number);
    if (line.starts_with('>')) return quote();
    return paragraph();
  }

  // A block of code, up to the fence that ends it or to the end of the text.
  Json code(std::string_view language) {
    std::string text;
    for (++at_; at_ < lines_.size() && !trimmed(lines_[at_]).starts_with("```"); ++at_)
      text.append(text.empty() ? "" : "\n").append(lines_[at_]);
    ++at_;
    auto made = block("codeBlock", Json::array());
    if (!text.empty()) made["content"].push_back(text_node(text));
    if (!language.empty()) made["attrs"] = {{"language", std::string(language)}};
    return made;
  }

  // The items that follow each other. `sign` is bullet() or number().
  Json list(std::string_view type, std::size_t (*sign)(std::string_view)) {
    Json items = Json::array();
    for (; at_ < lines_.size(); ++at_) {
      const auto line = trimmed(lines_[at_]);
      if (sign(line) == 0) break;
      const auto text = trimmed(line.substr(sign(line)));
      items.push_back(block("listItem", list_of_one(block("paragraph", inline_nodes(text)))));
    }
    return block(type, std::move(items));
  }

  // The lines that follow each other and begin with >, each as a paragraph of one quote.
  Json quote() {
    Json paragraphs = Json::array();
    for (; at_ < lines_.size() && trimmed(lines_[at_]).starts_with('>'); ++at_) {
      const auto text = trimmed(trimmed(lines_[at_]).substr(1));
      if (!text.empty()) paragraphs.push_back(block("paragraph", inline_nodes(text)));
    }
    if (paragraphs.empty()) paragraphs.push_back(block("paragraph", Json::array()));
    return block("blockquote", std::move(paragraphs));
  }

  // The plain lines that follow each other, as one paragraph in which the line breaks stay.
  Json paragraph() {
    Json nodes = Json::array();
    for (; at_ < lines_.size(); ++at_) {
      const auto line = trimmed(lines_[at_]);
      const bool other = line.empty() || line.starts_with("```") || line.starts_with('>') ||
                         is_rule(line) || heading_level(line) > 0 || bullet(line) > 0 ||
                         number(line) > 0;
      if (other) break;
      if (!nodes.empty()) nodes.push_back({{"type", "hardBreak"}});
      for (auto& node : inline_nodes(line)) nodes.push_back(std::move(node));
    }
    return block("paragraph", std::move(nodes));
  }

  std::vector<std::string_view> lines_;
  std::size_t at_ = 0;
};

}  // namespace

Json adf_of_text(std::string_view text) {
  Json blocks = Json::array();
  for (const auto line : lines_of(text)) {
    if (!trimmed(line).empty()) blocks.push_back(block("paragraph", list_of_one(text_node(line))));
  }
  return document(std::move(blocks));
}

Json adf_of_markdown(std::string_view text) { return document(Reader(text).blocks()); }

}  // namespace baton::connectors
