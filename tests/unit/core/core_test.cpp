#include "baton/core/digest.hpp"
#include "baton/core/event_names.hpp"
#include "baton/core/finding.hpp"
#include "baton/core/json.hpp"
#include "baton/core/template.hpp"
#include "baton/core/time.hpp"
#include "baton/core/transition.hpp"

#include <cmath>
#include <cstdint>
#include <gtest/gtest.h>
#include <limits>

namespace baton::core {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

Time at(std::string_view text) { return parse_rfc3339(text).value(); }

TEST(Time, ReadsRfc3339WithOffsetsAndFractions) {
  EXPECT_EQ(at("2026-05-04T12:00:00+02:00"), at("2026-05-04T10:00:00Z"));
  EXPECT_EQ(at("2026-05-04T10:00:00.1234567Z") - at("2026-05-04T10:00:00Z"), Duration(123456));
  EXPECT_EQ(to_rfc3339(at("2026-05-04T10:00:00.120Z")), "2026-05-04T10:00:00.120Z");
  EXPECT_EQ(to_rfc3339(at("2026-05-04T10:00:00.000007Z")), "2026-05-04T10:00:00.000007Z");
  EXPECT_EQ(to_rfc3339(at("1969-12-31T23:59:59.5Z")), "1969-12-31T23:59:59.500Z");
}

TEST(Time, RefusesWhatIsNoTime) {
  for (const auto* wrong :
       {"", "2026-05-04", "2026-02-30T10:00:00Z", "2026-05-04T24:00:00Z", "2026-05-04T10:00:00",
        "2026-05-04T10:00:00.Z", "now", "9999-12-31T23:59:60Z", "9999-12-31T23:59:00-01:00",
        "0000-01-01T00:59:00+01:00"}) {
    EXPECT_FALSE(parse_rfc3339(wrong).has_value()) << wrong;
  }
}

TEST(Durations, ReadAndPrint) {
  EXPECT_EQ(parse_duration("1h30m").value(), Duration(hours(1) + minutes(30)));
  EXPECT_EQ(parse_duration("2w").value(), Duration(hours(24 * 14)));
  EXPECT_EQ(parse_duration("500ms").value(), Duration(500'000));
  EXPECT_EQ(to_text(Duration(hours(25) + seconds(5))), "1d1h5s");
  EXPECT_EQ(to_text(Duration(hours(24 * 90))), "90d");
  EXPECT_EQ(to_text(Duration(hours(24 * 7))), "1w");
  EXPECT_EQ(to_text(Duration(std::chrono::minutes(90))), "90m");
  for (const auto* wrong :
       {"", "5", "h", "30m1h", "1h1h", "-1h", "1.5h", "99999999999w", "99991990w", "1000000000w"})
    EXPECT_FALSE(parse_duration(wrong).has_value()) << wrong;
}

TEST(Durations, AddUpToAtMostTheLastMoment) {
  const Time noon = at("2026-05-04T12:00:00Z");
  EXPECT_EQ(plus(noon, Duration(hours(1))), noon + hours(1));
  EXPECT_EQ(plus(noon, -Duration(hours(1))), noon - hours(1));
  EXPECT_EQ(plus(noon, Duration::max()), Time::max());
  EXPECT_EQ(plus(noon, parse_duration("52178w").value()), noon + hours(24 * 7 * 52178));
  using Nanoseconds = std::chrono::sys_time<std::chrono::nanoseconds>;
  const Nanoseconds fine(noon);
  EXPECT_EQ(plus(fine, std::chrono::milliseconds(5)), fine + std::chrono::milliseconds(5));
  EXPECT_EQ(plus(fine, Duration(hours(24 * 365 * 300))), Nanoseconds::max());
  EXPECT_EQ(plus(Nanoseconds(), Duration(hours(24 * 365 * 999))), Nanoseconds::max());
}

TEST(Json, RefusesWhatTwoReadersCouldReadDifferently) {
  for (const std::string_view wrong :
       {std::string_view(R"({"a":1,"a":2})"), std::string_view("1\0", 2),
        std::string_view("\xEF\xBB\xBF{}"), std::string_view("\"\xC3\x28\""),
        std::string_view("{} {}"), std::string_view("NaN"), std::string_view("")}) {
    EXPECT_FALSE(parse_json(wrong).has_value()) << wrong;
  }
}

TEST(Json, SaysWhatIsWrongInWordsForPeople) {
  const std::pair<std::string_view, std::string_view> mistakes[] = {
      {"{a: 1}", "the name of a member stands in double quotes"},
      {"{'a': 1}", "the name of a member stands in double quotes"},
      {"{\"a\": one}",
       "a text stands in double quotes; without them there are true, false and null"},
      {"{\"a\" 1}", "a colon stands between the name of a member and its value"},
      {"{\"a\": 1 \"b\": 2}", "a comma stands between two members, and } at the end"},
      {"[1 2]", "a comma stands between two values, and ] at the end"},
      {"{\"a\": 1,}", "the name of a member stands in double quotes"},
      {"{\"a\": }", "a value is missing"},
      {"{\"a\": 1", "it ends too early"},
      {"", "it ends too early"},
      {"\"abc", "a text has no closing quote"},
      {"{} {}", "more stands behind its end"},
      {"-", "a number is not written as JSON has it"}};
  for (const auto& [text, told] : mistakes)
    EXPECT_EQ(parse_json(text).error().message, "expected JSON: " + std::string(told)) << text;
}

TEST(Json, BoundsTheNumberOfValues) {
  EXPECT_TRUE(parse_json(R"([1, {"a": [2]}])", {.values_max = 5}).has_value());
  for (const auto* more : {R"([1, {"a": [2]}, 3])", R"([1, {"a": [2, []]}])"}) {
    EXPECT_EQ(parse_json(more, {.values_max = 5}).error().message,
              "expected JSON: more than 5 values")
        << more;
  }
}

TEST(Json, BoundsDepthAndSaysWhereItStopped) {
  const std::string deep(65, '[');
  EXPECT_FALSE(parse_json(deep + std::string(65, ']')).has_value());
  EXPECT_TRUE(parse_json(std::string(64, '[') + std::string(64, ']')).has_value());
  const auto error = parse_json("{\n  \"a\": tru\n}").error();
  EXPECT_EQ(error.where.substr(0, 6), "line 2");
}

TEST(Json, DumpsAsTheLibraryDoes) {
  const Json value{
      {"", nullptr},
      {"quote\"d\\ \n\x7f", {true, false, 0, -1, 1.0, 0.1, 1e300, -0.0}},
      {"nested",
       {{"empty", Json::object()},
        {"none", Json::array()},
        {"one", Json::array({Json::array({1})})}}},
      {"numbers", {INT64_MIN, INT64_MAX, UINT64_MAX}},
      {"text", {"Zoë", "\xf0\x9f\x98\x80", "bad \xff utf", std::string("a\0b", 3), "a/b", "tab\t"}},
      {"nan", std::nan("")}};
  EXPECT_EQ(dump(value), value.dump(-1, ' ', false, Json::error_handler_t::replace));
  for (const auto& [name, member] : value.items())
    EXPECT_EQ(dump(member), member.dump(-1, ' ', false, Json::error_handler_t::replace));
}

TEST(Transitions, AreTheSameAsTextAndAsJson) {
  const Time at(Duration(1'778'061'600'000'000));
  const std::vector<Transition> all{
      RunStarted{"order",
                 3,
                 "k\"1",
                 "Title",
                 {},
                 {"a", "b"},
                 Json{{"n", {1, 2}}},
                 Json::object(),
                 "ben",
                 2},
      StepStarted{"a", 2, "key", Json{{"x", "y"}}},
      StepRetrying{"a", 3, at, "503"},
      StepGated{"b", "closed", true, at, {}},
      ApprovalRequested{"c", "ok?", "legal", {"token:x"}, 2, true, Json::array({1}), "h", at},
      ApprovalDecided{"c", "ben", true, "fine", "h"},
      StepSucceeded{"a", Json("text")},
      StepReset{"a"},
      RunSucceeded{},
  };
  for (const auto& transition : all) {
    std::string text;
    append(text, transition);
    EXPECT_EQ(Json::parse(text), to_json(transition)) << text;
    const auto back = transition_from_json(Json::parse(text));
    ASSERT_TRUE(back) << text;
    EXPECT_EQ(to_json(*back), to_json(transition));
  }
}

TEST(Transitions, TakeWholeNumbersOnly) {
  EXPECT_TRUE(
      transition_from_json(Json::parse(R"({"is": "StepWaiting", "due": 1777888800000000})")));
  for (const auto* wrong : {"1e28", "1.5", "18446744073709551616", "\"1\"", "null"}) {
    const auto text = R"({"is": "StepWaiting", "due": )" + std::string(wrong) + "}";
    EXPECT_FALSE(transition_from_json(Json::parse(text))) << text;
  }
}

TEST(Utf8, KnowsOverlongAndSurrogateSequences) {
  EXPECT_TRUE(is_utf8("h\u00e9\u20ac\U0001F600"));
  for (const std::string_view wrong :
       {"\xC0\x80", "\xED\xA0\x80", "\xF4\x90\x80\x80", "\xE2\x82", "\x80"})
    EXPECT_FALSE(is_utf8(wrong));
}

TEST(TypeMatches, StarStandsForOneSegment) {
  EXPECT_TRUE(type_matches("crm.*.updated", "crm.deal.updated"));
  EXPECT_FALSE(type_matches("crm.*", "crm.deal.updated"));
  EXPECT_FALSE(type_matches("crm.*.updated", "crm..updated"));
  EXPECT_FALSE(type_matches("crm.deal", "crm.deal.updated"));
}

TEST(DidYouMean, OffersTheNearestName) {
  EXPECT_EQ(did_you_mean("pakc", {"pack", "ship"}), "did you mean \"pack\"?");
  EXPECT_EQ(did_you_mean("brif", {"brief", "copy"}), "did you mean \"brief\"?");
  EXPECT_EQ(did_you_mean("zzz", {"pack", "ship"}), "");
}

TEST(JsonPointer, EscapesWhatIsItsOwn) {
  EXPECT_EQ(pointer_part("a/b~c"), "a~1b~0c");
  EXPECT_EQ(pointer_part(""), "");
}

TEST(EventNames, TypesThatTemplatesCanName) {
  for (const char* type : {"order.placed", "x", "com.vmware.event.router/event",
                           "jira:issue_updated", "A-1.b_2", "x/y"})
    EXPECT_TRUE(nameable(type)) << type;
  for (const char* type : {"", ".", "..", "a..b", ".a", "a.", "*", "a.*", "order placed",
                           "hello said", "\xC3\xBCn\xC3\xAF", "a\tb", "a\"b", "<b>"})
    EXPECT_FALSE(nameable(type)) << type;
  EXPECT_FALSE(nameable(std::string(1'025, 'a')));
  EXPECT_TRUE(nameable_pattern("crm.*.updated"));
  EXPECT_TRUE(nameable_pattern("*"));
  EXPECT_FALSE(nameable_pattern("crm.a*.updated"));
}

TEST(EventNames, SourcesOfBatonAreReserved) {
  for (const char* source : {"baton", "api", "workflow", "workflow/order"})
    EXPECT_TRUE(reserved_source(source)) << source;
  for (const char* source : {"Baton", "apis", "workflows", "shop"})
    EXPECT_FALSE(reserved_source(source)) << source;
}

TEST(Json, AWholeNumberBeyond64BitsIsKeptDigitByDigit) {
  for (const auto* digits :
       {"18446744073709551616", "-9223372036854775809", "100000000000000000000000000001"}) {
    const auto parsed = parse_json("{\"id\": [" + std::string(digits) + "]}");
    ASSERT_TRUE(parsed) << digits;
    EXPECT_EQ(parsed->at("id").at(0), Json(digits));
  }
  EXPECT_EQ(parse_json("18446744073709551615").value(), Json(18446744073709551615U));
  EXPECT_EQ(parse_json("-9223372036854775808").value(),
            Json(std::numeric_limits<std::int64_t>::min()));
  EXPECT_TRUE(parse_json("1e20").value().is_number_float());
  for (const auto* kept : {"12.5", "9007199254740992.0", "1.7976931348623157e308",
                           "123456789.123456789123456789", "0.0e9"})
    EXPECT_TRUE(parse_json(kept).value().is_number_float()) << kept;
  for (const auto* digits :
       {"123456789012345678901e0", "9007199254740993.25", "100000000000000000000.5", "1e-400"})
    EXPECT_EQ(parse_json(digits).value(), Json(digits));
  EXPECT_FALSE(parse_json(std::string(400, '9')));
}

TEST(Json, TwoIdsThatAreOneDoubleStayTwo) {
  for (const auto* digits :
       {"12345678901234567.0", "12345678901234569.0", "9007199254740993.0", "-9007199254740993.0",
        "9007199254740993e0", "9.007199254740993e15", "1.2345678901234567e16",
        "12345678901234567.00", "9007199254740992.5", "123456789012345678e-1"})
    EXPECT_EQ(parse_json(digits).value(), Json(digits));
}

// Shortest, with 17 digits, with fewer, with zeros that say nothing: these are the forms in which
// doubles are written.
TEST(Json, WhatADoubleIsWrittenAsStaysANumber) {
  for (const auto* number : {"12345678901234568.0",
                             "9007199254740992.0",
                             "9007199254740994.0",
                             "1.2345678901234568E+16",
                             "5e22",
                             "5E+22",
                             "5.0e22",
                             "4.9999999999999996e+22",
                             "1e23",
                             "9.9999999999999992e+22",
                             "1e100",
                             "0.1",
                             "0.10",
                             "0.10000000000000001",
                             "1.0",
                             "1e2",
                             "100.00",
                             "1.7976931348623157e308",
                             "-1.797693134862315e+308",
                             "18446744073709552000.0",
                             "1.8446744073709552e19",
                             "33.333333333333333333"})
    EXPECT_TRUE(parse_json(number).value().is_number_float()) << number;
}

TEST(Json, ANumberBeyondAllDoublesIsRefusedInWords) {
  for (const auto* number : {"1e400", "-1e400", "[1, 1e999]"}) {
    const auto parsed = parse_json(number);
    ASSERT_FALSE(parsed);
    EXPECT_EQ(parsed.error().message.find("json.exception"), std::string::npos)
        << parsed.error().message;
    EXPECT_NE(parsed.error().message.find("larger than"), std::string::npos)
        << parsed.error().message;
  }
}

}  // namespace
}  // namespace baton::core
