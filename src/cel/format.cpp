#include "cel/functions.hpp"
#include "cel/text_forms.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdio>
#include <string>
#include <utility>
#include <vector>

// "…".format([…]) of cel-go's strings extension, with %s %d %b %o %x %X %f %e %%, and a precision
// for %f and %e.
namespace baton::cel {
namespace {

using Kind = Value::Kind;

constexpr int kPrecisionMax = 100;

class Formatter {
 public:
  Formatter(const Call& call, std::string_view form, const Value& arguments)
      : call_(call), form_(form), arguments_(arguments) {}

  Value run() {
    while (at_ < form_.size() && fault_.empty() && !over_) {
      if (form_[at_] != '%') {
        put(form_.substr(at_++, 1));
      } else if (form_.substr(at_).starts_with("%%")) {
        put("%");
        at_ += 2;
      } else {
        clause();
      }
    }
    if (over_) return over_limit(call_);
    if (!fault_.empty()) return failure(core::Errc::invalid, "format: " + fault_);
    return Value::string(std::move(out_));
  }

 private:
  // Pays for the bytes, then writes them.
  void put(std::string_view text) {
    over_ = over_ || !call_.meter.spend(text.size());
    if (!over_) out_ += text;
  }

  void clause() {
    ++at_;
    int precision = 6;
    if (at_ < form_.size() && form_[at_] == '.') {
      const auto* begin = form_.data() + at_ + 1;
      const auto [end, error] = std::from_chars(begin, form_.data() + form_.size(), precision);
      if (error != std::errc() || precision < 0 || precision > kPrecisionMax)
        return fail("the precision must be 0 to 100");
      at_ = static_cast<std::size_t>(end - form_.data());
    }
    if (at_ == form_.size()) return fail("a clause ends behind '%'");
    const char verb = form_[at_++];
    if (std::string_view("sdboxXfe").find(verb) == std::string_view::npos)
      return fail("unrecognized formatting clause \"" + std::string(1, verb) + "\"");
    if (next_ >= arguments_.size())
      return fail("index " + std::to_string(next_) + " out of range: there are too few arguments");
    const auto value = arguments_.at(next_++);
    switch (verb) {
      case 's': return text(value);
      case 'd': return decimal(value);
      case 'b': return binary(value);
      case 'o': return octal(value);
      case 'x': return hex(value, false);
      case 'X': return hex(value, true);
      default: return real(value, precision, verb);
    }
  }

  // Writes a value as %s does. Within a list or map a value looks the same as alone.
  void text(const Value& value) {
    switch (value.kind()) {
      case Kind::list: {
        put("[");
        const auto size = value.size();
        for (std::size_t i = 0; i < size && !over_; ++i) {
          if (i > 0) put(", ");
          text(value.at(i));
        }
        return put("]");
      }
      case Kind::map: return map_text(value);
      case Kind::string:
      case Kind::bytes: return put(value.as_string());
      case Kind::floating: return put(number_text(value.as_double()));
      case Kind::optional: return fail("an optional cannot be formatted");
      default: put(value.text());
    }
  }

  // Writes the entries in the order of their keys' texts, so that equal maps give the same text.
  void map_text(const Value& value) {
    std::vector<std::pair<std::string, std::string>> entries;
    value.for_each([this, &entries](const Value& key, const Value& member) {
      auto before = std::exchange(out_, {});
      text(key);
      auto key_text = std::exchange(out_, {});
      text(member);
      entries.emplace_back(std::move(key_text), std::exchange(out_, std::move(before)));
      return !over_;
    });
    std::sort(entries.begin(), entries.end());
    put("{");
    for (std::size_t i = 0; i < entries.size() && !over_; ++i) {
      put(i > 0 ? ", " : "");
      out_ += entries[i].first + ": " + entries[i].second;  // paid for already
    }
    put("}");
  }

  void decimal(const Value& value) {
    if (value.is(Kind::integer)) {
      put(std::to_string(value.as_int()));
    } else if (value.is(Kind::unsigned_integer)) {
      put(std::to_string(value.as_uint()));
    } else if (value.is(Kind::floating) && !std::isfinite(value.as_double())) {
      put(number_text(value.as_double()));
    } else {
      wrong("decimal clause can only be used on integers", value);
    }
  }

  void based(const Value& value, int base, bool upper) {
    const bool negative = value.is(Kind::integer) && value.as_int() < 0;
    const auto size = value.is(Kind::unsigned_integer) ? value.as_uint()
                                                       : static_cast<std::uint64_t>(value.as_int());
    std::array<char, 72> digits{};
    auto* end = std::to_chars(digits.data(), digits.data() + digits.size(),
                              negative ? 0 - size : size, base)
                    .ptr;
    if (upper)
      std::transform(digits.data(), end, digits.data(), [](char digit) {
        return digit >= 'a' ? static_cast<char>(digit - 32) : digit;
      });
    if (negative) put("-");
    put({digits.data(), end});
  }

  static bool is_whole(const Value& value) {
    return value.is(Kind::integer) || value.is(Kind::unsigned_integer);
  }

  void binary(const Value& value) {
    if (value.is(Kind::boolean)) {
      put(value.as_bool() ? "1" : "0");
    } else if (is_whole(value)) {
      based(value, 2, false);
    } else {
      wrong("only integers and bools can be formatted as binary", value);
    }
  }

  void octal(const Value& value) {
    is_whole(value) ? based(value, 8, false)
                    : wrong("octal clause can only be used on integers", value);
  }

  void hex(const Value& value, bool upper) {
    if (is_whole(value)) return based(value, 16, upper);
    if (!value.is(Kind::string) && !value.is(Kind::bytes))
      return wrong("only integers, byte buffers, and strings can be formatted as hex", value);
    const std::string_view digits = upper ? "0123456789ABCDEF" : "0123456789abcdef";
    for (const char symbol : value.as_string()) {
      const auto byte = static_cast<unsigned char>(symbol);
      const std::array<char, 2> pair{digits[byte >> 4], digits[byte & 15]};
      put({pair.data(), pair.size()});
    }
  }

  void real(const Value& value, int precision, char verb) {
    if (!value.is_number()) {
      return wrong(verb == 'f' ? "fixed-point clause can only be used on doubles"
                               : "scientific clause can only be used on doubles",
                   value);
    }
    const auto number = value.is(Kind::integer)    ? static_cast<double>(value.as_int())
                        : value.is(Kind::floating) ? value.as_double()
                                                   : static_cast<double>(value.as_uint());
    if (!std::isfinite(number)) {
      return put(number_text(number));
    }
    std::array<char, 512> digits{};
    const auto form = verb == 'f' ? std::chars_format::fixed : std::chars_format::scientific;
    const auto end =
        std::to_chars(digits.data(), digits.data() + digits.size(), number, form, precision).ptr;
    put({digits.data(), end});
  }

  void wrong(std::string rule, const Value& value) {
    fail(std::move(rule) + ", was given " + std::string(value.type_name()));
  }
  void fail(std::string what) { fault_ = std::move(what); }

  const Call& call_;
  std::string_view form_;
  const Value& arguments_;
  std::size_t at_ = 0;
  std::size_t next_ = 0;
  std::string out_;
  std::string fault_;
  bool over_ = false;  // the budget is used up
};

Value format(const Call& call, const Value* a, std::size_t count) {
  if (!a[0].is(Kind::string) || !a[1].is(Kind::list)) return no_overload(call, a, count);
  return Formatter(call, a[0].as_string(), a[1]).run();
}

}  // namespace

void add_format(FunctionTable& table) {
  table.add("format", format, {"m string, list(dyn) -> string"});
}

}  // namespace baton::cel
