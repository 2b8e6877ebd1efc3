#include "baton/context/cited.hpp"
#include "unit/make.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <set>
#include <string>
#include <vector>

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

// A line of which the parts of the date and of the time are numbers too.
bool holds_of_the_approval(const char* text) {
  const std::vector<Cited> journal{
      {"lee approved “legal” on 30 November 2026, 10:20 UTC: Agreed.", {9}},
      {"lee a approuvé « legal » le 30 novembre 2026 à 10:20 UTC : Agreed.", {9}}};
  return hold({{text, {9}}}, journal, {"lee", "legal"}).kept.size() == 1;
}

TEST(Held, ADateIsOneOfTheLineAsAWhole) {
  for (const auto* right :
       {"lee approved it on 30 November 2026.", "lee approved it on 30 November at 10:20.",
        "On November 30, 2026, lee approved it.", "lee approved it on November 30.",
        "lee approved it on the 30th of November.", "lee approved it on 2026-11-30.",
        "lee approved it on 2026-11-30T10:20Z.", "lee approved it in November 2026.",
        "lee approved it in November.", "lee approved it in 2026.",
        "lee l’a approuvé le 30 novembre.", "lee l’a approuvé le 30 novembre 2026 à 10h20.",
        "lee l’a approuvé à 10 h 20.", "lee l’a approuvé en novembre 2026.",
        "lee l’a approuvé en 2026."})
    EXPECT_TRUE(holds_of_the_approval(right)) << right;
  for (const auto* wrong :
       {"lee approved it on 20 November 2026.", "lee approved it on 10 November 2026.",
        "lee approved it on November 10.", "lee approved it on November 20, 2026.",
        "lee approved it on 26 November.", "lee approved it on 30 October.",
        "lee approved it on 30 November 2020.", "lee approved it in 2020.",
        "lee approved it on 2026-11-20.", "lee approved it on 2026-10-30.",
        "lee approved it in October 2026.", "lee approved it on 2026-11-30T20:10Z.",
        "lee l’a approuvé le 20 novembre 2026.", "lee l’a approuvé le 10 novembre.",
        "lee l’a approuvé le 1er novembre.", "lee l’a approuvé en octobre 2026."})
    EXPECT_FALSE(holds_of_the_approval(wrong)) << wrong;
}

TEST(Held, ATimeIsOneOfTheLineAsAWhole) {
  for (const auto* right : {"At 10:20 lee approved it.", "lee approved it at 10:20 am.",
                            "lee approved it at 10:20 UTC."})
    EXPECT_TRUE(holds_of_the_approval(right)) << right;
  for (const auto* wrong :
       {"At 20:10 lee approved it.", "At 30:20 lee approved it.", "lee approved it at 10:30.",
        "lee approved it at 10:20 pm.", "lee approved it at 10:20:30.", "lee l’a approuvé à 20h10.",
        "lee l’a approuvé à 20 h 10.", "lee approved it at 20 h."})
    EXPECT_FALSE(holds_of_the_approval(wrong)) << wrong;
}

TEST(Held, APartOfADateOrOfATimeIsNoOtherNumber) {
  for (const auto* wrong :
       {"lee approved 30 claims.", "lee approved 20 claims.", "lee approved 10 claims.",
        "lee approved 2026 claims.", "lee approved it 10 days late.", "lee approved 2026.10.",
        "In November 30 claims were approved by lee.", "In 2026 claims were approved by lee.",
        "On November 30, 2026 claims were approved by lee.", "lee a approuvé 30 demandes.",
        "lee l’a approuvé 10 jours plus tard.", "En novembre 30 demandes, approuvées par lee."})
    EXPECT_FALSE(holds_of_the_approval(wrong)) << wrong;
}

TEST(Held, APartOfANumberIsNoOtherNumber) {
  const std::vector<Cited> journal{{"“budget” succeeded: 12.5 of 1,200, 20-30 days, 3/4.", {3}}};
  const auto holds = [&journal](const char* text) {
    return hold({{text, {3}}}, journal).kept.size() == 1;
  };
  EXPECT_TRUE(holds("It was 12.5 of 1 200, for 20 to 30 days."));
  EXPECT_TRUE(holds("It was 12,5 of 1.200."));
  EXPECT_FALSE(holds("It was 12."));
  EXPECT_FALSE(holds("It was 5."));
  EXPECT_FALSE(holds("It was 4 of 1 200."));
}

TEST(Held, ANumeralThatIsNoDigitIsHeld) {
  for (const auto* wrong : {"lee agreed ½.", "lee approved ½ of it.", "lee agreed ③.",
                            "lee agreed ²:", "lee agreed Ⅳ times.", "lee agreed ⅔.",
                            "lee agreed ₂.", "lee agreed ⑽ times.", "lee a approuvé ¼."})
    EXPECT_FALSE(holds_of_the_approval(wrong)) << wrong;
  const std::vector<Cited> journal{{"“hall” succeeded: 2½ hours for 40 m², part Ⅳ.", {3}}};
  const auto holds = [&journal](const char* text) {
    return hold({{text, {3}}}, journal).kept.size() == 1;
  };
  EXPECT_TRUE(holds("It took 2½ hours for part Ⅳ, of 40 m²."));
  EXPECT_FALSE(holds("It took 2 hours."));
  EXPECT_FALSE(holds("It took ½ of it."));
  EXPECT_FALSE(holds("It took 40 m³."));
}

TEST(Held, ASentenceIsHeldAgainstItsOwnLinesOnly) {
  EXPECT_THAT(kept({{"The budget of 12000 is used up.", {17}}}), IsEmpty());
  EXPECT_THAT(kept({{"The budget of 12000 is used up.", {21}}}), testing::SizeIs(1));
  EXPECT_THAT(kept({{"The budget of 12000 is used up.", {}}}), IsEmpty()) << "it cites nothing";
  EXPECT_THAT(kept({{"The budget is used up.", {21, 99}}}), IsEmpty()) << "there is no line 99";
  EXPECT_THAT(kept({{"…", {21}}}), IsEmpty()) << "it says nothing";
}

// What the tests of names hold sentences against: all names are in lower case, as Baton has them.
const std::vector<Cited> kPlainJournal{
    {"ada approved “legal” on 4 May 2026, 12:00 UTC: until June, not longer.", {17}},
    {"ada a approuvé « legal » le 4 mai 2026 à 12:00 UTC : until June, not longer.", {17}},
    {"“ads” failed on 5 May 2026, 08:30 UTC: budget of 12000 is used up.", {21}},
    {"« ads » a échoué le 5 mai 2026 à 08:30 UTC : budget of 12000 is used up.", {21}},
    {"Łukasz said on 5 May 2026, 09:00 UTC, ticket.commented WEB-7: “don’t stop it”.", {23}},
    {"Иван took “copy” on 5 May 2026, 09:30 UTC.", {25}},
};
const std::set<std::string> kNames{"ada", "jean.dupont", "legal", "ads",          "copy",  "kit",
                                   "an",  "web",         "crm",   "release team", "people"};

std::vector<std::string> kept_of(const std::vector<const char*>& texts, std::int64_t line) {
  std::vector<Cited> written;
  for (const auto* text : texts) written.push_back({text, {line}});
  std::vector<std::string> kept;
  for (const auto& one : hold(written, kPlainJournal, kNames).kept) kept.push_back(one.text);
  return kept;
}

TEST(Held, ANameInLowerCaseIsHeld) {
  for (const auto* wrong : {
           "It went to dupont, and ada approved it.",     // a user whom the server knows
           "ada approved it for the kit.",                // a step of the run
           "ada approved it with the release.",           // a group
           "ada approved it, and people of web agreed.",  // another
           "An approved it.",                             // a name that is a common word as well
           "bob approved it.",                            // at the beginning
           "marc agreed to it.",
           "It was on 4 May. bob agreed.",
           "The decision was made by bob.",  // behind a word that leads to it
           "ada approved it, with a word from bob.",
           "Le 4 mai, l’accord a été donné par bob.",
           "Then bob has also agreed.",  // in front of a deed
           "It was bob who said so.",
           "Le 4 mai, bob l’a approuvé.",
       })
    EXPECT_THAT(kept_of({wrong}, 17), IsEmpty()) << wrong;
}

TEST(Held, ACapitalOfAnyAlphabetBeginsAName) {
  for (const auto* wrong : {
           "Łukasz approved it.", "On 4 May it was for Łukasz.", "On 4 May it was for Ş. of Şişli.",
           "Иван approved it.", "On 4 May it was for Иван.",
           "On 4 May it was for иван.",  // another alphabet
           "On 4 May it was for Γιώργος.", "On 4 May it was for 王伟.",
           "On 4 May it was for إيفان.",
           "On 4 May it was for аda.",  // the first letter is Cyrillic
       })
    EXPECT_THAT(kept_of({wrong}, 17), IsEmpty()) << wrong;
  EXPECT_THAT(
      kept_of({"Łukasz asked for it to go on.", "It was łukasz who said: don’t stop it."}, 23),
      testing::SizeIs(2));
  EXPECT_THAT(kept_of({"Иван has had it since 09:30.", "иван took it."}, 25), testing::SizeIs(2));
}

TEST(Held, WhatIsQuotedIsWhatWasSaid) {
  for (const auto* wrong : {
           "ada approved “ticket”.",
           "ada approved \"ticket\".",
           "ada approved 'ticket'.",
           "ada approved ‘ticket’.",
           "ada approved `ticket`.",
           "ada a approuvé « ticket ».",
           "ada approved „ticket“.",
           "ada approved “legal until June”.",  // words that do not stand together
           "ada said: “longer, not until June”.",
           "ada said: “until June … no longer”.",
       })
    EXPECT_THAT(kept_of({wrong}, 17), IsEmpty()) << wrong;
  EXPECT_THAT(kept_of({"ada approved “legal”, “not longer”.", "ada approved \"legal\".",
                       "ada’s approval of 'legal' isn't open any more.", "ada approved `legal`.",
                       "ada: “until … longer”."},
                      17),
              testing::SizeIs(4))
      << "but the one that says that something is not";
}

TEST(Held, ANumberInWordsIsHeld) {
  for (const auto* wrong : {
           "twelve people approved it.",
           "Two people approved it.",
           "After three weeks ada approved it.",
           "ada approved it on the third of May.",
           "ada approved it on the first of May.",
           "ada approved it until ten June 2026.",
           "ada approved a hundred.",
           "Le 4 mai, deux personnes ont donné leur accord.",
           "ada l’a approuvé le premier mai.",
           "ada approved it yesterday.",
       })
    EXPECT_THAT(kept_of({wrong}, 17), IsEmpty()) << wrong;
}

TEST(Held, ANegationIsHeld) {
  for (const auto* wrong : {"It was never approved.", "ada didn’t approve it.",
                            "Le 4 mai, ada n’a pas donné son accord.", "Nobody approved it."})
    EXPECT_THAT(kept_of({wrong}, 21), IsEmpty()) << wrong;
  EXPECT_THAT(kept_of({"It is not open longer than until June."}, 17), testing::SizeIs(1));
}

TEST(Held, HowSomethingEndedIsHeldInEachFormOfFrench) {
  EXPECT_THAT(kept_of({"La demande a été approuvée par ada le 4 mai.",
                       "Elles ont été approuvées par ada.", "ada l’a approuvé."},
                      17),
              testing::SizeIs(3));
  EXPECT_THAT(kept_of({"La demande a été rejetée par ada le 4 mai."}, 17), IsEmpty());
}

TEST(Held, OrdinaryWordsAreFree) {
  const std::vector<const char*> approval{
      "ada agreed to “legal” on 4 May 2026.",
      "On 4 May, ada gave her consent, which is good until June.",
      "The request was approved by ada.",
      "Approval came from ada on 4 May 2026 at 12:00 UTC.",
      "It was ada who approved it.",
      "The step was then approved by ada.",
      "ada approved it on 4 May. It is good until June.",
      "Once approved, the work could go on until June.",
      "The text approved by ada may be used until June.",
      "legal was approved, but only until June.",
      "Somebody approved it: ada.",
      "First it went to the team, and then ada has finally approved it.",
      "Le 4 mai, ada a donné son accord, valable jusqu’en June.",
      "La demande a été approuvée par ada.",
      "C’est ada qui l’a approuvé.",
  };
  EXPECT_THAT(kept_of(approval, 17), testing::SizeIs(approval.size()));
  const std::vector<const char*> failure{
      "The ads stopped because the budget of 12000 is used up.",
      "After the budget of 12000 was used up, the ads failed.",
      "Les ads ont échoué le 5 mai, car le budget de 12000 est épuisé.",
  };
  EXPECT_THAT(kept_of(failure, 21), testing::SizeIs(failure.size()));
}

TEST(Held, EachSentenceOfTheJournalHolds) {
  const auto held = hold(kPlainJournal, kPlainJournal, kNames);
  EXPECT_EQ(held.kept.size(), kPlainJournal.size());
}

TEST(Held, TheNamesOfAJournalAreThoseOfItsPeopleGroupsAndSteps) {
  core::ApprovalRequested asked{"legal", "Agree?", "lawyers"};
  asked.users = {"token:kim"};
  asked.groups = {"board"};
  core::ApprovalDecided decided{"legal", "token:ada", true};
  decided.on_behalf_of = "lea";
  core::TaskClaimed claimed{"copy", "max", "ana"};
  const core::EventTaken heard{
      {},
      0,
      {{"type", "ticket.commented"},
       {"data", {{"comment", {{"author", "zoe"}, {"text", "done now"}}}}}}};
  const std::vector<core::Transition> transitions{asked, decided, claimed, heard};
  EXPECT_THAT(names_in({{7, tests::noon(), &transitions}}),
              testing::IsSupersetOf(
                  {"legal", "lawyers", "kim", "board", "ada", "lea", "copy", "max", "ana", "zoe"}));
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
