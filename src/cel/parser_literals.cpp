#include "baton/core/text.hpp"
#include "cel/parser.hpp"

#include <charconv>
#include <cmath>
#include <cstdlib>
#include <limits>
#include <utility>

// Literals of texts, bytes and numbers.
namespace baton::cel {

namespace {

// Reads the digits of an int or uint token, which may be hexadecimal. False if they do not fit 64
// bits.
bool read_magnitude(std::string_view text, std::uint64_t& out) {
  const bool hex = text.size() > 2 && (text[1] == 'x' || text[1] == 'X');
  if (hex) text.remove_prefix(2);
  if (text.ends_with('u') || text.ends_with('U')) text.remove_suffix(1);
  const auto [end, error] =
      std::from_chars(text.data(), text.data() + text.size(), out, hex ? 16 : 10);
  return error == std::errc() && end == text.data() + text.size();
}

// Reads a double. One that is too small is 0; false for one that is too large.
bool read_double(std::string_view text, double& out) {
  out = std::strtod(std::string(text).c_str(), nullptr);
  return std::isfinite(out);
}

}  // namespace

Node* Parser::text_literal() {
  const auto token = token_;
  advance();
  std::string value;
  std::string wrong;
  if (!unquote(token, value, wrong)) fault(token.offset, "cel/syntax", wrong);
  auto* node = make(NodeKind::literal, token.offset, token.offset);
  node->text = std::move(value);  // the node's value borrows it, since nodes do not move
  node->value = token.kind == TokenKind::bytes ? Value::borrowed_bytes(node->text)
                                               : Value::borrowed_string(node->text);
  return node;
}

Node* Parser::number(bool negative, std::size_t begin) {
  const auto token = token_;
  advance();
  auto* node = make(NodeKind::literal, begin, begin);
  std::uint64_t magnitude = 0;
  double real = 0;
  constexpr auto kIntMax = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
  if (token.kind == TokenKind::floating) {
    if (read_double(token.text, real)) {
      node->value = Value::floating(negative ? -real : real);
      return node;
    }
  } else if (read_magnitude(token.text, magnitude)) {
    if (token.kind == TokenKind::unsigned_integer) {
      node->value = Value::unsigned_integer(magnitude);
      return node;
    }
    if (magnitude <= kIntMax + (negative ? 1 : 0)) {
      node->value = Value::integer(static_cast<std::int64_t>(negative ? 0 - magnitude : magnitude));
      return node;
    }
  }
  const auto* range = token.kind == TokenKind::floating  ? "a double"
                      : token.kind == TokenKind::integer ? "64 bits with sign"
                                                         : "64 bits";
  fault(begin, "cel/syntax",
        "the number " + core::shortened(token.text, 40) + " does not fit " + range);
  return node;
}

}  // namespace baton::cel
