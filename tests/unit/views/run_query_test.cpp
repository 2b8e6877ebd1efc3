#include "baton/views/run_query.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace baton::views {
namespace {

using std::chrono::hours;
using testing::ElementsAre;

const core::Time kNow = core::parse_rfc3339("2026-05-04T12:00:00Z").value();

ports::RunFilter filter_of(std::string_view text) {
  ports::RunFilter filter;
  EXPECT_TRUE(add_query(text, kNow, filter).empty()) << text;
  return filter;
}

core::RunId first_at(core::Time time) { return core::RunId(core::first_id_of(time)); }

TEST(RunQuery, TermsBecomeConditions) {
  const auto filter = filter_of("status:failed -template:x connection:jira goal:q4 key:k");
  ASSERT_EQ(filter.terms.size(), 5U);
  EXPECT_EQ(filter.terms[0].of, ports::RunTerm::Of::status);
  EXPECT_EQ(filter.terms[0].value, "failed");
  EXPECT_EQ(filter.terms[1].of, ports::RunTerm::Of::workflow);
  EXPECT_TRUE(filter.terms[1].negated);
  EXPECT_EQ(filter.terms[2].of, ports::RunTerm::Of::connection);
}

TEST(RunQuery, WordsAreThoseOfTheIndex) {
  EXPECT_THAT(filter_of("Équipe \"Spring launch\" spring").words,
              ElementsAre("equipe", "spring", "launch"));
}

TEST(RunQuery, LengthsOfTimeBecomeBounds) {
  const auto day_ago = first_at(kNow - hours(24));
  EXPECT_EQ(filter_of("age:>1d").before, day_ago);
  EXPECT_EQ(filter_of("age:1d").before, day_ago);
  EXPECT_EQ(filter_of("age:<1d").after.value(), day_ago.value() - 1);
  EXPECT_EQ(filter_of("since:1d").after.value(), day_ago.value() - 1);
  EXPECT_EQ(filter_of("-since:1d").before, day_ago);
  EXPECT_EQ(filter_of("-age:>1d").after.value(), day_ago.value() - 1);
  EXPECT_EQ(filter_of("age:>1d age:>2d").before, first_at(kNow - hours(48))) << "both hold";
  EXPECT_EQ(filter_of("since:1000d since:1h").after.value(), first_at(kNow - hours(1)).value() - 1);
}

TEST(RunQuery, SinceTakesADayAndAMoment) {
  const auto day = core::parse_rfc3339("2026-05-03T00:00:00Z").value();
  EXPECT_EQ(filter_of("since:2026-05-03").after.value(), first_at(day).value() - 1);
  EXPECT_EQ(filter_of("since:2026-05-03T00:00:00Z").after.value(), first_at(day).value() - 1);
  EXPECT_EQ(filter_of("-since:2026-05-03").before, first_at(day));
  EXPECT_FALSE(filter_of("since:1960-01-01").after) << "no run began before";
  EXPECT_GT(filter_of("since:9999-12-31").after.value(), first_at(kNow).value())
      << "it stays within what an id can be";
}

TEST(RunQuery, SharesBecomePartsOfTenThousand) {
  using Of = ports::RunTerm::Of;
  const auto term = [](std::string_view text) { return filter_of(text).terms.at(0); };
  EXPECT_EQ(term("late:>50%").of, Of::late_above);
  EXPECT_EQ(term("late:>50%").value, "5000");
  EXPECT_EQ(term("late:<2.5%").of, Of::late_below);
  EXPECT_EQ(term("late:<2.5%").value, "250");
  EXPECT_EQ(term("late:100%").of, Of::late_above) << "at least so much";
  EXPECT_EQ(term("late:100%").value, "9999");
  EXPECT_TRUE(term("-late:>50%").negated);
}

TEST(RunQuery, VersionsAreComparedByNumber) {
  using Of = ports::RunTerm::Of;
  const auto term = [](std::string_view text) { return filter_of(text).terms.at(0); };
  EXPECT_EQ(term("version:7").of, Of::version);
  EXPECT_EQ(term("version:007").value, "7");
  EXPECT_EQ(term("version:>7").of, Of::version_above);
  EXPECT_EQ(term("version:<7").of, Of::version_below);
  EXPECT_TRUE(term("-version:<7").negated);
}

TEST(RunQuery, AllMistakesAreTold) {
  ports::RunFilter filter;
  const auto mistakes = add_query("statsu:x id:run_1 age:soon", kNow, filter);
  ASSERT_EQ(mistakes.size(), 3U);
  EXPECT_EQ(mistakes[0].where, "line 1, column 1");
  EXPECT_THAT(mistakes[2].message, testing::HasSubstr("expected an id like run_"));
  EXPECT_EQ(mistakes[2].where, "line 1, column 10");
}

TEST(RunQuery, IsBounded) {
  ports::RunFilter filter;
  std::string text;
  for (int at = 0; at < 33; ++at) text += " w" + std::to_string(at);
  const auto mistakes = add_query(text, kNow, filter);
  ASSERT_EQ(mistakes.size(), 1U);
  EXPECT_EQ(mistakes[0].code, core::Errc::too_large);
}

}  // namespace
}  // namespace baton::views
