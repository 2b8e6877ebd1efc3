#include "baton/core/json.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <utility>

namespace baton::core {

namespace {

std::string dumped(const Json& value) {
  return value.dump(-1, ' ', false, Json::error_handler_t::replace);
}

// True for a text of printable ASCII that needs no escapes in JSON, as most texts are. It looks at
// eight bytes at a time: the top bit of a byte is set if that byte needs an escape.
bool is_plain(std::string_view text) {
  constexpr std::uint64_t kOnes = 0x0101010101010101U;
  constexpr std::uint64_t kTops = 0x8080808080808080U;
  constexpr auto zero_in = [](std::uint64_t word) { return (word - kOnes) & ~word; };
  constexpr auto in_the_way = [zero_in](std::uint64_t word) {
    return (word - kOnes * ' ') | (word + kOnes) | zero_in(word ^ (kOnes * '"')) |
           zero_in(word ^ (kOnes * '\\'));
  };
  std::uint64_t found = 0;
  std::uint64_t word = 0;
  const auto look_at = [&](const char* bytes) {
    std::memcpy(&word, bytes, sizeof(word));
    found |= in_the_way(word);
  };
  if (text.size() < sizeof(word)) {
    const auto plain = [](char c) { return c >= ' ' && c < '\x7f' && c != '"' && c != '\\'; };
    return std::all_of(text.begin(), text.end(), plain);
  }
  const auto* const last = text.data() + text.size() - sizeof(word);
  for (const auto* bytes = text.data(); bytes < last; bytes += sizeof(word)) look_at(bytes);
  look_at(last);
  return (found & kTops) == 0;
}

// Writes a text of plain ASCII itself, and leaves every other text to the library.
void append_string(std::string& text, const std::string& value) {
  if (!is_plain(value)) {
    text += dumped(value);
    return;
  }
  text += '"';
  text += value;
  text += '"';
}

template <class Integer>
void append_integer(std::string& text, Integer value) {
  std::array<char, 24> digits;
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr;
  text.append(digits.data(), end);
}

void append_object(std::string& text, const Json::object_t& members) {
  text += '{';
  bool first = true;
  for (const auto& [name, value] : members) {
    if (!std::exchange(first, false)) text += ',';
    append_string(text, name);
    text += ':';
    append(text, value);
  }
  text += '}';
}

void append_array(std::string& text, const Json::array_t& items) {
  text += '[';
  bool first = true;
  for (const auto& item : items) {
    if (!std::exchange(first, false)) text += ',';
    append(text, item);
  }
  text += ']';
}

}  // namespace

void append(std::string& text, const Json& value) {
  switch (value.type()) {
    case Json::value_t::object: return append_object(text, value.get_ref<const Json::object_t&>());
    case Json::value_t::array: return append_array(text, value.get_ref<const Json::array_t&>());
    case Json::value_t::string: return append_string(text, value.get_ref<const std::string&>());
    case Json::value_t::number_integer: return append_integer(text, value.get<std::int64_t>());
    case Json::value_t::number_unsigned: return append_integer(text, value.get<std::uint64_t>());
    default: text += dumped(value);
  }
}

std::string dump(const Json& value) {
  std::string text;
  if (value.is_structured()) text.reserve(512);  // most documents fit without growing the text
  append(text, value);
  return text;
}

std::string number_text(double number) { return dump(with_plain_numbers(number)); }

Json with_plain_numbers(Json value) {
  // Up to here a double tells each whole number from the next, and 64 bits hold it.
  constexpr double kWholeMax = 9e15;
  if (value.is_structured()) {
    for (auto& part : value) part = with_plain_numbers(std::move(part));
  } else if (value.is_number_float()) {
    const auto number = value.get<double>();
    if (std::trunc(number) == number && std::abs(number) < kWholeMax)
      return static_cast<std::int64_t>(number);
  }
  return value;
}

namespace {

std::size_t text_bytes(const std::string& text) {
  std::size_t bytes = text.size() + 2;
  if (is_plain(text)) return bytes;
  for (const char c : text) {
    if (static_cast<unsigned char>(c) < ' ') bytes += 5;  // written as \u0000
    if (c == '"' || c == '\\') ++bytes;
  }
  return bytes;
}

void measure(const Json& value, std::size_t enough, Size& size) {
  constexpr std::size_t kNumberBytes = 8;  // the digits of a middling number
  ++size.values;
  if (size.bytes > enough) return;
  switch (value.type()) {
    case Json::value_t::object:
      size.bytes += 2;
      for (const auto& [name, member] : value.get_ref<const Json::object_t&>()) {
        size.bytes += text_bytes(name) + 2;
        measure(member, enough, size);
      }
      return;
    case Json::value_t::array:
      size.bytes += 2;
      for (const auto& item : value.get_ref<const Json::array_t&>()) {
        ++size.bytes;
        measure(item, enough, size);
      }
      return;
    case Json::value_t::string:
      size.bytes += text_bytes(value.get_ref<const std::string&>());
      return;
    default: size.bytes += kNumberBytes;
  }
}

}  // namespace

Size size_of(const Json& value, std::size_t enough) {
  Size size;
  measure(value, enough, size);
  return size;
}

bool deeper_than(const Json& value, std::size_t levels) {
  if (!value.is_structured()) return false;
  if (levels == 0) return true;
  return std::any_of(value.begin(), value.end(),
                     [levels](const Json& part) { return deeper_than(part, levels - 1); });
}

const Json* find(const Json& value, std::string_view key) {
  if (!value.is_object()) return nullptr;
  const auto& members = value.get_ref<const Json::object_t&>();
  const auto member = members.find(key);
  return member == members.end() ? nullptr : &member->second;
}

std::string pointer_part(std::string_view member) {
  std::string part;
  part.reserve(member.size());
  for (const char letter : member) {
    if (letter == '~')
      part += "~0";
    else if (letter == '/')
      part += "~1";
    else
      part += letter;
  }
  return part;
}

std::string text_at(const Json& value, std::string_view key, std::string_view default_value) {
  const auto* member = find(value, key);
  return member && member->is_string() ? member->get_ref<const std::string&>()
                                       : std::string(default_value);
}

}  // namespace baton::core
