#include "http/api/export_tables.hpp"

#include "baton/insight/flow.hpp"
#include "baton/simulate/chance.hpp"
#include "baton/simulate/clock.hpp"
#include "baton/store/memory.hpp"
#include "contract/file_store.hpp"
#include "unit/at_once.hpp"

#include <gmock/gmock.h>
#include <sstream>

// Tables page by page, over a store in memory.
namespace baton::http {
namespace {

using core::Json;
using testing::HasSubstr;

class ExportTest : public testing::Test {
 protected:
  ExportTest() {
    core::Findings findings;
    kpis_ = kpis::Definitions::read(
        {{"a", "kpi: answers\nkind: count\nfrom: { event: survey.answered }\n"},
         {"b", "kpi: nps\nkind: nps\nfrom: { event: survey.answered, value: event.data.score }\n"}},
        findings);
    EXPECT_TRUE(findings.empty());
  }

  void transact(std::function<void(ports::Tx&)> part) { tests::at_once(*store_, std::move(part)); }
  core::EventId append(const std::string& subject, Json data = Json::object()) {
    core::Event event;
    event.type = "survey.answered";
    event.source = "web";
    event.subject = subject;
    event.data = std::move(data);
    event.time = event.received = clock_.now();
    transact([&](ports::Tx& tx) { tx.append(event); });
    clock_.advance(std::chrono::minutes(1));
    return event.id;
  }
  core::RunId begin_run(core::EventId trigger, const std::string& workflow = "gone") {
    core::RunId id;
    transact([&](ports::Tx& tx) {
      ports::RunChange change;
      id = change.run.id = tx.new_run_id();
      change.run.workflow = workflow;
      change.run.version = 1;
      change.run.revision = 1;
      change.run.trigger = trigger;
      change.entry.run = change.run.id;
      change.entry.cause = trigger;
      change.entry.transitions.emplace_back(core::RunStarted{workflow, 1});
      tx.save(change);
    });
    return id;
  }
  void publish(const std::string& name, const std::string& yaml) {
    const ports::TemplateRow row{name, 1, yaml, "hash", {}, clock_.now(), "test"};
    transact([&](ports::Tx& tx) { tx.put_template(row); });
  }
  // All pages one behind the other; `pages` is how many there were.
  std::string whole(const std::string& name, ExportForm form, std::size_t rows_max,
                    core::Time since = {}) {
    const auto* table = export_table_named(name).value();
    std::string text;
    std::string cursor;
    pages_ = 0;
    do {
      ExportPage page(form, table->columns, rows_max, cursor.empty());
      transact([&](ports::Tx& tx) {
        const ExportSource source{tx,
                                  plans_,
                                  clock_,
                                  kpis_,
                                  goals_,
                                  since,
                                  clock_.now() + core::Duration(std::chrono::hours(1)),
                                  cursor,
                                  transitions_max_};
        EXPECT_TRUE(check_cursor(*table, cursor, kpis_, goals_));
        table->fill(source, page);
      });
      text += page.text();
      cursor = page.next();
      ++pages_;
    } while (!cursor.empty() && pages_ < 100);
    return text;
  }
  static std::vector<std::string> lines_of(const std::string& text) {
    std::istringstream in(text);
    std::vector<std::string> lines;
    for (std::string line; std::getline(in, line);) lines.push_back(line);
    return lines;
  }

  simulate::VirtualClock clock_;
  simulate::CountingRandom random_;
  std::unique_ptr<ports::Store> store_ = store::open_memory({clock_, random_, false});
  runtime::PlanCache plans_{4};
  kpis::Definitions kpis_;
  goals::Tree goals_;
  std::int64_t transitions_max_ = kExportTransitionsMax;
  int pages_ = 0;
};

TEST_F(ExportTest, PagesAreOneTable) {
  for (int at = 0; at < 25; ++at) append("s" + std::to_string(at));
  const auto one = whole("events", ExportForm::csv, 1'000);
  EXPECT_EQ(pages_, 1);
  EXPECT_EQ(whole("events", ExportForm::csv, 4), one);
  EXPECT_EQ(pages_, 7);
  const auto lines = lines_of(one);
  ASSERT_EQ(lines.size(), 26U);
  EXPECT_THAT(lines[0], HasSubstr("id,day,type,source,"));
  EXPECT_THAT(lines[1], HasSubstr(",s0,")) << "the oldest first";
  EXPECT_THAT(lines[25], HasSubstr(",s24,"));
}

TEST_F(ExportTest, AFormulaOfASenderIsATextInCsvAndItselfInNdjson) {
  append("=HYPERLINK(\"https://example.com\")", {{"note", "@x"}});
  const auto csv = whole("events", ExportForm::csv, 10);
  EXPECT_THAT(csv, HasSubstr(",\"'=HYPERLINK(\"\"https://example.com\"\")\","));
  EXPECT_THAT(csv, HasSubstr("\"{\"\"note\"\":\"\"@x\"\"}\""));
  const auto json = Json::parse(lines_of(whole("events", ExportForm::ndjson, 10)).at(0));
  EXPECT_EQ(json["subject"], "=HYPERLINK(\"https://example.com\")");
  EXPECT_EQ(json["data"]["note"], "@x");
  EXPECT_EQ(json["day"], core::to_rfc3339(clock_.now()).substr(0, 10));
}

TEST_F(ExportTest, OnlyWhatIsWantedIsInIt) {
  append("old");
  const auto since = clock_.now();
  append("new");
  const auto lines = lines_of(whole("events", ExportForm::ndjson, 10, since));
  ASSERT_EQ(lines.size(), 1U);
  EXPECT_EQ(Json::parse(lines[0])["subject"], "new");
}

TEST_F(ExportTest, APageIsBoundedInBytes) {
  for (int at = 0; at < 10; ++at) append("s", {{"text", std::string(400'000, 'x')}});
  const auto one = whole("events", ExportForm::ndjson, 1'000);
  EXPECT_EQ(lines_of(one).size(), 10U);
  EXPECT_EQ(pages_, 2);
}

// The journals of runs that have no rows, since their template is gone, are not all read for one
// page.
TEST_F(ExportTest, APageLooksAtNoMoreRunsThanItHasRows) {
  const auto trigger = append("s");
  for (int at = 0; at < 5; ++at) begin_run(trigger);
  EXPECT_EQ(whole("steps", ExportForm::ndjson, 2), "");
  EXPECT_EQ(pages_, 3);
  EXPECT_EQ(lines_of(whole("runs", ExportForm::ndjson, 2)).size(), 5U);
}

TEST_F(ExportTest, APageOfStepsReadsSoManyTransitionsAtMost) {
  const auto trigger = append("s");
  for (int at = 0; at < 5; ++at) begin_run(trigger);
  whole("steps", ExportForm::ndjson, 1'000);
  EXPECT_EQ(pages_, 1);
  transitions_max_ = 2;
  whole("steps", ExportForm::ndjson, 1'000);
  EXPECT_EQ(pages_, 3);
  EXPECT_EQ(lines_of(whole("runs", ExportForm::ndjson, 1'000)).size(), 5U);
  EXPECT_EQ(pages_, 1) << "no journal is read for it";
}

TEST_F(ExportTest, NoRunTookLessThanNoTime) {
  const auto trigger = append("s");
  transact([&](ports::Tx& tx) {
    ports::RunChange change;
    change.run.id = change.entry.run = tx.new_run_id();
    change.run.workflow = "w";
    change.run.version = 1;
    change.run.revision = 1;
    change.run.trigger = change.entry.cause = trigger;
    change.run.status = core::RunStatus::succeeded;
    change.run.started_at = clock_.now();
    // The clock was set back while it went on.
    change.run.ended_at = change.run.updated_at = clock_.now() - std::chrono::hours(1);
    change.entry.transitions.emplace_back(core::RunStarted{"w", 1});
    tx.save(change);
  });
  const auto lines = lines_of(whole("runs", ExportForm::ndjson, 10));
  ASSERT_EQ(lines.size(), 1U);
  EXPECT_EQ(Json::parse(lines[0])["elapsed_ms"], 0);
}

TEST_F(ExportTest, ARunThatCannotBeReadIsNamedAndTheOthersAreThere) {
  publish(
      "w",
      "workflow: w\non: [{ event: survey.answered }]\nsteps: { a: { emit: { event: x.y } } }\n");
  const auto trigger = append("s");
  const auto first = begin_run(trigger, "w");
  const auto damaged = begin_run(core::EventId(trigger.value() + 1'000'000), "w");
  const auto last = begin_run(trigger, "w");
  const auto lines = lines_of(whole("steps", ExportForm::ndjson, 1'000));
  ASSERT_EQ(lines.size(), 3U);
  EXPECT_EQ(Json::parse(lines[0])["run"], last.text());
  EXPECT_EQ(Json::parse(lines[0])["step"], "a");
  EXPECT_EQ(Json::parse(lines[1])["run"], damaged.text());
  EXPECT_EQ(Json::parse(lines[1])["status"], "unreadable");
  EXPECT_TRUE(Json::parse(lines[1])["step"].is_null());
  EXPECT_EQ(Json::parse(lines[2])["run"], first.text());
  EXPECT_THAT(whole("steps", ExportForm::csv, 1'000), HasSubstr(damaged.text() + ",,"));
}

// Rows that cannot be read.
class ExportOfDamageTest : public store::FileStoreTest {
 protected:
  core::EventId append() {
    auto event = store::make_event("survey.answered", std::to_string(++count_));
    event.time = event.received = clock_.now();
    store::transact(*store_, [&event](ports::Tx& tx) { tx.append(event); });
    clock_.advance(std::chrono::minutes(1));
    return event.id;
  }
  core::RunId begin_run() {
    core::RunId id;
    store::transact(*store_, [&id](ports::Tx& tx) {
      const auto change = store::make_run(tx);
      tx.save(change);
      id = change.run.id;
    });
    clock_.advance(std::chrono::minutes(1));
    return id;
  }
  // The ids of a table's rows, page by page, in their order; those left out are in `left_out_`.
  std::vector<std::string> ids_in(const std::string& name, std::size_t rows_max) {
    const auto* table = export_table_named(name).value();
    std::vector<std::string> ids;
    std::string cursor;
    left_out_.clear();
    pages_ = 0;
    do {
      ExportPage page(ExportForm::ndjson, table->columns, rows_max, cursor.empty());
      store::transact(*store_, [&](ports::Tx& tx) {
        const auto until = clock_.now() + core::Duration(std::chrono::hours(1));
        table->fill({tx, plans_, clock_, kpis_, goals_, {}, until, cursor}, page);
      });
      std::istringstream in(page.text());
      for (std::string line; std::getline(in, line);)
        ids.push_back(core::text_at(Json::parse(line), "id"));
      left_out_.insert(left_out_.end(), page.left_out_ids().begin(), page.left_out_ids().end());
      cursor = page.next();
      ++pages_;
    } while (!cursor.empty() && pages_ < 100);
    return ids;
  }

  runtime::PlanCache plans_{4};
  kpis::Definitions kpis_;
  goals::Tree goals_;
  int count_ = 0;
  int pages_ = 0;
  std::vector<std::string> left_out_{};
};

TEST_F(ExportOfDamageTest, AnEventThatIsDamagedIsNamedAndTheOthersAreThere) {
  std::vector<std::string> whole;
  std::vector<core::EventId> events;
  for (int at = 0; at < 20; ++at) events.push_back(append());
  for (const std::size_t bad : {0U, 5U, 6U, 19U}) damage_row(events[bad]);
  for (std::size_t at = 0; at < events.size(); ++at)
    if (at != 0 && at != 5 && at != 6 && at != 19) whole.push_back(events[at].text());
  const std::vector<std::string> damaged{events[0].text(), events[5].text(), events[6].text(),
                                         events[19].text()};
  for (const std::size_t rows_max : {1'000U, 3U, 1U}) {
    EXPECT_EQ(ids_in("events", rows_max), whole) << rows_max << " rows a page";
    EXPECT_EQ(left_out_, damaged) << rows_max << " rows a page";
  }
}

TEST_F(ExportOfDamageTest, ARunThatIsDamagedIsNamedAndTheOthersAreThere) {
  std::vector<core::RunId> runs;
  for (int at = 0; at < 10; ++at) runs.push_back(begin_run());
  for (const std::size_t bad : {0U, 4U, 9U}) damage_row(runs[bad]);
  std::vector<std::string> whole;
  for (const std::size_t good : {8U, 7U, 6U, 5U, 3U, 2U, 1U}) whole.push_back(runs[good].text());
  const std::vector<std::string> damaged{runs[9].text(), runs[4].text(), runs[0].text()};
  for (const std::size_t rows_max : {1'000U, 3U, 1U}) {
    EXPECT_EQ(ids_in("runs", rows_max), whole) << rows_max << " rows a page";
    EXPECT_EQ(left_out_, damaged) << rows_max << " rows a page";
  }
  ids_in("steps", 1'000);
  EXPECT_EQ(left_out_, damaged) << "their steps";
}

TEST_F(ExportOfDamageTest, APageLooksAtNoMoreDamagedRowsThanItMayHaveRows) {
  for (int at = 0; at < 30; ++at) append();
  tamper("UPDATE events SET data = '[]'");
  EXPECT_TRUE(ids_in("events", 10).empty());
  EXPECT_EQ(pages_, 4) << "three full ones, and an empty one";
  EXPECT_EQ(left_out_.size(), 30U);
  const auto* table = export_table_named("events").value();
  ExportPage page(ExportForm::csv, table->columns, 1'000, true);
  store::transact(*store_, [&](ports::Tx& tx) {
    const auto until = clock_.now() + core::Duration(std::chrono::hours(1));
    table->fill({tx, plans_, clock_, kpis_, goals_, {}, until, {}}, page);
  });
  EXPECT_EQ(page.left_out(), 30U);
  EXPECT_EQ(page.left_out_ids().size(), kLeftOutNamedMax);
}

TEST_F(ExportTest, APageOfKpisIsBoundedAlsoWithoutValues) {
  std::vector<kpis::Definitions::File> files;
  for (int at = 0; at < 40; ++at)
    files.push_back({"f" + std::to_string(at),
                     "kpi: k" + std::to_string(at) + "\nkind: count\nfrom: { event: x.y }\n"});
  core::Findings findings;
  kpis_ = kpis::Definitions::read(files, findings);
  ASSERT_TRUE(findings.empty());
  EXPECT_EQ(whole("kpis", ExportForm::ndjson, 1'000), "");
  EXPECT_EQ(pages_, 3);
}

TEST_F(ExportTest, ASemicolonMayStandBetweenCells) {
  append("=1;2");
  const auto* table = export_table_named("events").value();
  ExportPage page(ExportForm::csv, table->columns, 10, true, ';');
  transact([&](ports::Tx& tx) {
    table->fill({tx, plans_, clock_, kpis_, goals_, {}, clock_.now(), {}}, page);
  });
  EXPECT_THAT(page.text(), HasSubstr("id;day;type;"));
  EXPECT_THAT(page.text(), HasSubstr(";\"'=1;2\";"));
}

TEST_F(ExportTest, KpisComeDayByDay) {
  const auto today = insight::day_of(clock_.now());
  transact([&](ports::Tx& tx) {
    tx.add_kpi_days({{"nps", today - 1, "detractors", 4, 0},
                     {"nps", today - 1, "promoters", 1, 0},
                     {"nps", today, "promoters", 2, 0},
                     {"answers", today, "events", 2, 0}});
  });
  const auto lines =
      lines_of(whole("kpis", ExportForm::ndjson, 1, clock_.now() - std::chrono::hours(72)));
  EXPECT_EQ(pages_, 3) << "a page for each, and an empty one";
  ASSERT_EQ(lines.size(), 3U);
  EXPECT_EQ(Json::parse(lines[0])["kpi"], "answers");
  EXPECT_EQ(Json::parse(lines[1])["value"], -60);
  EXPECT_EQ(Json::parse(lines[2])["count"], 2);
  const auto csv = whole("kpis", ExportForm::csv, 10, clock_.now() - std::chrono::hours(72));
  EXPECT_THAT(csv, HasSubstr(",-60.0,5")) << "a negative number is a number";
}

TEST_F(ExportTest, ADayThatBeginsAtTheEndIsNotInIt) {
  const auto today = insight::day_of(clock_.now());
  transact([&](ports::Tx& tx) {
    tx.add_kpi_days({{"answers", today - 1, "events", 3, 0}, {"answers", today, "events", 2, 0}});
  });
  const auto rows_until = [&](core::Time until) {
    const auto* table = export_table_named("kpis").value();
    ExportPage page(ExportForm::ndjson, table->columns, 10, true);
    const auto since = insight::begin_of_day(today - 1);
    transact([&](ports::Tx& tx) {
      table->fill({tx, plans_, clock_, kpis_, goals_, since, until, {}}, page);
    });
    return lines_of(page.text()).size();
  };
  EXPECT_EQ(rows_until(insight::begin_of_day(today)), 1U);
  EXPECT_EQ(rows_until(clock_.now()), 2U);
}

TEST_F(ExportTest, GoalsComeEachBehindTheOneThatItIsBeneath) {
  core::Findings findings;
  goals_ = goals::Tree::read(
      {{"a.yaml",
        "goal: retention\nparent: growth\nowner: ada\ndue: 2026-12-31\n"
        "initiatives: { refonte-ux: { title: Refonte UX }, mails: { owner: crm } }\n"},
       {"b.yaml", "goal: growth\ntitle: Grow\n"}},
      findings);
  ASSERT_TRUE(findings.empty());
  const auto csv = whole("goals", ExportForm::csv, 1'000);
  EXPECT_EQ(csv,
            "goal,kind,title,parent,top,owner,due\r\n"
            "growth,goal,Grow,,growth,,\r\n"
            "retention,goal,retention,growth,growth,ada,2027-01-01T00:00:00Z\r\n"
            "mails,initiative,mails,retention,growth,crm,\r\n"
            "refonte-ux,initiative,Refonte UX,retention,growth,,\r\n");
  EXPECT_EQ(pages_, 1);
  for (const std::size_t rows_max : {1U, 3U, 4U})
    EXPECT_EQ(whole("goals", ExportForm::csv, rows_max), csv) << rows_max << " rows a page";
  EXPECT_EQ(pages_, 1) << "the last page is full, and there is nothing behind it";
  const auto last = Json::parse(lines_of(whole("goals", ExportForm::ndjson, 1)).at(3));
  EXPECT_EQ(pages_, 4);
  EXPECT_EQ(last["goal"], "refonte-ux");
  EXPECT_TRUE(last["due"].is_null());
}

TEST_F(ExportTest, NothingIsBefore1970) {
  begin_run(append("first"));
  for (const auto* name : {"events", "runs", "steps", "kpis"}) {
    const auto* table = export_table_named(name).value();
    ExportPage page(ExportForm::ndjson, table->columns, 10, true);
    const auto since = core::Time() - std::chrono::hours(24);
    transact([&](ports::Tx& tx) {
      table->fill({tx, plans_, clock_, kpis_, goals_, since, core::Time(), {}}, page);
    });
    EXPECT_EQ(page.text(), "") << name;
    EXPECT_EQ(page.next(), "") << name;
  }
}

TEST_F(ExportTest, ACursorThatNoPageGaveIsNamed) {
  const auto refusal = [this](const char* table, const std::string& cursor) {
    const auto checked = check_cursor(*export_table_named(table).value(), cursor, kpis_, goals_);
    return checked ? std::string() : checked.error().text();
  };
  EXPECT_THAT(refusal("runs", "evt_1"), HasSubstr("got \"evt_1\""));
  EXPECT_THAT(refusal("events", "run_1"), HasSubstr("got \"run_1\""));
  EXPECT_THAT(refusal("kpis", std::string(5'000, 'x')).size(), testing::Lt(300U));
  EXPECT_EQ(refusal("kpis", "nps"), "");
  EXPECT_THAT(refusal("goals", "growth"), HasSubstr("got \"growth\""));
  EXPECT_EQ(export_table_named("run").error().hint, "did you mean \"runs\"?");
}

}  // namespace
}  // namespace baton::http
