#include "baton/views/event_query.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace baton::views {
namespace {

const core::Time kAsked = core::parse_rfc3339("2026-05-04T12:00:00Z").value();

TEST(EventQuery, TermsWordsAndTimesNarrowTheSearch) {
  ports::EventSearch search;
  EXPECT_TRUE(
      add_query("type:crm.* -source:jira subject:C-1 since:1h Acme", kAsked, search).empty());
  ASSERT_EQ(search.terms.size(), 3U);
  EXPECT_EQ(search.terms[0].of, ports::EventTerm::Of::type);
  EXPECT_EQ(search.terms[1].of, ports::EventTerm::Of::source);
  EXPECT_TRUE(search.terms[1].negated);
  EXPECT_EQ(search.terms[2].value, "C-1");
  EXPECT_THAT(search.words, testing::ElementsAre("acme"));
  EXPECT_EQ(search.after.value(), core::first_id_of(kAsked - std::chrono::hours(1)) - 1);
  EXPECT_FALSE(search.before);
}

TEST(EventQuery, KeysOfOtherListsAreMistakes) {
  ports::EventSearch search;
  const auto mistakes = add_query("status:failed", kAsked, search);
  ASSERT_EQ(mistakes.size(), 1U);
  EXPECT_THAT(mistakes[0].message, testing::HasSubstr("expected type, source, subject or since"));
}

}  // namespace
}  // namespace baton::views
