#include "baton/goals/standing.hpp"

#include <gmock/gmock.h>

namespace baton::goals {
namespace {

using core::StandingKind;
using std::chrono::hours;
using ::testing::SizeIs;

const core::Time kNow = core::parse_rfc3339("2026-09-24T12:00:00Z").value();

Node refonte() {
  Node node;
  node.name = "refonte-ux";
  node.title = "Refonte UX";
  node.due = core::parse_rfc3339("2026-10-01T00:00:00Z").value();
  return node;
}

Work work_at(StandingKind kind, core::Duration since, std::int64_t run = 1) {
  Work work;
  work.run = core::RunId(run);
  work.status = core::RunStatus::waiting;
  work.now.kind = kind;
  work.since = kNow - since;
  return work;
}

TEST(GoalStanding, IsOnTrackWhileWorkGoesOn) {
  const auto standing = standing_of(
      refonte(), {work_at(StandingKind::task, hours(5)), work_at(StandingKind::working, hours(99))},
      {}, kNow);
  EXPECT_EQ(standing.state, State::on_track);
  EXPECT_EQ(standing.open, 2);
  EXPECT_EQ(standing.sentence, "2 runs of Refonte UX under way, due in 6d");
}

TEST(GoalStanding, TasksThatStandStillPutItAtRisk) {
  std::vector<Work> tasks;
  for (int at = 0; at < 15; ++at)
    tasks.push_back(work_at(StandingKind::task, hours(72 - at), at + 1));
  const auto standing = standing_of(refonte(), tasks, {}, kNow);
  EXPECT_EQ(standing.state, State::at_risk);
  EXPECT_EQ(standing.sentence, "15 tasks of Refonte UX blocked for 3d, due in 6d");
  ASSERT_THAT(standing.blocking, SizeIs(15));
  EXPECT_EQ(standing.blocking.front().run, core::RunId(1)) << "the one that stood longest first";
}

TEST(GoalStanding, OfRunsThatStoodEquallyLongTheOneThatBeganFirstIsNamedFirst) {
  const auto first = work_at(StandingKind::task, hours(72), 1);
  const auto second = work_at(StandingKind::task, hours(72), 2);
  for (const auto& beneath : {std::vector<Work>{first, second}, std::vector<Work>{second, first}}) {
    const auto standing = standing_of(refonte(), beneath, {}, kNow);
    ASSERT_THAT(standing.blocking, SizeIs(2));
    EXPECT_EQ(standing.blocking.front().run, core::RunId(1));
  }
}

TEST(GoalStanding, WhatStandsStillDoesNotMatterWhileThereIsTime) {
  auto node = refonte();
  node.due = kNow + hours(24 * 60);
  EXPECT_EQ(standing_of(node, {work_at(StandingKind::approval, hours(72))}, {}, kNow).state,
            State::on_track);
  node.due.reset();
  EXPECT_EQ(standing_of(node, {work_at(StandingKind::approval, hours(72))}, {}, kNow).state,
            State::at_risk)
      << "a goal without a day is always due soon";
}

TEST(GoalStanding, OneStoppedOrLateRunPutsItAtRiskAtOnce) {
  auto node = refonte();
  node.due = kNow + hours(24 * 60);
  auto failed = work_at(StandingKind::failed, {});
  failed.status = core::RunStatus::failed;
  auto late = work_at(StandingKind::working, {});
  late.late = true;
  auto paused = work_at(StandingKind::paused, {});
  paused.status = core::RunStatus::paused;
  const auto unknown = work_at(StandingKind::unknown, {});
  for (const auto& work : {failed, late, paused, unknown}) {
    const auto standing = standing_of(node, {work}, {}, kNow);
    EXPECT_EQ(standing.state, State::at_risk) << core::to_text(work.now.kind);
    EXPECT_THAT(standing.blocking, SizeIs(1));
  }
  auto looked_for = unknown;
  looked_for.now.due = kNow + hours(1);
  EXPECT_EQ(standing_of(node, {looked_for}, {}, kNow).state, State::on_track)
      << "its effect is still looked for";
}

TEST(GoalStanding, ARunThatHasFailedIsNotCalledBlocked) {
  auto failed = work_at(StandingKind::failed, {});
  failed.status = core::RunStatus::failed;
  EXPECT_EQ(standing_of(refonte(), {failed, failed}, {}, kNow).sentence,
            "2 runs of Refonte UX failed, due in 6d");
}

TEST(GoalStanding, IsOffWhenItWasDueAndWorkIsOpen) {
  auto node = refonte();
  node.due = kNow - hours(48);
  EXPECT_EQ(standing_of(node, {work_at(StandingKind::working, {})}, {}, kNow).state, State::off);
  EXPECT_EQ(standing_of(node, {work_at(StandingKind::working, {})}, {}, kNow).sentence,
            "1 run of Refonte UX open, due 2d ago");
  EXPECT_EQ(standing_of(node, {}, {}, kNow).state, State::on_track) << "it was reached";
}

TEST(GoalStanding, AnInitiativeInTroublePutsItsGoalAtRisk) {
  Node goal;
  goal.name = goal.title = "growth";
  const auto child = refonte();
  EXPECT_EQ(standing_of(goal, {}, {{&child, State::off}}, kNow).state, State::at_risk);
  EXPECT_EQ(standing_of(goal, {}, {{&child, State::off}}, kNow).sentence, "Refonte UX is off");
  EXPECT_EQ(standing_of(goal, {}, {{&child, State::on_track}}, kNow).state, State::on_track);
}

TEST(GoalStanding, KindsOfWorkAreCountedApart) {
  const auto standing = standing_of(
      refonte(),
      {work_at(StandingKind::approval, hours(60)), work_at(StandingKind::event, hours(50)),
       work_at(StandingKind::approval, hours(49))},
      {}, kNow);
  EXPECT_EQ(standing.sentence, "2 approvals, 1 run of Refonte UX blocked for 2d, due in 6d");
}

TEST(GoalStanding, SaysThatThereAreMoreRunsThanWereLookedAt) {
  const std::vector<Work> working{work_at(StandingKind::working, hours(1))};
  const auto standing =
      standing_of(refonte(), working, {}, kNow, context::Language::en, {.open = true});
  EXPECT_TRUE(standing.at_least);
  EXPECT_EQ(standing.sentence, "at least 1 run of Refonte UX under way, due in 6d");
  const std::vector<Work> tasks(2, work_at(StandingKind::task, hours(72)));
  EXPECT_EQ(standing_of(refonte(), tasks, {}, kNow, context::Language::fr, {.open = true}).sentence,
            "au moins 2 tâches de « Refonte UX » à l’arrêt depuis 3 j, échéance dans 6 j");
  EXPECT_FALSE(standing_of(refonte(), working, {}, kNow).at_least);
}

TEST(GoalStanding, ThatMoreRunsFailedSaysNothingOfThoseThatAreOpen) {
  const MoreRuns more{.failed = true};
  const std::vector<Work> working{work_at(StandingKind::working, hours(1))};
  const auto under_way = standing_of(refonte(), working, {}, kNow, context::Language::en, more);
  EXPECT_TRUE(under_way.at_least) << "more may have stopped";
  EXPECT_FALSE(under_way.more_open);
  EXPECT_EQ(under_way.sentence, "1 run of Refonte UX under way, due in 6d");
  auto failed = work_at(StandingKind::failed, {});
  failed.status = core::RunStatus::failed;
  EXPECT_EQ(standing_of(refonte(), {failed}, {}, kNow, context::Language::en, more).sentence,
            "at least 1 run of Refonte UX failed, due in 6d");
}

TEST(GoalStanding, WhatStandsInTheWayIsCountedByKind) {
  auto failed = work_at(StandingKind::failed, {});
  failed.status = core::RunStatus::failed;
  EXPECT_EQ(in_the_way({work_at(StandingKind::task, {}), work_at(StandingKind::task, {}),
                        work_at(StandingKind::approval, {}), work_at(StandingKind::gate, {}),
                        work_at(StandingKind::event, {}), failed}),
            core::Json({{"tasks", 2}, {"approvals", 1}, {"gates", 1}, {"runs", 2}, {"failed", 1}}));
}

std::string in_french(const Node& node, std::vector<Work> beneath,
                      const std::vector<std::pair<const Node*, State>>& children = {}) {
  return standing_of(node, std::move(beneath), children, kNow, context::Language::fr).sentence;
}

TEST(GoalStanding, SaysWhyInFrench) {
  auto node = refonte();
  const auto task = work_at(StandingKind::task, hours(72));
  EXPECT_EQ(in_french(node, {task, task, work_at(StandingKind::gate, hours(50))}),
            "2 tâches, 1 porte de « Refonte UX » à l’arrêt depuis 3 j, échéance dans 6 j");
  auto failed = work_at(StandingKind::failed, {});
  failed.status = core::RunStatus::failed;
  EXPECT_EQ(in_french(node, {failed}), "1 exécution de « Refonte UX » en échec, échéance dans 6 j");
  const auto working = work_at(StandingKind::working, {});
  EXPECT_EQ(in_french(node, {working, working}),
            "2 exécutions de « Refonte UX » en cours, échéance dans 6 j");
  EXPECT_EQ(in_french(node, {}), "rien de « Refonte UX » n’est en cours, échéance dans 6 j");
  node.due = kNow - hours(5);
  EXPECT_EQ(in_french(node, {working}),
            "1 exécution de « Refonte UX » encore en cours, échéance dépassée de 5 h");
}

TEST(GoalStanding, SaysInFrenchWhatIsBeneathItAndNotOnTrack) {
  Node goal;
  goal.name = goal.title = "growth";
  const auto child = refonte();
  EXPECT_EQ(in_french(goal, {}, {{&child, State::off}}), "« Refonte UX » est manqué");
  EXPECT_EQ(in_french(goal, {}, {{&child, State::at_risk}}), "« Refonte UX » est à risque");
}

}  // namespace
}  // namespace baton::goals
