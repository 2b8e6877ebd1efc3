#include "templates/draft.hpp"

#include <algorithm>
#include <array>
#include <cctype>

namespace baton::templates {

namespace {

constexpr std::array<std::string_view, 9> kRoots{"inputs", "steps", "trigger",  "context", "run",
                                                 "event",  "item",  "schedule", "outputs"};

bool is_word(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; }

// The byte after the `}` that ends a hole; the end of the text when none does.
std::size_t after_hole(std::string_view text, std::size_t at) {
  std::size_t depth = 0;
  for (; at < text.size(); ++at) {
    const char c = text[at];
    if (c == '"' || c == '\'') {
      const auto close = text.find(c, at + 1);
      if (close == std::string_view::npos) return text.size();
      at = close;
    } else if (c == '{') {
      ++depth;
    } else if (c == '}' && --depth == 0) {
      return at + 1;
    }
  }
  return at;
}

// What stands behind an opening as `{{ `, `{`, `$(`, `<%= ` or `$`: "inputs.deal"; empty when nothing of ours does.
std::string placeholder(std::string_view rest, const core::Template& workflow) {
  const auto opening = rest.find_first_not_of("{$(<%= ");
  if (opening == std::string_view::npos) return {};
  const auto braces = std::count(rest.begin(), rest.begin() + static_cast<std::ptrdiff_t>(opening), '{');
  auto end = opening;
  while (end < rest.size() && (is_word(rest[end]) || rest[end] == '.')) ++end;
  const std::string path(rest.substr(opening, end - opening));
  const auto dot = path.find('.');
  const auto root = path.substr(0, dot);
  const bool ours = std::find(kRoots.begin(), kRoots.end(), root) != kRoots.end();
  if (ours && dot != std::string::npos && dot + 1 < path.size()) return path;
  const auto behind = rest.find_first_not_of(' ', end);
  const bool closes = behind != std::string_view::npos && (rest[behind] == '}' || rest[behind] == '|');
  if (braces == 0 || !closes || !workflow.inputs.contains(root)) return {};
  return "inputs." + path;
}

void check_placeholders(Reader& reader, const core::Template& workflow, const Cursor& cursor) {
  const std::string_view text = cursor.node->text;
  for (std::size_t at = 0; at < text.size();) {
    if (text.substr(at).starts_with("$${")) {
      at += 3;
    } else if (text.substr(at).starts_with("${")) {
      at = after_hole(text, at);
    } else if (text[at] == '{' || text[at] == '$' || text.substr(at).starts_with("<%")) {
      // A placeholder is a short word; the rest of a long text is not looked at again for each brace.
      constexpr std::size_t kPlaceholderBytesMax = 200;
      const auto path = placeholder(text.substr(at, kPlaceholderBytesMax), workflow);
      if (!path.empty()) {
        const auto where = Source(text).position(at);
        return reader.inside(core::Finding::Severity::warning, "suspicious/placeholder",
                             "this is text and stays as it is written: expected \"${\" around an expression", cursor, where,
                             "write ${" + path + "}");
      }
      ++at;
    } else {
      ++at;
    }
  }
}

bool wrapped(std::string_view text, std::string_view open, std::string_view close) {
  return text.size() > open.size() + close.size() && text.starts_with(open) && text.ends_with(close);
}

}  // namespace

bool check_quotes(Reader& reader, const Cursor& cursor) {
  const auto& node = *cursor.node;
  const std::string_view text = node.text;
  if (node.kind != yaml::Node::Kind::string || node.style != yaml::Node::Style::plain || text.size() < 2) return true;
  const char last = text.back();
  const char before = text[text.size() - 2];
  const bool odd = std::count(text.begin(), text.end(), last) % 2 == 1;
  const bool inches = std::isdigit(static_cast<unsigned char>(before)) != 0;
  const bool apostrophe = last == '\'' && is_word(before);
  if ((last == '"' || last == '\'') && odd && !inches && !apostrophe) {
    reader.inside(core::Finding::Severity::warning, "suspicious/quote", "a quote at the end that none at the start belongs to",
                  cursor, Source(text).position(text.size() - 1), "put the value in quotes as a whole, or remove this one");
    return false;
  }
  if (!wrapped(text, "“", "”") && !wrapped(text, "„", "“") && !wrapped(text, "‘", "’")) return true;
  reader.inside(core::Finding::Severity::warning, "suspicious/quote", "typographic quotes around the value are part of its text",
                cursor, {1, 1}, "use straight quotes: \"…\"");
  return false;
}

// "Ticket #${inputs.n}" ends before the "#", which begins a comment.
void check_cut_off(Reader& reader, const Cursor& cursor) {
  const auto& node = *cursor.node;
  if (node.style != yaml::Node::Style::plain || node.offset + node.text.size() > reader.source().text().size()) return;
  auto rest = reader.source().text().substr(node.offset);
  if (!rest.starts_with(node.text)) return;  // it goes on over several lines
  rest.remove_prefix(node.text.size());
  const auto comment = rest.find_first_not_of(" \t");
  if (comment == 0 || comment == std::string_view::npos || !rest.substr(comment).starts_with("#${")) return;
  reader.warning("suspicious/cut-off", "the text ends here: \" #\" begins a comment, and what follows is no part of it", cursor,
                 "put the whole text in quotes");
}

// `amount: 5000,` is a text; of words a comma at the end may be meant.
void check_comma(Reader& reader, const Cursor& cursor) {
  const auto& node = *cursor.node;
  if (node.style != yaml::Node::Style::plain || !node.text.ends_with(',')) return;
  const std::string_view before = std::string_view(node.text).substr(0, node.text.size() - 1);
  if (before.empty() || yaml::classify(before) == yaml::Node::Kind::string) return;
  reader.inside(core::Finding::Severity::warning, "suspicious/comma", "the comma at the end makes this value a text", cursor,
                Source(node.text).position(before.size()), "remove the comma, or put the value in quotes");
}

void check_plain_text(Reader& reader, const Draft& draft, const Cursor& cursor) {
  if (cursor.node->kind != yaml::Node::Kind::string) return;
  check_quotes(reader, cursor);
  check_cut_off(reader, cursor);
  check_comma(reader, cursor);
  check_placeholders(reader, draft.workflow, cursor);
}

}  // namespace baton::templates
