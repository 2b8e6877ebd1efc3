#include "baton/core/letters.hpp"
#include "baton/core/utf8.hpp"
#include "cel/functions.hpp"

#include <limits>
#include <string>
#include <utility>

// text.*: what people do with texts and CEL's own functions do not. Lengths count code points.
namespace baton::cel {
namespace {

using Kind = Value::Kind;

// Pays for a text that is walked letter by letter.
bool spend_letters(const Call& call, const Value& text) {
  return call.meter.spend(1 + text.as_string().size() / 4);
}

// Reads the argument that is a number of characters. False if it is none.
bool read_most(const Value& value, std::size_t& most) {
  if (!value.is(Kind::integer) || value.as_int() < 0) return false;
  most = static_cast<std::size_t>(value.as_int());
  return true;
}

Value no_length(const Call& call, const Value* a, std::size_t count) {
  if (!a[1].is(Kind::integer)) return no_overload(call, a, count);
  return failure(core::Errc::invalid,
                 "expected a number of characters, 0 or more, got " + a[1].literal());
}

// The text with every letter mapped. Bytes that are not UTF-8 stay where they are.
template <std::uint32_t (*kMap)(std::uint32_t)>
Value with_letters(const Call& call, const Value* a, std::size_t count) {
  if (!a[0].is(Kind::string)) return no_overload(call, a, count);
  if (!spend_letters(call, a[0])) return over_limit(call);
  const auto text = a[0].as_string();
  std::string out;
  out.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    const auto width = core::utf8::sequence(text, at);
    if (width == 0) {
      out += text[at++];
    } else {
      core::utf8::append(out, kMap(core::utf8::decode(text, at)));
      at += width;
    }
  }
  if (!call.meter.make(out.size())) return over_limit(call);
  return Value::string(std::move(out));
}

// The first `most` characters of a slug, without the part of a word unless it is the first one.
std::string shortened_slug(std::string slug, std::size_t most) {
  if (slug.size() <= most) return slug;
  const bool between_words = slug[most] == '-';
  slug.resize(most);
  const auto dash = slug.rfind('-');
  if (!between_words && dash != std::string::npos) slug.resize(dash);
  return slug;
}

Value slug(const Call& call, const Value* a, std::size_t count) {
  auto most = std::numeric_limits<std::size_t>::max();
  if (!a[0].is(Kind::string)) return no_overload(call, a, count);
  if (count == 2 && !read_most(a[1], most)) return no_length(call, a, count);
  if (!spend_letters(call, a[0])) return over_limit(call);
  const auto text = a[0].as_string();
  std::string out;
  bool between_words = false;
  for (std::size_t at = 0; at < text.size(); at += core::utf8::width(text, at)) {
    const auto point =
        core::utf8::sequence(text, at) == 0 ? 0 : core::small_letter(core::utf8::decode(text, at));
    if (core::is_accent(point)) continue;
    const bool plain = (point >= 'a' && point <= 'z') || (point >= '0' && point <= '9');
    const auto letters = plain ? std::string_view() : core::ascii_letters(point);
    if (!plain && letters.empty()) {
      between_words = true;
      continue;
    }
    if (std::exchange(between_words, false) && !out.empty()) out += '-';
    if (plain) out += static_cast<char>(point);
    out += letters;
  }
  if (!call.meter.make(out.size())) return over_limit(call);
  return Value::string(shortened_slug(std::move(out), most));
}

// At most so many characters. Where some were left out, the last of them are `end`, if it fits.
Value cut(const Call& call, const Value* a, std::size_t count) {
  std::size_t most = 0;
  const bool fit = a[0].is(Kind::string) && (count == 2 || a[2].is(Kind::string));
  if (!fit) return no_overload(call, a, count);
  if (!read_most(a[1], most)) return no_length(call, a, count);
  if (!spend_letters(call, a[0]) || (count == 3 && !spend_letters(call, a[2])))
    return over_limit(call);
  const auto text = a[0].as_string();
  if (core::utf8::offset(text, most) == text.size()) return a[0];
  auto end = count == 3 ? a[2].as_string() : std::string_view("…");
  const auto length = core::utf8::count(end);
  if (length > most) end = {};
  auto kept = text.substr(0, core::utf8::offset(text, most - (end.empty() ? 0 : length)));
  while (!end.empty() && kept.ends_with(' ')) kept.remove_suffix(1);
  if (!call.meter.make(kept.size() + end.size())) return over_limit(call);
  return Value::string(std::string(kept).append(end));
}

}  // namespace

void add_text_functions(FunctionTable& table) {
  table.add("text.lower", with_letters<core::small_letter>, {"~ string -> string"});
  table.add("text.upper", with_letters<core::capital_letter>, {"~ string -> string"});
  table.add("text.slug", slug, {"~ string -> string", "~ string, int -> string"});
  table.add("text.cut", cut, {"~ string, int -> string", "~ string, int, string -> string"});
}

}  // namespace baton::cel
