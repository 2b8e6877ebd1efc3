#include "connectors/escapes.hpp"

#include "baton/core/utf8.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstring>
#include <utility>

namespace baton::connectors {

namespace {

// The longest entity. "&#x0000000041;" and "&NewLine;" are shorter; longer texts are no entities.
constexpr std::size_t kEntityBytesMax = 16;

// The names of HTML for characters of ASCII.
constexpr std::array<std::pair<std::string_view, char>, 37> kEntities{
    {{"quot", '"'},   {"amp", '&'},      {"lt", '<'},     {"gt", '>'},     {"apos", '\''},
     {"Tab", '\t'},   {"NewLine", '\n'}, {"excl", '!'},   {"num", '#'},    {"dollar", '$'},
     {"percnt", '%'}, {"lpar", '('},     {"rpar", ')'},   {"ast", '*'},    {"plus", '+'},
     {"comma", ','},  {"period", '.'},   {"sol", '/'},    {"colon", ':'},  {"semi", ';'},
     {"equals", '='}, {"quest", '?'},    {"commat", '@'}, {"lsqb", '['},   {"lbrack", '['},
     {"bsol", '\\'},  {"rsqb", ']'},     {"rbrack", ']'}, {"Hat", '^'},    {"lowbar", '_'},
     {"grave", '`'},  {"lcub", '{'},     {"lbrace", '{'}, {"verbar", '|'}, {"vert", '|'},
     {"rcub", '}'},   {"rbrace", '}'}}};

std::optional<std::uint32_t> number(std::string_view digits, int base) {
  std::uint32_t value = 0;
  const auto [end, problem] =
      std::from_chars(digits.data(), digits.data() + digits.size(), value, base);
  if (digits.empty() || problem != std::errc() || end != digits.data() + digits.size() ||
      value > 0x10ffff)
    return std::nullopt;
  return value;
}

struct Escape {
  std::string text{};
  std::size_t length = 0;  // of the escape, in bytes; zero: there is no escape
};

Escape of_point(std::optional<std::uint32_t> point, std::size_t length) {
  if (!point) return {};
  Escape escape{{}, length};
  core::utf8::append(escape.text, *point);
  return escape;
}

// The number that `count` digits `from` bytes behind the beginning of an escape make.
std::optional<std::uint32_t> digits_at(std::string_view rest, std::size_t from, std::size_t count) {
  return rest.size() < from + count ? std::nullopt : number(rest.substr(from, count), 16);
}

Escape percent(std::string_view rest) {
  if (rest.size() > 1 && rest[1] == 'u') return of_point(digits_at(rest, 2, 4), 6);
  const auto byte = digits_at(rest, 1, 2);
  return byte ? Escape{std::string(1, static_cast<char>(*byte)), 3} : Escape{};
}

// An escape \uXXXX. JSON writes a letter beyond U+FFFF as two of them (RFC 8259 section 7).
Escape letter_u(std::string_view rest) {
  const auto point = digits_at(rest, 2, 4);
  if (!point || *point < 0xd800 || *point > 0xdbff || !rest.substr(6).starts_with("\\u"))
    return of_point(point, 6);
  const auto second = digits_at(rest, 8, 4);
  if (!second || *second < 0xdc00 || *second > 0xdfff) return of_point(point, 6);
  return of_point(0x10000 + ((*point & 0x3ffU) << 10U) + (*second & 0x3ffU), 12);
}

// A byte as C and shells write it: three octal digits.
Escape octal(std::string_view rest) {
  const auto byte = rest.size() < 4 ? std::nullopt : number(rest.substr(1, 3), 8);
  return byte && *byte <= 0xff ? Escape{std::string(1, static_cast<char>(*byte)), 4} : Escape{};
}

Escape backslash(std::string_view rest) {
  constexpr std::string_view kNamed = "ntrbf";
  constexpr std::string_view kMeant = "\n\t\r\b\f";
  if (rest.size() < 2) return {};
  if (rest[1] == 'u') return letter_u(rest);
  if (rest[1] == 'x') return of_point(digits_at(rest, 2, 2), 4);
  if (auto byte = octal(rest); byte.length > 0) return byte;
  const auto at = kNamed.find(rest[1]);
  return {std::string(1, at == std::string_view::npos ? rest[1] : kMeant[at]), 2};
}

Escape entity(std::string_view rest) {
  const auto end = rest.substr(0, kEntityBytesMax).find(';');
  if (end == std::string_view::npos) return {};
  const auto name = rest.substr(1, end - 1);
  if (name.starts_with("#x") || name.starts_with("#X"))
    return of_point(number(name.substr(2), 16), end + 1);
  if (name.starts_with('#')) return of_point(number(name.substr(1), 10), end + 1);
  const auto found = std::find_if(kEntities.begin(), kEntities.end(),
                                  [name](const auto& one) { return one.first == name; });
  return found == kEntities.end() ? Escape{} : Escape{std::string(1, found->second), end + 1};
}

Escape escape_at(std::string_view rest) {
  switch (rest.front()) {
    case '%': return percent(rest);
    case '\\': return backslash(rest);
    case '&': return entity(rest);
    default: return {{}, 1};  // a NUL
  }
}

// Copies a text with replacements, and notes where each byte came from.
class Copy {
 public:
  Copy(std::string_view text, std::vector<ByteRange>* places) : text_(text), places_(places) {
    out_.reserve(text.size());
  }

  void keep(std::size_t begin, std::size_t end) {
    out_.append(text_.substr(begin, end - begin));
    for (auto at = begin; places_ != nullptr && at < end; ++at) note(at, at + 1, 1);
  }

  void replace(std::size_t begin, const Escape& escape) {
    out_.append(escape.text);
    if (places_ != nullptr) note(begin, begin + escape.length, escape.text.size());
  }

  std::string text() && { return std::move(out_); }

 private:
  void note(std::size_t begin, std::size_t end, std::size_t times) {
    places_->insert(places_->end(), times,
                    {static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end)});
  }

  std::string_view text_;
  std::vector<ByteRange>* places_;
  std::string out_{};
};

// The index of the first of three letters, of which two may be the same.
std::size_t next_of(std::string_view text, std::array<char, 3> letters, std::size_t from) {
  const auto is_one = [letters](char letter) {
    return letter == letters[0] || letter == letters[1] || letter == letters[2];
  };
  while (from < text.size() && !is_one(text[from])) ++from;
  return from;
}

}  // namespace

std::optional<std::string> without_escapes(std::string_view text, std::vector<ByteRange>* places) {
  // NULs also stand between the letters of escapes, so they are a layer of their own.
  const bool nuls = !text.empty() && std::memchr(text.data(), '\0', text.size()) != nullptr;
  const std::array<char, 3> letters =
      nuls ? std::array<char, 3>{} : std::array<char, 3>{'%', '\\', '&'};
  if (next_of(text, letters, 0) == text.size()) return std::nullopt;
  Copy copy(text, places);
  bool any = false;
  for (std::size_t at = 0; at < text.size();) {
    const auto next = next_of(text, letters, at);
    copy.keep(at, next);
    at = next;
    if (at == text.size()) break;
    const auto escape = escape_at(text.substr(at));
    if (escape.length > 0)
      copy.replace(at, escape);
    else
      copy.keep(at, at + 1);
    any |= escape.length > 0;
    at += std::max<std::size_t>(escape.length, 1);
  }
  return any ? std::optional(std::move(copy).text()) : std::nullopt;
}

}  // namespace baton::connectors
