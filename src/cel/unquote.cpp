#include "baton/core/encoding.hpp"
#include "baton/core/utf8.hpp"
#include "cel/lexer.hpp"

namespace baton::cel {
namespace {

// Reads `count` digits of `base` at `at`; false if there are fewer.
bool read_digits(std::string_view text, std::size_t at, std::size_t count, int base,
                 std::uint32_t& value) {
  value = 0;
  if (at + count > text.size()) return false;
  for (std::size_t i = 0; i < count; ++i) {
    const auto digit = core::hex_value(text[at + i]);
    if (digit < 0 || digit >= base) return false;
    value = value * static_cast<std::uint32_t>(base) + static_cast<std::uint32_t>(digit);
  }
  return true;
}

char simple_escape(char letter) {
  switch (letter) {
    case 'a': return '\a';
    case 'b': return '\b';
    case 'f': return '\f';
    case 'n': return '\n';
    case 'r': return '\r';
    case 't': return '\t';
    case 'v': return '\v';
    case '\\':
    case '?':
    case '"':
    case '\'':
    case '`': return letter;
    default: return '\0';
  }
}

class Unquoter {
 public:
  Unquoter(std::string_view body, bool bytes, std::string& out, std::string& fault)
      : body_(body), bytes_(bytes), out_(out), fault_(fault) {}

  bool run() {
    while (at_ < body_.size()) {
      if (body_[at_] != '\\') {
        out_ += body_[at_++];
      } else if (!escape()) {
        return false;
      }
    }
    return true;
  }

 private:
  bool escape() {
    const char letter = at_ + 1 < body_.size() ? body_[at_ + 1] : '\0';
    if (const char plain = simple_escape(letter); plain != '\0') {
      out_ += plain;
      at_ += 2;
      return true;
    }
    switch (letter) {
      case 'x':
      case 'X': return coded(2, 2, 16, false);
      case 'u': return coded(2, 4, 16, true);
      case 'U': return coded(2, 8, 16, true);
      case '0':
      case '1':
      case '2':
      case '3': return coded(1, 3, 8, false);
      default: return wrong("\\" + std::string(1, letter) + " is not an escape sequence");
    }
  }

  bool coded(std::size_t skip, std::size_t digits, int base, bool unicode) {
    std::uint32_t value = 0;
    if (!read_digits(body_, at_ + skip, digits, base, value))
      return wrong("an escape sequence has too few digits");
    if (unicode && bytes_) return wrong("\\u and \\U have no place in bytes");
    if (unicode && (value > 0x10FFFF || (value >= 0xD800 && value <= 0xDFFF)))
      return wrong("an escape sequence names no Unicode code point");
    if (bytes_) {
      out_ += static_cast<char>(static_cast<unsigned char>(value));
    } else {
      core::utf8::append(out_, value);
    }
    at_ += skip + digits;
    return true;
  }

  bool wrong(std::string what) {
    fault_ = std::move(what);
    return false;
  }

  std::string_view body_;
  bool bytes_;
  std::string& out_;
  std::string& fault_;
  std::size_t at_ = 0;
};

}  // namespace

bool unquote(const Token& token, std::string& out, std::string& fault) {
  auto body = token.text;
  bool raw = false;
  while (body[0] != '"' && body[0] != '\'') {
    raw = raw || body[0] == 'r' || body[0] == 'R';
    body.remove_prefix(1);
  }
  const bool triple = body.size() >= 6 && body[1] == body[0] && body[2] == body[0];
  const std::size_t quote = triple ? 3 : 1;
  body = body.substr(quote, body.size() - 2 * quote);
  if (raw) {
    out = body;
    return true;
  }
  return Unquoter(body, token.kind == TokenKind::bytes, out, fault).run();
}

}  // namespace baton::cel
