#include "baton/core/json.hpp"

#include <cmath>
#include <cstdint>
#include <gtest/gtest.h>
#include <limits>
#include <string>

namespace baton::core {
namespace {

TEST(Size, IsAboutThatOfItsText) {
  const Json long_text{{"text", std::string(900'000, 'x')}};
  for (const Json& value :
       {Json(nullptr), Json{{"a", {1, 2, 3}}, {"b", "x\ny\"z"}}, Json::array(), long_text}) {
    const auto size = size_of(value);
    const auto text = static_cast<double>(dump(value).size());
    EXPECT_NEAR(static_cast<double>(size.bytes), text, static_cast<double>(8 * size.values))
        << text;
  }
  EXPECT_LT(size_of(Json{long_text, long_text, long_text}, 1'000).values, 8U);
}

TEST(Depth, IsThatOfTheBracketsThatAreOpen) {
  const Json value{{"a", Json::array({1, Json::array()})}, {"b", 2}};
  EXPECT_TRUE(deeper_than(value, 2));
  EXPECT_FALSE(deeper_than(value, 3));
  EXPECT_TRUE(deeper_than(Json::object(), 0));
  EXPECT_FALSE(deeper_than(Json("text"), 0));
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

TEST(Json, SaysWhichMemberIsGivenTwice) {
  EXPECT_EQ(parse_json(R"({"type": "a", "type": "b"})").error().where, "/type");
  EXPECT_EQ(parse_json(R"({"a": [1, {"b/c": {"d": 1, "d": 2}}]})").error().where, "/a/1/b~1c/d");
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

// The forms in which doubles are written: shortest, with 17 digits, with fewer, and with zeros that
// add nothing.
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

TEST(PlainNumbers, AreThoseThatPeopleWrite) {
  EXPECT_EQ(number_text(10), "10");
  EXPECT_EQ(number_text(-0.5), "-0.5");
  EXPECT_EQ(number_text(1e300), "1e+300");
  EXPECT_EQ(dump(with_plain_numbers({{"a", 10.0}, {"b", {1.5, 2.0, "3.0", nullptr}}})),
            R"({"a":10,"b":[1.5,2,"3.0",null]})");
}

TEST(JsonPointer, EscapesWhatIsItsOwn) {
  EXPECT_EQ(pointer_part("a/b~c"), "a~1b~0c");
  EXPECT_EQ(pointer_part(""), "");
}

}  // namespace
}  // namespace baton::core
