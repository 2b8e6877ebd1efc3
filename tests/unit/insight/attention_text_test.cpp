#include "insight/attention_text.hpp"

#include "baton/insight/attention.hpp"

#include <gtest/gtest.h>

namespace baton::insight {
namespace {

TEST(AttentionText, FindsWordsAndPhrasesInEitherLanguage) {
  EXPECT_TRUE(asks_for_decision("Decided yet"));
  EXPECT_TRUE(asks_for_decision("Feu  VERT !"));
  EXPECT_TRUE(asks_for_decision("à trancher"));
  EXPECT_FALSE(asks_for_decision("It is undecided-looking art"));
  EXPECT_TRUE(asks("Any idea?"));
  EXPECT_TRUE(asks("Done\uFF1F")) << "a question mark as wide as a CJK character";
  EXPECT_TRUE(asks("Done \u061F")) << "an Arabic one";
  EXPECT_TRUE(asks("Il manque ton avis"));
  EXPECT_FALSE(asks("Tonight it is live"));
  EXPECT_TRUE(acknowledges("Mise à jour terminée"));
  EXPECT_FALSE(acknowledges("abandoned"));
}

TEST(AttentionText, OfNothingIsNothing) {
  EXPECT_FALSE(asks(""));
  EXPECT_FALSE(acknowledges(" … "));
}

}  // namespace
}  // namespace baton::insight
