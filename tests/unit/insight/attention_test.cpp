#include "baton/insight/attention.hpp"

#include "baton/core/json.hpp"
#include "unit/make.hpp"

#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <map>
#include <set>
#include <string>

namespace baton::insight {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::SizeIs;

const std::map<std::string, Because> kBecause{
    {"may_decide", Because::may_decide}, {"stands_in", Because::stands_in},
    {"has_it", Because::has_it},         {"may_do_it", Because::may_do_it},
    {"caused", Because::caused},         {"took_part", Because::took_part},
    {"operates", Because::operates},     {"addressed", Because::addressed}};

// A notice with its label, of tests/data/attention.
struct Labelled {
  Notice notice;
  std::string label;
};

std::vector<Labelled> labelled() {
  std::ifstream file(std::string(BATON_SOURCE_DIR) + "/tests/data/attention/notices.ndjson");
  std::vector<Labelled> all;
  for (std::string line; std::getline(file, line);) {
    const auto json = core::Json::parse(line);
    Notice notice;
    notice.id = core::text_at(json, "id");
    notice.type = core::text_at(json, "type");
    notice.at = core::parse_rfc3339(core::text_at(json, "at")).value();
    notice.person = core::text_at(json, "person");
    notice.because = kBecause.at(core::text_at(json, "because"));
    notice.of = core::text_at(json, "of");
    notice.run = core::text_at(json, "run");
    notice.step = core::text_at(json, "step");
    notice.workflow = core::text_at(json, "workflow");
    notice.text = core::text_at(json, "text");
    notice.mark = core::text_at(json, "mark");
    notice.waits_for_person = json.contains("waits_for_person");
    all.push_back({std::move(notice), core::text_at(json, "label")});
  }
  return all;
}

Notice written(std::string text) {
  Notice notice;
  notice.type = "ticket.commented";
  notice.person = "ada";
  notice.text = std::move(text);
  return notice;
}

Notice own(std::string type, Because because = Because::caused) {
  Notice notice;
  notice.type = std::move(type);
  notice.person = "ada";
  notice.because = because;
  return notice;
}

std::string_view rule_of(const Notice& notice) { return judge(notice).rule; }

TEST(Attention, ATextOfWhichTheEndIsMissingIsNotUnderstood) {
  auto notice = written("Done. The page is");
  EXPECT_EQ(rule_of(notice), "acknowledged");
  notice.cut = true;
  EXPECT_EQ(rule_of(notice), "written");
}

TEST(Attention, HoldsNoDecisionBackAndBatchesMostOfTheRest) {
  const auto all = labelled();
  ASSERT_THAT(all, SizeIs(500));
  std::size_t administrative = 0;
  std::size_t batched = 0;
  for (const auto& [notice, label] : all) {
    const auto ruling = judge(notice);
    const bool held_back = ruling.attention == Attention::administrative;
    if (label != "administrative") {
      EXPECT_FALSE(held_back) << label << ' ' << notice.id << ": " << notice.text;
      continue;
    }
    ++administrative;
    if (held_back) ++batched;
  }
  ASSERT_EQ(administrative, 270U);
  EXPECT_GE(static_cast<double>(batched), 0.7 * static_cast<double>(administrative));
  RecordProperty("batched", static_cast<int>(batched));
}

TEST(Attention, EachNoticeIsToldOnceAndSaysWhyThisPerson) {
  std::vector<Notice> notices;
  for (auto& [notice, label] : labelled()) notices.push_back(std::move(notice));
  const auto triaged = triage(std::move(notices));
  std::set<std::string> told;
  for (const auto& [notice, ruling] : triaged.now) {
    EXPECT_TRUE(told.insert(notice.id).second);
    EXPECT_THAT(in_words(notice.because, notice.of), ::testing::AnyOf(HasSubstr("you")));
  }
  for (const auto& batch : triaged.batches)
    for (const auto& notice : batch.notices) {
      EXPECT_TRUE(told.insert(notice.id).second);
      EXPECT_EQ(notice.person, batch.person);
    }
  EXPECT_THAT(told, SizeIs(500));
}

TEST(Attention, ADecisionIsShownFirstWhateverItsAge) {
  auto failed = own("baton.run.failed");
  failed.id = "failed";
  failed.at = tests::noon();
  auto decision = own("baton.approval.requested", Because::may_decide);
  decision.id = "decision";
  decision.at = tests::noon() + std::chrono::hours(1);
  const auto triaged = triage({failed, decision});
  EXPECT_EQ(triaged.now.at(0).notice.id, "decision");
  EXPECT_EQ(triaged.now.at(1).notice.id, "failed");
}

TEST(Attention, WhatNeedsNobodyComesByPersonAndDay) {
  std::vector<Notice> notices;
  for (const auto hours : {1, 2, 30}) {
    auto notice = own("baton.run.succeeded");
    notice.at = tests::noon() + std::chrono::hours(hours);
    notices.push_back(notice);
  }
  notices.back().person = "ben";
  notices.push_back(notices.front());
  notices.back().at += std::chrono::hours(24);
  const auto triaged = triage(std::move(notices));
  EXPECT_THAT(triaged.now, SizeIs(0));
  ASSERT_THAT(triaged.batches, SizeIs(3));
  EXPECT_EQ(triaged.batches.at(0).person, "ada");
  EXPECT_EQ(triaged.batches.at(1).person, "ben");
  EXPECT_EQ(triaged.batches.at(0).day, triaged.batches.at(1).day);
  EXPECT_THAT(triaged.batches.at(2).notices, SizeIs(2));
}

TEST(Attention, TheRoleOfThePersonCounts) {
  EXPECT_EQ(rule_of(own("baton.task.requested", Because::may_do_it)), "task");
  EXPECT_EQ(rule_of(own("baton.task.requested", Because::caused)), "lifecycle");
  EXPECT_EQ(rule_of(own("baton.approval.returned", Because::caused)), "returned");
  EXPECT_EQ(rule_of(own("baton.approval.returned", Because::took_part)), "lifecycle");
}

TEST(Attention, AGoalThatIsMissedIsNoAlarm) {
  auto missed = own("baton.sla.missed");
  missed.mark = "goal";
  EXPECT_EQ(rule_of(missed), "lifecycle");
  missed.mark = "due";
  EXPECT_EQ(rule_of(missed), "late");
}

TEST(Attention, AnOutcomeThatBatonLooksForItselfNeedsNobody) {
  auto unknown = own("baton.step.unknown", Because::operates);
  EXPECT_EQ(rule_of(unknown), "lifecycle");
  unknown.waits_for_person = true;
  EXPECT_EQ(rule_of(unknown), "unknown");
}

TEST(Attention, WhatSomebodyWroteIsShownUnlessItSurelyAsksForNothing) {
  EXPECT_EQ(rule_of(written("Thanks, noted.")), "acknowledged");
  EXPECT_EQ(rule_of(written("Merci, bien reçu.")), "acknowledged");
  EXPECT_EQ(rule_of(written("Thanks. Over to you.")), "written");
  EXPECT_EQ(rule_of(written("Thanks - ship or hold")), "written") << "it says more than thanks";
  EXPECT_EQ(rule_of(written("Merci de regarder.")), "written");
  EXPECT_EQ(rule_of(written("Merci de VALIDER.")), "decision");
  EXPECT_EQ(rule_of(written("Grüße aus Wien")), "written") << "it is not recognized";
  EXPECT_EQ(rule_of(written("")), "record");
}

TEST(Attention, SaysWhyThisPersonInFrench) {
  const auto why = [](Because because, std::string_view of = {}) {
    return in_words(because, of, context::Language::fr);
  };
  EXPECT_EQ(why(Because::may_decide, "legal"), "vous faites partie de legal, qui peut décider");
  EXPECT_EQ(why(Because::may_decide), "on vous le demande nommément");
  EXPECT_EQ(why(Because::may_do_it, "web"), "personne ne l’a, et vous faites partie de web");
  EXPECT_EQ(why(Because::took_part, "legal"), "vous avez pris part à cette exécution : legal");
  EXPECT_EQ(why(Because::took_part), "vous avez pris part à cette exécution");
  for (const auto& [word, because] : kBecause) {
    EXPECT_THAT(why(because), HasSubstr("vous")) << word;
    EXPECT_THAT(why(because, "ada"), Not(HasSubstr("{"))) << word;
  }
}

TEST(Attention, KnowsItsWords) {
  for (const auto& [word, because] : kBecause) EXPECT_EQ(to_text(because), word);
  EXPECT_EQ(in_words(Because::may_decide, "legal"), "you are in legal, which may decide");
  EXPECT_EQ(to_text(Attention::administrative), "administrative");
}

}  // namespace
}  // namespace baton::insight
