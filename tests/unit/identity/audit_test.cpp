#include "baton/identity/audit.hpp"

#include "baton/core/lifecycle.hpp"
#include "baton/core/own_events.hpp"
#include "unit/identity/now.hpp"

#include <gtest/gtest.h>
#include <vector>

namespace baton::identity {
namespace {

// A chain as the store makes it.
std::vector<AuditRow> chain(std::size_t rows) {
  std::vector<AuditRow> made;
  for (std::size_t at = 1; at <= rows; ++at) {
    AuditRow row;
    row.sequence = static_cast<std::int64_t>(at);
    row.at = kNow;
    row.actor = core::Actor::user("ada");
    row.act = "tokens.revoke";
    row.object = "tok_" + std::to_string(at);
    row.detail["name"] = "ops";
    if (!made.empty()) row.previous = made.back().hash;
    row.hash = hash_of(row);
    made.push_back(row);
  }
  return made;
}

AuditChain walked(const std::vector<AuditRow>& rows) {
  AuditChain walk;
  for (const AuditRow& row : rows)
    if (!walk.take(row)) break;
  return walk;
}

TEST(Audit, AWholeChainIsTakenToItsEnd) {
  const auto rows = chain(5);
  const AuditChain walk = walked(rows);
  EXPECT_FALSE(walk.broken());
  EXPECT_EQ(walk.rows(), 5);
  EXPECT_EQ(walk.head(), rows.back().hash);
  EXPECT_EQ(to_json(walk), (core::Json{{"whole", true},
                                       {"rows", 5},
                                       {"head", rows.back().hash},
                                       {"broken", nullptr},
                                       {"because", ""}}));
}

TEST(Audit, WhateverIsChangedBreaksTheChainThere) {
  const auto broken_by = [](void (*change)(AuditRow&)) {
    auto rows = chain(5);
    change(rows[2]);
    return walked(rows).broken();
  };
  EXPECT_EQ(broken_by([](AuditRow& row) { row.actor = core::Actor::user("ben"); }), 3);
  EXPECT_EQ(broken_by([](AuditRow& row) { row.act = "tokens.create"; }), 3);
  EXPECT_EQ(broken_by([](AuditRow& row) { row.object = "tok_9"; }), 3);
  EXPECT_EQ(broken_by([](AuditRow& row) { row.at += core::Duration(1); }), 3);
  EXPECT_EQ(broken_by([](AuditRow& row) { row.detail["name"] = "dev"; }), 3);
  EXPECT_EQ(broken_by([](AuditRow& row) { row.previous = row.hash; }), 3);
  EXPECT_EQ(broken_by([](AuditRow& row) {
              row.object = "tok_9";
              row.hash = hash_of(row);
            }),
            4)
      << "whoever makes the row's hash anew breaks the next one";
}

TEST(Audit, ARowThatIsLeftOutOrPutInIsFound) {
  auto rows = chain(5);
  rows.erase(rows.begin() + 2);
  EXPECT_EQ(walked(rows).broken(), 3);
  rows = chain(5);
  rows.insert(rows.begin() + 2, rows[1]);
  EXPECT_EQ(walked(rows).broken(), 3);
  rows = chain(5);
  rows.erase(rows.begin());
  EXPECT_EQ(walked(rows).broken(), 1);
}

TEST(Audit, RowsThatAreCutOffAreFoundByWhatIsKeptBesideThem) {
  const auto rows = chain(5);
  const auto kept = end_text(5, rows.back().hash);
  EXPECT_TRUE(walked(rows).end(kept));
  EXPECT_TRUE(walked(rows).end(std::nullopt)) << "it is an export";
  EXPECT_TRUE(walked({}).end("")) << "nobody has done anything yet";
  EXPECT_FALSE(walked(rows).end("")) << "it was deleted together with the rows behind these";
  EXPECT_TRUE(walked(rows).end(end_text(4, rows[3].hash))) << "an older server has added one";
  auto cut_off = walked({rows.begin(), rows.begin() + 3});
  EXPECT_FALSE(cut_off.end(kept));
  EXPECT_EQ(cut_off.broken(), 4);
  EXPECT_EQ(cut_off.because(), "the end was cut off: there were 5 rows");
  EXPECT_FALSE(walked({}).end(kept)) << "all of them";
  auto anew = chain(5);
  anew.back().act = "tokens.create";
  anew.back().hash = hash_of(anew.back());
  auto other = walked(anew);
  EXPECT_FALSE(other.end(kept));
  EXPECT_EQ(other.broken(), 5);
  EXPECT_EQ(other.rows(), 4);
}

TEST(Audit, AHashThatSomebodyKeptMustBeAmongTheRows) {
  const auto rows = chain(5);
  const auto found = [&rows](const std::string& wanted, std::size_t count) {
    AuditChain walk(wanted);
    for (std::size_t at = 0; at < count; ++at) walk.take(rows[at]);
    return walk.end(std::nullopt);
  };
  EXPECT_TRUE(found(rows[2].hash, 5));
  EXPECT_TRUE(found(rows[4].hash, 5));
  EXPECT_FALSE(found(rows[4].hash, 4)) << "the end was cut off";
  EXPECT_TRUE(is_row_hash(rows[0].hash));
  for (const auto& none : {std::string(), rows[0].hash.substr(1), rows[0].hash + "0",
                           std::string(64, 'A'), std::string(64, '/')})
    EXPECT_FALSE(is_row_hash(none)) << none;
}

// The hash is public: whoever exported the rows computes it with tools of their own.
TEST(Audit, TheHashIsOfCompactJsonWithSortedMembers) {
  const AuditRow row = chain(1).front();
  EXPECT_EQ(core::dump(to_json(row)),
            R"({"act":"tokens.revoke","actor":"ada","at":"2026-05-28T20:26:40Z",)"
            R"("detail":{"name":"ops"},"hash":")" +
                row.hash + R"(","object":"tok_1","previous":"","sequence":1})");
  EXPECT_EQ(row.hash.size(), 64U);
  EXPECT_EQ(hash_of(audit_row(to_json(row)).value()), row.hash);
  EXPECT_FALSE(audit_row(core::Json::object()));
}

TEST(Audit, TheOwnEventsOfPeopleAreActs) {
  const core::RunId run(9);
  const auto decided = act_of(
      core::approval_decide(run, "legal", true, "fine", "abc", core::Actor::user("ada"), kNow));
  ASSERT_TRUE(decided);
  EXPECT_EQ(decided->act, "approvals.approve");
  EXPECT_EQ(decided->object, run.text() + ".legal");
  EXPECT_EQ(decided->actor, "ada");
  EXPECT_EQ(decided->detail, (core::Json{{"comment", "fine"}, {"hash", "abc"}}));
  const auto cancelled = act_of(core::run_cancel(run, "enough", core::Actor::token("ben"), kNow));
  ASSERT_TRUE(cancelled);
  EXPECT_EQ(cancelled->act, "runs.cancel");
  EXPECT_EQ(cancelled->object, run.text());
  EXPECT_EQ(act_of(core::run_retry(run, {}, core::Actor::user("ada"), kNow))->act, "runs.retry");
  EXPECT_FALSE(
      act_of(core::child_retry(run, core::RunId(8), "site", core::Actor::user("ada"), kNow)))
      << "the act is that run 8 is tried again";
  const auto paused = act_of(core::run_pause(run, "lunch", core::Actor::user("ada"), kNow));
  ASSERT_TRUE(paused);
  EXPECT_EQ(paused->act, "runs.pause");
  EXPECT_EQ(paused->detail, (core::Json{{"reason", "lunch"}}));
  EXPECT_EQ(act_of(core::run_resume(run, core::Actor::user("ada"), kNow))->act, "runs.resume");
  EXPECT_EQ(
      act_of(core::step_resolve(run, "ship", "failed", {}, "", core::Actor::user("ada"), kNow))
          ->act,
      "runs.resolve");
  const auto skipped =
      act_of(core::step_skip(run, "ship", "not needed", core::Actor::user("ada"), kNow));
  ASSERT_TRUE(skipped);
  EXPECT_EQ(skipped->act, "runs.skip");
  EXPECT_EQ(skipped->detail.value("note", ""), "not needed");
  const auto migrated =
      act_of(core::run_migrate(run, 3, "it lacked a step", core::Actor::user("ada"), kNow));
  ASSERT_TRUE(migrated);
  EXPECT_EQ(migrated->act, "runs.migrate");
  EXPECT_EQ(migrated->object, run.text());
  EXPECT_EQ(migrated->detail, (core::Json{{"note", "it lacked a step"}, {"to", 3}}));
}

TEST(Audit, AStartByHandIsAnActAndItsReplayIsAnother) {
  auto event = core::run_start("order", {{"id", 5}}, "k", core::Actor::user("ada"), kNow);
  const auto started = act_of(event);
  ASSERT_TRUE(started);
  EXPECT_EQ(started->act, "runs.start");
  EXPECT_EQ(started->object, "order");
  EXPECT_EQ(started->detail, (core::Json{{"key", "k"}}));
  event.origin = "replay:evt_0000000000001:1";
  EXPECT_FALSE(act_of(event)) << "whoever replays it has an act of their own";
}

// What was filled in is in the journal, which holds each whole: the audit names who did what.
TEST(Audit, WhatPeopleDoWithTasksAreActs) {
  const core::RunId run(9);
  const auto ada = core::Actor::user("ada");
  const auto given = act_of(core::task_claim(run, "copy", core::Actor::user("ben"), ada,
                                             core::Actor::user("cleo"), kNow));
  ASSERT_TRUE(given);
  EXPECT_EQ(given->act, "tasks.claim");
  EXPECT_EQ(given->object, run.text() + ".copy");
  EXPECT_EQ(given->actor, "cleo");
  EXPECT_EQ(given->detail, (core::Json{{"owner", "ben"}, {"from", "ada"}}));
  const auto back = act_of(core::task_release(run, "copy", "ill", ada, ada, kNow));
  ASSERT_TRUE(back);
  EXPECT_EQ(back->act, "tasks.release");
  EXPECT_EQ(back->detail, (core::Json{{"comment", "ill"}, {"from", "ada"}}));
  const auto done =
      act_of(core::task_finish(run, "copy", {{"url", "https://x.example"}}, "there", ada, kNow));
  ASSERT_TRUE(done);
  EXPECT_EQ(done->act, "tasks.done");
  EXPECT_EQ(done->detail, (core::Json{{"comment", "there"}}));
  const auto again = act_of(core::task_reopen(run, "copy", "a typo", ada, kNow));
  ASSERT_TRUE(again);
  EXPECT_EQ(again->act, "tasks.reopen");
  EXPECT_EQ(again->detail, (core::Json{{"reason", "a typo"}}));
}

TEST(Audit, TheStatusOfAGoalIsTheActOfWhoeverPublishesIt) {
  core::Event event;
  event.type = core::kGoalStatus;
  event.source = "baton";
  event.origin = "sales/2026-W48";
  event.actor = core::Actor::user("ada");
  event.data = {{"goal", "sales"}, {"week", "2026-W48"}, {"text", "All is well."}};
  const auto act = act_of(event);
  ASSERT_TRUE(act);
  EXPECT_EQ(act->act + " " + act->object, "goals.publish_status sales");
  EXPECT_EQ(act->detail, (core::Json{{"week", "2026-W48"}, {"text", "All is well."}}));
  event.source = "elsewhere";
  EXPECT_FALSE(act_of(event)) << "not one of Baton's own";
}

TEST(Audit, WhatNobodyDidIsNoAct) {
  EXPECT_FALSE(act_of(core::step_due(core::RunId(9), "wait", kNow, kNow)));
  EXPECT_FALSE(act_of(core::run_cancel(core::RunId(9), "", core::Actor::server(), kNow)));
  core::Event event;
  event.type = "order.placed";
  event.actor = core::Actor::token("shop");
  EXPECT_FALSE(act_of(event));
}

TEST(Audit, ALongCommentIsCut) {
  const auto act = act_of(
      core::run_cancel(core::RunId(9), std::string(10'000, 'x'), core::Actor::user("ada"), kNow));
  EXPECT_LE(act->detail["reason"].get_ref<const std::string&>().size(), kAuditTextBytesMax + 4);
}

}  // namespace
}  // namespace baton::identity
