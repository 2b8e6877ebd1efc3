#include "baton/context/cited.hpp"
#include "unit/make.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

// Sentences that a language model wrote, held against the journal.
namespace baton::context {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

const std::vector<Cited> kJournal{
    {"Ada approved “legal” on 4 May 2026, 12:00 UTC: until June.", {17}},
    {"“ads” failed on 5 May 2026, 08:30 UTC: budget of 12000 is used up.", {21}},
    {"Ada a approuvé « legal » le 4 mai 2026 à 12:00 UTC : until June.", {17}},
};

std::vector<std::string> kept(std::vector<Cited> written) {
  std::vector<std::string> texts;
  for (const auto& one : hold(written, kJournal).kept) texts.push_back(one.text);
  return texts;
}

TEST(Held, ASentenceThatSaysTheSameInOtherWordsIsKept) {
  EXPECT_THAT(kept({{"On 4 May 2026 Ada agreed to “legal”.", {17}}}),
              ElementsAre("On 4 May 2026 Ada agreed to “legal”."));
  EXPECT_THAT(kept({{"Le 4 mai, Ada a donné son accord.", {17}}}),
              ElementsAre("Le 4 mai, Ada a donné son accord."));
  EXPECT_THAT(
      kept({{"After Ada had approved it on 4 May, the ads stopped because 12000 was used up.",
             {17, 21}}}),
      testing::SizeIs(1));
}

TEST(Held, ANumberANameADateOrADecisionOfItsOwnDropsIt) {
  for (const auto* wrong : {
           "Ada approved it on 6 May 2026.",      // a day
           "Ada approved it in July.",            // a month
           "Ada l’a approuvé en juillet.",        // the same in French
           "Bob approved it on 4 May.",           // a name, at the beginning
           "It was approved by “Bob” on 4 May.",  // a name in quotation marks
           "C’est Édith qui l’a approuvé.",       // a name with an accent
           "Ada rejected it on 4 May.",           // a decision
           "Ada approved 15000 on 4 May.",        // a number
       })
    EXPECT_THAT(kept({{wrong, {17}}}), IsEmpty()) << wrong;
}

TEST(Held, ANumberHasItsPartsInTheirOrder) {
  const std::vector<Cited> journal{
      {"“budget” succeeded on 5 May 2026, 08:30 UTC: 12.5 of 1 200 on 2026-05-04, v1.2.", {3}}};
  const auto holds = [&journal](const char* text) {
    return hold({{text, {3}}}, journal).kept.size() == 1;
  };
  EXPECT_TRUE(holds("At 08:30 it was 12.5 of 1,200."));
  EXPECT_TRUE(holds("Il était de 12,5 le 2026-05-04, avec v1.2."));
  EXPECT_TRUE(holds("It was 12.5."));
  EXPECT_FALSE(holds("It was 5.12."));
  EXPECT_FALSE(holds("At 30:08 it was 12.5."));
  EXPECT_FALSE(holds("It was 12.5 on 2026-04-05."));
}

TEST(Held, ASentenceIsHeldAgainstItsOwnLinesOnly) {
  EXPECT_THAT(kept({{"The budget of 12000 is used up.", {17}}}), IsEmpty());
  EXPECT_THAT(kept({{"The budget of 12000 is used up.", {21}}}), testing::SizeIs(1));
  EXPECT_THAT(kept({{"The budget of 12000 is used up.", {}}}), IsEmpty()) << "it cites nothing";
  EXPECT_THAT(kept({{"The budget is used up.", {21, 99}}}), IsEmpty()) << "there is no line 99";
  EXPECT_THAT(kept({{"…", {21}}}), IsEmpty()) << "it says nothing";
}

TEST(Held, CountsWhatItDrops) {
  const auto held =
      hold({{"Ada approved it.", {17}}, {"Bob did.", {17}}, {"Carl did.", {17}}}, kJournal);
  EXPECT_EQ(held.kept.size(), 1U);
  EXPECT_EQ(held.dropped, 2U);
}

TEST(Held, ASentenceMayNotCiteLinesWithoutEnd) {
  Cited many{"Ada approved it.", {}};
  many.lines.assign(kCitedLinesMax, 17);
  EXPECT_THAT(kept({many}), testing::SizeIs(1));
  many.lines.push_back(17);
  EXPECT_THAT(kept({many}), IsEmpty());
}

}  // namespace
}  // namespace baton::context
