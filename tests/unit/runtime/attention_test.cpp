#include "baton/runtime/attention.hpp"

#include "baton/core/own_events.hpp"
#include "baton/telemetry/log.hpp"
#include "unit/runtime/damaged_file.hpp"
#include "unit/runtime/stepping.hpp"

#include <algorithm>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <memory>
#include <spdlog/sinks/ostream_sink.h>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

namespace baton::runtime {
namespace {

using core::Json;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class AttentionTest : public SteppingTest {
 protected:
  AttentionTest() {
    publish("kit",
            "on: [{ event: go }]\nsteps:\n"
            "  legal: { approve: { by: { group: legal }, ask: Agree? } }\n"
            "  copy: { needs: legal, task: { title: Write, by: { group: web } } }\n");
    publish("doomed",
            "on: [{ event: doom }]\nsteps:\n  a: { set: { n: '${trigger.data.nothing}' } }\n");
  }
  // An event that somebody sent.
  void sent_by(const std::string& name, const std::string& type, Json data = Json::object()) {
    auto given = event(type, std::move(data));
    given.time = given.received = clock_.now();
    given.actor = core::Actor::token(name);
    bus_->post(std::move(given));
    turns_->wake();
  }
  static identity::Principal person(const std::string& name, std::vector<std::string> groups = {},
                                    identity::Role role = identity::Role::approver) {
    identity::Principal you;
    you.role = role;
    you.actor = core::Actor::user(name);
    you.groups = std::move(groups);
    return you;
  }
  Json of(const identity::Principal& you, context::Language language = context::Language::en) {
    Json found;
    transact([&](ports::Tx& tx) { found = attention(tx, you, clock_.now(), 7, language); });
    return found;
  }
  // More entries of journals than are looked at for other runs: those of runs that need nobody.
  void many_others() {
    publish("noise", "on: [{ event: noise }]\nsteps:\n  a: { set: { n: 1 } }\n");
    for (int at = 0; at <= kAttentionEntriesMax; ++at) {
      auto given = event("noise");
      given.time = given.received = clock_.now();
      bus_->post(std::move(given));
    }
    turns_->wake();
  }
  void publish_heard() {
    publish("heard",
            "on: [{ event: heard, inputs: { key: '${event.data.key}' } }]\n"
            "inputs: { key: string }\n"
            "context: { hear: [{ event: ticket.commented, when: event.data.key == inputs.key }] }\n"
            "steps:\n  w: { wait: { event: done } }\n");
  }
  void comment(const char* author, const std::string& text) {
    post("ticket.commented", {{"key", "WEB-7"}, {"comment", {{"author", author}, {"text", text}}}});
  }
  static std::vector<std::string> rules(const Json& notices) {
    std::vector<std::string> all;
    for (const auto& one : notices) all.push_back(core::text_at(one, "rule"));
    return all;
  }
  void decide(bool approve, const std::string& by) {
    const auto run = runs("kit").at(0);
    const auto hash = run.step("legal").approval->request.hash;
    bus_->post(core::approval_decide(run.id(), "legal", approve, "fine", hash,
                                     core::Actor::user(by), clock_.now()));
    turns_->wake();
  }
};

TEST_F(AttentionTest, ADecisionIsForThoseWhoMayMakeIt) {
  sent_by("ben", "go");
  const auto found = of(person("ada", {"legal"}));
  ASSERT_THAT(found.at("now"), SizeIs(1));
  const auto& notice = found.at("now").at(0);
  EXPECT_EQ(notice.at("attention"), "decision");
  EXPECT_EQ(notice.at("why"), "you are in legal, which may decide");
  EXPECT_EQ(notice.at("text"), "Agree?");
  EXPECT_EQ(notice.at("id"), runs("kit").at(0).id().text() + ".legal");
  EXPECT_THAT(of(person("carl", {"web"})).at("now"), IsEmpty());
}

TEST_F(AttentionTest, WhoeverCausedTheRunIsToldByDayWhatOthersDecided) {
  sent_by("ben", "go");
  decide(true, "ada");
  EXPECT_THAT(of(person("ada", {"legal"})).at("now"), IsEmpty());
  EXPECT_THAT(of(person("ada", {"legal"})).at("batches"), IsEmpty()) << "she decided it herself";
  const auto found = of(person("ben"));
  ASSERT_THAT(found.at("batches"), SizeIs(1));
  EXPECT_EQ(found.at("batches").at(0).at("day"), "2026-05-04");
  EXPECT_THAT(rules(found.at("batches").at(0).at("notices")), ElementsAre("lifecycle"));
  EXPECT_EQ(found.at("batches").at(0).at("notices").at(0).at("why"), "you caused this run");
  const auto web = of(person("carl", {"web"}));
  EXPECT_THAT(rules(web.at("now")), ElementsAre("task"));
  EXPECT_EQ(web.at("now").at(0).at("why"), "nobody has it, and you are in web");
  const auto admin = of(person("root", {}, identity::Role::admin));
  ASSERT_THAT(rules(admin.at("now")), ElementsAre("task"));
  EXPECT_EQ(admin.at("now").at(0).at("why"), "nobody has it, and you are in admins")
      << "nobody asked for them by name";
}

TEST_F(AttentionTest, WhyItIsThisPersonIsSaidInTheirLanguage) {
  sent_by("ben", "go");
  const auto ada = of(person("ada", {"legal"}), context::Language::fr);
  ASSERT_THAT(ada.at("now"), SizeIs(1));
  EXPECT_EQ(ada.at("now").at(0).at("why"), "vous faites partie de legal, qui peut décider");
  decide(true, "ada");
  const auto ben = of(person("ben"), context::Language::fr);
  ASSERT_THAT(ben.at("batches"), SizeIs(1));
  EXPECT_EQ(ben.at("batches").at(0).at("notices").at(0).at("why"),
            "vous êtes à l’origine de cette exécution");
}

TEST_F(AttentionTest, EachNoticeHasTheTitleOfItsRun) {
  publish("titled",
          "title: Kit of a site\non: [{ event: titled }]\nsteps:\n"
          "  legal: { approve: { by: { group: legal }, ask: Agree? } }\n"
          "  copy: { task: { title: Write, by: { group: web } } }\n");
  sent_by("ben", "titled");
  for (const auto* group : {"legal", "web"}) {
    const auto now = of(person("ada", {group})).at("now");
    ASSERT_THAT(now, SizeIs(1)) << group;
    EXPECT_EQ(now.at(0).at("title"), "Kit of a site") << group;
  }
  sent_by("ben", "doom");
  const auto failed = of(person("ben")).at("now");
  ASSERT_THAT(failed, SizeIs(1));
  EXPECT_EQ(failed.at(0).at("title"), "doomed") << "what happened to a run";
}

TEST_F(AttentionTest, AFailureIsForWhoeverCausedItOrOperates) {
  sent_by("ben", "doom");
  EXPECT_THAT(rules(of(person("ben")).at("now")), ElementsAre("failed"));
  const auto ops = person("ops", {}, identity::Role::operator_);
  EXPECT_THAT(of(ops).at("now"), IsEmpty()) << "ben is told";
  post("doom");
  EXPECT_THAT(rules(of(ops).at("now")), ElementsAre("failed"));
  EXPECT_EQ(of(ops).at("now").at(0).at("because"), "operates");
}

TEST_F(AttentionTest, ARunThatFailedAgainIsToldOnce) {
  sent_by("ben", "doom");
  const auto run = runs("doomed").at(0).id();
  clock_.advance(std::chrono::hours(1));
  bus_->post(core::run_retry(run, "", core::Actor::user("ana"), clock_.now()));
  turns_->wake();
  ASSERT_EQ(runs("doomed").at(0).status(), core::RunStatus::failed);
  const auto now = of(person("ben")).at("now");
  ASSERT_THAT(rules(now), ElementsAre("failed"));
  EXPECT_EQ(now.at(0).at("at"), core::to_rfc3339(clock_.now()));
}

TEST_F(AttentionTest, AFailedStepIsToldWhileTheRunGoesOnWithout) {
  publish("half",
          "on: [{ event: half }]\nsteps:\n"
          "  a: { set: { n: '${trigger.data.nothing}' } }\n"
          "  b: { wait: { event: done }, timeout: 9d }\n");
  sent_by("ben", "half");
  ASSERT_FALSE(core::ended(runs("half").at(0).status()));
  const auto now = of(person("ben")).at("now");
  ASSERT_THAT(rules(now), ElementsAre("failed"));
  EXPECT_EQ(now.at(0).at("type"), "baton.step.failed");
  EXPECT_EQ(now.at(0).at("step"), "a");
  EXPECT_NE(now.at(0).at("text"), "");
  post("done");
  ASSERT_EQ(runs("half").at(0).status(), core::RunStatus::failed);
  const auto ended = of(person("ben")).at("now");
  ASSERT_THAT(ended, SizeIs(1)) << "that the run failed tells it";
  EXPECT_EQ(ended.at(0).at("type"), "baton.run.failed");
}

TEST_F(AttentionTest, AFailedStepThatMayFailIsNotTold) {
  publish("lenient",
          "on: [{ event: lenient }]\nsteps:\n"
          "  a: { set: { n: '${trigger.data.nothing}' }, on_error: continue }\n"
          "  b: { wait: { event: done }, timeout: 9d }\n");
  sent_by("ben", "lenient");
  ASSERT_EQ(runs("lenient").at(0).step("a").status, core::StepStatus::failed);
  EXPECT_THAT(of(person("ben")).at("now"), IsEmpty());
}

TEST_F(AttentionTest, AnActionOfUnknownOutcomeNeedsNobodyOnceSomebodySaidIt) {
  publish("acts",
          "on: [{ event: act }]\nsteps:\n"
          "  a: { do: sink.post }\n"
          "  b: { wait: { event: done }, timeout: 9d }\n");
  sent_by("ben", "act");
  const auto run = runs("acts").at(0).id();
  core::ActionResult result;
  result.kind = core::ActionResult::Kind::undecidable;
  result.message = "the answer was lost";
  bus_->post(core::action_finished(run, "a", 1, std::move(result), clock_.now()));
  turns_->wake();
  EXPECT_THAT(rules(of(person("ben")).at("now")), ElementsAre("unknown"));
  bus_->post(core::step_resolve(run, "a", "succeeded", nullptr, "it is there",
                                core::Actor::user("ana"), clock_.now()));
  turns_->wake();
  ASSERT_FALSE(core::ended(runs("acts").at(0).status()));
  EXPECT_THAT(of(person("ben")).at("now"), IsEmpty());
}

TEST_F(AttentionTest, WhatSomebodyWroteIsJudgedWithoutTheirName) {
  publish_heard();
  sent_by("ben", "heard", {{"key", "WEB-7"}});
  comment("Thanks Bot", "It is stuck again");
  comment("Val Pick", "Merci, c’est fait");
  comment("Lea", "Done. " + std::string(2'000, 'x') + " Is that fine for you?");
  const auto found = of(person("ben"));
  ASSERT_THAT(rules(found.at("now")), ElementsAre("written", "written"));
  EXPECT_EQ(found.at("now").at(0).at("text"), "Thanks Bot: It is stuck again");
  ASSERT_THAT(found.at("batches"), SizeIs(1));
  const auto& later = found.at("batches").at(0).at("notices");
  ASSERT_THAT(rules(later), ElementsAre("acknowledged"));
  EXPECT_EQ(later.at(0).at("text"), "Val Pick: Merci, c’est fait");
}

TEST_F(AttentionTest, ARequestForADecisionIsThereUntilItsRunEnds) {
  publish_heard();
  sent_by("ben", "heard", {{"key", "WEB-7"}});
  comment("Lea", "Can you approve the budget before Friday?");
  comment("Lea", "It is stuck again");
  const auto before = of(person("ben")).at("now");
  ASSERT_THAT(rules(before), ElementsAre("decision", "written"));
  many_others();
  const auto busy = of(person("ben"));
  EXPECT_EQ(busy.at("now"), before) << "whatever happens elsewhere";
  EXPECT_EQ(busy.at("entries_looked_at"), kAttentionEntriesMax);
  EXPECT_THAT(of(person("carl")).at("now"), IsEmpty());
  clock_.advance(std::chrono::hours(24 * 40));
  wire();
  comment("Val", "Merci, c’est fait");
  const auto later = of(person("ben"));
  ASSERT_THAT(rules(later.at("now")), ElementsAre("decision"));
  EXPECT_EQ(later.at("now").at(0), before.at(0)) << "whatever was said since, and after a restart";
  EXPECT_EQ(later.at("runs_left"), 0);
  post("done");
  ASSERT_TRUE(core::ended(runs("heard").at(0).status()));
  EXPECT_THAT(of(person("ben")).at("now"), IsEmpty());
}

TEST_F(AttentionTest, WhatStopsARunIsThereWhateverHappensElsewhere) {
  publish("half",
          "on: [{ event: half }]\nsteps:\n"
          "  a: { set: { n: '${trigger.data.nothing}' } }\n"
          "  b: { wait: { event: done } }\n");
  publish_heard();
  for (const auto* type : {"doom", "half"}) sent_by("ben", type);
  sent_by("ben", "heard", {{"key", "WEB-7"}});
  bus_->post(core::run_pause(runs("heard").at(0).id(), "", core::Actor::user("ana"), clock_.now()));
  turns_->wake();
  many_others();
  const auto types = [this] {
    const auto found = of(person("ben"));
    std::vector<std::string> all;
    for (const auto& one : found.at("now")) all.push_back(core::text_at(one, "type"));
    return all;
  };
  EXPECT_THAT(types(), ::testing::UnorderedElementsAre("baton.run.failed", "baton.step.failed",
                                                       "baton.run.paused"));
  clock_.advance(std::chrono::hours(24 * 8));
  EXPECT_THAT(types(), ::testing::UnorderedElementsAre("baton.step.failed", "baton.run.paused"))
      << "what has ended is told for as many days as are asked for";
}

TEST_F(AttentionTest, RunsThatCallForSomebodyAreLookedAtUpToABound) {
  publish("half",
          "on: [{ event: half }]\nsteps:\n"
          "  a: { set: { n: '${trigger.data.nothing}' } }\n"
          "  b: { wait: { event: done } }\n");
  publish_heard();
  post("heard", {{"key", "WEB-7"}});
  comment("Lea", "Can you approve the budget before Friday?");
  for (std::size_t at = 0; at < kAttentionRunsMax + 3; ++at) post("half");
  many_others();
  const auto found = of(person("ops", {}, identity::Role::operator_));
  EXPECT_EQ(found.at("runs_left"), 3);
  ASSERT_THAT(found.at("now"), SizeIs(kAttentionRunsMax + 1));
  EXPECT_EQ(found.at("now").at(0).at("rule"), "decision") << "it does not give way to them";
}

TEST_F(AttentionTest, WhatIsLongAgoIsNotToldAgain) {
  sent_by("ben", "go");
  decide(true, "ada");
  clock_.advance(std::chrono::hours(24 * 8));
  EXPECT_THAT(of(person("ben")).at("batches"), IsEmpty());
  EXPECT_THAT(of(person("carl", {"web"})).at("now"), SizeIs(1)) << "the task still waits";
}

TEST_F(AttentionTest, OpenApprovalsAreLookedAtUpToABound) {
  publish("first",
          "on: [{ event: first }]\nsteps:\n"
          "  a: { approve: { by: { group: legal }, ask: First? }, timeout: 5h }\n");
  publish("other",
          "on: [{ event: other }]\nsteps:\n"
          "  a: { approve: { by: { group: sales }, ask: Other? }, timeout: 1h }\n");
  for (int at = 0; at < 130; ++at) post("go"), post("other");
  EXPECT_EQ(of(person("ada", {"legal"})).at("approvals_left"), 60);
  EXPECT_THAT(of(person("ada", {"legal"})).at("now"), SizeIs(130)) << "her groups come first";
  EXPECT_THAT(of(person("ada", {"sales"})).at("now"), SizeIs(130));
  for (int at = 0; at < 80; ++at) post("go");
  post("first");
  const auto found = of(person("ada", {"legal"}));
  EXPECT_EQ(found.at("approvals_left"), 141);
  ASSERT_THAT(found.at("now"), SizeIs(200));
  EXPECT_TRUE(std::any_of(found.at("now").begin(), found.at("now").end(), [](const Json& one) {
    return one.at("text") == "First?";
  })) << "what is due first is looked at first";
  EXPECT_EQ(of(person("carl", {"web"})).at("approvals_left"), 141)
      << "he may be one of those asked";
}

TEST_F(AttentionTest, ARunThatCannotBeReadHidesNothingElse) {
  post("go");
  transact([](ports::Tx& tx) {
    auto change = ports::RunChange();
    change.run.id = change.entry.run = tx.new_run_id();
    change.run.workflow = "kit";
    change.run.version = 1;
    change.run.revision = 1;
    change.run.trigger = change.entry.cause = core::EventId(tx.last_event().value() + 1'000'000);
    change.entry.transitions.emplace_back(core::RunStarted{"kit", 1});
    ports::ApprovalRow row;
    row.run = change.run.id;
    row.step = core::StepRef("legal");
    row.group = "legal";
    change.approvals.push_back(row);
    tx.save(change);
  });
  const auto found = of(person("ada", {"legal"}));
  EXPECT_THAT(found.at("now"), SizeIs(1));
  EXPECT_EQ(found.at("approvals_left"), 1);
}

TEST_F(AttentionTest, WhatHappenedIsFoundAmongManyOtherEntries) {
  sent_by("ben", "go");
  decide(true, "ada");
  for (int at = 0; at < 60; ++at) post("doom");
  const auto found = of(person("ben"));
  ASSERT_THAT(found.at("batches"), SizeIs(1));
  EXPECT_THAT(found.at("batches").at(0).at("notices"), SizeIs(1));
  EXPECT_GT(found.at("entries_looked_at").get<int>(), 60);
  EXPECT_THAT(of(person("ops", {}, identity::Role::operator_)).at("now"), SizeIs(60));
}

class AttentionOfDamageTest : public DamagedFileTest {
 protected:
  // What somebody who operates workflows is told of: these runs were caused by nobody.
  Json told() {
    identity::Principal you;
    you.role = identity::Role::operator_;
    you.actor = core::Actor::user("ops");
    return read([&](ports::Queries& queries) { return attention(queries, you, clock_.now(), 7); });
  }
  core::RunId failed_run() {
    auto row = begun_run();
    happens(row, core::RunFailed{"a", "down"}, core::RunStatus::failed);
    return row.id;
  }
  static std::vector<std::string> runs_in(const Json& notices) {
    std::vector<std::string> runs;
    for (const auto& one : notices) runs.push_back(core::text_at(one, "run"));
    return runs;
  }
};

TEST_F(AttentionOfDamageTest, WhatIsDamagedHidesNothingElse) {
  const auto first = failed_run();
  const auto second = failed_run();
  const auto third = failed_run();
  const auto whole = told();
  EXPECT_THAT(runs_in(whole.at("now")), ElementsAre(first.text(), second.text(), third.text()));
  EXPECT_EQ(whole.at("entries_looked_at"), 6);
  EXPECT_EQ(whole.at("entries_unreadable"), 0);
  damage_journal(first);
  damage_row(second);
  const auto left = told();
  EXPECT_THAT(runs_in(left.at("now")), ElementsAre(third.text()));
  EXPECT_EQ(left.at("entries_looked_at"), 6);
  EXPECT_EQ(left.at("entries_unreadable"), 2);
  EXPECT_EQ(left.at("runs_left"), 2);
}

TEST_F(AttentionOfDamageTest, ATaskThatIsDamagedHidesNoOthers) {
  std::vector<core::RunId> runs;
  for (const std::string key : {"a", "b", "c"}) {
    store::transact(*store_, [&](ports::Tx& tx) {
      auto change = store::make_run(tx, key);
      ports::TaskRow task;
      task.run = change.run.id;
      task.step = "copy";
      task.users = {"ops"};
      change.tasks.push_back(task);
      tx.save(change);
      runs.push_back(change.run.id);
    });
  }
  EXPECT_THAT(told().at("now"), SizeIs(3));
  tamper("UPDATE tasks SET users = '[' WHERE run = " + std::to_string(runs[1].value()));
  EXPECT_THAT(runs_in(told().at("now")),
              ::testing::UnorderedElementsAre(runs[0].text(), runs[2].text()));
}

TEST_F(AttentionOfDamageTest, AServiceLevelNeedsNobodyOnceItsRunHasEnded) {
  auto row = begun_run();
  happens(row, core::SlaMissed{"legal", "due", clock_.now()});
  EXPECT_THAT(runs_in(told().at("now")), ElementsAre(row.id.text()));
  happens(row, core::RunSucceeded{}, core::RunStatus::succeeded);
  EXPECT_THAT(told().at("now"), IsEmpty());
}

TEST_F(AttentionOfDamageTest, ATimeThatHasPassedIsToldWhileItsRunIsOpen) {
  auto level = begun_run();
  level.calls_for = ports::CallsFor::action;
  happens(level, core::SlaMissed{"legal", "due", clock_.now()});
  auto whole = begun_run();
  whole.calls_for = ports::CallsFor::action;
  happens(whole, core::RunOverdue{});
  clock_.advance(std::chrono::hours(24 * 40));
  EXPECT_THAT(runs_in(told().at("now")), ElementsAre(level.id.text(), whole.id.text()));
  damage_journal(level.id);
  const auto left = told();
  EXPECT_THAT(runs_in(left.at("now")), ElementsAre(whole.id.text()));
  EXPECT_EQ(left.at("runs_left"), 1);
}

TEST_F(AttentionOfDamageTest, WhoeverAsksAgainAndAgainDoesNotFloodTheLog) {
  const auto first = failed_run();
  const auto second = failed_run();
  damage_journal(first);
  damage_row(second);
  const auto usual = spdlog::default_logger();
  std::ostringstream log;
  spdlog::set_default_logger(std::make_shared<spdlog::logger>(
      "test", std::make_shared<spdlog::sinks::ostream_sink_mt>(log)));
  const auto left = told();
  spdlog::set_default_logger(usual);
  EXPECT_EQ(left.at("entries_unreadable"), 2);
  EXPECT_THAT(log.str(), ::testing::Not(::testing::HasSubstr("is not known")));
}

}  // namespace
}  // namespace baton::runtime
