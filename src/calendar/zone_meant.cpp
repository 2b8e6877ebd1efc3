#include "baton/calendar/zone.hpp"

#include <array>
#include <cctype>
#include <string>
#include <utility>

namespace baton::calendar {

namespace {

constexpr std::array<std::string_view, 10> kRegions{"Europe",     "America",  "Asia",    "Africa",
                                                    "Australia",  "Atlantic", "Pacific", "Indian",
                                                    "Antarctica", "US"};

bool there_is(const std::string& zone) { return Zone::find(zone).has_value(); }

// The name with a capital letter for each word: "America/New_York" for "america/new york".
std::string as_written(std::string_view zone) {
  std::string name(zone);
  bool begins = true;
  for (auto& c : name) {
    if (c == ' ') c = '_';
    const auto letter = static_cast<unsigned char>(c);
    c = static_cast<char>(begins ? std::toupper(letter) : std::tolower(letter));
    begins = c == '_' || c == '/' || c == '-';
  }
  return name;
}

// The zone of that name or of that city; empty if there is none.
std::string exactly(const std::string& name) {
  if (name.find('/') != std::string::npos) return there_is(name) ? name : std::string();
  for (const auto region : kRegions) {
    auto zone = std::string(region) + '/' + name;
    if (there_is(zone)) return zone;
  }
  return {};
}

// The zone whose name differs by one letter too many, too few or wrong, or by two neighbours that
// changed places; empty if there is none. It takes a thousand look-ups, and is called after a
// mistake only.
std::string nearly(const std::string& name) {
  const auto city = name.rfind('/') + 1;  // 0 if there is no region
  for (auto at = city; at <= name.size(); ++at) {
    auto shorter = name;
    if (at < name.size()) shorter.erase(at, 1);
    if (auto zone = exactly(shorter); !zone.empty()) return zone;
    auto turned = name;
    if (at + 1 < name.size()) std::swap(turned[at], turned[at + 1]);
    if (auto zone = exactly(turned); !zone.empty()) return zone;
    for (char letter = 'a'; letter <= 'z'; ++letter) {
      auto longer = name;
      longer.insert(at, 1, letter);
      if (auto zone = exactly(longer); !zone.empty()) return zone;
      auto other = name;
      if (at < name.size()) other[at] = letter;
      if (auto zone = exactly(other); !zone.empty()) return zone;
    }
  }
  return {};
}

}  // namespace

std::string zone_meant(std::string_view name) {
  constexpr std::size_t kMeantBytesMax = 32;  // no name is longer
  if (name.size() < 3 || name.size() > kMeantBytesMax ||
      std::isalpha(static_cast<unsigned char>(name.front())) == 0)
    return {};
  const auto written = as_written(name);
  auto meant = exactly(written);
  if (meant.empty() && written.find('/') != std::string::npos) meant = nearly(written);
  return meant;
}

}  // namespace baton::calendar
