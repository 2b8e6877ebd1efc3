#include "baton/core/utf8.hpp"
#include "cel/functions.hpp"
#include "cel/search.hpp"
#include "cel/text_forms.hpp"
#include "cel/value_words.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <utility>

// The functions of cel-go's strings extension. Positions count code points.
namespace baton::cel {
namespace {

using Kind = Value::Kind;

bool are_texts(const Value* a, std::size_t count) {
  return std::all_of(a, a + count, [](const Value& value) { return value.is(Kind::string); });
}

Value out_of_range(std::int64_t index) {
  return failure(core::Errc::invalid, "index out of range: " + std::to_string(index));
}

Value spent(const Call& call, std::string text) {
  if (!call.meter.make(text.size())) return over_limit(call);
  return Value::string(std::move(text));
}

Value char_at(const Call& call, const Value* a, std::size_t count) {
  if (!a[0].is(Kind::string) || !a[1].is(Kind::integer)) return no_overload(call, a, count);
  const auto text = a[0].as_string();
  if (!call.meter.spend(text.size() / 16)) return over_limit(call);
  const auto index = a[1].as_int();
  const auto size = static_cast<std::int64_t>(core::utf8::count(text));
  if (index < 0 || index > size) return out_of_range(index);
  const auto at = core::utf8::offset(text, static_cast<std::size_t>(index));
  return Value::string(at == text.size()
                           ? std::string()
                           : std::string(text.substr(at, core::utf8::width(text, at))));
}

// Sets `start` to the third argument of indexOf() or lastIndexOf(), or to `default_value` if there
// is none. False if it is no position of the text.
bool start_of(const Value* a, std::size_t count, std::int64_t default_value, std::int64_t size,
              std::int64_t& start) {
  start = count == 3 ? a[2].as_int() : default_value;
  return start >= 0 && start <= size;
}

Value index_of(const Call& call, const Value* a, std::size_t count) {
  if (!are_texts(a, 2) || (count == 3 && !a[2].is(Kind::integer)))
    return no_overload(call, a, count);
  const auto text = a[0].as_string();
  const auto part = a[1].as_string();
  if (!call.meter.spend(text.size() / 16 + find_cost(text, part))) return over_limit(call);
  std::int64_t start = 0;
  if (!start_of(a, count, 0, static_cast<std::int64_t>(core::utf8::count(text)), start))
    return out_of_range(start);
  const auto found =
      find_text(text, part, core::utf8::offset(text, static_cast<std::size_t>(start)));
  if (found == std::string_view::npos) return Value::integer(-1);
  return Value::integer(static_cast<std::int64_t>(core::utf8::count(text.substr(0, found))));
}

Value last_index_of(const Call& call, const Value* a, std::size_t count) {
  if (!are_texts(a, 2) || (count == 3 && !a[2].is(Kind::integer)))
    return no_overload(call, a, count);
  const auto text = a[0].as_string();
  const auto part = a[1].as_string();
  if (!call.meter.spend(text.size() / 8 + find_cost(text, part))) return over_limit(call);
  const auto size = static_cast<std::int64_t>(core::utf8::count(text));
  std::int64_t start = 0;
  if (!start_of(a, count, size, size, start)) return out_of_range(start);
  const auto found =
      find_last_text(text, part, core::utf8::offset(text, static_cast<std::size_t>(start)));
  if (found == std::string_view::npos) return Value::integer(-1);
  return Value::integer(static_cast<std::int64_t>(core::utf8::count(text.substr(0, found))));
}

Value substring(const Call& call, const Value* a, std::size_t count) {
  if (!a[0].is(Kind::string) || !a[1].is(Kind::integer) || (count == 3 && !a[2].is(Kind::integer)))
    return no_overload(call, a, count);
  const auto text = a[0].as_string();
  if (!call.meter.spend(text.size() / 16)) return over_limit(call);
  const auto size = static_cast<std::int64_t>(core::utf8::count(text));
  const auto begin = a[1].as_int();
  const auto end = count == 3 ? a[2].as_int() : size;
  if (begin < 0 || begin > size) return out_of_range(begin);
  if (end < 0 || end > size) return out_of_range(end);
  if (begin > end) {
    return failure(core::Errc::invalid, "invalid substring range: start " + std::to_string(begin) +
                                            " is behind end " + std::to_string(end));
  }
  const auto from = core::utf8::offset(text, static_cast<std::size_t>(begin));
  const auto to = core::utf8::offset(text, static_cast<std::size_t>(end));
  return spent(call, std::string(text.substr(from, to - from)));
}

template <char kFrom, char kTo, int kShift>
Value ascii_case(const Call& call, const Value* a, std::size_t count) {
  if (!are_texts(a, 1)) return no_overload(call, a, count);
  std::string text(a[0].as_string());
  for (auto& symbol : text) {
    if (symbol >= kFrom && symbol <= kTo) symbol = static_cast<char>(symbol + kShift);
  }
  return spent(call, std::move(text));
}

// True for the code points of Unicode's property White_Space.
bool is_space(std::uint32_t point) {
  return (point >= 0x09 && point <= 0x0D) || point == 0x20 || point == 0x85 || point == 0xA0 ||
         point == 0x1680 || (point >= 0x2000 && point <= 0x200A) || point == 0x2028 ||
         point == 0x2029 || point == 0x202F || point == 0x205F || point == 0x3000;
}

// The width of the last code point of a text that is not empty, as core::utf8::width() counts it. A
// sequence that ends with the text is its last one, because its first byte is part of no other.
std::size_t last_width(std::string_view text) {
  constexpr std::size_t kWidthMax = 4;
  for (auto width = std::min(kWidthMax, text.size()); width > 1; --width) {
    if (core::utf8::sequence(text, text.size() - width) == width) return width;
  }
  return 1;
}

Value trim(const Call& call, const Value* a, std::size_t count) {
  if (!are_texts(a, 1)) return no_overload(call, a, count);
  if (!spend_reading(call, a[0])) return over_limit(call);
  auto text = a[0].as_string();
  while (!text.empty() && is_space(core::utf8::decode(text, 0)))
    text.remove_prefix(core::utf8::width(text, 0));
  while (!text.empty() && is_space(core::utf8::decode(text, text.size() - last_width(text))))
    text.remove_suffix(last_width(text));
  return spent(call, std::string(text));
}

// The pieces of `text` between separators: at most `limit`, or all if that is negative. An empty
// separator cuts between code points. If the budget is used up, the pieces so far.
Value::List cut(Budget& meter, std::string_view text, std::string_view separator,
                std::int64_t limit) {
  constexpr std::size_t kPieceBytes = 80;  // what a piece takes beside its text
  Value::List pieces;
  const auto piece = [&pieces, &meter](std::string_view part) {
    pieces.push_back(Value::string(std::string(part)));
    return meter.make(kPieceBytes + part.size());
  };
  if (limit == 0) return pieces;
  if (separator.empty() && text.empty()) return pieces;
  while (limit < 0 || static_cast<std::int64_t>(pieces.size()) + 1 < limit) {
    const auto width = separator.empty() ? core::utf8::width(text, 0) : find_text(text, separator);
    if (width == std::string_view::npos || (separator.empty() && width >= text.size())) break;
    if (!piece(text.substr(0, width))) return pieces;  // the budget is used up
    text.remove_prefix(width + separator.size());
  }
  piece(text);
  return pieces;
}

Value split(const Call& call, const Value* a, std::size_t count) {
  if (!are_texts(a, 2) || (count == 3 && !a[2].is(Kind::integer)))
    return no_overload(call, a, count);
  if (!call.meter.spend(a[0].as_string().size() / 4 +
                        find_cost(a[0].as_string(), a[1].as_string())))
    return over_limit(call);
  return Value::list(
      cut(call.meter, a[0].as_string(), a[1].as_string(), count == 3 ? a[2].as_int() : -1));
}

Value replace(const Call& call, const Value* a, std::size_t count) {
  if (!are_texts(a, 3) || (count == 4 && !a[3].is(Kind::integer)))
    return no_overload(call, a, count);
  const auto text = a[0].as_string();
  const auto from = a[1].as_string();
  const auto to = a[2].as_string();
  auto left = count == 4 ? a[3].as_int() : -1;
  std::string out;
  std::size_t at = 0;
  if (from.empty()) {  // before every code point, and behind the last
    for (; at <= text.size() && left != 0; --left) {
      if (!call.meter.spend(to.size() + 1)) return over_limit(call);
      out += to;
      if (at == text.size()) return spent(call, std::move(out));
      const auto width = core::utf8::width(text, at);
      out += text.substr(at, width);
      at += width;
    }
  } else {
    if (!call.meter.spend(find_cost(text, from))) return over_limit(call);
    for (auto found = find_text(text, from); found != std::string_view::npos && left != 0;
         found = find_text(text, from, at), --left) {
      if (!call.meter.spend(2 + (to.size() + found - at) / 8)) return over_limit(call);
      out.append(text.substr(at, found - at)).append(to);
      at = found + from.size();
    }
  }
  if (at < text.size()) out += text.substr(at);
  return spent(call, std::move(out));
}

Value join(const Call& call, const Value* a, std::size_t count) {
  if (!a[0].is(Kind::list) || (count == 2 && !a[1].is(Kind::string)))
    return no_overload(call, a, count);
  const auto separator = count == 2 ? a[1].as_string() : std::string_view();
  std::string out;
  const auto size = a[0].size();
  for (std::size_t i = 0; i < size; ++i) {
    const auto item = a[0].at(i);
    if (!item.is(Kind::string))
      return failure(core::Errc::invalid, "join() expects texts, got " + in_words(item));
    if (!call.meter.spend(1 + separator.size() + item.as_string().size())) return over_limit(call);
    if (i > 0) out += separator;
    out += item.as_string();
  }
  return Value::string(std::move(out));
}

Value quote(const Call& call, const Value* a, std::size_t count) {
  if (!are_texts(a, 1)) return no_overload(call, a, count);
  const auto text = a[0].as_string();
  static constexpr std::array<std::pair<char, std::string_view>, 9> kEscapes{{{'\a', "\\a"},
                                                                              {'\b', "\\b"},
                                                                              {'\f', "\\f"},
                                                                              {'\n', "\\n"},
                                                                              {'\r', "\\r"},
                                                                              {'\t', "\\t"},
                                                                              {'\v', "\\v"},
                                                                              {'\\', "\\\\"},
                                                                              {'"', "\\\""}}};
  std::string out = "\"";
  for (std::size_t at = 0; at < text.size();) {
    const auto width = core::utf8::width(text, at);
    const auto* escape = std::find_if(kEscapes.begin(), kEscapes.end(),
                                      [&](const auto& entry) { return entry.first == text[at]; });
    if (escape != kEscapes.end()) {
      out += escape->second;
    } else if (width == 1 && static_cast<unsigned char>(text[at]) >= 0x80) {
      out += "\xEF\xBF\xBD";  // U+FFFD for what is no UTF-8
    } else {
      out += text.substr(at, width);
    }
    at += width;
  }
  return spent(call, out += '"');
}

Value reverse(const Call& call, const Value* a, std::size_t count) {
  if (a[0].is(Kind::list)) {
    const auto size = a[0].size();
    if (!call.meter.make_list(size)) return over_limit(call);
    Value::List items;
    items.reserve(size);
    for (auto i = size; i-- > 0;) items.push_back(a[0].at(i));
    return Value::list(std::move(items));
  }
  if (!are_texts(a, 1)) return no_overload(call, a, count);
  const auto text = a[0].as_string();
  if (!call.meter.spend(text.size() / 8)) return over_limit(call);
  std::string out(text.size(), '\0');
  for (std::size_t at = 0; at < text.size();) {
    const auto width = std::min(core::utf8::width(text, at), text.size() - at);
    text.copy(&out[text.size() - at - width], width, at);
    at += width;
  }
  return Value::string(std::move(out));
}

}  // namespace

void add_text_extension(FunctionTable& table) {
  table.add("charAt", char_at, {"m string, int -> string"});
  table.add("indexOf", index_of, {"m string, string -> int", "m string, string, int -> int"});
  table.add("lastIndexOf", last_index_of,
            {"m string, string -> int", "m string, string, int -> int"});
  table.add("substring", substring, {"m string, int -> string", "m string, int, int -> string"});
  table.add("lowerAscii", ascii_case<'A', 'Z', 'a' - 'A'>, {"m string -> string"});
  table.add("upperAscii", ascii_case<'a', 'z', 'A' - 'a'>, {"m string -> string"});
  table.add("trim", trim, {"m string -> string"});
  table.add("split", split,
            {"m string, string -> list(string)", "m string, string, int -> list(string)"});
  table.add("replace", replace,
            {"m string, string, string -> string", "m string, string, string, int -> string"});
  table.add("join", join, {"m list(string) -> string", "m list(string), string -> string"});
  table.add("strings.quote", quote, {"string -> string"});
  table.add("reverse", reverse, {"m string -> string", "m list(A) -> list(A)"});
}

}  // namespace baton::cel
