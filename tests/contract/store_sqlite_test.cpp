#include "contract/faulty_disk.hpp"
#include "contract/store_fixture.hpp"

#include <algorithm>
#include <chrono>
#include <fstream>
#include <future>
#include <limits>
#include <memory>
#include <optional>
#include <sqlite3.h>
#include <sstream>
#include <vector>

// What only a store on disk can promise.
namespace baton::store {
namespace {

using ports::Queries;
using ports::Tx;

class SqliteStore : public testing::Test {
 protected:
  SqliteOptions options() {
    return {
        .path = path_, .clock = clock_, .random = random_, .note = [this](std::string_view note) {
          notes_.emplace_back(note);
        }};
  }
  std::unique_ptr<ports::Store> open() { return open_sqlite(options()); }

  // What opening the file says.
  template <class Refusal>
  std::string refusal() {
    try {
      open();
    } catch (const Refusal& refused) {
      return refused.what();
    }
    return "it opened";
  }

  std::string bytes() const {
    std::ifstream file(path_, std::ios::binary);
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
  }

  static core::EventId add(ports::Store& store, std::string origin, std::size_t size = 10) {
    auto event = make_event("a.b", std::move(origin), {{"text", std::string(size, 'x')}});
    transact(store, [&](Tx& tx) { tx.append(event); });
    return event.id;
  }

  // Many events of half a kilobyte in one transaction.
  static void fill(ports::Store& store, int count) {
    transact(store, [count](Tx& tx) {
      for (int at = 0; at < count; ++at) {
        auto event = make_event("a.b", std::to_string(at), {{"text", std::string(500, 'x')}});
        tx.append(event);
      }
    });
  }

  TemporaryFolder folder_;
  std::filesystem::path path_ = folder_.path() / "baton.db";
  HandClock clock_;
  CountedRandom random_;
  std::vector<std::string> notes_;
};

TEST_F(SqliteStore, KeepsAllOverARestart) {
  core::EventId event;
  ports::RunRow row;
  ports::Counts counts;
  {
    const auto store = open();
    event = add(*store, "a-1");
    transact(*store, [&](Tx& tx) {
      auto change = make_run(tx, "k", event);
      change.steps = {{change.run.id, "s", core::StepStatus::running, 1, {}}};
      change.waits = {{change.run.id, "w", "a.b", "", ""}};
      change.approvals = {{.run = change.run.id, .step = "a"}};
      tx.save(change);
      tx.set_cursor(event);
      tx.put_template({"onboarding", 1, "text", "h"});
      tx.put_token({tx.new_token_id(), "ops", identity::Role::admin, "h"});
      tx.park({event, "cause"});
      tx.set_setting("name", "value");
      row = change.run;
      counts = tx.counts();
    });
  }
  const auto store = open();
  read(*store, [&](Queries& queries) {
    EXPECT_EQ(queries.event(event)->origin, "a-1");
    EXPECT_EQ(queries.cursor(), event);
    EXPECT_EQ(queries.run(row.id), row);
    EXPECT_EQ(queries.journal(row.id).size(), 1U);
    EXPECT_EQ(queries.steps(row.id).size(), 1U);
    EXPECT_EQ(queries.waits("a.b", "", "").size(), 1U);
    EXPECT_EQ(queries.approvals({}).size(), 1U);
    EXPECT_EQ(queries.templates().size(), 1U);
    EXPECT_EQ(queries.tokens().size(), 1U);
    EXPECT_EQ(queries.setting("name"), "value");
    EXPECT_EQ(queries.counts(), counts);
    EXPECT_EQ(queries.counts(), (ports::Counts{1, 1, 1, 1, 1, 1}));
    return true;
  });
}

TEST_F(SqliteStore, FoldsTheLogIntoTheFileWhenItCloses) {
  add(*open(), "a-1");
  EXPECT_FALSE(std::filesystem::exists(path_.string() + "-wal"));
}

TEST_F(SqliteStore, GivesNoIdTwiceAlsoWhenTheNewestWerePruned) {
  core::EventId event;
  core::RunId run;
  {
    const auto store = open();
    event = add(*store, "a-1");
    transact(*store, [&](Tx& tx) {
      auto change = make_run(tx);
      change.run.status = core::RunStatus::succeeded;
      change.run.ended_at = clock_.now();
      tx.save(change);
      tx.set_cursor(event);
      run = change.run.id;
      EXPECT_EQ(tx.prune(core::Time::max(), core::Time::max(), 10), 2U);
    });
  }
  clock_.advance(-std::chrono::hours(1));
  const auto store = open();
  EXPECT_GT(add(*store, "a-2"), event);
  transact(*store, [&](Tx& tx) { EXPECT_GT(tx.new_run_id(), run); });
}

// A step knows the id of the run that it begins before that run is stored.
TEST_F(SqliteStore, GivesNoIdOfARunTwiceAlsoWhenItWasNotStored) {
  core::RunId run;
  transact(*open(), [&](Tx& tx) { run = tx.new_run_id(); });
  clock_.advance(-std::chrono::hours(1));
  transact(*open(), [&](Tx& tx) { EXPECT_GT(tx.new_run_id(), run); });
}

TEST_F(SqliteStore, AppliesEachMigrationOnce) {
  open();
  const auto applied = notes_.size();
  EXPECT_GT(applied, 0U);
  const auto before = bytes();
  open();
  EXPECT_EQ(notes_.size(), applied);
  EXPECT_EQ(bytes(), before);
}

// As a kill leaves it that struck while SQLite wrote the first page, before the file had a log.
TEST_F(SqliteStore, TakesBackAHalfWrittenPageOfTheFirstStart) {
  open();
  run_sql(path_, "PRAGMA journal_mode = DELETE");
  sqlite3* killed = nullptr;
  ASSERT_EQ(sqlite3_open(path_.c_str(), &killed), SQLITE_OK);
  ASSERT_EQ(sqlite3_exec(killed, "BEGIN; DELETE FROM migrations", nullptr, nullptr, nullptr),
            SQLITE_OK);
  ASSERT_EQ(sqlite3_db_cacheflush(killed), SQLITE_OK);
  const auto left = path_;
  path_ += ".left";
  for (const auto* part : {"", "-journal"})
    std::filesystem::copy_file(left.string() + part, path_.string() + part);
  sqlite3_close(killed);
  EXPECT_EQ(refusal<ports::StoreBroken>(), "it opened");
}

TEST_F(SqliteStore, RefusesANewerSchemaUntouched) {
  open();
  run_sql(path_, "INSERT INTO migrations VALUES (7000, '7000_later', 0)");
  const auto before = bytes();
  const auto said = refusal<StoreRefused>();
  EXPECT_TRUE(said.starts_with(path_.string() + ": schema 7000, this baton knows up to ")) << said;
  EXPECT_EQ(bytes(), before);
}

TEST_F(SqliteStore, RefusesTheDatabaseOfAnotherProgramUntouched) {
  run_sql(path_, "CREATE TABLE theirs (x)");
  const auto before = bytes();
  EXPECT_NE(refusal<StoreRefused>().find("not one of baton's"), std::string::npos);
  EXPECT_EQ(bytes(), before);
}

TEST_F(SqliteStore, RunsNoTriggerOfTheFile) {
  transact(*open(), [](Tx& tx) { tx.set_setting("kept", "yes"); });
  run_sql(path_, "CREATE TRIGGER theirs AFTER INSERT ON events BEGIN DELETE FROM settings; END");
  const auto store = open();
  add(*store, "1");
  transact(*store, [](Tx& tx) { EXPECT_EQ(tx.setting("kept"), "yes"); });
}

TEST_F(SqliteStore, RefusesWhatIsNoDatabaseAndNamesIt) {
  std::ofstream(path_) << std::string(5'000, 'x');
  const auto why = refusal<ports::StoreBroken>();
  EXPECT_NE(why.find(path_.string()), std::string::npos) << why;
  EXPECT_NE(why.find("not a database"), std::string::npos) << why;
}

TEST_F(SqliteStore, RefusesADamagedFileAndNamesIt) {
  {
    const auto store = open();
    fill(*store, 200);
  }
  auto damaged = bytes();
  const auto middle = damaged.size() / 2 / 4096 * 4096;
  damaged.replace(middle, 2'048, 2'048, '\xff');
  std::ofstream(path_, std::ios::binary) << damaged;
  const auto why = refusal<ports::StoreBroken>();
  EXPECT_NE(why.find(path_.string()), std::string::npos) << why;
  EXPECT_NE(why.find("backup"), std::string::npos) << why;
}

TEST_F(SqliteStore, RefusesATruncatedFile) {
  {
    const auto store = open();
    fill(*store, 200);
  }
  std::filesystem::resize_file(path_, bytes().size() / 2);
  EXPECT_NE(refusal<ports::StoreBroken>(), "it opened");
}

TEST_F(SqliteStore, NamesADamagedRowAndServesTheOthers) {
  core::EventId first;
  core::EventId second;
  {
    const auto store = open();
    first = add(*store, "1");
    second = add(*store, "2");
  }
  run_sql(path_, "UPDATE events SET data = replace(data, 'x', 'y') WHERE id = " +
                     std::to_string(first.value()));
  const auto store = open();
  const auto get = [&](core::EventId id) {
    return read(*store, [&](Queries& queries) { return queries.event(id); });
  };
  try {
    get(first);
    FAIL() << "a damaged row was served";
  } catch (const ports::RowDamaged& damaged) {
    EXPECT_NE(std::string(damaged.what()).find(std::to_string(first.value())), std::string::npos)
        << damaged.what();
  }
  EXPECT_TRUE(get(second));
  EXPECT_THROW(transact(*store, [&](Tx& tx) { tx.event(first); }), ports::RowDamaged);
  EXPECT_NO_THROW(add(*store, "3"));
}

TEST_F(SqliteStore, NamesAListOfNamesThatIsDamaged) {
  {
    const auto store = open();
    transact(*store, [](Tx& tx) {
      identity::Token token;
      token.id = tx.new_token_id();
      token.name = "ops";
      token.groups = {"legal"};
      tx.put_token(token);
    });
  }
  for (const auto* groups : {"[", "{}", "[1]"}) {
    run_sql(path_, "UPDATE tokens SET in_groups = '" + std::string(groups) + "'");
    const auto store = open();
    try {
      read(*store, [](Queries& queries) { return queries.tokens(); });
      ADD_FAILURE() << groups << " was served";
    } catch (const ports::RowDamaged& damaged) {
      EXPECT_NE(std::string(damaged.what()).find("of tokens is damaged"), std::string::npos)
          << damaged.what();
    }
  }
}

TEST_F(SqliteStore, WhatIsDueIsReadWithoutTheRowsThatAreDamaged) {
  core::RunId run;
  const core::Time first(core::Duration(1));
  const core::Time then(core::Duration(2));
  {
    const auto store = open();
    transact(*store, [&](Tx& tx) {
      auto change = make_run(tx);
      run = change.run.id;
      change.alarms = {{false, first, run, "torn"},
                       {false, then, run, "sleep"},
                       {true, first, run, "torn"},
                       {true, then, run, "until"}};
      for (const auto* step : {"torn", "whole"})
        change.steps.push_back({run, step, core::StepStatus::running, 1, {}, "crm"});
      tx.save(change);
    });
  }
  run_sql(path_,
          "UPDATE alarms SET kind = 'torn' WHERE step = 'torn'; "
          "UPDATE steps SET status = 'torn' WHERE step = 'torn'");
  std::vector<std::string> told;
  auto listening = options();
  listening.readers = 1;
  listening.on_damage = [&told](std::string_view what) { told.emplace_back(what); };
  const auto store = open_sqlite(listening);
  for (int time = 0; time < 2; ++time) {
    const auto alarms = read(*store, [](Queries& queries) {
      return queries.due_alarms(core::Time::max(), core::Time::max(), 1);
    });
    ASSERT_EQ(alarms.size(), 2U);
    EXPECT_EQ(alarms[0].step.name, "sleep");
    EXPECT_EQ(alarms[1].step.name, "until");
    EXPECT_EQ(read(*store, [](Queries& queries) { return queries.next_due(); }),
              (ports::NextDue{then, then}))
        << "a row that is left out makes nobody look again and again";
    const auto outbox = read(*store, [](Queries& queries) { return queries.outbox("crm", 1); });
    ASSERT_EQ(outbox.size(), 1U);
    EXPECT_EQ(outbox[0].step.name, "whole");
  }
  ASSERT_EQ(told.size(), 2U) << "each is told once";
  EXPECT_NE(told[0].find("step torn, of alarms is damaged"), std::string::npos) << told[0];
  EXPECT_NE(told[1].find("step torn, of steps is damaged"), std::string::npos) << told[1];
}

TEST_F(SqliteStore, ACountOfRunsThatIsDamagedIsOfAnUnknownStatus) {
  {
    const auto store = open();
    transact(*store, [](Tx& tx) { tx.save(make_run(tx)); });
  }
  run_sql(path_, "UPDATE run_counts SET status = 'torn'");
  const auto store = open();
  const std::vector<ports::RunCount> unknown{{"onboarding", std::nullopt, false, 1}};
  EXPECT_EQ(read(*store, [](Queries& queries) { return queries.run_counts(); }), unknown);
  ports::RunFilter filter;
  for (const std::string status : {"running", "open"}) {
    filter.terms = {{ports::RunTerm::Of::status, status}};
    const auto found = read(*store, [&](Queries& queries) { return queries.runs(filter); });
    EXPECT_EQ(found.size(), 1U) << status << ": the runs themselves are whole";
  }
}

TEST_F(SqliteStore, NamesAnEntryThatIsMissingFromAJournal) {
  ports::RunRow row;
  {
    const auto store = open();
    transact(*store, [&](Tx& tx) {
      const auto change = make_run(tx);
      tx.save(change);
      tx.save(next_change(change.run, core::RunStatus::succeeded));
      row = change.run;
    });
  }
  run_sql(path_, "DELETE FROM journal WHERE sequence = 1");
  const auto store = open();
  EXPECT_THROW(read(*store, [&](Queries& queries) { return queries.journal(row.id); }),
               ports::RowDamaged);
}

TEST_F(SqliteStore, AReadForPeopleThatTakesTooLongEndsAndTheNextGoesOn) {
  auto short_reads = options();
  short_reads.readers = 1;
  short_reads.read_time_max = std::chrono::milliseconds(1);
  const auto store = open_sqlite(short_reads);
  transact(*store, [&](Tx& tx) {
    for (int count = 0; count < 20'000; ++count) {
      core::Event event;
      event.type = "noise";
      event.source = "test";
      tx.append(event);
    }
  });
  const auto endless = [](Queries& queries) {
    while (queries.events({.source = "nobody"}).empty()) continue;
    return true;
  };
  EXPECT_THROW(read(*store, endless), ports::StoreUnavailable);
  // Too short to be looked at while it runs, however slow the machine is.
  EXPECT_EQ(read(*store, [](Queries& queries) { return queries.events_after({}, 1).size(); }), 1U);
}

TEST_F(SqliteStore, TheServersOwnReadsWaitForNobodysList) {
  auto one_reader = options();
  one_reader.readers = 1;
  const auto store = open_sqlite(one_reader);
  std::promise<void> release;
  auto released = release.get_future();
  std::promise<void> listed;
  store->submit_read([&](Queries&) { released.wait(); },
                     [&](const std::exception_ptr&) { listed.set_value(); });
  std::promise<void> served;
  store->submit_server_read([](Queries& queries) { queries.outbox_lanes(); },
                            [&](const std::exception_ptr&) { served.set_value(); });
  EXPECT_EQ(served.get_future().wait_for(std::chrono::seconds(10)), std::future_status::ready);
  release.set_value();
  listed.get_future().wait();
}

// With one reader for people, since with two another one could take over what waits.
TEST_F(SqliteStore, NobodyWaitsForWhatIsComputedBesideTheTurns) {
  auto one_reader = options();
  one_reader.readers = 1;
  const auto store = open_sqlite(one_reader);
  std::promise<void> release;
  auto released = release.get_future();
  std::promise<void> computed;
  store->submit_read_beside([&](Queries&) { released.wait(); },
                            [&](const std::exception_ptr&) { computed.set_value(); });
  const auto is_served = [](const auto& submit) {
    auto found = std::make_shared<std::promise<void>>();
    submit([found](Queries&) { found->set_value(); }, [](const std::exception_ptr&) {});
    return found->get_future().wait_for(std::chrono::seconds(10)) == std::future_status::ready;
  };
  EXPECT_TRUE(is_served(
      [&](auto read, auto done) { store->submit_server_read(std::move(read), std::move(done)); }));
  EXPECT_TRUE(is_served(
      [&](auto read, auto done) { store->submit_read(std::move(read), std::move(done)); }));
  release.set_value();
  computed.get_future().get();
}

TEST_F(SqliteStore, LetsOneServerOpenTheFile) {
  const auto store = open();
  const auto why = refusal<StoreRefused>();
  EXPECT_NE(why.find("has this data open"), std::string::npos) << why;
  EXPECT_NO_THROW(add(*store, "a-1"));
}

TEST_F(SqliteStore, NamesAFolderThatIsNotThere) {
  path_ = folder_.path() / "missing" / "baton.db";
  EXPECT_NE(refusal<StoreRefused>().find("data folder must exist"), std::string::npos);
}

TEST_F(SqliteStore, GoesOnAfterTheDiskWasFull) {
  std::vector<core::EventId> kept;
  {
    auto small = options();
    small.pages_max = 200;
    const auto store = open_sqlite(small);
    const auto fill = [&] {
      for (int count = 0; count < 1'000; ++count)
        kept.push_back(add(*store, std::to_string(count), 10'000));
    };
    EXPECT_THROW(fill(), ports::StoreUnavailable);
    EXPECT_GT(kept.size(), 10U);
    const auto swallow = [](Tx& tx) {
      auto event = make_event("a.b", "swallowed", {{"text", std::string(1'000'000, 'x')}});
      try {
        tx.guarded([&] { tx.append(event); });
      } catch (const std::exception&) {
        // As a processor would that parks what it cannot step: the transaction is lost all the
        // same.
      }
    };
    EXPECT_THROW(transact(*store, swallow), ports::StoreUnavailable);
    EXPECT_EQ(read(*store, [](Queries& queries) { return queries.counts().events; }),
              static_cast<std::int64_t>(kept.size()));
    transact(*store, [&](Tx& tx) {
      tx.set_cursor(kept.back());
      tx.prune(core::Time::min(), core::Time::max(), 5);
    });
    EXPECT_NO_THROW(kept.push_back(add(*store, "there is room again", 10'000)));
  }
  const auto store = open();
  EXPECT_NO_THROW(add(*store, "more", 1'000'000));
  read(*store, [&](Queries& queries) {
    for (std::size_t at = 5; at < kept.size(); ++at) EXPECT_TRUE(queries.event(kept[at]));
    return true;
  });
}

TEST_F(SqliteStore, RefusesOutsideEventsFirstWhenTheDiskRunsFull) {
  auto cautious = options();
  cautious.reserve_bytes = std::numeric_limits<std::uintmax_t>::max();
  const auto store = open_sqlite(cautious);
  EXPECT_THROW(add(*store, "a-1"), ports::StoreUnavailable);
  EXPECT_NE(store->refuses().find("kept in reserve"), std::string::npos);
  transact(*store, [](Tx& tx) {
    auto own = make_event("baton.action.finished");
    EXPECT_EQ(tx.append(own).outcome, ports::Appended::fresh);
    auto forged = make_event("baton.action.finished", "from-outside");
    EXPECT_THROW(tx.append(forged), ports::StoreUnavailable);
  });
}

TEST_F(SqliteStore, TellsTheSpaceThatItTakes) {
  const auto store = open_sqlite(options());
  const auto before = store->space();
  ASSERT_TRUE(before);
  EXPECT_GT(before->free, 0U);
  EXPECT_GT(before->used, 0U);
  add(*store, "a-1", 1'000'000);
  EXPECT_GT(store->space()->used, before->used + 900'000) << "its log counts too";
}

TEST_F(SqliteStore, BreaksForGoodWhenACommitCannotBeSynced) {
  auto& disk = FaultyDisk::get();
  std::vector<std::string> broken;
  {
    auto faulty = options();
    faulty.vfs = FaultyDisk::kName;
    faulty.on_broken = [&](std::string_view why) { broken.emplace_back(why); };
    const auto store = open_sqlite(faulty);
    add(*store, "before");
    disk.sync = SQLITE_IOERR_FSYNC;
    EXPECT_THROW(add(*store, "during"), ports::StoreBroken);
    disk.sync = SQLITE_OK;
    const int syncs = disk.syncs;
    EXPECT_THROW(add(*store, "after"), ports::StoreBroken);
    EXPECT_EQ(disk.syncs, syncs) << "an fsync is never tried again";
  }
  ASSERT_EQ(broken.size(), 1U);
  EXPECT_NE(broken[0].find(path_.string()), std::string::npos) << broken[0];
  const auto events = read(*open(), [](Queries& queries) { return queries.events_after({}, 10); });
  ASSERT_GE(events.size(), 1U);
  EXPECT_EQ(events[0].origin, "before");
}

TEST_F(SqliteStore, RefusesWhileTheLogCannotGrowAndGoesOnByItself) {
  auto& disk = FaultyDisk::get();
  auto faulty = options();
  faulty.vfs = FaultyDisk::kName;
  faulty.on_broken = [](std::string_view why) { ADD_FAILURE() << why; };
  auto store = open_sqlite(faulty);
  add(*store, "before");
  disk.write = SQLITE_FULL;
  EXPECT_THROW(add(*store, "during"), ports::StoreUnavailable);
  EXPECT_THROW(add(*store, "during"), ports::StoreUnavailable);
  disk.write = SQLITE_OK;
  add(*store, "after");
  store = nullptr;
  const auto events = read(*open(), [](Queries& queries) { return queries.events_after({}, 10); });
  ASSERT_EQ(events.size(), 2U);
  EXPECT_EQ(events[0].origin, "before");
  EXPECT_EQ(events[1].origin, "after");
}

TEST_F(SqliteStore, SyncsOncePerCommit) {
  auto& disk = FaultyDisk::get();
  auto counted = options();
  counted.vfs = FaultyDisk::kName;
  const auto store = open_sqlite(counted);
  add(*store, "first");
  const int before = disk.syncs;
  fill(*store, 100);
  EXPECT_EQ(disk.syncs, before + 1);
  transact(*store, [](Tx& tx) { tx.counts(); });
  EXPECT_EQ(disk.syncs, before + 1) << "nothing was written";
}

TEST_F(SqliteStore, ReadsWhileATransactionIsOpen) {
  const auto store = open();
  add(*store, "1");
  transact(*store, [&](Tx& tx) {
    auto event = make_event("a.b", "2");
    tx.append(event);
    EXPECT_EQ(read(*store, [](Queries& queries) { return queries.counts().events; }), 1);
  });
  EXPECT_EQ(read(*store, [](Queries& queries) { return queries.counts().events; }), 2);
}

TEST_F(SqliteStore, CompletesWhatWasSubmittedBeforeItCloses) {
  std::vector<Pending> works;
  {
    const auto store = open();
    for (int count = 0; count < 50; ++count) {
      works.push_back(begin(*store, [count](Tx& tx) {
        auto event = make_event("a.b", std::to_string(count));
        tx.append(event);
      }));
    }
  }
  for (auto& work : works) EXPECT_NO_THROW(work.get());
  EXPECT_EQ(read(*open(), [](Queries& queries) { return queries.counts().events; }), 50);
}

TEST_F(SqliteStore, BoundsTheLogWhileItRuns) {
  auto often = options();
  often.checkpoint_pages = 50;
  const auto store = open_sqlite(often);
  for (int count = 0; count < 100; ++count) add(*store, std::to_string(count), 60'000);
  EXPECT_LT(std::filesystem::file_size(path_.string() + "-wal"), 200U * 4'120U);
  EXPECT_GT(std::filesystem::file_size(path_), 100U * 60'000U - 200U * 4'096U);
}

// A backup of a large database keeps its snapshot for minutes.
TEST_F(SqliteStore, WaitsNotAgainAndAgainForASnapshotThatStays) {
  auto often = options();
  often.checkpoint_pages = 50;
  often.read_time_max = std::chrono::milliseconds(10);
  const auto store = open_sqlite(often);
  const auto add_some = [&store](const std::string& name) {
    for (int count = 0; count < 40; ++count) add(*store, name + std::to_string(count), 60'000);
  };
  const auto log_bytes = [this] { return std::filesystem::file_size(path_.string() + "-wal"); };
  add(*store, "first");
  sqlite3* copying = nullptr;
  ASSERT_EQ(sqlite3_open_v2(path_.c_str(), &copying, SQLITE_OPEN_READONLY, nullptr), SQLITE_OK);
  EXPECT_EQ(sqlite3_exec(copying, "BEGIN; SELECT count(*) FROM events", nullptr, nullptr, nullptr),
            SQLITE_OK);
  const auto began = std::chrono::steady_clock::now();
  add_some("during-");
  EXPECT_LT(std::chrono::steady_clock::now() - began, std::chrono::seconds(20))
      << "some ten checkpoints would wait for five seconds each";
  EXPECT_GT(log_bytes(), 400U * 4'096U) << "the snapshot was kept";
  sqlite3_close(copying);
  add_some("between-");
  const auto before = log_bytes();
  add_some("after-");
  EXPECT_EQ(log_bytes(), before) << "the log has started anew";
}

TEST_F(SqliteStore, RefusesReadsBeyondTheirBound) {
  auto narrow = options();
  narrow.reads_waiting_max = 0;
  const auto store = open_sqlite(narrow);
  EXPECT_THROW(read(*store, [](Queries&) { return true; }), ports::StoreUnavailable);
}

}  // namespace
}  // namespace baton::store
