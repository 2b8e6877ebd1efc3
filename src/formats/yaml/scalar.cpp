#include "baton/core/text.hpp"
#include "baton/formats/yaml.hpp"

#include <charconv>
#include <cstdint>

namespace baton::formats::yaml {

using core::Json;

namespace {

std::size_t digits(std::string_view text) {
  std::size_t count = 0;
  while (count < text.size() && core::is_digit(text[count])) ++count;
  return count;
}

// Reads [-+]? ( \. [0-9]+ | [0-9]+ ( \. [0-9]* )? ) ( [eE] [-+]? [0-9]+ )?, which is an integer if
// there is neither dot nor exponent.
Node::Kind classify_number(std::string_view text) {
  if (text.starts_with('-') || text.starts_with('+')) text.remove_prefix(1);
  const auto whole = digits(text);
  text.remove_prefix(whole);
  if (text.empty()) return whole > 0 ? Node::Kind::integer : Node::Kind::string;
  if (text.front() == '.') {
    text.remove_prefix(1);
    const auto fraction = digits(text);
    if (whole + fraction == 0) return Node::Kind::string;
    text.remove_prefix(fraction);
  } else if (whole == 0) {
    return Node::Kind::string;
  }
  if (text.empty()) return Node::Kind::floating;
  if (text.front() != 'e' && text.front() != 'E') return Node::Kind::string;
  text.remove_prefix(1);
  if (text.starts_with('-') || text.starts_with('+')) text.remove_prefix(1);
  return !text.empty() && digits(text) == text.size() ? Node::Kind::floating : Node::Kind::string;
}

bool is_based(std::string_view text, std::string_view prefix, std::string_view allowed) {
  return text.size() > prefix.size() && text.starts_with(prefix) &&
         text.find_first_not_of(allowed, prefix.size()) == std::string_view::npos;
}

bool is_octal(std::string_view text) { return is_based(text, "0o", "01234567"); }
bool is_hexadecimal(std::string_view text) {
  return is_based(text, "0x", "0123456789abcdefABCDEF");
}

template <class Number>
bool parse(std::string_view text, Number& number, int base) {
  const auto* end = text.data() + text.size();
  return std::from_chars(text.data(), end, number, base) ==
         std::from_chars_result{end, std::errc()};
}

// Null if the number does not fit a double.
Json floating(std::string_view text) {
  if (text.starts_with('+')) text.remove_prefix(1);
  double number = 0;
  if (std::from_chars(text.data(), text.data() + text.size(), number).ec != std::errc())
    return nullptr;
  return number;
}

// Null if the number does not fit 64 bits: as a double it would lose its last digits.
Json integer(std::string_view text) {
  int base = 10;
  if (is_octal(text) || is_hexadecimal(text)) {
    base = text[1] == 'o' ? 8 : 16;
    text.remove_prefix(2);
  }
  if (text.starts_with('+')) text.remove_prefix(1);
  std::int64_t number = 0;
  if (parse(text, number, base)) return number;
  std::uint64_t large = 0;
  if (parse(text, large, base)) return large;
  return nullptr;
}

}  // namespace

Node::Kind classify(std::string_view plain) {
  if (plain.empty() || plain == "~" || plain == "null" || plain == "Null" || plain == "NULL")
    return Node::Kind::null;
  for (const std::string_view word : {"true", "True", "TRUE", "false", "False", "FALSE"}) {
    if (plain == word) return Node::Kind::boolean;
  }
  if (is_octal(plain) || is_hexadecimal(plain)) return Node::Kind::integer;
  return classify_number(plain);
}

Json to_json(const Node& node) {
  switch (node.kind) {
    case Node::Kind::null: return nullptr;
    case Node::Kind::boolean: return node.text.front() == 't' || node.text.front() == 'T';
    case Node::Kind::integer: return integer(node.text);
    case Node::Kind::floating: return floating(node.text);
    case Node::Kind::string: return node.text;
    case Node::Kind::list: {
      auto list = Json::array();
      for (const auto& item : node.items) list.push_back(to_json(*item));
      return list;
    }
    case Node::Kind::map: break;
  }
  auto object = Json::object();
  for (const auto& [key, value] : node.entries) object[key->text] = to_json(*value);
  return object;
}

std::string describe(const Node& node) {
  switch (node.kind) {
    case Node::Kind::null: return "nothing";
    case Node::Kind::boolean: return "the boolean " + node.text;
    case Node::Kind::integer:
    case Node::Kind::floating: return "the number " + node.text;
    case Node::Kind::string:
      return node.text.size() <= 60 && node.text.find('\n') == std::string::npos
                 ? '"' + node.text + '"'
                 : "a text";
    case Node::Kind::list: return "a list";
    case Node::Kind::map: break;
  }
  return "a mapping";
}

const Node* Node::find(std::string_view key) const {
  for (const auto& entry : entries) {
    if (entry.key->text == key) return entry.value.get();
  }
  return nullptr;
}

}  // namespace baton::formats::yaml
