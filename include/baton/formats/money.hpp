#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace baton::formats {

// How many decimal digits the minor unit of a currency has: 2 for EUR, 0 for JPY, 3 for KWD (ISO
// 4217). Nullopt for a text that is no code of three capital letters. A code that is not known has
// two, as nearly all have.
std::optional<int> minor_digits(std::string_view currency);

// An amount in decimal digits, such as "-1200.5", in the minor unit of its currency: -120050. The
// result is exact: nullopt for an amount with more digits than the currency has, unless they are
// zeros, for one that does not fit, and for any other text. Any thread.
std::optional<std::int64_t> minor_units(std::string_view amount, std::string_view currency);

// An amount that is in the minor unit already: "5000" is 5000 cents in EUR, and 5000 yen. Nullopt
// as for minor_units(). Any thread.
std::optional<std::int64_t> minor_units_as_sent(std::string_view units, std::string_view currency);

// An amount in millionths of the currency's unit, as the APIs of Google write it: "12340000" is
// 12.34, which is 1234 in EUR and has no exact value in JPY. Nullopt as for minor_units(). Any
// thread.
std::optional<std::int64_t> minor_units_of_micros(std::string_view micros,
                                                  std::string_view currency);

// An amount in decimal digits in millionths of its unit: "0.25" is 250000. Nullopt for an amount
// with more than six digits behind the point, and as for minor_units(). Any thread.
std::optional<std::int64_t> micros_of(std::string_view amount);

// The same amount as people write it: 250000 is "0.25", and 2000000 "2".
std::string micros_text(std::int64_t micros);

}  // namespace baton::formats
