#include "baton/context/cited.hpp"

#include "baton/core/own_events.hpp"
#include "unit/make.hpp"

#include <algorithm>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace baton::context {
namespace {

using core::Json;
using ::testing::AllOf;
using ::testing::Contains;
using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

// A journal under test. Its lines have numbers with gaps, as those of a store do.
class Lines {
 public:
  void add(std::vector<core::Transition> transitions) {
    entries_.push_back(std::move(transitions));
  }
  // The lines, but for the one at `without`.
  std::vector<Line> lines(std::optional<std::size_t> without = {}) const {
    std::vector<Line> lines;
    for (std::size_t at = 0; at < entries_.size(); ++at)
      if (at != without) lines.push_back({number(at), tests::noon(), &entries_[at]});
    return lines;
  }
  static std::int64_t number(std::size_t at) { return static_cast<std::int64_t>(100 + 7 * at); }
  std::size_t size() const { return entries_.size(); }

 private:
  std::vector<std::vector<core::Transition>> entries_;
};

// A run that was begun, approved in the second round, commented on, and failed.
Lines of_a_run() {
  core::RunStarted started{"kit", 1};
  started.title = "Kit of ACME";
  started.requester = "token:crm";
  started.context = {
      {"why", "Won against Initech"}, {"client", "ACME"}, {"summary", "client: ACME"}};
  Lines lines;
  lines.add({started, core::StepStarted{"ticket"}});
  lines.add({core::StepSucceeded{"ticket", {{"key", "WEB-7"}}},
             core::ApprovalRequested{"legal", "Agree the claims?", "legal"}});
  lines.add(
      {core::ApprovalDecided{"legal", "token:ada", false, "not without the disclaimer"},
       core::ApprovalReturned{"legal", "ticket", "token:ada", "not without the disclaimer", 1}});
  core::EventTaken heard{{},
                         0,
                         {{"id", "evt_1"},
                          {"type", "ticket.commented"},
                          {"subject", "WEB-7"},
                          {"data", {{"comment", {{"author", "Lea"}, {"text", "done now"}}}}}}};
  lines.add({heard});
  lines.add({core::ApprovalDecided{"legal", "token:ada", true, {}}});
  lines.add({core::StepFailed{"ads", "http_400", "budget of 12000 is used up"},
             core::RunFailed{"ads", "budget of 12000 is used up"}});
  return lines;
}

std::vector<std::string> texts(const std::vector<Cited>& sentences) {
  std::vector<std::string> all;
  for (const auto& sentence : sentences) all.push_back(sentence.text);
  return all;
}

TEST(Cited, AValueThatIsASentenceEndsOnce) {
  core::RunStarted started{"kit", 1};
  started.title = "Kit of ACME";
  started.context = {{"must_hold", "No claim without a source."}, {"why", "Who else?"}};
  Lines lines;
  lines.add({started});
  EXPECT_THAT(texts(sentences(lines.lines(), Language::en)),
              ElementsAre("“Kit of ACME” began on 4 May 2026, 12:00 UTC.",
                          "must_hold: No claim without a source.", "why: Who else?"));
}

TEST(Cited, TellsARunInTheWordsOfItsJournal) {
  const auto run = of_a_run();
  EXPECT_THAT(
      texts(sentences(run.lines(), Language::en)),
      ElementsAre("“Kit of ACME” began on 4 May 2026, 12:00 UTC, because of crm.", "client: ACME.",
                  "why: Won against Initech.",
                  "“ticket” succeeded on 4 May 2026, 12:00 UTC: key WEB-7.",
                  "“legal” asked legal on 4 May 2026, 12:00 UTC: “Agree the claims?”.",
                  "ada rejected “legal” on 4 May 2026, 12:00 UTC: not without the disclaimer.",
                  "ada sent the run back to “ticket” on 4 May 2026, 12:00 UTC: not without the "
                  "disclaimer.",
                  "Lea said on 4 May 2026, 12:00 UTC, ticket.commented WEB-7: “done now”.",
                  "ada approved “legal” on 4 May 2026, 12:00 UTC.",
                  "“ads” failed on 4 May 2026, 12:00 UTC: budget of 12000 is used up.",
                  "The run failed on 4 May 2026, 12:00 UTC: budget of 12000 is used up."));
}

TEST(Cited, TellsTheSameInFrench) {
  const auto run = of_a_run();
  const auto french = texts(sentences(run.lines(), Language::fr));
  EXPECT_THAT(french, SizeIs(sentences(run.lines(), Language::en).size()));
  EXPECT_THAT(french, Contains("« Kit of ACME » a commencé le 4 mai 2026 à 12:00 UTC, à la suite "
                               "de crm."));
  EXPECT_THAT(french, Contains("ada a rejeté « legal » le 4 mai 2026 à 12:00 UTC : not without the "
                               "disclaimer."));
}

TEST(Cited, TheFirstDayOfAMonthIsAnOrdinalInFrench) {
  const std::vector<core::Transition> failed{core::RunFailed{"ads", "down"}};
  const std::vector<Line> journal{
      {7, core::parse_rfc3339("2026-05-01T12:00:00Z").value(), &failed}};
  EXPECT_THAT(texts(sentences(journal, Language::fr)),
              ElementsAre("L’exécution a échoué le 1er mai 2026 à 12:00 UTC : down."));
  EXPECT_THAT(texts(sentences(journal, Language::en)),
              ElementsAre("The run failed on 1 May 2026, 12:00 UTC: down."));
}

TEST(Cited, SaysHowAnotherRunEndedInTheLanguageOfTheSentence) {
  Lines lines;
  for (const auto* status : {"succeeded", "failed", "cancelled"})
    lines.add({core::ChildEnded{"site", core::RunId(7), status}});
  lines.add({core::StepResolved{"book", "token:ada", "failed"}});
  EXPECT_THAT(texts(sentences(lines.lines(), Language::en)),
              ElementsAre("The run that “site” began succeeded on 4 May 2026, 12:00 UTC.",
                          "The run that “site” began failed on 4 May 2026, 12:00 UTC.",
                          "The run that “site” began was cancelled on 4 May 2026, 12:00 UTC.",
                          "ada said on 4 May 2026, 12:00 UTC what became of “book”: it failed."));
  EXPECT_THAT(
      texts(sentences(lines.lines(), Language::fr)),
      ElementsAre("L’exécution que « site » a lancée a réussi le 4 mai 2026 à 12:00 UTC.",
                  "L’exécution que « site » a lancée a échoué le 4 mai 2026 à 12:00 UTC.",
                  "L’exécution que « site » a lancée a été annulée le 4 mai 2026 à 12:00 UTC.",
                  "ada a dit le 4 mai 2026 à 12:00 UTC ce qu’il est advenu de « book » : il a "
                  "échoué."));
}

TEST(Cited, TellsWhoMigratedARunAndWhy) {
  Lines lines;
  lines.add({core::RunMigrated{1, 2, "user:ada", "a check was missing"}});
  EXPECT_THAT(texts(sentences(lines.lines(), Language::en)),
              ElementsAre(AllOf(HasSubstr("ada"), HasSubstr("version 2 of its workflow"),
                                HasSubstr("a check was missing"))));
  EXPECT_THAT(texts(sentences(lines.lines(), Language::fr)),
              ElementsAre(AllOf(HasSubstr("ada"), HasSubstr("à la version 2 de son workflow"),
                                HasSubstr("a check was missing"))));
}

// Each line that is taken away takes its sentences with it, and changes no other.
TEST(Cited, ALineThatIsGoneTakesItsSentencesWithIt) {
  const auto run = of_a_run();
  for (const auto language : {Language::en, Language::fr}) {
    const auto all = sentences(run.lines(), language);
    for (std::size_t gone = 0; gone < run.size(); ++gone) {
      std::vector<std::string> others;
      for (const auto& sentence : all)
        if (sentence.lines != std::vector<std::int64_t>{Lines::number(gone)})
          others.push_back(sentence.text);
      EXPECT_LT(others.size(), all.size()) << "line " << gone << " says something";
      EXPECT_EQ(texts(sentences(run.lines(gone), language)), others) << "without line " << gone;
    }
  }
}

TEST(Cited, TellsWhoeverTakesOverOnlyWhatTheyShouldKnow) {
  const auto run = of_a_run();
  const auto known = texts(sentences(run.lines(), Language::en, {"ticket"}));
  EXPECT_THAT(known, Each(Not(HasSubstr("legal"))));
  EXPECT_THAT(known, Contains(HasSubstr("“ticket” succeeded")));
  EXPECT_THAT(known, Contains("why: Won against Initech."));
  EXPECT_THAT(known, Contains(HasSubstr("Lea said"))) << "it is said to the run";
}

TEST(Cited, WhoHasLittleTimeReadsWhyAndWhatWasDecided) {
  const auto run = of_a_run();
  const auto few = weightiest(sentences(run.lines(), Language::en), 3);
  EXPECT_THAT(texts(few), ElementsAre(HasSubstr("ada sent the run back"), HasSubstr("Lea said"),
                                      HasSubstr("ada approved")));
  EXPECT_THAT(weightiest(sentences(run.lines(), Language::en), 100), SizeIs(11));
}

// What the engine notes of a run that people decide and work on: no transition of it is told twice.
TEST(Cited, EachSentenceOfARunOfTheEngineNamesOneLine) {
  tests::Life life(
      "workflow: a\non: [{ event: go }]\ncontext: { why: speed }\nsteps:\n"
      "  legal: { approve: { by: { group: legal } } }\n"
      "  copy: { needs: legal, task: { title: Write, by: { group: web } } }\n");
  Lines lines;
  life.begin(tests::event("go"));
  lines.add(life.last());
  const auto hash = life.run().step("legal").approval->request.hash;
  life.hear(
      core::approval_decide(life.run().id(), "legal", true, "fine", hash, "token:ada", life.now));
  lines.add(life.last());
  const auto told = sentences(lines.lines(), Language::en);
  for (const auto& sentence : told) EXPECT_THAT(sentence.lines, SizeIs(1)) << sentence.text;
  EXPECT_THAT(texts(told), Contains(HasSubstr("ada approved “legal”")));
  EXPECT_THAT(texts(told), Contains(HasSubstr("“copy” asked web")));
}

TEST(Cited, IsToldAsJson) {
  const auto run = of_a_run();
  const auto json = to_json(sentences(run.lines(), Language::en).back());
  EXPECT_EQ(json.at("lines"), Json({135}));
  EXPECT_EQ(json.at("at"), "2026-05-04T12:00:00Z");
  EXPECT_FALSE(json.contains("step")) << "it is about the run";
}

}  // namespace
}  // namespace baton::context
