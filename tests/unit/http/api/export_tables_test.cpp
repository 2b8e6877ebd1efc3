#include "http/api/export_tables.hpp"

#include "baton/insight/flow.hpp"
#include "baton/simulate/chance.hpp"
#include "baton/simulate/clock.hpp"
#include "baton/store/memory.hpp"
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
        EXPECT_TRUE(check_cursor(*table, cursor, kpis_));
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

TEST_F(ExportTest, ACursorThatNoPageGaveIsNamed) {
  const auto refusal = [this](const char* table, const std::string& cursor) {
    const auto checked = check_cursor(*export_table_named(table).value(), cursor, kpis_);
    return checked ? std::string() : checked.error().text();
  };
  EXPECT_THAT(refusal("runs", "evt_1"), HasSubstr("got \"evt_1\""));
  EXPECT_THAT(refusal("events", "run_1"), HasSubstr("got \"run_1\""));
  EXPECT_THAT(refusal("kpis", std::string(5'000, 'x')).size(), testing::Lt(300U));
  EXPECT_EQ(refusal("kpis", "nps"), "");
  EXPECT_EQ(export_table_named("run").error().hint, "did you mean \"runs\"?");
}

}  // namespace
}  // namespace baton::http
