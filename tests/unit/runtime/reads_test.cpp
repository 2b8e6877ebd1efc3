#include "baton/runtime/reads.hpp"

#include "baton/runtime/summary.hpp"
#include "unit/runtime/damaged_file.hpp"

#include <algorithm>
#include <gmock/gmock.h>
#include <string>
#include <vector>

// Reads of runs whose rows or journals are damaged.
namespace baton::runtime {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class DamagedJournalTest : public DamagedFileTest {
 protected:
  // A run that was paused again and again.
  DamagedJournalTest() {
    store::transact(*store_, [this](ports::Tx& tx) {
      auto change = store::make_run(tx);
      tx.save(change);
      for (const std::string why : {"one", "two", "three", "four"}) {
        change = store::next_change(change.run, core::RunStatus::paused);
        change.entry.transitions.emplace_back(core::RunPaused{{}, why});
        tx.save(change);
      }
      run_ = change.run.id;
    });
  }
  // The numbers of the lines that can be read; how many cannot is in `missing_`.
  std::vector<std::int64_t> lines() {
    const auto found = store::read(
        *store_, [this](ports::Queries& queries) { return readable_journal(queries, run_); });
    missing_ = found.missing;
    std::vector<std::int64_t> numbers;
    for (const auto& row : found.rows) numbers.push_back(row.sequence);
    return numbers;
  }
  core::Json summary_of_run() {
    return store::read(*store_, [this](ports::Queries& queries) {
      return summary(queries, plans_, run_, {}).value();
    });
  }

  PlanCache plans_{4};
  core::RunId run_{};
  std::size_t missing_ = 0;
};

TEST_F(DamagedJournalTest, OfAWholeOneAllLinesAreRead) {
  EXPECT_THAT(lines(), ElementsAre(1, 2, 3, 4, 5));
  EXPECT_EQ(missing_, 0U);
}

TEST_F(DamagedJournalTest, LinesThatAreDamagedAreLeftOutAndCounted) {
  tamper("UPDATE journal SET transitions = '[]' WHERE sequence IN (1, 3)");
  EXPECT_THAT(lines(), ElementsAre(2, 4, 5));
  EXPECT_EQ(missing_, 2U);
  tamper("UPDATE journal SET transitions = '[]'");
  EXPECT_THAT(lines(), IsEmpty());
  EXPECT_EQ(missing_, 5U);
}

TEST_F(DamagedJournalTest, NothingIsKnownOfWhatStoodBeforeALineThatIsGone) {
  tamper("DELETE FROM journal WHERE sequence = 3");
  EXPECT_THAT(lines(), ElementsAre(4, 5));
  EXPECT_EQ(missing_, 1U);
  tamper("DELETE FROM journal WHERE sequence = 5");
  EXPECT_THAT(lines(), IsEmpty());
}

TEST_F(DamagedJournalTest, LinesOfAllRunsAreReadUpToTheOneThatIsDamaged) {
  const auto behind = [this](std::int64_t sequence, std::size_t limit) {
    return read([sequence, limit](ports::Queries& queries) {
      return readable_entries(queries, sequence, limit);
    });
  };
  EXPECT_THAT(behind(0, 100).rows, testing::SizeIs(5));
  EXPECT_EQ(behind(0, 100).damaged, 0);
  tamper("UPDATE journal SET transitions = '[]' WHERE sequence IN (3, 4)");
  EXPECT_THAT(behind(0, 100).rows, testing::SizeIs(2));
  EXPECT_EQ(behind(0, 100).damaged, 3);
  EXPECT_EQ(behind(0, 2).damaged, 0) << "no more were wanted";
  EXPECT_THAT(behind(3, 100).rows, IsEmpty());
  EXPECT_EQ(behind(3, 100).damaged, 4);
  EXPECT_THAT(behind(4, 100).rows, testing::SizeIs(1));
}

TEST_F(DamagedJournalTest, ADamagedLineTakesItsSentencesAwayAndNoOthers) {
  auto whole = summary_of_run();
  EXPECT_EQ(whole.at("missing"), 0);
  tamper("UPDATE journal SET transitions = '[]' WHERE sequence = 3");
  const auto left = summary_of_run();
  EXPECT_EQ(left.at("missing"), 1);
  core::Json expected = core::Json::array();
  for (const auto& sentence : whole.at("sentences"))
    if (sentence.at("lines") != core::Json::array({3})) expected.push_back(sentence);
  EXPECT_LT(expected.size(), whole.at("sentences").size());
  EXPECT_EQ(left.at("sentences"), expected);
}

class DamagedRunsTest : public DamagedFileTest {
 protected:
  // Those that are visited, with up to two rows a page; what is damaged is in `damaged_`.
  std::vector<core::RunId> visited(std::size_t looked_at_max, std::size_t wanted = 100) {
    std::vector<core::RunId> found;
    damaged_.clear();
    read([&](ports::Queries& queries) {
      const auto visit = [&](const ports::RunRow& row) {
        found.push_back(row.id);
        return found.size() < wanted;
      };
      visit_runs(queries, {.limit = 2}, looked_at_max, damaged_, visit);
      return 0;
    });
    return found;
  }

  // The run and those above it; the one that is damaged is in `damaged_`.
  std::vector<core::RunId> way_up(core::RunId run) {
    const auto found = read([run](ports::Queries& queries) { return ancestry_of(queries, run); });
    damaged_.clear();
    if (found.damaged) damaged_.insert(found.damaged);
    std::vector<core::RunId> ids;
    for (const auto& row : found.runs) ids.push_back(row.id);
    return ids;
  }

  std::set<core::RunId> damaged_{};
};

TEST_F(DamagedRunsTest, AreVisitedWithoutThoseThatAreDamaged) {
  std::vector<core::RunId> runs;
  for (int at = 0; at < 7; ++at) runs.push_back(begun_run().id);
  EXPECT_THAT(visited(100), testing::SizeIs(7));
  EXPECT_THAT(damaged_, IsEmpty());
  for (const std::size_t bad : {0U, 4U, 5U}) damage_row(runs[bad]);
  EXPECT_THAT(visited(100), ElementsAre(runs[6], runs[3], runs[2], runs[1]));
  EXPECT_THAT(damaged_, ElementsAre(runs[0], runs[4], runs[5]));
  EXPECT_THAT(visited(4), ElementsAre(runs[6], runs[3])) << "damaged ones are looked at, too";
  EXPECT_THAT(visited(100, 2), ElementsAre(runs[6], runs[3])) << "as many as are wanted";
  EXPECT_THAT(damaged_, ElementsAre(runs[4], runs[5]));
}

TEST_F(DamagedRunsTest, ThatWentOnByAnEventAreReadWithoutThoseThatAreDamaged) {
  const core::EventId paid(70);
  std::vector<core::RunId> runs;
  for (int at = 0; at < 4; ++at) {
    runs.push_back(begun_run().id);
    store::transact(*store_, [&](ports::Tx& tx) {
      auto change = store::next_change(*tx.run(runs.back()), core::RunStatus::waiting);
      change.entry.cause = paid;
      change.resumed = true;
      tx.save(change);
    });
  }
  damage_row(runs[1]);
  const auto resumed = [this, paid](std::size_t limit) {
    std::vector<core::RunId> found;
    damaged_.clear();
    for (const auto& row : read([this, paid, limit](ports::Queries& queries) {
           return whole_runs_resumed_by(queries, paid, limit, damaged_);
         }))
      found.push_back(row.id);
    return found;
  };
  EXPECT_THAT(resumed(10), ElementsAre(runs[0], runs[2], runs[3]));
  EXPECT_THAT(damaged_, ElementsAre(runs[1]));
  EXPECT_THAT(resumed(1), ElementsAre(runs[0]));
  EXPECT_THAT(damaged_, IsEmpty());
}

TEST_F(DamagedRunsTest, EventsAreReadUpToTheOneThatIsDamaged) {
  std::vector<core::EventId> events;
  for (int at = 0; at < 4; ++at) events.push_back(begun_run().trigger);
  std::vector<core::EventId> found;
  const auto damaged_behind = [this, &found](core::EventId position, std::size_t limit) {
    const auto events_read = read([position, limit](ports::Queries& queries) {
      return readable_events(queries, position, limit);
    });
    found.clear();
    for (const auto& event : events_read.rows) found.push_back(event.id);
    return events_read.damaged;
  };
  EXPECT_FALSE(damaged_behind({}, 100));
  EXPECT_EQ(found, events);
  for (const std::size_t bad : {1U, 2U}) damage_row(events[bad]);
  EXPECT_EQ(damaged_behind({}, 100), events[1]);
  EXPECT_THAT(found, ElementsAre(events[0]));
  EXPECT_FALSE(damaged_behind({}, 1)) << "no more were wanted";
  EXPECT_EQ(damaged_behind(events[1], 100), events[2]);
  EXPECT_THAT(found, IsEmpty());
  EXPECT_FALSE(damaged_behind(events[2], 100));
  EXPECT_THAT(found, ElementsAre(events[3]));
}

TEST_F(DamagedRunsTest, APageOfEventsIsReadUpToTheOneThatIsDamaged) {
  std::vector<core::EventId> events;
  for (int at = 0; at < 6; ++at) events.push_back(begun_run().trigger);
  for (const std::size_t bad : {1U, 3U}) damage_row(events[bad]);
  std::vector<core::EventId> found;
  const auto damaged_in = [this, &found](const ports::EventFilter& filter) {
    const auto page =
        read([&filter](ports::Queries& queries) { return readable_events(queries, filter); });
    found.clear();
    for (const auto& event : page.rows) found.push_back(event.id);
    return page.damaged;
  };
  for (const auto* type : {"", "lead.won"}) {
    SCOPED_TRACE(type);
    ports::EventFilter newest;
    newest.type = type;
    EXPECT_EQ(damaged_in(newest), events[3]);
    EXPECT_THAT(found, ElementsAre(events[5], events[4]));
    newest.before = events[3];
    EXPECT_EQ(damaged_in(newest), events[1]);
    EXPECT_THAT(found, ElementsAre(events[2]));
    ports::EventFilter oldest;
    oldest.type = type;
    oldest.after = events[1];
    EXPECT_EQ(damaged_in(oldest), events[3]);
    EXPECT_THAT(found, ElementsAre(events[2]));
    oldest.after = events[3];
    EXPECT_FALSE(damaged_in(oldest));
    EXPECT_THAT(found, ElementsAre(events[4], events[5]));
  }
}

TEST_F(DamagedRunsTest, TheWayUpEndsAtTheOneThatIsDamaged) {
  const auto top = begun_run().id;
  const auto middle = begun_run(top).id;
  auto row = begun_run(middle);
  const auto run = row.id;
  EXPECT_THAT(way_up(run), ElementsAre(run, middle, top));
  EXPECT_THAT(damaged_, IsEmpty());
  happens(row, core::RunPaused{{}, "held"}, core::RunStatus::paused);
  tamper(
      "UPDATE journal SET transitions = '[]' WHERE sequence = (SELECT max(sequence) FROM journal)");
  EXPECT_THAT(way_up(run), ElementsAre(run, middle, top)) << "its first line says what began it";
  damage_row(top);
  EXPECT_THAT(way_up(run), ElementsAre(run, middle));
  EXPECT_THAT(damaged_, ElementsAre(top));
  damage_journal(middle);
  EXPECT_THAT(way_up(run), ElementsAre(run, middle));
  EXPECT_THAT(damaged_, ElementsAre(middle));
  damage_journal(run);
  EXPECT_THAT(way_up(run), ElementsAre(run));
  EXPECT_THAT(damaged_, ElementsAre(run));
  damage_row(run);
  EXPECT_THROW(way_up(run), ports::RowDamaged);
  EXPECT_THAT(way_up(core::RunId(1)), IsEmpty());
}

class DamagedAskingTest : public DamagedFileTest {
 protected:
  // Three runs, each with two steps that ask for an approval and two that ask for work.
  DamagedAskingTest() {
    for (const std::string key : {"a", "b", "c"}) {
      store::transact(*store_, [this, &key](ports::Tx& tx) {
        auto change = store::make_run(tx, key);
        for (const std::string step : {"one", "two"}) {
          ports::ApprovalRow approval;
          ports::TaskRow task;
          approval.run = task.run = change.run.id;
          approval.step = task.step = step;
          change.approvals.push_back(approval);
          change.tasks.push_back(task);
        }
        tx.save(change);
        runs_.push_back(change.run.id);
      });
    }
  }
  void damage_asking(std::size_t run, const std::string& step) {
    const auto of = " WHERE step = '" + step + "' AND run = " + std::to_string(runs_[run].value());
    tamper("UPDATE approvals SET status = 'torn'" + of + "; UPDATE tasks SET users = '['" + of);
  }
  // What is read page by page, with up to `limit` rows of each: "0.one" for the first run, and
  // "!0" for a damaged row of it.
  template <class Filter, class Page>
  std::vector<std::string> pages_of(Filter filter, Page page) {
    std::vector<std::string> found;
    read([&](ports::Queries& queries) {
      for (bool more = true; more && found.size() < 20;) {
        const auto part = page(queries, filter);
        for (const auto& row : part.rows) found.push_back(number(row.run) + "." + row.step.text());
        if (part.damaged) found.push_back("!" + number(part.damaged));
        more = part.damaged || part.rows.size() == filter.limit;
      }
      return 0;
    });
    return found;
  }
  std::vector<std::string> approvals(std::size_t limit) {
    return pages_of(ports::ApprovalFilter{.limit = limit}, readable_approvals);
  }
  std::vector<std::string> tasks(std::size_t limit) {
    return pages_of(ports::TaskFilter{.to_do = true, .limit = limit}, readable_tasks);
  }
  std::string number(core::RunId run) const {
    return std::to_string(std::find(runs_.begin(), runs_.end(), run) - runs_.begin());
  }

  std::vector<core::RunId> runs_{};
};

TEST_F(DamagedAskingTest, WhatStepsAskedForIsReadUpToARowThatIsDamagedAndOnBehindIt) {
  damage_asking(0, "two");
  damage_asking(1, "one");
  for (const std::size_t limit : {1U, 2U, 3U, 100U}) {
    const auto left = ElementsAre("0.one", "!0", "!1", "1.two", "2.one", "2.two");
    EXPECT_THAT(approvals(limit), left) << limit;
    EXPECT_THAT(tasks(limit), left) << limit;
  }
}

}  // namespace
}  // namespace baton::runtime
