#include "store/record/standing_text.hpp"

#include <gtest/gtest.h>

namespace baton::store {
namespace {

TEST(StandingText, ReadsBackWhatItWrote) {
  ports::RunRow row;
  row.standing = {core::StandingKind::retry,
                  core::StepRef("ticket", 2),
                  "Ticket",
                  "legal",
                  core::Time(core::Duration(7)),
                  true,
                  3,
                  "http_503",
                  "busy",
                  "jira",
                  core::Time(core::Duration(5))};
  row.split = {core::Duration(1), core::Duration(2), core::Duration(3), core::Duration(4)};
  row.spends_on = core::SpentOn::backoff;
  ports::RunRow read;
  ASSERT_TRUE(read_standing(standing_text(row), read));
  EXPECT_EQ(read, row);
}

TEST(StandingText, HasWhenTheRunIsDueByItsClock) {
  for (const bool on_wall : {false, true}) {
    ports::RunRow row;
    row.due = core::Time(core::Duration(7));
    row.due_on_wall = on_wall;
    row.late = on_wall;
    ports::RunRow read;
    ASSERT_TRUE(read_standing(standing_text(row), read));
    EXPECT_EQ(read, row);
  }
}

TEST(StandingText, OfLittleIsShort) {
  ports::RunRow row;
  EXPECT_EQ(standing_text(row), R"({"split":[0,0,0,0]})");
  ports::RunRow read;
  ASSERT_TRUE(read_standing(standing_text(row), read));
  EXPECT_EQ(read, row);
}

TEST(StandingText, RefusesWhatItDidNotWrite) {
  ports::RunRow row;
  for (const char* text : {"", "{", "[]", R"({"kind":"none"})", R"({"split":[0,0,0]})",
                           R"({"kind":"lost","split":[0,0,0,0]})",
                           R"({"on":"lost","split":[0,0,0,0]})", R"({"split":[0,0,0,"1"]})"})
    EXPECT_FALSE(read_standing(text, row)) << text;
}

}  // namespace
}  // namespace baton::store
