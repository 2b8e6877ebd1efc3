#include "baton/insight/precedents.hpp"

#include "unit/make.hpp"

#include <deque>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace baton::insight {
namespace {

using ::testing::SizeIs;
using ::testing::StartsWith;

// Runs that have ended, made of transitions.
class MadePrecedents {
 public:
  void add(std::vector<core::Transition> transitions) {
    const auto& kept = journals_.emplace_back(std::move(transitions));
    runs_.push_back(
        {core::RunId(static_cast<std::int64_t>(runs_.size()) + 1), {{tests::noon(), &kept}}});
  }
  void decided(bool approve, std::string comment = {}) {
    add({core::ApprovalDecided{"legal", "ada", approve, std::move(comment)}});
  }
  const std::vector<Precedent>& runs() const { return runs_; }

 private:
  std::deque<std::vector<core::Transition>> journals_{};
  std::vector<Precedent> runs_{};
};

TEST(Precedents, WhatMostPeopleAnsweredIsADraft) {
  MadePrecedents past;
  for (int at = 0; at < 8; ++at) past.decided(true, at == 6 ? "with the disclaimer" : "");
  past.decided(false, "no");
  past.add({core::RunSucceeded{}});
  const auto draft = draft_answer("legal", past.runs());
  ASSERT_TRUE(draft);
  EXPECT_EQ(draft->what, Proposed::approve);
  EXPECT_EQ(draft->comment, "with the disclaimer");
  EXPECT_THAT(draft->runs, SizeIs(8));
  EXPECT_EQ(draft->of, 9U) << "nobody decided in the last one";
  EXPECT_EQ(in_words(*draft), "in 8 of 9 runs that have ended people approved this");
  EXPECT_FALSE(draft_answer("finance", past.runs()));
}

TEST(Precedents, AreTellableInFrench) {
  const auto told = [](Proposed what) {
    return in_words({what, "legal", {}, std::vector<core::RunId>(8), 9}, context::Language::fr);
  };
  EXPECT_EQ(told(Proposed::approve), "dans 8 exécutions terminées sur 9, on l’a approuvé");
  EXPECT_EQ(told(Proposed::reject), "dans 8 exécutions terminées sur 9, on l’a refusé");
  EXPECT_EQ(told(Proposed::retry),
            "dans 8 exécutions terminées sur 9, on l’a fait retenter après son échec");
  EXPECT_EQ(told(Proposed::resolve),
            "dans 8 exécutions terminées sur 9, on a dit ce qu’il était advenu de l’action");
  EXPECT_EQ(told(Proposed::cancel),
            "dans 8 exécutions terminées sur 9, on a annulé l’exécution après son échec");
}

TEST(Precedents, OfTooFewAndOfMixedAnswersNothingIsProposed) {
  MadePrecedents few;
  for (std::size_t at = 0; at + 1 < kPrecedentsMin; ++at) few.decided(true);
  EXPECT_FALSE(draft_answer("legal", few.runs()));
  few.decided(true);
  EXPECT_TRUE(draft_answer("legal", few.runs()));

  MadePrecedents mixed;
  for (int at = 0; at < 20; ++at) mixed.decided(at % 4 != 0);
  EXPECT_FALSE(draft_answer("legal", mixed.runs())) << "three in four";
}

TEST(Precedents, TheLastDecisionOfARunCounts) {
  MadePrecedents past;
  for (int at = 0; at < 5; ++at)
    past.add({core::ApprovalDecided{"legal", "ada", false, "again"},
              core::ApprovalDecided{"legal", "ada", true, "fine"}});
  EXPECT_EQ(draft_answer("legal", past.runs())->what, Proposed::approve);
}

TEST(Precedents, WhatPeopleDidAfterAFailureIsADraft) {
  MadePrecedents past;
  for (int at = 0; at < 5; ++at)
    past.add({core::StepFailed{"ads", "http_503", "down"}, core::RunFailed{"ads", "down"},
              core::RunResumed{"ops", "ads"}, core::StepSucceeded{"ads"}, core::RunSucceeded{}});
  past.add({core::RunCancelled{"ops", "no need"}});
  const auto draft = draft_next_step("ads", past.runs());
  ASSERT_TRUE(draft);
  EXPECT_EQ(draft->what, Proposed::retry);
  EXPECT_EQ(draft->of, 5U) << "the step did not fail in the last one";
  EXPECT_FALSE(draft_next_step("legal", past.runs()));
}

}  // namespace
}  // namespace baton::insight
