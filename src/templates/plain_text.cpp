#include "baton/cel/expression.hpp"
#include "templates/partial_template.hpp"

#include <algorithm>
#include <array>
#include <cctype>

namespace baton::templates {

namespace {

constexpr std::array<std::string_view, 9> kRoots{"inputs", "steps", "trigger",  "context", "run",
                                                 "event",  "item",  "schedule", "outputs"};

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

// How another language marks a placeholder. `close` is empty where the opening alone tells; where
// an ordinary text may begin in the same way, the placeholder must be closed to count.
struct Bracket {
  std::string_view open;
  std::string_view close;
};
constexpr std::array<Bracket, 7> kBrackets{
    {{"{", ""}, {"$", ""}, {"<%", ""}, {"[[", "]]"}, {"<<", ">>"}, {"<", ">"}, {"%", "%"}}};

// The bracket that a text begins with; null when it begins with none.
const Bracket* opening_at(std::string_view text) {
  const auto found = std::find_if(kBrackets.begin(), kBrackets.end(),
                                  [text](const auto& one) { return text.starts_with(one.open); });
  return found == kBrackets.end() ? nullptr : &*found;
}

// The path of ours that stands in a placeholder such as `{{ inputs.deal }}`, `$(inputs.deal)` or
// `[[inputs.deal]]`: "inputs.deal". `rest` begins with the opening. Empty when what stands there is
// no name of ours.
std::string placeholder(std::string_view rest, const Bracket& bracket,
                        const core::Template& workflow) {
  const auto opening = rest.find_first_not_of(bracket.close.empty() ? "{$(<%= " : " ",
                                              bracket.close.empty() ? 0 : bracket.open.size());
  if (opening == std::string_view::npos) return {};
  const auto braces =
      std::count(rest.begin(), rest.begin() + static_cast<std::ptrdiff_t>(opening), '{');
  auto end = opening;
  while (end < rest.size() && (is_word(rest[end]) || rest[end] == '.')) ++end;
  const std::string path(rest.substr(opening, end - opening));
  const auto dot = path.find('.');
  const auto root = path.substr(0, dot);
  const bool ours = std::find(kRoots.begin(), kRoots.end(), root) != kRoots.end();
  const auto behind = std::min(rest.find_first_not_of(' ', end), rest.size());
  if (!rest.substr(behind).starts_with(bracket.close)) return {};
  if (ours && dot != std::string::npos && dot + 1 < path.size()) return path;
  const bool closes = behind < rest.size() && (rest[behind] == '}' || rest[behind] == '|');
  if (braces == 0 || !closes || !workflow.inputs.contains(root)) return {};
  return "inputs." + path;
}

// Warns of a placeholder of another language outside of `${…}`. True when there is none.
bool check_placeholders(Reader& reader, const core::Template& workflow, const Cursor& cursor) {
  const std::string_view text = cursor.node->text;
  for (std::size_t at = 0; at < text.size();) {
    if (text.substr(at).starts_with("$${")) {
      at += 3;
      continue;
    }
    if (text.substr(at).starts_with("${")) {
      at = after_hole(text, at);
      continue;
    }
    // A placeholder is short. Looking only so far keeps a long text with many braces from taking
    // quadratic time.
    constexpr std::size_t kPlaceholderBytesMax = 200;
    const auto rest = text.substr(at, kPlaceholderBytesMax);
    const auto* bracket = opening_at(rest);
    const auto path = bracket != nullptr ? placeholder(rest, *bracket, workflow) : std::string();
    if (!path.empty()) {
      reader.inside(core::Finding::Severity::warning, "suspicious/placeholder",
                    "this is text and stays as it is written: expected \"${\" around an expression",
                    cursor, formats::Source(text).position(at), "write ${" + path + "}");
      return false;
    }
    ++at;
  }
  return true;
}

bool wrapped(std::string_view text, std::string_view open, std::string_view close) {
  return text.size() > open.size() + close.size() && text.starts_with(open) &&
         text.ends_with(close);
}

// Warns of `amount: 5000,`, which YAML reads as a text. After a word the comma may be meant.
void check_comma(Reader& reader, const Cursor& cursor) {
  const auto& node = *cursor.node;
  if (node.style != yaml::Node::Style::plain || !node.text.ends_with(',')) return;
  const std::string_view before = std::string_view(node.text).substr(0, node.text.size() - 1);
  if (before.empty() || yaml::classify(before) == yaml::Node::Kind::string) return;
  reader.inside(core::Finding::Severity::warning, "suspicious/comma",
                "the comma at the end makes this value a text", cursor,
                formats::Source(node.text).position(before.size()),
                "remove the comma, or put the value in quotes");
}

// Warns of a whole text that would compile as an expression: `description: inputs.deal`.
void check_bare(Reader& reader, const Cursor& cursor, const cel::Scope& scope) {
  constexpr std::size_t kBytesMax = 300;  // a longer text is prose
  const std::string_view text = cursor.node->text;
  const auto named = [text](std::string_view root) {
    return text.find(root) != std::string_view::npos;
  };
  if (text.size() > kBytesMax || std::none_of(kRoots.begin(), kRoots.end(), named)) return;
  cel::CompileOptions options;
  options.compile_patterns = false;
  const auto compiled = cel::Expression::compile(text, &scope, options);
  if (!compiled.expression || core::has_errors(compiled.findings)) return;
  const auto& reads = compiled.expression->reads();
  if (std::none_of(reads.begin(), reads.end(),
                   [](const cel::Path& path) { return path.size() > 1; }))
    return;
  reader.warning("suspicious/placeholder",
                 "this is text and stays as it is written: expected \"${\" around an expression",
                 cursor, "write ${" + std::string(text) + "}");
}

}  // namespace

bool check_quotes(Reader& reader, const Cursor& cursor) {
  const auto& node = *cursor.node;
  const std::string_view text = node.text;
  if (node.kind != yaml::Node::Kind::string || node.style != yaml::Node::Style::plain ||
      text.size() < 2)
    return true;
  const char last = text.back();
  const char before = text[text.size() - 2];
  const bool odd = std::count(text.begin(), text.end(), last) % 2 == 1;
  const bool inches = std::isdigit(static_cast<unsigned char>(before)) != 0;
  const bool apostrophe = last == '\'' && is_word(before);
  if ((last == '"' || last == '\'') && odd && !inches && !apostrophe) {
    reader.inside(core::Finding::Severity::warning, "suspicious/quote",
                  "a quote at the end that none at the start belongs to", cursor,
                  formats::Source(text).position(text.size() - 1),
                  "put the value in quotes as a whole, or remove this one");
    return false;
  }
  if (!wrapped(text, "“", "”") && !wrapped(text, "„", "“") && !wrapped(text, "‘", "’")) return true;
  reader.inside(core::Finding::Severity::warning, "suspicious/quote",
                "typographic quotes around the value are part of its text", cursor, {1, 1},
                "use straight quotes: \"…\"");
  return false;
}

void check_plain_text(Reader& reader, const PartialTemplate& partial, const Cursor& cursor,
                      const cel::Scope& scope) {
  if (cursor.node->kind != yaml::Node::Kind::string) return;
  check_quotes(reader, cursor);
  check_comma(reader, cursor);
  if (check_placeholders(reader, partial.workflow, cursor) && !holds_expression(cursor.node->text))
    check_bare(reader, cursor, scope);
}

}  // namespace baton::templates
