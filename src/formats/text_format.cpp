#include "formats/text_format.hpp"

#include "baton/core/days.hpp"
#include "baton/core/encoding.hpp"
#include "baton/core/text.hpp"
#include "baton/core/time.hpp"

#include <algorithm>
#include <array>
#include <cctype>

namespace baton::formats {

namespace {

bool is_blank(char c) { return static_cast<unsigned char>(c) <= ' ' || c == '\x7f'; }

bool is_uri(std::string_view text) {
  const auto colon = text.find(':');
  if (colon == std::string_view::npos || colon == 0 || colon + 1 == text.size()) return false;
  const auto scheme = text.substr(0, colon);
  const auto in_scheme = [](char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '+' || c == '-' || c == '.';
  };
  return std::isalpha(static_cast<unsigned char>(scheme.front())) != 0 &&
         std::all_of(scheme.begin(), scheme.end(), in_scheme) &&
         std::none_of(text.begin(), text.end(), is_blank);
}

bool is_date_time(std::string_view text) { return core::parse_rfc3339(text).has_value(); }
bool is_date(std::string_view text) { return core::parse_day(text).has_value(); }

struct Format {
  std::string_view name;
  bool (*holds)(std::string_view);
  std::string_view described;
};

constexpr std::array<Format, 5> kFormats{
    {{"date", is_date, "a date, as 2026-05-04"},
     {"date-time", is_date_time, "a time, as 2026-05-04T10:00:00Z"},
     {"email", core::is_email_address, "an e-mail address, as ana@example.com"},
     {"uri", is_uri, "an address, as https://example.com/page"},
     {"uuid", core::is_uuid, "a UUID, as 123e4567-e89b-12d3-a456-426614174000"}}};

const Format* find_format(std::string_view name) {
  const auto found = std::find_if(kFormats.begin(), kFormats.end(),
                                  [name](const Format& format) { return format.name == name; });
  return found == kFormats.end() ? nullptr : &*found;
}

}  // namespace

const std::vector<std::string>& text_formats() {
  static const std::vector<std::string> kNames = [] {
    std::vector<std::string> names;
    for (const auto& format : kFormats) names.emplace_back(format.name);
    return names;
  }();
  return kNames;
}

bool has_text_format(std::string_view text, std::string_view format) {
  const auto* known = find_format(format);
  return known == nullptr || known->holds(text);
}

std::string text_format_described(std::string_view format) {
  const auto* known = find_format(format);
  return known == nullptr ? std::string(format) : std::string(known->described);
}

}  // namespace baton::formats
