#pragma once

#include "baton/core/finding.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace baton::cel {

enum class TokenKind : std::uint8_t {
  end,
  invalid,
  identifier,
  quoted_identifier,
  integer,
  unsigned_integer,
  floating,
  string,
  bytes,
  keyword_in,
  keyword_true,
  keyword_false,
  keyword_null,
  left_paren,
  right_paren,
  left_bracket,
  right_bracket,
  left_brace,
  right_brace,
  dot,
  comma,
  question,
  colon,
  plus,
  minus,
  star,
  slash,
  percent,
  bang,
  equal,
  not_equal,
  less,
  less_equal,
  greater,
  greater_equal,
  logical_and,
  logical_or,
};

struct Token {
  TokenKind kind = TokenKind::end;
  // Where it begins, in bytes.
  std::size_t offset = 0;
  // The token as written.
  std::string_view text{};
  // Why it is invalid.
  std::string_view fault{};
  // Where it ends, in bytes.
  std::size_t end() const { return offset + text.size(); }
};

// Cuts an expression into tokens (CEL specification, "Syntax"). White space and // comments are
// skipped.
class Lexer {
 public:
  explicit Lexer(std::string_view text, std::size_t offset = 0) : text_(text), at_(offset) {}
  Token next();

 private:
  void skip_blank();
  Token identifier();
  Token quoted_identifier();
  Token number();
  Token string(std::size_t prefix, bool raw, bool bytes);
  Token symbol();
  bool string_start(std::size_t& prefix, bool& raw, bool& bytes) const;
  std::size_t exponent(std::size_t at) const;
  Token make(TokenKind kind, std::size_t size);
  Token invalid(std::size_t size, std::string_view fault);
  char peek(std::size_t ahead = 0) const {
    return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0';
  }

  std::string_view text_;
  std::size_t at_;
};

// True for the words that CEL reserves. They may name fields and methods, but no variables.
bool is_reserved(std::string_view word);

// What to write in place of a character that is not part of the language; empty if nothing is known
// of it.
std::string_view hint_for_symbol(std::string_view symbol);

// The line and column of the byte at `offset`.
core::Position position_of(std::string_view text, std::size_t offset);

// Sets `out` to the value of a string or bytes token. False if an escape is wrong; `fault` says
// what is wrong then.
bool unquote(const Token& token, std::string& out, std::string& fault);

}  // namespace baton::cel
