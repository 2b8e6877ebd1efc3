#include "http/api/conditions.hpp"

#include "baton/core/json.hpp"

#include <gtest/gtest.h>

namespace baton::http {
namespace {

// The tag that a request with these fields expects; "does not say", or the field that is wrong.
std::string expected_by(std::vector<Field> fields) {
  Request request;
  request.fields = std::move(fields);
  const auto tag = expected_tag(request, "a draft");
  if (!tag) return "wrong: " + tag.error().where;
  return tag->value_or("does not say");
}

TEST(Conditions, AnEtagIsTheTagInQuotes) {
  EXPECT_EQ(entity_tag("ab12"), "\"ab12\"");
  EXPECT_EQ(entity_tag(3), "\"3\"");
}

TEST(Conditions, TellWhatTheClientExpects) {
  EXPECT_EQ(expected_by({}), "does not say");
  EXPECT_EQ(expected_by({{"If-Match", entity_tag("ab12")}}), "ab12");
  EXPECT_EQ(expected_by({{"If-None-Match", "*"}}), "") << "that there is nothing yet";
  EXPECT_EQ(expected_by({{"If-Match", "*"}}), kSomeTag) << "that there is something";
}

TEST(Conditions, ThatCannotBeUnderstoodAreRefused) {
  for (const char* match :
       {"ab12", "\"ab12", "ab12\"", "\"", "\"\"", "\"*\"", "\"ab12\", \"cd34\"", "W/\"ab12\""})
    EXPECT_EQ(expected_by({{"If-Match", match}}), "wrong: If-Match") << match;
  EXPECT_EQ(expected_by({{"If-None-Match", "\"ab12\""}}), "wrong: If-None-Match");
  EXPECT_EQ(expected_by({{"If-None-Match", "*"}, {"If-None-Match", "\"ab12\""}}),
            "wrong: If-None-Match");
  EXPECT_EQ(expected_by({{"If-None-Match", "*"}, {"If-Match", "*"}}), "wrong: If-None-Match")
      << "nothing is both there and not there";
}

TEST(Conditions, TellWhatTheClientHas) {
  const auto has = [](const char* none_match) {
    Request request;
    request.fields = {{"If-None-Match", none_match}};
    return has_already(request, entity_tag(3));
  };
  for (const auto* known : {"\"3\"", "W/\"3\"", "\"1\", \"3\"", "\"1\",W/\"3\" , \"4\"", "*"})
    EXPECT_TRUE(has(known)) << known;
  for (const auto* other : {"", "3", "\"33\"", "\"2\", W/\"4\"", "w/\"3\"", ","})
    EXPECT_FALSE(has(other)) << other;
  Request request;
  request.fields = {{"If-None-Match", "\"1\""}, {"if-none-match", "W/\"3\", \"4\""}};
  for (const int known : {1, 3, 4})
    EXPECT_TRUE(has_already(request, entity_tag(known))) << "several lines are one list";
  EXPECT_FALSE(has_already(request, entity_tag(2)));
}

TEST(Conditions, TheErrorSaysOfWhatTheTagIs) {
  EXPECT_EQ(no_tag_of("a template").message,
            "expected If-Match to be * or the ETag of a template, in quotes");
}

TEST(Conditions, ThatFailAreAnswered412WithTheHint) {
  const Response response =
      condition_failed({core::Errc::conflict, "version 4 is active", {}, "read it again"});
  EXPECT_EQ(response.status, 412);
  const auto body = core::parse_json(response.body).value();
  EXPECT_EQ(body.at("code"), "conflict");
  EXPECT_EQ(body.at("detail"), "version 4 is active; read it again");
  const Response bare = condition_failed({core::Errc::conflict, "version 4 is active"});
  EXPECT_EQ(core::parse_json(bare.body).value().at("detail"), "version 4 is active");
}

}  // namespace
}  // namespace baton::http
