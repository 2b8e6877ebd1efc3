#include "cel/lexer.hpp"

#include "baton/core/encoding.hpp"
#include "baton/core/text.hpp"
#include "baton/core/utf8.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace baton::cel {
namespace {

bool is_letter(char symbol) {
  return (symbol >= 'a' && symbol <= 'z') || (symbol >= 'A' && symbol <= 'Z') || symbol == '_';
}
constexpr std::array<std::string_view, 17> kReserved{
    "as",  "break", "const",   "continue",  "else",   "for", "function", "if",   "import",
    "let", "loop",  "package", "namespace", "return", "var", "void",     "while"};

struct Symbol {
  std::string_view text;
  TokenKind kind;
};

// A longer symbol stands before those with which it begins, since the first that fits is taken.
constexpr std::array<Symbol, 24> kSymbols{{
    {"==", TokenKind::equal},       {"!=", TokenKind::not_equal},
    {"<=", TokenKind::less_equal},  {">=", TokenKind::greater_equal},
    {"&&", TokenKind::logical_and}, {"||", TokenKind::logical_or},
    {"(", TokenKind::left_paren},   {")", TokenKind::right_paren},
    {"[", TokenKind::left_bracket}, {"]", TokenKind::right_bracket},
    {"{", TokenKind::left_brace},   {"}", TokenKind::right_brace},
    {".", TokenKind::dot},          {",", TokenKind::comma},
    {"?", TokenKind::question},     {":", TokenKind::colon},
    {"+", TokenKind::plus},         {"-", TokenKind::minus},
    {"*", TokenKind::star},         {"/", TokenKind::slash},
    {"%", TokenKind::percent},      {"!", TokenKind::bang},
    {"<", TokenKind::less},         {">", TokenKind::greater},
}};

// Signs of other languages that begin with one of CEL's, and would be read as that one.
constexpr std::array<std::string_view, 8> kForeign{"!==", "===", "=<", "=>",
                                                   "=~",  "!~",  "<>", "??"};

}  // namespace

bool is_reserved(std::string_view word) { return core::is_one_of(word, kReserved); }

std::string_view hint_for_symbol(std::string_view symbol) {
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 21> kHints{{
      {"=", "did you mean \"==\"?"},
      {"=<", "write <="},
      {"=>", "write >="},
      {"!==", "write !="},
      {"===", "write =="},
      {"=~", "write text.matches(\"pattern\")"},
      {"!~", "write !text.matches(\"pattern\")"},
      {"<>", "write !="},
      {"??", "write x.?field.orValue(…) for what may be absent"},
      {"&", "did you mean \"&&\"?"},
      {"|", "did you mean \"||\"?"},
      {"$", "names are written without $ and braces"},
      {"\u201c", "use straight quotes: \""},
      {"\u201d", "use straight quotes: \""},
      {"\u201e", "use straight quotes: \""},
      {"\u00ab", "use straight quotes: \""},
      {"\u00bb", "use straight quotes: \""},
      {"\u2018", "use straight quotes: '"},
      {"\u2019", "use straight quotes: '"},
      {"\u2264", "write <="},
      {"\u2265", "write >="},
  }};
  const auto* known = std::find_if(kHints.begin(), kHints.end(),
                                   [symbol](const auto& hint) { return hint.first == symbol; });
  return known == kHints.end() ? std::string_view() : known->second;
}

core::Position position_of(std::string_view text, std::size_t offset) {
  core::Position position{1, 1};
  for (std::size_t at = 0; at < offset && at < text.size();) {
    if (text[at] == '\n') {
      ++position.line;
      position.column = 0;
    }
    ++position.column;
    at += core::utf8::width(text, at);
  }
  return position;
}

Token Lexer::make(TokenKind kind, std::size_t size) {
  Token token{kind, at_, text_.substr(at_, size)};
  at_ += size;
  return token;
}

Token Lexer::invalid(std::size_t size, std::string_view fault) {
  auto token = make(TokenKind::invalid, size);
  token.fault = fault;
  return token;
}

void Lexer::skip_blank() {
  while (at_ < text_.size()) {
    const char symbol = text_[at_];
    if (symbol == ' ' || symbol == '\t' || symbol == '\n' || symbol == '\r' || symbol == '\f') {
      ++at_;
    } else if (symbol == '/' && peek(1) == '/') {
      at_ = std::min(text_.find('\n', at_), text_.size());
    } else {
      return;
    }
  }
}

Token Lexer::next() {
  skip_blank();
  if (at_ >= text_.size()) return {TokenKind::end, text_.size(), {}};
  std::size_t prefix = 0;
  bool raw = false;
  bool bytes = false;
  if (string_start(prefix, raw, bytes)) return string(prefix, raw, bytes);
  const char symbol_here = peek();
  if (is_letter(symbol_here)) return identifier();
  if (core::is_digit(symbol_here) || (symbol_here == '.' && core::is_digit(peek(1))))
    return number();
  if (symbol_here == '`') return quoted_identifier();
  return symbol();
}

// True at the prefix and quote of a string: an optional b, an optional r, each in either case, and
// a quote.
bool Lexer::string_start(std::size_t& prefix, bool& raw, bool& bytes) const {
  for (prefix = 0; prefix < 2; ++prefix) {
    const char letter = peek(prefix);
    if ((letter == 'r' || letter == 'R') && !raw) {
      raw = true;
    } else if ((letter == 'b' || letter == 'B') && !bytes && !raw) {
      bytes = true;
    } else {
      break;
    }
  }
  return peek(prefix) == '"' || peek(prefix) == '\'';
}

Token Lexer::string(std::size_t prefix, bool raw, bool bytes) {
  const char quote = peek(prefix);
  const bool triple = peek(prefix + 1) == quote && peek(prefix + 2) == quote;
  const std::string_view closing =
      triple ? (quote == '"' ? R"(""")" : "'''") : (quote == '"' ? "\"" : "'");
  for (auto at = at_ + prefix + closing.size(); at < text_.size();) {
    if (text_.substr(at, closing.size()) == closing)
      return make(bytes ? TokenKind::bytes : TokenKind::string, at + closing.size() - at_);
    if (!triple && (text_[at] == '\n' || text_[at] == '\r'))
      return invalid(at - at_, "the string does not end on its line");
    const bool escape = !raw && text_[at] == '\\' && at + 1 < text_.size();
    at += escape ? 2U : 1U;
  }
  return invalid(text_.size() - at_, "the string is not closed");
}

Token Lexer::identifier() {
  std::size_t size = 1;
  while (is_letter(peek(size)) || core::is_digit(peek(size))) ++size;
  auto token = make(TokenKind::identifier, size);
  if (token.text == "in") token.kind = TokenKind::keyword_in;
  if (token.text == "true") token.kind = TokenKind::keyword_true;
  if (token.text == "false") token.kind = TokenKind::keyword_false;
  if (token.text == "null") token.kind = TokenKind::keyword_null;
  return token;
}

// A field name in backquotes, `field-name`: letters, digits, - . / _ and spaces.
Token Lexer::quoted_identifier() {
  std::size_t size = 1;
  const auto allowed = [](char symbol) {
    return is_letter(symbol) || core::is_digit(symbol) || symbol == '-' || symbol == '.' ||
           symbol == '/' || symbol == ' ';
  };
  while (allowed(peek(size))) ++size;
  if (size == 1 || peek(size) != '`')
    return invalid(
        size,
        "a quoted name holds letters, digits, '_', '-', '.', '/' and spaces between back-quotes");
  return make(TokenKind::quoted_identifier, size + 1);
}

// The offset behind an exponent such as "e+10" at `at`; `at` itself if there is none.
std::size_t Lexer::exponent(std::size_t at) const {
  if (peek(at) != 'e' && peek(at) != 'E') return at;
  const auto digits = peek(at + 1) == '+' || peek(at + 1) == '-' ? at + 2 : at + 1;
  auto end = digits;
  while (core::is_digit(peek(end))) ++end;
  return end == digits ? at : end;
}

Token Lexer::number() {
  const auto unsigned_end = [this](std::size_t size) {
    return peek(size) == 'u' || peek(size) == 'U';
  };
  if (peek() == '0' && (peek(1) == 'x' || peek(1) == 'X') && core::hex_value(peek(2)) >= 0) {
    std::size_t size = 2;
    while (core::hex_value(peek(size)) >= 0) ++size;
    return unsigned_end(size) ? make(TokenKind::unsigned_integer, size + 1)
                              : make(TokenKind::integer, size);
  }
  std::size_t size = 0;
  while (core::is_digit(peek(size))) ++size;
  auto end = size;
  if (peek(size) == '.' && core::is_digit(peek(size + 1))) {
    ++end;
    while (core::is_digit(peek(end))) ++end;
  }
  end = exponent(end);
  if (end != size) return make(TokenKind::floating, end);
  return unsigned_end(size) ? make(TokenKind::unsigned_integer, size + 1)
                            : make(TokenKind::integer, size);
}

Token Lexer::symbol() {
  const auto rest = text_.substr(at_);
  for (const auto foreign : kForeign) {
    if (rest.starts_with(foreign))
      return invalid(foreign.size(), "this sign is not part of the language");
  }
  for (const auto& [text, kind] : kSymbols) {
    if (rest.starts_with(text)) return make(kind, text.size());
  }
  return invalid(core::utf8::width(text_, at_), "this character is not part of the language");
}

}  // namespace baton::cel
