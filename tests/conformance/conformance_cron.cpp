// Runs cron cases: conformance_cron DIR-OR-FILE… (tests/data/cron/README.md describes the files).
// A case with `next` must fire at these moments, one with two answers (`croner`, `cron_parser`)
// must give one of them, and one with neither must be refused. Ends with `N passed, N failed`;
// exits 1 when one failed. With --summary it also tells which answer was given where there are two.

#include "baton/calendar/cron.hpp"
#include "baton/core/json.hpp"

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

namespace {

using baton::calendar::Cron;
using baton::calendar::Zone;
using baton::core::Json;

// What the product says, in the form of the cases: "error", or a list of moments.
Json answer_of(const Json& test) {
  const auto parsed = Cron::parse(test["expr"].get<std::string>());
  if (!parsed.cron) return "error";
  if (!test.contains("tz")) return "accepted";
  const auto zone = Zone::find(test["tz"].get<std::string>());
  if (!zone) return "no such zone";
  Json moments = Json::array();
  auto after = baton::core::parse_rfc3339(test["start"].get<std::string>()).value();
  while (moments.size() < 6) {
    const auto next = parsed.cron->next(after, *zone);
    if (!next) break;
    after = *next;
    auto text = baton::core::to_rfc3339(after);
    moments.push_back(text.insert(text.size() - 1, ".000"));
  }
  return moments;
}

struct Count {
  std::size_t passed = 0;
  std::size_t failed = 0;
};

bool run_case(const Json& test, bool summary) {
  const auto answer = answer_of(test);
  const auto name = test["name"].get<std::string>();
  if (test.contains("croner")) {
    const bool one = answer == test["croner"];
    const bool other = answer == test["cron_parser"];
    if (summary) std::printf("%s: as %s\n", name.c_str(), one ? "croner" : "cron-parser");
    if (one || other) return true;
    std::printf("%s: expected one of two answers, got %s\n", name.c_str(), answer.dump().c_str());
    return false;
  }
  const Json expected = test.contains("next") ? test["next"] : Json("error");
  if (answer == expected) return true;
  std::printf("%s: expected %s, got %s\n", name.c_str(), expected.dump().c_str(),
              answer.dump().c_str());
  return false;
}

std::vector<std::string> files_in(const std::string& path) {
  if (!std::filesystem::is_directory(path)) return {path};
  std::vector<std::string> files;
  for (const auto& entry : std::filesystem::directory_iterator(path))
    if (entry.path().extension() == ".json") files.push_back(entry.path().string());
  std::sort(files.begin(), files.end());
  return files;
}

Count run_file(const std::string& path, bool summary) {
  std::ifstream in(path, std::ios::binary);
  const auto cases = Json::parse(in, nullptr, false);
  Count count;
  if (!cases.is_array()) {
    std::printf("%s: expected a JSON array of cases\n", path.c_str());
    return {0, 1};
  }
  for (const auto& test : cases) ++(run_case(test, summary) ? count.passed : count.failed);
  return count;
}

}  // namespace

int main(int argc, char** argv) {
  bool summary = false;
  Count total;
  for (const auto& argument : std::vector<std::string>(argv + 1, argv + argc)) {
    if (argument == "--summary") {
      summary = true;
      continue;
    }
    for (const auto& path : files_in(argument)) {
      const auto count = run_file(path, summary);
      total.passed += count.passed;
      total.failed += count.failed;
    }
  }
  std::printf("%zu passed, %zu failed\n", total.passed, total.failed);
  return total.failed == 0 && total.passed > 0 ? 0 : 1;
}
