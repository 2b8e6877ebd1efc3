#include "unit/http/api/server_over_damage.hpp"

#include <cstdint>
#include <gmock/gmock.h>
#include <string>
#include <utility>
#include <vector>

// Lists of which rows are damaged: these hide no others.
namespace baton::http {
namespace {

using ::testing::ElementsAre;

// A run whose two steps ask the group legal for an approval, and which asks the group web to do
// something. An event of the log has started it.
void begin_asking(ports::Tx& tx, WrittenRows& rows) {
  auto change = store::make_run(tx, {}, rows.append(tx));
  for (const std::string step : {"legal", "money"}) {
    core::ApprovalRequested asked{step};
    asked.group = "legal";
    change.entry.transitions.emplace_back(std::move(asked));
    ports::ApprovalRow row;
    row.run = change.run.id;
    row.step = step;
    row.group = "legal";
    change.approvals.push_back(std::move(row));
  }
  change.run.revision = static_cast<std::int64_t>(change.entry.transitions.size());
  ports::TaskRow task;
  task.run = change.run.id;
  task.step = "copy";
  task.group = "web";
  change.tasks.push_back(std::move(task));
  tx.save(change);
  rows.runs.push_back(change.run.id);
}

std::string number_of(core::RunId run) { return std::to_string(run.value()); }

// SQL after which no row of the tasks of a run can be read.
std::string damage_tasks_of(core::RunId run) {
  return "UPDATE tasks SET users = '[' WHERE run = " + number_of(run) + ";";
}

// What an admin is answered, who may decide and do everything.
class AskingRunsTest : public ServerOverDamage {
 protected:
  explicit AskingRunsTest(const Write& write) : ServerOverDamage(identity::Role::admin, write) {}

  core::Json get(const std::string& path) {
    const auto response = call("GET", "/api/v1/" + path, {{"Authorization", proof_}});
    EXPECT_EQ(response.status, 200) << path << ": " << response.body;
    const auto body = core::parse_json(response.body);
    return body && response.status == 200 ? *body : core::Json{{"items", core::Json::array()}};
  }
  // The items of a list: the runs by their numbers, as "0.legal", then the runs that are left out.
  std::vector<std::string> items(const std::string& path) {
    const auto body = get(path);
    std::vector<std::string> found;
    for (const auto& item : body.at("items"))
      found.push_back(numbered(core::text_at(item, "run")) + "." + core::text_at(item, "step"));
    if (const auto* unreadable = core::find(body, "unreadable"); unreadable != nullptr) {
      EXPECT_EQ(unreadable->at("count"), unreadable->at("runs").size());
      for (const auto& run : unreadable->at("runs"))
        found.push_back("without " + numbered(run.get<std::string>()));
    }
    return found;
  }
  std::string numbered(const std::string& run) const {
    for (std::size_t at = 0; at < rows_.runs.size(); ++at)
      if (rows_.runs[at].text() == run) return std::to_string(at);
    return run;
  }
};

class SomeDamageTest : public AskingRunsTest {
 protected:
  SomeDamageTest()
      : AskingRunsTest([](ports::Tx& tx, WrittenRows& rows) {
          for (int each = 0; each < 4; ++each) begin_asking(tx, rows);
          return "UPDATE approvals SET status = 'torn' WHERE step = 'legal' AND run = " +
                 number_of(rows.runs[1]) +
                 "; UPDATE journal SET transitions = '[]' WHERE run = " + number_of(rows.runs[2]) +
                 "; UPDATE run_counts SET status = 'torn'; " + damage_tasks_of(rows.runs[1]);
        }) {}
};

TEST_F(SomeDamageTest, AnApprovalThatIsDamagedHidesNoOthers) {
  EXPECT_THAT(items("approvals"), ElementsAre("0.legal", "0.money", "1.money", "2.legal", "2.money",
                                              "3.legal", "3.money", "without 1"));
}

TEST_F(SomeDamageTest, ARunThatCannotBeReadHidesNoneOfTheApprovalsThatWaitForSomebody) {
  EXPECT_THAT(items("approvals?mine=true"),
              ElementsAre("0.legal", "0.money", "1.money", "3.legal", "3.money", "without 2"));
  EXPECT_THAT(items("approvals?mine=true&limit=3"), ElementsAre("0.legal", "0.money", "1.money"));
}

TEST_F(SomeDamageTest, ATaskThatIsDamagedHidesNoOthers) {
  for (const std::string path : {"tasks", "tasks?status=to-do", "tasks?mine=true"})
    EXPECT_THAT(items(path), ElementsAre("0.copy", "2.copy", "3.copy", "without 1")) << path;
}

// Nobody knows the status of the runs that it counts.
TEST_F(SomeDamageTest, ACountOfRunsThatIsDamagedHidesNoRuns) {
  const auto all = get("runs");
  EXPECT_EQ(all.at("items").size(), 4U);
  EXPECT_EQ(all.at("total"), 4);
  const auto running = get("runs?status=running");
  EXPECT_EQ(running.at("items").size(), 4U);
  EXPECT_TRUE(running.at("total").is_null()) << "nobody knows how many are running";
  EXPECT_EQ(get("runs?status=failed").at("items").size(), 0U);
  for (const std::string path : {"stats", "insight/flow", "insight/bottlenecks"})
    EXPECT_EQ(call("GET", "/api/v1/" + path, {{"Authorization", proof_}}).status, 200) << path;
}

// All but the first and the last are damaged.
class MuchDamageTest : public AskingRunsTest {
 protected:
  MuchDamageTest()
      : AskingRunsTest([](ports::Tx& tx, WrittenRows& rows) {
          for (int each = 0; each < 27; ++each) begin_asking(tx, rows);
          std::string damage;
          for (std::size_t at = 1; at + 1 < rows.runs.size(); ++at)
            damage += damage_tasks_of(rows.runs[at]) + store::damage_of(rows.runs[at]) +
                      store::damage_of(rows.events[at]);
          return damage;
        }) {}

  // The pages of a list, each with its items and how many are left out.
  std::vector<std::string> pages(const std::string& path) {
    std::vector<std::string> found;
    std::string cursor;
    do {
      const auto body = get(path + (cursor.empty() ? "" : "&cursor=" + cursor));
      std::string page;
      for (const auto& item : body.at("items"))
        page += core::text_at(item, item.contains("origin") ? "origin" : "id") + " and ";
      const auto* unreadable = core::find(body, "unreadable");
      found.push_back(page + (unreadable ? core::dump(unreadable->at("count")) : "none") + " not");
      cursor = core::text_at(body, "next");
    } while (!cursor.empty() && found.size() < 9);
    return found;
  }
};

TEST_F(MuchDamageTest, APagePassesOverSoManyDamagedRowsAndTheListGoesOnBehindThem) {
  const auto first = rows_.runs.front().text();
  const auto last = rows_.runs.back().text();
  EXPECT_THAT(pages("runs?limit=50"), ElementsAre(last + " and 20 not", first + " and 5 not"));
  EXPECT_THAT(pages("tasks?limit=50"),
              ElementsAre(first + ".copy and 20 not", last + ".copy and 5 not"));
  EXPECT_THAT(pages("tasks?mine=true&limit=50"),
              ElementsAre(first + ".copy and 20 not", last + ".copy and 5 not"));
}

TEST_F(MuchDamageTest, ATailOfEventsDoesNotEndAtAPageThatHasNone) {
  EXPECT_THAT(pages("events?limit=50"), ElementsAre("26 and 20 not", "0 and 5 not"));
  const auto first = get("events?limit=1&after=" + core::EventId(1).text());
  ASSERT_EQ(first.at("items").size(), 1U);
  const auto empty = get("events?limit=50&after=" + core::text_at(first, "next"));
  EXPECT_EQ(empty.at("items").size(), 0U);
  EXPECT_EQ(empty.at("unreadable").at("count"), 20);
  const auto behind = get("events?limit=50&after=" + core::text_at(empty, "next"));
  ASSERT_EQ(behind.at("items").size(), 1U);
  EXPECT_EQ(behind.at("unreadable").at("count"), 5);
}

}  // namespace
}  // namespace baton::http
