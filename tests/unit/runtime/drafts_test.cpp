#include "baton/runtime/drafts.hpp"

#include "baton/core/own_events.hpp"
#include "unit/runtime/damaged_file.hpp"
#include "unit/runtime/stepping.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <string>

namespace baton::runtime {
namespace {

using core::Json;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class DraftsTest : public SteppingTest {
 protected:
  DraftsTest() {
    publish("kit",
            "on: [{ event: go }]\nsteps:\n"
            "  legal: { approve: { by: { group: legal }, ask: Agree? } }\n");
  }
  // The newest run.
  core::Run begun() {
    post("go");
    return newest();
  }
  core::Run newest() {
    core::Run found;
    for (const auto& run : runs("kit"))
      if (run.id() > found.id()) found = run;
    return found;
  }
  void approve(const core::Run& run) {
    const auto hash = run.step("legal").approval->request.hash;
    bus_->post(core::approval_decide(run.id(), "legal", true, "fine", hash,
                                     core::Actor::user("ada"), clock_.now()));
    turns_->wake();
  }
  Json drafts_of(core::RunId run, context::Language language = context::Language::en) {
    Json found;
    transact([&](ports::Tx& tx) { found = drafts(tx, run, language).value(); });
    return found;
  }
};

TEST_F(DraftsTest, ProposeWhatPeopleAnsweredBefore) {
  for (int at = 0; at < 4; ++at) approve(begun());
  EXPECT_THAT(drafts_of(begun().id()).at("drafts"), IsEmpty()) << "four are too few";
  approve(newest());
  const auto open = begun();
  const auto found = drafts_of(open.id());
  EXPECT_EQ(found.at("precedents"), 5);
  EXPECT_EQ(found.at("unreadable").at("count"), 0);
  ASSERT_THAT(found.at("drafts"), SizeIs(1));
  const auto& draft = found.at("drafts").at(0);
  EXPECT_EQ(draft.at("draft"), true);
  EXPECT_EQ(draft.at("what"), "approve");
  EXPECT_EQ(draft.at("comment"), "fine");
  EXPECT_THAT(draft.at("runs"), SizeIs(5));
  EXPECT_EQ(draft.at("sentence"), "in 5 of 5 runs that have ended people approved this");
  const auto french = drafts_of(open.id(), context::Language::fr).at("drafts").at(0);
  EXPECT_EQ(french.at("sentence"), "dans 5 exécutions terminées sur 5, on l’a approuvé");
  approve(open);
  EXPECT_THAT(drafts_of(open.id()).at("drafts"), IsEmpty()) << "it waits for nobody any more";
}

TEST_F(DraftsTest, StandOnWhatPeopleDidWhateverElseTheJournalsHold) {
  publish("kit",
          "on: [{ event: go }]\nsteps:\n"
          "  copy: { set: { text: '${trigger.data}' } }\n"
          "  legal: { needs: copy, approve: { by: { group: legal }, ask: Agree? } }\n");
  for (int at = 0; at < 5; ++at) approve(begun());
  const auto found = drafts_of(begun().id());
  EXPECT_EQ(found.at("precedents"), 5);
  ASSERT_THAT(found.at("drafts"), SizeIs(1));
  EXPECT_EQ(found.at("drafts").at(0).at("comment"), "fine");
}

TEST_F(DraftsTest, OfNoRunAreNone) {
  transact([&](ports::Tx& tx) {
    EXPECT_EQ(drafts(tx, core::RunId(9)).error().code, core::Errc::not_found);
  });
}

class DraftsOfDamageTest : public DamagedFileTest {
 protected:
  // A run of which a step asks for an approval.
  ports::RunRow asking_run() {
    auto row = begun_run();
    happens(row, core::ApprovalRequested{.step = "legal"}, core::RunStatus::waiting);
    return row;
  }
  core::RunId approved_run() {
    auto row = asking_run();
    happens(row, core::ApprovalDecided{"legal", "ada", true, "fine"});
    happens(row, core::RunSucceeded{}, core::RunStatus::succeeded);
    return row.id;
  }
};

TEST_F(DraftsOfDamageTest, RunsThatAreDamagedAreLeftOutAndNamed) {
  std::vector<core::RunId> past;
  for (int at = 0; at < 7; ++at) past.push_back(approved_run());
  const auto open = asking_run().id;
  damage_row(past[2]);
  damage_journal(past[5]);
  const auto found =
      read([open](ports::Queries& queries) { return drafts(queries, open).value(); });
  EXPECT_EQ(found.at("precedents"), 5);
  EXPECT_THAT(found.at("drafts"), SizeIs(1));
  EXPECT_EQ(found.at("unreadable"),
            Json({{"count", 2}, {"runs", {past[2].text(), past[5].text()}}}));
}

}  // namespace
}  // namespace baton::runtime
