#include "http/api/values.hpp"

#include <array>
#include <gtest/gtest.h>
#include <string>
#include <string_view>

namespace baton::http {
namespace {

core::Result<Values> from_query(const Few<Parameter>& expected, std::string_view query) {
  return Values::read({}, {}, expected, query);
}

core::Result<Values> from_path(const Parameter& parameter, std::string_view segment) {
  const std::array<std::string_view, 1> parts{segment};
  return Values::read({parameter}, parts, {}, "");
}

TEST(Values, HoldNumbersToTheirBounds) {
  for (const char* text : {"limit=0", "limit=501", "limit=-1", "limit=abc", "limit=5x",
                           "limit=99999999999999999999"}) {
    const auto values = from_query({kLimit}, text);
    ASSERT_FALSE(values) << text;
    EXPECT_EQ(values.error().where, "query parameter limit");
    const std::string came = std::string(text).substr(std::string_view("limit=").size());
    EXPECT_TRUE(values.error().message.ends_with(", got \"" + came + "\""))
        << values.error().message;
  }
  EXPECT_EQ(from_query({kLimit}, "limit=500")->limit(), 500U);
  EXPECT_EQ(from_query({kLimit}, "")->limit(), core::kPageSizeDefault);
  EXPECT_EQ(from_query({kLimit}, "limit=")->limit(), core::kPageSizeDefault);
}

TEST(Values, ReadIdsOnce) {
  const core::RunId run(123456789);
  const Few<Parameter> expected{{"cursor", ValueKind::run}};
  EXPECT_EQ(from_query(expected, "cursor=" + run.text())->id<core::RunId>("cursor"), run);
  EXPECT_FALSE(from_query(expected, "")->id<core::RunId>("cursor"));
  const auto wrong = from_query({{"cursor", ValueKind::event}}, "cursor=" + run.text());
  ASSERT_FALSE(wrong);
  EXPECT_EQ(wrong.error().where, "query parameter cursor");
}

// An id in the path names a thing. When it is malformed, there is no such thing: 404 and not 400.
TEST(Values, FindNothingByAnIdInThePathThatIsNone) {
  EXPECT_EQ(from_path({"id", ValueKind::run}, "run_x").error().code, core::Errc::not_found);
  const auto other = from_path({"id", ValueKind::run}, core::EventId(5).text());
  EXPECT_EQ(other.error().message, "there is no run by that id");
  EXPECT_TRUE(other.error().hint.starts_with("expected an id like run_")) << other.error().hint;
  EXPECT_EQ(from_path({"id", ValueKind::approval}, "legal").error().code, core::Errc::not_found);
  EXPECT_EQ(from_path({"name"}, "%zz").error().code, core::Errc::invalid);
  const core::EventId event(5);
  EXPECT_EQ(from_path({"event", ValueKind::parked}, event.text())->id<core::EventId>("event"),
            event);
}

TEST(Values, KnowAnApprovalByRunAndStep) {
  const core::RunId run(7);
  const auto values = from_path({"id", ValueKind::approval}, run.text() + ".l%C3%A4gal");
  ASSERT_TRUE(values);
  EXPECT_EQ(values->approval("id").run, run);
  EXPECT_EQ(values->approval("id").step, "l\xC3\xA4gal");
  const auto item = from_path({"id", ValueKind::approval}, run.text() + ".legal.3");
  ASSERT_TRUE(item);
  EXPECT_EQ(item->approval("id").step, core::StepRef("legal", 3));
}

TEST(Values, TakeWhatIsEmptyForNotGiven) {
  const auto values = from_query({{"status"}, {"q"}}, "status=&q=a");
  ASSERT_TRUE(values);
  EXPECT_FALSE(values->has("status"));
  EXPECT_EQ(values->text("q"), "a");
}

TEST(Values, HaveWhatIsRequired) {
  const Few<Parameter> expected{{"q"}, {"to", ValueKind::number, 1, 9, true}};
  const auto values = from_query(expected, "to=9");
  ASSERT_TRUE(values);
  EXPECT_EQ(values->number("to", 0), 9);
  for (const char* text : {"", "to=", "q=a"}) {
    const auto missing = from_query(expected, text);
    ASSERT_FALSE(missing) << text;
    EXPECT_EQ(missing.error().code, core::Errc::invalid);
    EXPECT_EQ(missing.error().where, "query parameter to");
    EXPECT_EQ(missing.error().message, "expected a whole number from 1 to 9, but it is missing");
  }
}

TEST(Values, RefuseWhatIsAskedWhereNothingCanBe) {
  EXPECT_TRUE(from_query({}, ""));
  for (const char* text : {"limit=5", "a", "=", "%zz=1"}) {
    const auto values = from_query({}, text);
    ASSERT_FALSE(values) << text;
    EXPECT_EQ(values.error().code, core::Errc::invalid);
    EXPECT_EQ(values.error().where, "query");
  }
}

}  // namespace
}  // namespace baton::http
