#include "baton/telemetry/series.hpp"

#include <gtest/gtest.h>

namespace baton::telemetry {
namespace {

using Names = SeriesByLabel<std::string>;

Names names() {
  return Names([](const std::string& value) { return std::make_unique<std::string>(value); });
}

TEST(SeriesByLabel, MakesTheSeriesOfAValueOnce) {
  Names series = names();
  EXPECT_EQ(series.of("jira"), "jira");
  EXPECT_EQ(&series.of("jira"), &series.of("jira"));
  EXPECT_NE(&series.of("jira"), &series.of("asana"));
}

TEST(SeriesByLabel, FurtherValuesShareOne) {
  Names series = names();
  for (std::size_t at = 0; at < Names::kValuesMax; ++at) {
    const std::string value = "w" + std::to_string(at);
    EXPECT_EQ(series.of(value), value);
  }
  EXPECT_EQ(series.of("one more"), Names::kOther);
  EXPECT_EQ(&series.of("one more"), &series.of("and another"));
  EXPECT_EQ(series.of("w7"), "w7") << "who has a series keeps it";
  std::size_t seen = 0;
  series.each([&seen](std::string&) { ++seen; });
  EXPECT_EQ(seen, Names::kValuesMax + 1);
}

TEST(SeriesByLabel, AValueOfThatNameSharesItToo) {
  Names series = names();
  EXPECT_EQ(series.of("other"), "other");
  for (std::size_t at = 0; at < Names::kValuesMax; ++at) series.of("w" + std::to_string(at));
  EXPECT_EQ(&series.of("other"), &series.of("one more"));
}

}  // namespace
}  // namespace baton::telemetry
