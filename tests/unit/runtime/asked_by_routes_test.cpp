#include "runtime/asked_by_routes.hpp"

#include "baton/templates/load.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace baton::runtime {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(AskedByRoutes, AreThoseThatTheRowsName) {
  core::Findings findings;
  const auto routes = routing::Routes::read(
      {{"r",
        "route: r\ninputs: { n: integer }\nfirst:\n"
        "  - { name: much, when: { n: { at_least: 5 } }, then: { group: board, count: 2 } }\n"
        "  - { name: more, when: { n: 4 }, then: { users: [ana, ben] } }\n"
        "  - { then: { sla: 2d } }\n"},
       {"other", "route: other\ninputs: { n: integer }\nfirst:\n  - { then: { group: x } }\n"}},
      findings);
  const auto loaded = templates::load(
      "workflow: w\non: [{ event: go }]\nsteps:\n"
      "  a: { approve: { by: { route: r, with: { n: 1 } }, ask: Go? } }\n"
      "  b: { approve: { by: { group: legal }, ask: Go? } }\n"
      "  c: { task: { by: { route: gone }, title: T } }\n",
      "w.yaml");
  ASSERT_TRUE(loaded.workflow);
  const auto asked = asked_by_routes(*loaded.workflow, &routes);
  ASSERT_EQ(asked.size(), 1U) << "what no step asks, and what is not there, is left out";
  const auto& rows = asked.at("r");
  ASSERT_EQ(rows.size(), 3U);
  EXPECT_EQ(rows[0].row, "much");
  EXPECT_EQ(rows[0].group, "board");
  EXPECT_EQ(rows[0].count, 2);
  EXPECT_THAT(rows[1].users, ElementsAre("ana", "ben"));
  EXPECT_EQ(rows[1].count, 1);
  EXPECT_EQ(rows[2].row, "row 3");
  EXPECT_THAT(rows[2].users, IsEmpty());
  EXPECT_THAT(asked_by_routes(*loaded.workflow, nullptr), IsEmpty());
}

}  // namespace
}  // namespace baton::runtime
