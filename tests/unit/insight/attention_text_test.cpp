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
  EXPECT_TRUE(only_acknowledges("Mise à jour terminée"));
  EXPECT_FALSE(only_acknowledges("abandoned"));
}

TEST(AttentionText, AnAcknowledgementSaysNothingElse) {
  for (const auto* alone :
       {"Thanks, noted.", "Done, the ticket is closed.", "Merci beaucoup !", "Thanks a lot ❤️",
        "C’est fait, merci à tous.", "Done 👍", "Merged and deployed this morning ✅"})
    EXPECT_TRUE(only_acknowledges(alone)) << alone;
  for (const auto* more : {"thanks, go/no-go by noon", "thanks - ship or hold", "thanks. A or B",
                           "Thanks! Budget is 20k over, final call outstanding",
                           "thanks, but we cannot ship before the claims are withdrawn",
                           "done - blocked until legal signs", "done. Freigabe bitte!",
                           "Thanks, not yet.", "Merci, mais non.", "Done ❌", "Thanks → legal",
                           "Done 👎", "Noted. 20 000", "Merci. Coquille sur la page d’accueil."})
    EXPECT_FALSE(only_acknowledges(more)) << more;
}

TEST(AttentionText, OfNothingIsNothing) {
  EXPECT_FALSE(asks(""));
  EXPECT_FALSE(only_acknowledges(" … "));
}

}  // namespace
}  // namespace baton::insight
