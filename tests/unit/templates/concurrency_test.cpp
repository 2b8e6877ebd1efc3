#include "check.hpp"

namespace baton::templates {

TEST(Concurrency, IsReadWithItsDefaults) {
  const auto workflow = loaded(R"(
workflow: a
on: [{ event: go }]
concurrency: { key: trigger.data.account }
steps: { b: { set: { c: 1 } } }
)");
  ASSERT_TRUE(workflow.concurrency);
  EXPECT_EQ(workflow.concurrency->limit, 1);
  EXPECT_EQ(workflow.concurrency->when_full, core::Concurrency::WhenFull::queue);
  const auto other = loaded(R"(
workflow: a
on: [{ event: go }]
concurrency: { limit: 3, when_full: replace }
steps: { b: { set: { c: 1 } } }
)");
  EXPECT_FALSE(other.concurrency->key);
  EXPECT_EQ(other.concurrency->limit, 3);
  EXPECT_EQ(other.concurrency->when_full, core::Concurrency::WhenFull::replace);
}

TEST(Concurrency, IsCheckedInEachPart) {
  const auto rule = [](const std::string& concurrency) {
    return found("workflow: a\nconcurrency: " + concurrency +
                 "\nsteps: { b: { set: { c: 1 } } }\n");
  };
  EXPECT_THAT(rule("{ limit: 0 }"), ElementsAre("2:23 limit/range"));
  EXPECT_THAT(rule("{ limit: 1001 }"), ElementsAre("2:23 limit/range"));
  EXPECT_THAT(rule("{ when_full: wait }"), ElementsAre("2:27 type/choice"));
  EXPECT_THAT(
      only("workflow: a\nconcurrency: { when_full: drop }\nsteps: { b: { set: { c: 1 } } }\n").hint,
      HasSubstr("reject cancels it"));
  EXPECT_THAT(rule("{ key: [a] }"), testing::SizeIs(1));
  EXPECT_THAT(rule("{ key: steps.b.status }"), testing::SizeIs(1));
  EXPECT_THAT(rule("{ key: 1 == 1 }"), testing::SizeIs(1));
  EXPECT_THAT(rule("{ max: 2 }"), testing::SizeIs(1));
}

TEST(Priority, IsFromOneToFive) {
  EXPECT_EQ(
      loaded("workflow: a\non: [{ event: go }]\npriority: 1\nsteps: { b: { set: { c: 1 } } }\n")
          .priority,
      1);
  EXPECT_EQ(loaded("workflow: a\non: [{ event: go }]\nsteps: { b: { set: { c: 1 } } }\n").priority,
            core::kPriorityDefault);
  for (const std::string wrong : {"0", "6"})
    EXPECT_THAT(found("workflow: a\npriority: " + wrong + "\nsteps: { b: { set: { c: 1 } } }\n"),
                ElementsAre("2:11 limit/range"));
  for (const std::string wrong : {"high", "6"})
    EXPECT_THAT(
        only("workflow: a\npriority: " + wrong + "\nsteps: { b: { set: { c: 1 } } }\n").hint,
        HasSubstr("1 is served first"));
}

}  // namespace baton::templates
