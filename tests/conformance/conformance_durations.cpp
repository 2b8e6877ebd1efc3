// Runs cases of ISO 8601 durations: conformance_durations DIR-OR-FILE… (the format is described in
// tests/data/durations/README.md). A case with `duration` adds it to a moment in a zone, any other
// is read, or must be refused. Ends with `N passed, N failed`; exits 1 when one failed.

#include "baton/calendar/duration.hpp"
#include "baton/core/json.hpp"

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

namespace {

using baton::calendar::Instant;
using baton::calendar::IsoDuration;
using baton::calendar::Zone;
using baton::core::Json;

// RFC 3339 in UTC, to the nanosecond.
Instant read_instant(std::string text) {
  std::int32_t nanos = 0;
  if (const auto point = text.find('.'); point != std::string::npos) {
    auto digits = text.substr(point + 1, text.size() - point - 2);
    digits.resize(9, '0');
    nanos = std::stoi(digits);
    text.erase(point, text.size() - point - 1);
  }
  auto instant = baton::calendar::instant_of(baton::core::parse_rfc3339(text).value());
  instant.nanos = nanos;
  return instant;
}

std::string text_of(const Instant& instant) {
  auto text = baton::core::to_rfc3339(baton::core::Time(instant.seconds));
  if (instant.nanos == 0) return text;
  auto digits = std::to_string(1'000'000'000 + instant.nanos);
  digits.front() = '.';
  digits.erase(digits.find_last_not_of('0') + 1);
  return text.insert(text.size() - 1, digits);
}

// The result as text, or the error.
std::string added(const Json& test) {
  const auto start = test["start"].get<std::string>();
  const auto bracket = start.find('[');
  const auto zone = Zone::find(start.substr(bracket + 1, start.size() - bracket - 2));
  if (!zone) return "no such zone";
  const auto length = baton::calendar::parse_iso_duration(test["duration"].get<std::string>());
  if (!length) return length.error().text();
  const auto sum = baton::calendar::after(read_instant(test["start_instant"].get<std::string>()),
                                          *length, *zone);
  return sum ? text_of(*sum) : sum.error().text();
}

Json fields_of(const IsoDuration& length) {
  const bool negative = length.years < 0 || length.months < 0 || length.weeks < 0 ||
                        length.days < 0 || length.hours < 0 || length.minutes < 0 ||
                        length.seconds < 0 || length.nanos < 0;
  const bool zero = length == IsoDuration{};
  return {{"sign", negative ? -1
                   : zero   ? 0
                            : 1},
          {"years", length.years},
          {"months", length.months},
          {"weeks", length.weeks},
          {"days", length.days},
          {"hours", length.hours},
          {"minutes", length.minutes},
          {"seconds", length.seconds},
          {"milliseconds", length.nanos / 1'000'000},
          {"microseconds", length.nanos / 1'000 % 1'000},
          {"nanoseconds", length.nanos % 1'000}};
}

Json answer_of(const Json& test) {
  if (test.contains("duration")) return added(test);
  const auto read = baton::calendar::parse_iso_duration(test["input"].get<std::string>());
  return read ? fields_of(*read) : Json("reject");
}

std::vector<std::string> files_in(const std::string& path) {
  if (!std::filesystem::is_directory(path)) return {path};
  std::vector<std::string> files;
  for (const auto& entry : std::filesystem::directory_iterator(path))
    if (entry.path().extension() == ".json") files.push_back(entry.path().string());
  std::sort(files.begin(), files.end());
  return files;
}

struct Count {
  std::size_t passed = 0;
  std::size_t failed = 0;
};

void run_file(const std::string& path, Count& count) {
  std::ifstream in(path, std::ios::binary);
  const auto cases = Json::parse(in, nullptr, false);
  if (!cases.is_array()) {
    std::printf("%s: expected a JSON array of cases\n", path.c_str());
    ++count.failed;
    return;
  }
  for (const auto& test : cases) {
    const auto answer = answer_of(test);
    const bool right = answer == test["expect"];
    ++(right ? count.passed : count.failed);
    if (!right)
      std::printf("%s: expected %s, got %s\n", test["name"].get<std::string>().c_str(),
                  test["expect"].dump().c_str(), answer.dump().c_str());
  }
}

}  // namespace

int main(int argc, char** argv) {
  Count total;
  for (const auto& argument : std::vector<std::string>(argv + 1, argv + argc))
    for (const auto& path : files_in(argument)) run_file(path, total);
  std::printf("%zu passed, %zu failed\n", total.passed, total.failed);
  return total.failed == 0 && total.passed > 0 ? 0 : 1;
}
