#include "templates/duration_meant.hpp"

#include "baton/calendar/duration.hpp"
#include "baton/core/text.hpp"
#include "baton/core/time.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <utility>

namespace baton::templates {

namespace {

using Unit = std::pair<std::string_view, std::int64_t>;  // a word, and its length in microseconds

constexpr std::int64_t kSecond = 1'000'000;
constexpr std::array<Unit, 34> kUnits{{{"ms", 1'000},
                                       {"msec", 1'000},
                                       {"millisecond", 1'000},
                                       {"milliseconds", 1'000},
                                       {"s", kSecond},
                                       {"sec", kSecond},
                                       {"secs", kSecond},
                                       {"second", kSecond},
                                       {"seconds", kSecond},
                                       {"m", 60 * kSecond},
                                       {"min", 60 * kSecond},
                                       {"mins", 60 * kSecond},
                                       {"minute", 60 * kSecond},
                                       {"minutes", 60 * kSecond},
                                       {"h", 3'600 * kSecond},
                                       {"hr", 3'600 * kSecond},
                                       {"hrs", 3'600 * kSecond},
                                       {"hour", 3'600 * kSecond},
                                       {"hours", 3'600 * kSecond},
                                       {"d", 86'400 * kSecond},
                                       {"day", 86'400 * kSecond},
                                       {"days", 86'400 * kSecond},
                                       {"w", 604'800 * kSecond},
                                       {"week", 604'800 * kSecond},
                                       {"weeks", 604'800 * kSecond},
                                       {"j", 86'400 * kSecond},
                                       {"jour", 86'400 * kSecond},
                                       {"jours", 86'400 * kSecond},
                                       {"heure", 3'600 * kSecond},
                                       {"heures", 3'600 * kSecond},
                                       {"semaine", 604'800 * kSecond},
                                       {"semaines", 604'800 * kSecond},
                                       {"month", 2'592'000 * kSecond},
                                       {"months", 2'592'000 * kSecond}}};

// What people write, without spaces, for business days and hours.
constexpr std::array<std::pair<std::string_view, std::string_view>, 8> kBusinessUnits{
    {{"businessdays", "bd"},
     {"businessday", "bd"},
     {"workingdays", "bd"},
     {"workingday", "bd"},
     {"workdays", "bd"},
     {"joursouvr\u00e9s", "bd"},
     {"businesshours", "bh"},
     {"workinghours", "bh"}}};

// "3bd" for "3 business days"; empty for a text that is no length of business time.
std::string business_time_meant(std::string_view text) {
  auto close = core::lower(text);
  std::erase(close, ' ');
  for (const auto& [written, unit] : kBusinessUnits) {
    if (!close.ends_with(written)) continue;
    close.replace(close.size() - written.size(), written.size(), unit);
    return calendar::parse_span(close) ? close : std::string();
  }
  return {};
}

std::int64_t unit_length(std::string_view word) {
  const auto found = std::find_if(kUnits.begin(), kUnits.end(),
                                  [word](const Unit& unit) { return unit.first == word; });
  return found == kUnits.end() ? 0 : found->second;
}

std::size_t skip(std::string_view text, std::size_t at, auto wanted) {
  while (at < text.size() && wanted(text[at])) ++at;
  return at;
}

}  // namespace

std::string duration_meant(std::string_view text) {
  constexpr std::size_t kBytesMax = 40;
  if (text.size() > kBytesMax) return {};
  if (auto business = business_time_meant(text); !business.empty()) return business;
  std::string lowered(text);
  std::transform(lowered.begin(), lowered.end(), lowered.begin(),
                 [](char c) { return c == 'T' ? c : core::lower(c); });
  if (lowered.starts_with('p')) {  // ISO 8601, where an M before the T is months
    lowered.erase(0, 1);
    const auto time = std::min(lowered.find('T'), lowered.size());
    if (const auto months = lowered.find('m'); months < time) lowered.insert(months + 1, "onth");
    lowered.erase(std::remove(lowered.begin(), lowered.end(), 'T'), lowered.end());
  }
  const auto is_gap = [](char c) { return c == ' ' || c == ',' || c == '_'; };
  std::int64_t total = 0;
  std::size_t at = 0;
  while (at < lowered.size()) {
    const auto digits_end =
        skip(lowered, at, [](char c) { return (c >= '0' && c <= '9') || c == '.'; });
    double number = 0;
    const auto read = std::from_chars(lowered.data() + at, lowered.data() + digits_end, number);
    if (read.ec != std::errc() || read.ptr != lowered.data() + digits_end) return {};
    const auto word = skip(lowered, digits_end, is_gap);
    const auto end = skip(lowered, word, [](char c) { return (c >= 'a' && c <= 'z') || c == 'T'; });
    const auto unit = unit_length(std::string_view(lowered).substr(word, end - word));
    constexpr double kMost = 1e15;  // thirty years, far below what overflows
    if (unit == 0 || number * static_cast<double>(unit) > kMost) return {};
    total += std::llround(number * static_cast<double>(unit));
    at = skip(lowered, end, is_gap);
  }
  return total > 0 ? core::to_text(core::Duration(total)) : std::string();
}

}  // namespace baton::templates
