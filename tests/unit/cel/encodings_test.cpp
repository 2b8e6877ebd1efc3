#include "unit/cel/support.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace baton::cel::test {
namespace {

using testing::HasSubstr;

TEST(Encodings, JsonIsWrittenAndRead) {
  EXPECT_EQ(result_of("json.encode({'b': [1, 2.5, null, true], 'a': 'x\"y'})"),
            R"("{\"a\":\"x\\\"y\",\"b\":[1,2.5,null,true]}")");
  EXPECT_EQ(result_of("json.parse(json.encode(event.data)) == event.data"), "true");
  EXPECT_EQ(result_of("json.encode(timestamp('2026-05-07T16:30:00Z'))"),
            R"("\"2026-05-07T16:30:00Z\"")");
  EXPECT_THAT(result_of("json.parse('{')"), HasSubstr("expected the text of JSON, got \"{\""));
  EXPECT_THAT(result_of("json.encode(0.0 / 0.0)"), HasSubstr("error: "));
}

TEST(Encodings, JsonThatGrowsIsBounded) {
  // Ten levels, each of which holds the one below ten times.
  std::string text = "'0123456789abcdef'";
  std::string all = "json.encode(";
  std::string ends;
  for (int level = 0; level < 10; ++level) {
    const auto name = "v" + std::to_string(level);
    all += "cel.bind(" + name + ", [" + text;
    for (int copy = 1; copy < 10; ++copy) all += ", " + text;
    all += "], ";
    text = name;
    ends += ")";
  }
  EXPECT_THAT(result_of(all + text + ends + ")"), HasSubstr("costs more than"));
}

TEST(Encodings, DigestsAreThoseOfTheStandard) {
  EXPECT_EQ(result_of("hash.sha256('')"),
            "\"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855\"");
  EXPECT_EQ(result_of("hash.sha256('abc') == hash.sha256(b'abc')"), "true");
  EXPECT_THAT(result_of("hash.sha256(dyn(5))"), HasSubstr("error: "));
}

TEST(Encodings, UrlsTakeAnyText) {
  EXPECT_EQ(result_of("url.encode('a b&c=d/é~-._')"), "\"a%20b%26c%3Dd%2F%C3%A9~-._\"");
  EXPECT_EQ(result_of("url.encode('')"), "\"\"");
}

TEST(Encodings, AreKnownToTheChecker) {
  const Scope scope;
  EXPECT_EQ(compiled("json.encode([1])", &scope)->type().text(), "string");
  EXPECT_EQ(compiled("json.parse('1')", &scope)->type().text(), "dyn");
  EXPECT_EQ(first_finding("url.encode(5)", &scope), "1:11 cel/type");
  EXPECT_EQ(first_finding("hash.sha1('a')", &scope), "1:10 cel/unknown-function");
  EXPECT_EQ(first_finding("sha256('a')", &scope), "1:7 cel/unknown-function");
}

TEST(Encodings, AreNotPartOfStrictCel) {
  CompileOptions options;
  options.strict = true;
  const Scope scope;
  EXPECT_EQ(Expression::compile("json.encode(1)", &scope, options).expression, nullptr);
}

}  // namespace
}  // namespace baton::cel::test
