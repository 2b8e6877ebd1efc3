#include "unit/cel/support.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace baton::cel::test {
namespace {

using testing::ElementsAre;

std::vector<Path> reads(std::string_view text) { return compiled(text)->reads(); }

TEST(Reads, AreThePathsInShortestForm) {
  EXPECT_THAT(reads("world.team.ads.available && world.team.ads.available.x > inputs.n"),
              ElementsAre(Path{"inputs", "n"}, Path{"world", "team", "ads", "available"}));
  EXPECT_THAT(reads("has(steps.ticket.output) || steps['a-b'].?output == 1"),
              ElementsAre(Path{"steps", "a-b", "output"}, Path{"steps", "ticket", "output"}));
}

TEST(Reads, EndWhereAPartIsComputed) {
  EXPECT_THAT(reads("world.budget[inputs.region].remaining >= 5000"),
              ElementsAre(Path{"inputs", "region"}, Path{"world", "budget"}));
  EXPECT_THAT(reads("event.items[0].price"), ElementsAre(Path{"event", "items"}));
}

TEST(Reads, LeaveOutVariablesOfMacros) {
  EXPECT_THAT(reads("event.items.all(i, i.price > inputs.least)"),
              ElementsAre(Path{"event", "items"}, Path{"inputs", "least"}));
  EXPECT_TRUE(compiled("now > timestamp(0)")->reads_now());
  EXPECT_FALSE(compiled("[1].all(now, now > 0)")->reads_now());
}

TEST(Equalities, ComeFromTheTopOfTheConjunction) {
  const auto found = compiled(
                         "event.data.key == steps.ticket.output.key && (event.data.status == "
                         "'Done' && 3 == event.data['n'])")
                         ->equalities("event");
  ASSERT_EQ(found.size(), 3U);
  EXPECT_EQ(found[0].path, (Path{"event", "data", "key"}));
  EXPECT_EQ(found[0].other->text(), "steps.ticket.output.key");
  const auto names = deal();
  EXPECT_EQ(found[0].other->evaluate(names).value->text(), "WEB-1");
  EXPECT_EQ(found[1].other->text(), "'Done'");
  EXPECT_EQ(found[2].path, (Path{"event", "data", "n"}));
  EXPECT_EQ(found[2].other->text(), "3");
}

TEST(Equalities, AreNotThoseThatDecideNothingAlone) {
  EXPECT_TRUE(compiled("event.key == 'a' || event.key == 'b'")->equalities("event").empty());
  EXPECT_TRUE(compiled("event.key == event.other")->equalities("event").empty());
  EXPECT_TRUE(compiled("!(event.key == 'a')")->equalities("event").empty());
  EXPECT_TRUE(compiled("event == 'a'")->equalities("event").empty());
  EXPECT_TRUE(compiled("event.items[inputs.n] == 'a'")->equalities("event").empty());
}

std::string reason(std::string_view text) {
  const auto names = deal();
  return decide_gate(*compiled(text), names).reason;
}

TEST(Gate, SaysWhyItIsClosed) {
  EXPECT_EQ(reason("event.data.stage == 'Closed Won' && event.data.amount >= 10000"),
            "event.data.amount >= 10000: event.data.amount is 4200");
  EXPECT_EQ(reason("world.freeze"), "world.freeze is false");
  EXPECT_EQ(reason("world.freeze || event.data.amount > 5000"),
            "world.freeze is false; event.data.amount > 5000: event.data.amount is 4200");
  EXPECT_EQ(reason("world.budget[inputs.region].remaining >= 5000"),
            "world.budget[inputs.region].remaining >= 5000: world.budget[inputs.region].remaining "
            "is 100");
  EXPECT_EQ(reason("!(event.data.stage in ['Open', 'Closed Won'])"),
            "!(event.data.stage in ['Open', 'Closed Won']): event.data.stage is \"Closed Won\"");
  EXPECT_EQ(reason("!(world.budget.EMEA.remaining < 5000 && event.data.amount > 1)"),
            "world.budget.EMEA.remaining < 5000: world.budget.EMEA.remaining is 100; "
            "event.data.amount > 1: event.data.amount is 4200");
}

TEST(Gate, HasThreeOutcomes) {
  const auto names = deal();
  EXPECT_EQ(decide_gate(*compiled("event.data.amount > 1"), names).outcome, Outcome::open);
  EXPECT_EQ(decide_gate(*compiled("event.data.amount > 5000"), names).outcome, Outcome::closed);
  const auto missing = decide_gate(*compiled("event.data.score > 1"), names);
  EXPECT_EQ(missing.outcome, Outcome::error);
  EXPECT_EQ(missing.reason, "event.data.score: there is no field \"score\"");
  const auto text = decide_gate(*compiled("event.data.stage"), names);
  EXPECT_EQ(text.outcome, Outcome::error);
  EXPECT_EQ(text.reason, "event.data.stage: expected true or false, got a text (\"Closed Won\")");
  EXPECT_EQ(decide_gate(*compiled("world.freeze"), names, false).reason, "");
}

const Explained* part(const Explained& whole, std::string_view text) {
  if (whole.text == text) return &whole;
  for (const auto& below : whole.parts) {
    if (const auto* found = part(below, text); found != nullptr) return found;
  }
  return nullptr;
}

TEST(Explain, MarksTheSmallestSetThatDecides) {
  const auto names = deal();
  const auto whole =
      compiled("event.data.amount > 1 && world.freeze && event.id == 'e1'")->explain(names);
  EXPECT_EQ(whole.value, "false");
  EXPECT_TRUE(whole.decisive);
  EXPECT_FALSE(part(whole, "event.data.amount > 1")->decisive);
  EXPECT_TRUE(part(whole, "event.data.amount > 1")->evaluated);
  EXPECT_TRUE(part(whole, "world.freeze")->decisive);
  EXPECT_FALSE(part(whole, "event.id == 'e1'")->evaluated);
}

TEST(Explain, OfAnErrorTheFailingPartsDecide) {
  const auto names = deal();
  const auto whole = compiled("event.data.amount > 1 && event.data.score > 3")->explain(names);
  EXPECT_TRUE(whole.failed);
  EXPECT_FALSE(part(whole, "event.data.amount > 1")->decisive);
  const auto* failed = part(whole, "event.data.score");
  EXPECT_TRUE(failed->failed && failed->decisive);
  EXPECT_EQ(failed->offset, 25U);
  EXPECT_EQ(failed->length, 16U);
}

}  // namespace
}  // namespace baton::cel::test
