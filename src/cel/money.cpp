#include "cel/money.hpp"

#include "baton/core/text.hpp"
#include "baton/formats/money.hpp"
#include "cel/functions.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <string>

namespace baton::cel {
namespace {

using Kind = Value::Kind;

// From here on a double is no longer exact to the cent.
constexpr double kAmountMax = 1e13;

// A number with a comma before each three digits of its whole part.
std::string grouped(std::string number) {
  const std::size_t begin = number.starts_with('-') ? 1 : 0;
  for (auto at = std::min(number.find('.'), number.size()); at > begin + 3;) {
    at -= 3;
    number.insert(at, 1, ',');
  }
  return number;
}

Value money(const Call& call, const Value* a, std::size_t count) {
  double amount = 0;
  switch (a[0].kind()) {
    case Kind::integer: amount = static_cast<double>(a[0].as_int()); break;
    case Kind::unsigned_integer: amount = static_cast<double>(a[0].as_uint()); break;
    case Kind::floating: amount = a[0].as_double(); break;
    default: return no_overload(call, a, count);
  }
  if (!a[1].is(Kind::string)) return no_overload(call, a, count);
  if (const auto fault = fault_of_currency(a[1].as_string())) return failure(*fault);
  if (!(std::abs(amount) < kAmountMax))
    return failure(core::Errc::invalid,
                   "expected an amount below 10,000,000,000,000, got " + a[0].literal());
  std::array<char, 32> digits{};
  const auto decimals = formats::minor_digits(a[1].as_string()).value_or(2);
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), amount,
                                 std::chars_format::fixed, decimals)
                       .ptr;
  std::string number(digits.data(), end);
  if (number.find_first_not_of("-0.") == std::string::npos && number.starts_with('-'))
    number.erase(0, 1);
  auto text = grouped(std::move(number)) + ' ' + std::string(a[1].as_string());
  if (!call.meter.make(text.size())) return over_limit(call);
  return Value::string(std::move(text));
}

}  // namespace

std::optional<core::Error> fault_of_currency(std::string_view currency) {
  if (formats::minor_digits(currency)) return std::nullopt;
  return core::Error{core::Errc::invalid,
                     "expected the three letters of a currency, as EUR, got \"" +
                         core::one_line(currency, 20) + '"'};
}

void add_money(FunctionTable& table) {
  table.add("money", money,
            {"~ double, string -> string", "~ int, string -> string", "~ uint, string -> string"});
}

}  // namespace baton::cel
