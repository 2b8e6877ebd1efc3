#include "baton/formats/money.hpp"

#include "baton/core/text.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <string>

namespace baton::formats {

namespace {

// ISO 4217, table A.1, as of 2026: the currencies whose minor unit has not two digits.
constexpr std::array<std::string_view, 16> kNoDigits{"BIF", "CLP", "DJF", "GNF", "ISK", "JPY",
                                                     "KMF", "KRW", "PYG", "RWF", "UGX", "UYI",
                                                     "VND", "VUV", "XAF", "XOF"};
constexpr std::array<std::string_view, 7> kThreeDigits{"BHD", "IQD", "JOD", "KWD",
                                                       "LYD", "OMR", "TND"};

bool all_digits(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char one) { return one >= '0' && one <= '9'; });
}

// How many decimal digits a millionth has.
constexpr std::size_t kMicroDigits = 6;

// An amount in units of which `digits` decimal digits make one.
std::optional<std::int64_t> in_units(std::string_view amount, std::size_t digits) {
  const bool negative = amount.starts_with('-');
  if (negative) amount.remove_prefix(1);
  const auto point = amount.find('.');
  const auto whole = amount.substr(0, point);
  auto fraction = point == std::string_view::npos ? std::string_view() : amount.substr(point + 1);
  const bool empty_fraction = point != std::string_view::npos && fraction.empty();
  if (whole.empty() || empty_fraction || !all_digits(whole) || !all_digits(fraction))
    return std::nullopt;
  while (fraction.size() > digits && fraction.ends_with('0')) fraction.remove_suffix(1);
  if (fraction.size() > digits) return std::nullopt;
  std::string text(negative ? "-" : "");
  text.append(whole).append(fraction).append(digits - fraction.size(), '0');
  std::int64_t units = 0;
  const auto [end, wrong] = std::from_chars(text.data(), text.data() + text.size(), units);
  return wrong == std::errc() && end == text.data() + text.size() ? std::optional(units)
                                                                  : std::nullopt;
}

}  // namespace

std::optional<int> minor_digits(std::string_view currency) {
  const bool code =
      currency.size() == 3 && std::all_of(currency.begin(), currency.end(),
                                          [](char one) { return one >= 'A' && one <= 'Z'; });
  if (!code) return std::nullopt;
  if (core::is_one_of(currency, kNoDigits) || currency == "XPF") return 0;
  if (core::is_one_of(currency, kThreeDigits)) return 3;
  return currency == "CLF" || currency == "UYW" ? 4 : 2;
}

std::optional<std::int64_t> minor_units(std::string_view amount, std::string_view currency) {
  const auto digits = minor_digits(currency);
  return digits ? in_units(amount, static_cast<std::size_t>(*digits)) : std::nullopt;
}

std::optional<std::int64_t> minor_units_as_sent(std::string_view units, std::string_view currency) {
  // A currency without a smaller unit takes the number as it is.
  return minor_digits(currency) ? minor_units(units, kNoDigits.front()) : std::nullopt;
}

std::optional<std::int64_t> minor_units_of_micros(std::string_view micros,
                                                  std::string_view currency) {
  const bool negative = micros.starts_with('-');
  if (negative) micros.remove_prefix(1);
  if (micros.empty() || !all_digits(micros)) return std::nullopt;
  std::string digits(micros);
  if (digits.size() <= kMicroDigits) digits.insert(0, kMicroDigits + 1 - digits.size(), '0');
  digits.insert(digits.size() - kMicroDigits, 1, '.');
  return minor_units((negative ? "-" : "") + digits, currency);
}

std::optional<std::int64_t> micros_of(std::string_view amount) {
  return in_units(amount, kMicroDigits);
}

std::string micros_text(std::int64_t micros) {
  std::string digits = std::to_string(micros < 0 ? -micros : micros);
  if (digits.size() <= kMicroDigits) digits.insert(0, kMicroDigits + 1 - digits.size(), '0');
  digits.insert(digits.size() - kMicroDigits, 1, '.');
  while (digits.ends_with('0')) digits.pop_back();
  if (digits.ends_with('.')) digits.pop_back();
  return (micros < 0 ? "-" : "") + digits;
}

}  // namespace baton::formats
