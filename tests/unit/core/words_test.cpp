#include "baton/core/words.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace baton::core {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(Words, AreRowsOfLettersAndDigitsInLowerCase) {
  EXPECT_THAT(words_of("Spring launch · MKT-7 (spring)"),
              ElementsAre("spring", "launch", "mkt", "7"));
  EXPECT_THAT(words_of(" -- 50% \xC2\xA0\xE2\x82\xAC "), ElementsAre("50"));
  EXPECT_THAT(words_of(""), IsEmpty());
}

TEST(Words, LoseTheirAccents) {
  EXPECT_THAT(words_of("Équipe Cœur Straße Łódź Þór"),
              ElementsAre("equipe", "coeur", "strasse", "lodz", "thor"));
  EXPECT_THAT(words_of("e\xCC\x81tude"), ElementsAre("etude")) << "the accent is a code point";
  EXPECT_THAT(words_of("2×3÷4"), ElementsAre("2", "3", "4"));
}

TEST(Words, OfOtherScriptsAreWordsToo) {
  EXPECT_THAT(words_of("Отчёт ΑΘΗΝΑ 東京、支店"), ElementsAre("отчёт", "αθηνα", "東京", "支店"));
}

TEST(Words, BytesThatAreNoTextStandBetweenWords) {
  EXPECT_THAT(words_of("a\xFFz\xC3"), ElementsAre("a", "z"));
}

TEST(Words, EachThatIsWantedBeginsOne) {
  const auto words = words_of("Onboarding ACME · 006A");
  EXPECT_TRUE(all_begin_one({}, words));
  EXPECT_TRUE(all_begin_one({"onb", "acme", "006"}, words));
  EXPECT_FALSE(all_begin_one({"acme", "beta"}, words));
  EXPECT_FALSE(all_begin_one({"cme"}, words)) << "not in the middle of a word";
}

}  // namespace
}  // namespace baton::core
