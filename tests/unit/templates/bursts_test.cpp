#include "check.hpp"

namespace baton::templates {
namespace {

std::vector<std::string> found_at_trigger(const std::string& more) {
  return found("workflow: a\non: [{ event: x.y, " + more +
               " }]\nsteps: { b: { set: { c: 1 } } }\n");
}

TEST(Bursts, AreRead) {
  const auto workflow = loaded(R"(
workflow: a
on:
  - { event: x.y, debounce: { key: event.data.id, quiet: 30s, at_most: 5m } }
  - { event: x.z, throttle: { key: event.data.id, limit: 3, per: 1h } }
steps: { b: { set: { c: 1 } } }
)");
  const auto& debounce = workflow.triggers.at(0).debounce;
  ASSERT_TRUE(debounce);
  EXPECT_EQ(debounce->quiet, std::chrono::seconds(30));
  EXPECT_EQ(debounce->at_most, core::Duration(std::chrono::minutes(5)));
  const auto& throttle = workflow.triggers.at(1).throttle;
  ASSERT_TRUE(throttle);
  EXPECT_EQ(throttle->limit, 3);
  EXPECT_EQ(throttle->per, std::chrono::hours(1));
}

TEST(Bursts, NeedAKeyAndATime) {
  EXPECT_THAT(found_at_trigger("debounce: { quiet: 30s }"), testing::SizeIs(1));
  EXPECT_THAT(found_at_trigger("debounce: { key: event.data.id }"), testing::SizeIs(1));
  EXPECT_THAT(found_at_trigger("throttle: { per: 1h }"), testing::SizeIs(1));
  EXPECT_THAT(found_at_trigger("throttle: { key: event.data.id }"), testing::SizeIs(1));
}

TEST(Bursts, HaveLimits) {
  EXPECT_THAT(found_at_trigger("debounce: { key: event.data.id, quiet: 2d }"),
              testing::ElementsAre(HasSubstr("limit/range")));
  EXPECT_THAT(found_at_trigger("debounce: { key: event.data.id, quiet: 5m, at_most: 1m }"),
              testing::ElementsAre(HasSubstr("limit/range")));
  EXPECT_THAT(found_at_trigger("throttle: { key: event.data.id, per: 1h, limit: 0 }"),
              testing::ElementsAre(HasSubstr("limit/range")));
}

TEST(Bursts, AreEitherOneOrTheOtherAndOfEventsOnly) {
  EXPECT_THAT(found_at_trigger("debounce: { key: event.data.id, quiet: 1s }, throttle: { key: "
                               "event.data.id, per: 1h }"),
              testing::ElementsAre(HasSubstr("syntax/two-keys")));
  EXPECT_THAT(
      found_at_trigger("debounce: 5m, throttle: { key: event.data.id, limit: none, per: 1x, "
                       "foo: 1 }"),
      ElementsAre("2:30 type/wrong-type", "2:34 syntax/two-keys", "2:73 type/wrong-type",
                  "2:84 type/duration", "2:88 syntax/unknown-key"))
      << "one fault hides no other";
  EXPECT_THAT(found("workflow: a\non: [{ schedule: { cron: \"0 9 * * *\" }, throttle: { key: "
                    "event.data.id, per: 1h } }]\nsteps: { b: { set: { c: 1 } } }\n"),
              testing::Contains(HasSubstr("syntax/misplaced-key")));
}

}  // namespace
}  // namespace baton::templates
