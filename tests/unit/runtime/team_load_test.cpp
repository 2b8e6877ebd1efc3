#include "baton/runtime/team_load.hpp"

#include "baton/calendar/calendars.hpp"
#include "unit/runtime/damaged_file.hpp"
#include "unit/runtime/stepping.hpp"

#include <gmock/gmock.h>
#include <string>
#include <utility>
#include <vector>

namespace baton::runtime {
namespace {

using std::chrono::hours;
using testing::HasSubstr;

constexpr auto* kReview =
    "on: [{ event: go }]\n"
    "steps:\n"
    "  draft: { team: design, set: { done: true } }\n"
    "  agree: { needs: draft, team: legal, approve: { by: { group: legal }, ask: 'Agree?' } }\n"
    "  copy: { needs: draft, team: web, task: { by: { group: web }, title: Write it } }\n"
    "  note: { needs: draft, task: { by: { group: web }, title: Note it } }\n";

class TeamLoadTest : public SteppingTest {
 protected:
  TeamLoadTest() { publish("review", kReview); }

  std::vector<TeamLoad> loads() {
    std::vector<TeamLoad> found;
    const auto calendar = calendar::Calendars().named("").value();
    transact(
        [&](ports::Tx& tx) { found = team_loads(tx, plans_, past_, *calendar, clock_.now()); });
    return found;
  }
  TeamLoad load(const std::string& team) {
    for (auto& one : loads())
      if (one.team == team) return one;
    ADD_FAILURE() << "no load of " << team;
    return {};
  }
  void measure() {
    const auto found = loads();
    transact([&](ports::Tx& tx) { measure_team_loads(tx, found, clock_.now()); });
  }
  void agree_all() {
    for (const auto& run : runs()) {
      if (run.step("agree").status != core::StepStatus::waiting) continue;
      bus_->post(core::approval_decide(run.id(), "agree", true, "", "", "lea", clock_.now()));
      turns_->wake();
    }
  }
  PastFlow past_{};
};

TEST_F(TeamLoadTest, CountsWhatWaitsForPeopleByTheTeamOfItsStep) {
  for (int at = 0; at < 3; ++at) post("go");
  const auto found = loads();
  ASSERT_EQ(found.size(), 2U) << "a step without a team is nobody's";
  EXPECT_EQ(found[0].team, "legal");
  EXPECT_EQ(found[0].open, 3);
  EXPECT_EQ(found[1].team, "web");
  EXPECT_TRUE(to_json(found[0]).at("load").is_null()) << "nothing has ended yet";
}

TEST_F(TeamLoadTest, IsOpenWorkTimesItsMedianByTheHoursOfAWeek) {
  for (int at = 0; at < 4; ++at) post("go");
  clock_.advance(hours(10));
  agree_all();
  post("go");
  post("go");
  const auto legal = load("legal");
  EXPECT_EQ(legal.open, 2);
  EXPECT_NEAR(core::in_seconds(legal.median_work), 36'000, 3'600);
  EXPECT_EQ(legal.people, 1);
  EXPECT_GT(legal.available, hours(30));
  EXPECT_NEAR(legal.load,
              2 * core::in_seconds(legal.median_work) / core::in_seconds(legal.available), 1e-9);
}

TEST_F(TeamLoadTest, IsComparedWithItsOwnPast) {
  post("go");
  clock_.advance(hours(10));
  agree_all();
  for (int day = 0; day < 12; ++day) {
    post("go");
    measure();
    measure();  // the same day counts once
    clock_.advance(hours(24));
    agree_all();
  }
  for (int at = 0; at < 8; ++at) post("go");
  const auto legal = load("legal");
  EXPECT_EQ(legal.past.size(), 12U);
  const auto json = to_json(legal);
  EXPECT_EQ(json.at("overloaded"), true);
  EXPECT_LT(json.at("usual_p90").get<double>(), json.at("load").get<double>());
  EXPECT_THAT(json.at("sentence").get<std::string>(), HasSubstr("8 open"));
  EXPECT_THAT(json.at("sentence").get<std::string>(), HasSubstr("more than usual"));
  const auto french = to_json(legal, context::Language::fr).at("sentence").get<std::string>();
  EXPECT_THAT(french, testing::StartsWith("legal : 8 en attente, la moitié de ce travail a pris "));
  EXPECT_THAT(french, testing::ContainsRegex("charge [0-9]+,[0-9][0-9], neuf jours sur dix "));
  EXPECT_THAT(french, testing::EndsWith(" au plus : plus que d’habitude"));
}

TEST_F(TeamLoadTest, IsNeverCalledTooMuchBeforeTenMeasurements) {
  post("go");
  clock_.advance(hours(10));
  agree_all();
  for (int day = 0; day < 9; ++day) {
    measure();
    clock_.advance(hours(24));
  }
  for (int at = 0; at < 100; ++at) post("go");
  const auto json = to_json(load("legal"));
  EXPECT_EQ(json.at("overloaded"), false);
  EXPECT_TRUE(json.at("usual_p90").is_null());
  EXPECT_EQ(json.at("measured"), 9);
}

// Otherwise ten days of no load at all would make the first load one of too much.
TEST_F(TeamLoadTest, ALoadThatIsNotKnownIsNotMeasured) {
  post("go");
  for (int day = 0; day < 12; ++day) {
    measure();
    clock_.advance(hours(24));
  }
  agree_all();
  post("go");
  const auto legal = load("legal");
  EXPECT_GT(legal.load, 0);
  EXPECT_TRUE(legal.past.empty());
  EXPECT_EQ(to_json(legal).at("overloaded"), false);
}

TEST_F(TeamLoadTest, IsNotKnownWhereTheTeamHasNoHours) {
  post("go");
  clock_.advance(hours(10));
  agree_all();
  post("go");
  core::Findings findings;
  const auto shut = calendar::Calendars::read(
      {{"shut.yaml",
        "calendar: shut\ntimezone: UTC\nhours: { mon-fri: [09:00-17:00] }\n"
        "holidays: [05-04, 05-05, 05-06, 05-07, 05-08, 05-11, 05-12]\n"}},
      findings);
  ASSERT_TRUE(findings.empty());
  std::vector<TeamLoad> found;
  const auto measured = [&] {
    transact([&](ports::Tx& tx) {
      found = team_loads(tx, plans_, past_, *shut.find("shut"), clock_.now());
      measure_team_loads(tx, found, clock_.now());
    });
    return to_json(found.at(0));
  };
  measured();
  const auto json = measured();
  EXPECT_EQ(json.at("team"), "legal");
  EXPECT_EQ(json.at("open"), 1);
  EXPECT_TRUE(json.at("load").is_null());
  EXPECT_EQ(json.at("measured"), 0);
  EXPECT_THAT(json.at("sentence").get<std::string>(),
              testing::EndsWith("; no working time is known in the next 7 days"));
}

class TeamLoadOfDamageTest : public DamagedFileTest {
 protected:
  TeamLoadOfDamageTest() {
    store::transact(*store_, [this](ports::Tx& tx) {
      tx.put_template({"onboarding",
                       1,
                       std::string("workflow: onboarding\n") + kReview,
                       "hash",
                       {},
                       clock_.now(),
                       "test"});
    });
  }
  // A run of which an approval waits.
  core::RunId asking_run() {
    core::RunId id;
    auto trigger = store::make_event("lead.won", std::to_string(++events_));
    store::transact(*store_, [&](ports::Tx& tx) {
      tx.append(trigger);
      auto change = store::make_run(tx, {}, trigger.id);
      id = change.run.id;
      ports::ApprovalRow row;
      row.run = id;
      row.step = core::StepRef("agree");
      row.group = "legal";
      change.approvals.push_back(std::move(row));
      tx.save(change);
    });
    return id;
  }
  // A run whose task waits for the team web.
  core::RunId working_run(const std::string& key) {
    core::RunId id;
    store::transact(*store_, [&](ports::Tx& tx) {
      auto change = store::make_run(tx, key);
      ports::TaskRow task;
      task.run = id = change.run.id;
      task.step = "copy";
      change.tasks.push_back(task);
      tx.save(change);
    });
    return id;
  }
  // How much is open of the one team that has something to do; -1 where there are more of them.
  std::int64_t open_of_team() {
    const auto calendar = calendar::Calendars().named("").value();
    return read([&](ports::Queries& queries) {
      const auto found = team_loads(queries, plans_, past_, *calendar, clock_.now());
      return found.size() == 1 ? found.front().open : -1;
    });
  }
  PlanCache plans_{4};
  PastFlow past_{};
};

TEST_F(TeamLoadOfDamageTest, ARunThatCannotBeReadHidesNoTeam) {
  const auto damaged = asking_run();
  asking_run();
  EXPECT_EQ(open_of_team(), 2);
  damage_row(damaged);
  EXPECT_EQ(open_of_team(), 1);
}

TEST_F(TeamLoadOfDamageTest, ATaskThatCannotBeReadHidesNoOthers) {
  working_run("a");
  const auto damaged = working_run("b");
  working_run("c");
  EXPECT_EQ(open_of_team(), 3);
  tamper("UPDATE tasks SET users = '[' WHERE run = " + std::to_string(damaged.value()));
  EXPECT_EQ(open_of_team(), 2);
}

}  // namespace
}  // namespace baton::runtime
