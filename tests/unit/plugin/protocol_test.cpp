#include "baton/plugin/protocol.hpp"

#include "baton/plugin/connector_abi.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace baton::plugin {
namespace {

using core::Json;
using testing::HasSubstr;

std::string problem_of(const char* description) {
  return description_problem(Json::parse(description));
}

TEST(PluginProtocol, NamesEachOutcomeOfTheInterface) {
  EXPECT_EQ(outcome_word(BATON_SUCCEEDED), "succeeded");
  EXPECT_EQ(outcome_word(BATON_PENDING), "pending");
  EXPECT_EQ(outcome_word(BATON_NOT_FOUND), "not_found");
  EXPECT_EQ(outcome_word(7), "");
  EXPECT_EQ(outcome_word(-1), "");
}

TEST(PluginProtocol, ADescriptionSaysWhatIsWrongInIt) {
  EXPECT_EQ(problem_of(R"({"title": "T", "settings": ["a"], "operations": {"put": {"title": "P",
      "input": {}, "output": {"id": "string"}, "look": true, "repeatable": false}}})"),
            "");
  EXPECT_THAT(problem_of("[]"), HasSubstr("expected an object"));
  EXPECT_THAT(problem_of("{}"), HasSubstr("at least one operation"));
  EXPECT_THAT(problem_of(R"({"operations": {"Put": {}}})"), HasSubstr("operations/Put"));
  EXPECT_THAT(problem_of(R"({"operations": {"put": 1}})"), HasSubstr("operations/put"));
  EXPECT_THAT(problem_of(R"({"operations": {"put": {"inputs": {}}}})"),
              HasSubstr("unknown member"));
  EXPECT_THAT(problem_of(R"({"operations": {"put": {"look": "yes"}}})"),
              HasSubstr("operations/put/look: expected true or false"));
  EXPECT_THAT(problem_of(R"({"operations": {"put": {"output": {"id": 1}}}})"), HasSubstr("\"id\""));
  EXPECT_THAT(problem_of(R"({"settings": "a", "operations": {"put": {}}})"), HasSubstr("settings"));
  EXPECT_THAT(problem_of(R"({"title": 1, "operations": {"put": {}}})"), HasSubstr("title"));
}

TEST(PluginProtocol, LinesComeWholeHoweverTheirBytesCome) {
  Lines lines;
  std::string line;
  EXPECT_TRUE(lines.add("one\ntw"));
  ASSERT_TRUE(lines.next(line));
  EXPECT_EQ(line, "one");
  EXPECT_FALSE(lines.next(line));
  EXPECT_TRUE(lines.add("o\r\n\nthree"));
  ASSERT_TRUE(lines.next(line));
  EXPECT_EQ(line, "two");
  ASSERT_TRUE(lines.next(line));
  EXPECT_EQ(line, "");
  EXPECT_FALSE(lines.next(line));
  EXPECT_TRUE(lines.add("\n"));
  ASSERT_TRUE(lines.next(line));
  EXPECT_EQ(line, "three");
}

TEST(PluginProtocol, ALineHasALimit) {
  Lines lines;
  const std::string most(kLineBytesMax, 'x');
  EXPECT_TRUE(lines.add(most));
  EXPECT_FALSE(lines.add("x"));
  Lines other;
  EXPECT_TRUE(other.add(most + "\n" + "more\n"));
}

}  // namespace
}  // namespace baton::plugin
