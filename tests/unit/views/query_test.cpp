#include "baton/views/query.hpp"

#include "baton/core/json.hpp"

#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <iterator>

namespace baton::views {
namespace {

core::Json cases() {
  std::ifstream file(BATON_SOURCE_DIR "/tests/data/queries/runs.json");
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  return core::parse_json(text).value();
}

// As the cases write it.
core::Json told(const QueryTerm& term) {
  core::Json json{term.key, std::string(1, term.comparison), term.value};
  if (term.negated) json.push_back(true);
  return json;
}

core::Json told(const QueryMistake& mistake) {
  return {mistake.raw, mistake.of == QueryMistake::Of::key ? "key" : "value", mistake.hint};
}

template <class Items>
core::Json told(const Items& items) {
  core::Json all = core::Json::array();
  for (const auto& item : items) all.push_back(told(item));
  return all;
}

// web/src/lib/query.test.ts reads the same file.
TEST(Query, IsReadAsTheSharedCasesSay) {
  for (const auto& each : cases()) {
    const auto text = core::text_at(each, "text");
    const Query query = read_query(text, run_query_keys());
    EXPECT_EQ(told(query.terms), each.at("terms")) << text;
    EXPECT_EQ(core::Json(query.words), each.at("words")) << text;
    EXPECT_EQ(told(query.mistakes), each.at("mistakes")) << text;
  }
}

TEST(Query, SaysWhereAMistakeIsAndWhatHelps) {
  const Query query = read_query("été statsu:failed status:faild age:soon", run_query_keys());
  ASSERT_EQ(query.mistakes.size(), 3U);
  const auto key = query.mistakes[0].error();
  EXPECT_EQ(key.where, "line 1, column 5") << "counted in code points";
  EXPECT_EQ(key.message.substr(0, 37), "there is no key \"statsu\": expected st");
  EXPECT_EQ(key.hint, "did you mean \"status\"?");
  const auto value = query.mistakes[1].error();
  EXPECT_EQ(value.where, "line 1, column 19");
  EXPECT_EQ(value.message,
            "expected one of running, waiting, paused, succeeded, failed, cancelled or open behind "
            "status:, got \"faild\"");
  EXPECT_EQ(value.hint, "did you mean \"failed\"?");
  EXPECT_EQ(query.mistakes[2].error().hint, "such as 30m, 4h, 1d");
  const auto late = read_query("late:foo late:>150%", run_query_keys());
  ASSERT_EQ(late.mistakes.size(), 2U);
  EXPECT_EQ(late.mistakes[0].error().message,
            "expected a share from 0% to 100% behind late:, got \"foo\"");
  EXPECT_EQ(late.mistakes[1].error().message,
            "expected a share from 0% to 100% behind late:, got \">150%\"");
  const auto none = read_query("status:qqqqqq", run_query_keys());
  ASSERT_EQ(none.mistakes.size(), 1U);
  EXPECT_EQ(none.mistakes[0].error().hint, "") << "the message has the words";
}

TEST(Query, HasTheKeysOfItsList) {
  const Query events =
      read_query("type:crm.* source:jira subject:C-1 since:1h status:x", event_query_keys());
  EXPECT_EQ(events.terms.size(), 4U);
  ASSERT_EQ(events.mistakes.size(), 1U);
  EXPECT_EQ(events.mistakes[0].raw, "status:x");
}

}  // namespace
}  // namespace baton::views
