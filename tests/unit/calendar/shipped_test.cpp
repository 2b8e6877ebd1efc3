#include "baton/calendar/calendars.hpp"
#include "baton/core/json.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <iterator>

// The calendars and the schema that come with the program.
namespace baton::calendar {
namespace {

const std::filesystem::path kConfig = std::filesystem::path(BATON_SOURCE_DIR) / "config";

std::string text_of(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

TEST(ShippedCalendars, AreRead) {
  std::vector<Calendars::File> files;
  for (const auto& entry : std::filesystem::directory_iterator(kConfig / "calendars"))
    files.push_back({entry.path().filename().string(), text_of(entry.path())});
  core::Findings findings;
  const auto calendars = Calendars::read(files, findings);
  EXPECT_TRUE(findings.empty()) << findings.front().file << ": " << findings.front().message;
  EXPECT_THAT(calendars.names(), testing::ElementsAre("default", "fr"));
}

TEST(ShippedCalendars, TheSchemaKnowsTheKeysThatTheReaderKnows) {
  const auto schema = core::Json::parse(text_of(kConfig / "schema" / "calendar.schema.json"));
  core::Findings findings;
  Calendars::read({{"c", "calendar: c\nbase: default\nsomething_else: 1\n"}}, findings);
  ASSERT_EQ(findings.size(), 1U);
  std::size_t known = 0;
  for (const auto& [key, ignored] : schema.at("properties").items()) {
    EXPECT_THAT(findings.front().hint, testing::HasSubstr(key));
    ++known;
  }
  EXPECT_EQ(std::count(findings.front().hint.begin(), findings.front().hint.end(), ',') + 1,
            static_cast<std::ptrdiff_t>(known));
}

}  // namespace
}  // namespace baton::calendar
