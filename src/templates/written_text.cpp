#include "templates/partial_template.hpp"

#include <algorithm>
#include <cctype>
#include <set>

namespace baton::templates {

namespace {

bool is_blank(char c) { return c == ' ' || c == '\t'; }

// Where an unquoted text stands in the file. The value itself does not tell, since the YAML parser
// has joined its lines.
struct Written {
  std::size_t end = 0;                // the offset behind its last byte
  std::optional<std::size_t> dash{};  // the offset of a "- " that begins one of its further lines
};

bool is_break(char c) { return c == '\n' || c == '\r'; }

std::size_t skip_blanks(const formats::Source& source, std::size_t at) {
  while (is_blank(source.at(at))) ++at;
  return at;
}

// Finds the text of a node in the file; nothing when it is written in another way than its value.
std::optional<Written> written(const formats::Source& source, const yaml::Node& node) {
  Written found{node.offset, {}};
  for (const char c : node.text) {
    auto next = skip_blanks(source, found.end);
    if ((c == ' ' || c == '\n') && is_break(source.at(next))) {
      while (is_break(source.at(next)) || is_blank(source.at(next))) ++next;
      if (source.at(next) == '-' && is_blank(source.at(next + 1)) && !found.dash) found.dash = next;
      found.end = next;
    } else if (source.at(found.end) == c) {
      ++found.end;
    } else if (c != '\n') {  // a further line break was skipped with the first
      return std::nullopt;
    }
  }
  return found;
}

// The comment on the same line behind `at`, with its "#"; empty when there is none.
std::string_view comment_behind(const formats::Source& source, std::size_t at) {
  const auto begin = skip_blanks(source, at);
  if (at == begin || source.at(begin) != '#') return {};
  const auto rest = source.text().substr(begin);
  return rest.substr(0, rest.find_first_of("\r\n"));
}

// True if a comment was most likely meant as text: "#5" and "#${inputs.n}" were, "# five" was not.
bool meant_as_text(std::string_view comment) {
  if (comment.size() < 2) return false;
  const auto next = static_cast<unsigned char>(comment[1]);
  return std::isalnum(next) != 0 || next >= 0x80 || holds_expression(comment);
}

class WrittenCheck {
 public:
  explicit WrittenCheck(Reader& reader) : reader_(reader) {}

  // Recurses as deep as the document, which the YAML reader bounds. What an alias refers to is
  // checked once.
  void check(const Cursor& cursor) {
    const auto& node = *cursor.node;
    if (!node.is_scalar() && !seen_.insert(&node).second) return;
    for (std::size_t at = 0; at < node.items.size(); ++at) check(cursor.item(at));
    if (node.is_list() && cursor.pointer.starts_with("/context/")) check_items(cursor);
    for (const auto& entry : node.entries) check(cursor.member(entry));
    if (node.kind == yaml::Node::Kind::null && node.text.empty()) check_nothing(cursor);
    if (node.kind == yaml::Node::Kind::string && node.style == yaml::Node::Style::plain)
      check_text(cursor);
  }

 private:
  void check_text(const Cursor& cursor) {
    const auto& source = reader_.source();
    const auto found = written(source, *cursor.node);
    if (!found) return;
    if (found->dash) {
      const auto line = std::to_string(source.position(*found->dash).line);
      reader_.warning(
          "suspicious/folded",
          "the \"- \" of line " + line + " begins no item: that line goes on the text above it",
          cursor,
          "write each item in a line of its own, all \"- \" below each other; or put the text in "
          "quotes");
    }
    if (meant_as_text(comment_behind(source, found->end))) cut_off(cursor);
  }

  // Warns of `title: #5`, whose value is nothing, because the "#" begins a comment.
  void check_nothing(const Cursor& cursor) {
    if (cursor.key == nullptr || cursor.key->style != yaml::Node::Style::plain) return;
    const auto& source = reader_.source();
    const auto colon = cursor.key->offset + cursor.key->text.size();
    if (source.at(colon) == ':' && meant_as_text(comment_behind(source, colon + 1)))
      cut_off(cursor);
  }

  // Warns of items of a context list that are no text, because sentences are meant there: "- Keep
  // it: short." is read as a mapping, and "- #draft" as nothing.
  void check_items(const Cursor& list) {
    const auto& items = list.node->items;
    const bool has_text =
        std::any_of(items.begin(), items.end(), [](const auto& item) { return item->is_scalar(); });
    for (std::size_t at = 0; at < items.size(); ++at) {
      const auto& item = *items[at];
      if (item.kind == yaml::Node::Kind::null && item.text.empty())
        no_text(list.item(at), dash_before(item.offset));
      if (!item.is_map() || item.style != yaml::Node::Style::block || item.entries.size() != 1)
        continue;
      const auto& entry = item.entries.front();
      const bool sentence = entry.key->text.find(' ') != std::string::npos;
      if (has_text || sentence || entry.value->kind == yaml::Node::Kind::null)
        no_text(list.item(at), item.offset);
    }
  }

  // The offset of the "- " of an item without a value. The parser places such an item at the next
  // token.
  std::size_t dash_before(std::size_t offset) const {
    const auto& source = reader_.source();
    for (auto number = source.position(offset).line; number > 0; --number) {
      const auto at = skip_blanks(source, source.line_start(number));
      const auto behind = skip_blanks(source, at + 1);
      const bool ends =
          is_break(source.at(behind)) || source.at(behind) == '\0' || source.at(behind) == '#';
      if (source.at(at) == '-' && ends && at < offset) return at;
    }
    return offset;
  }

  void no_text(const Cursor& item, std::size_t offset) {
    core::Finding finding;
    finding.severity = core::Finding::Severity::warning;
    finding.rule = "suspicious/no-text";
    finding.message = "this item is " + describe(*item.node) + ", no text: " +
                      (item.node->is_map() ? "\": \" makes a key of what stands before it"
                                           : "\" #\" begins a comment");
    finding.hint = "put it in quotes";
    finding.at = reader_.source().position(offset);
    finding.pointer = item.pointer;
    reader_.add(std::move(finding));
  }

  void cut_off(const Cursor& cursor) {
    reader_.warning(
        "suspicious/cut-off",
        "the text ends here: \" #\" begins a comment, and what follows is no part of it", cursor,
        "put the whole text in quotes; a comment has a space behind its \"#\"");
  }

  Reader& reader_;
  std::set<const yaml::Node*> seen_;
};

}  // namespace

void check_written(Reader& reader, const Cursor& root) { WrittenCheck(reader).check(root); }

}  // namespace baton::templates
