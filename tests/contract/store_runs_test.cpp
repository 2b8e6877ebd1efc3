#include "contract/store_fixture.hpp"

#include <algorithm>
#include <limits>
#include <stdexcept>
#include <vector>

// Runs: the journal, and the rows that are projected from it.
namespace baton::store {
namespace {

using core::RunStatus;
using core::StepStatus;
using ports::ApprovalStatus;
using ports::Queries;
using ports::Tx;
using Of = ports::RunTerm::Of;
using Texts = std::vector<std::string>;

core::Time at(std::int64_t seconds) { return core::Time(std::chrono::seconds(seconds)); }

// One of each, with every member set to something that is not its default.
std::vector<core::Transition> every_transition() {
  return {core::RunStarted{"onboarding",
                           3,
                           "k",
                           "Title",
                           "goal",
                           {"a", "b"},
                           {{"x", 1.5}},
                           {{"why", "w"}},
                           "user:ann",
                           2,
                           core::EventId(5)},
          core::StepStarted{"s", 2, "key", {{"name", "Ärger"}}, core::EventId(7)},
          core::StepRetrying{"s", 3, at(10), "503"},
          core::StepUnknown{.step = "s", .attempt = 3, .due = at(11), .reason = "cut"},
          core::StepWaiting{"s",
                            "ticket.updated",
                            "data.key",
                            "WEB-1",
                            at(12),
                            true,
                            core::EventId(8),
                            core::EventId(6),
                            {{"ticket.closed", "data.key", "WEB-1", core::EventId(5)}}},
          core::StepNoted{"s", "it looked back so far"},
          core::StepGated{"s", "closed", true, at(13), at(14)},
          core::GateOpened{"s", "open"},
          core::ApprovalRequested{"s",
                                  "ask",
                                  "legal",
                                  {"ann", "bob"},
                                  2,
                                  true,
                                  {{"of", core::Json::array({1, "a", nullptr})}},
                                  "hash",
                                  at(15),
                                  core::EventId(9)},
          core::ApprovalDecided{"s", "user:bob", true, "fine", "hash"},
          core::ApprovalVoided{"s", "it changed"},
          core::LateOutcome{"s", 3, "succeeded", {{"key", "T-77"}}, "http_200", "made"},
          core::StepResolved{"s", "user:bob", "failed", "it is not there"},
          core::StepSucceeded{"s", core::Json::array({1, 2.5, "three"}), core::EventId(7)},
          core::StepFailed{"s", "http_400", "no"},
          core::StepSkipped{"s", "when"},
          core::StepBlocked{"s", "t"},
          core::StepCancelled{"s", "cancelled"},
          core::StepReset{"s", true},
          core::RunPaused{"s", "paused"},
          core::RunSucceeded{{{"ticket", "WEB-1"}}},
          core::RunFailed{"s", "failed"},
          core::RunCancelled{"user:ann", "reason"},
          core::RunResumed{"user:ann", "s"},
          core::EventTaken{"s", 1, {{"id", "evt"}}},
          core::StepUndone{"s"},
          core::RunQueued{"acme"},
          core::SlotTaken{"acme"},
          core::ItemsBegun{"s", core::Json::array({1, 2}), at(16), core::EventId(9)},
          core::ChildBegun{
              {"s", 3}, core::RunId(7), "build", 2, {{"x", 1}}, true, at(17), core::EventId(9)},
          core::ChildEnded{{"s", 3}, core::RunId(7), "failed", {{"y", 2}}, "no"},
          core::TaskRequested{"s",
                              "Write it",
                              "In two lines\nor more",
                              "content",
                              {"ann", "bob"},
                              {{"account", "Orlin"}},
                              core::Json::array({{{"name", "url"}, {"type", "string"}}}),
                              at(16),
                              at(17),
                              core::EventId(9)},
          core::TaskClaimed{"s", "user:bob", "user:ann"},
          core::TaskReleased{"s", "user:bob", "no time"},
          core::TaskDone{"s", "user:bob", {{"url", "https://shop.example"}}, "fine"},
          core::TaskOverdue{"s", at(16)},
          core::TaskReopened{"s", "user:ann", "it is wrong"},
          core::ApprovalEscalated{"s", "leads", {"zoe"}, "nobody decided within 2d"},
          core::ApprovalReturned{"s", "copy", "user:ann", "it needs a source", 2},
          core::FactsRead{"s",
                          core::Json::array({{{"fact", "budget"}, {"key", "EMEA"}, {"value", 5}}})},
          core::SlaStarted{"s", at(18), at(19), at(20)},
          core::SlaPaused{"s", at(17), "vendor waits"},
          core::SlaResumed{"s", at(18), at(19), at(20)},
          core::SlaMissed{"s", "due", at(19), "tell", "it is late"},
          core::RunOverdue{at(21)},
          core::RunMigrated{1, 2, "user:ann", "note", {"s"}, {"t"}, {{"n", 1}}, {{"w", 3}}}};
}

core::Json as_json(const std::vector<core::Transition>& transitions) {
  auto json = core::Json::array();
  for (const auto& transition : transitions) json.push_back(core::to_json(transition));
  return json;
}

TEST_P(StoreContract, ReadsBackEveryTransition) {
  const auto transitions = every_transition();
  ASSERT_EQ(transitions.size(), std::variant_size_v<core::Transition>);
  const auto row = start("k", [&](ports::RunChange& change) {
    change.entry.transitions = transitions;
    change.entry.at = at(99);
    change.entry.actor = "user:ann";
    change.entry.cause = core::EventId(7);
  });
  const auto journal = read([&](Queries& queries) { return queries.journal(row.id); });
  ASSERT_EQ(journal.size(), 1U);
  EXPECT_EQ(journal[0].run, row.id);
  EXPECT_EQ(journal[0].at, at(99));
  EXPECT_EQ(journal[0].actor, "user:ann");
  EXPECT_EQ(journal[0].cause, core::EventId(7));
  EXPECT_EQ(as_json(journal[0].transitions), as_json(transitions));
}

TEST_P(StoreContract, KeepsTheJournalOfEachRunInOrder) {
  auto first = start("1");
  auto second = start("2");
  first = save(next_change(first, RunStatus::waiting));
  read([&](Queries& queries) {
    const auto journal = queries.journal(first.id);
    EXPECT_EQ(journal.size(), 2U);
    EXPECT_LT(journal[0].sequence, journal[1].sequence);
    EXPECT_EQ(queries.journal(second.id).size(), 1U);
    const auto all = queries.journal_after(0, 10);
    EXPECT_EQ(all.size(), 3U);
    EXPECT_EQ(queries.last_sequence(), all.back().sequence);
    const auto rest = queries.journal_after(all[0].sequence, 1);
    EXPECT_EQ(rest.size(), 1U);
    EXPECT_EQ(rest[0].run, second.id);
    return true;
  });
}

TEST_P(StoreContract, ReadsAJournalByPages) {
  auto row = start("1");
  start("2");
  for (int more = 0; more < 4; ++more) row = save(next_change(row, RunStatus::waiting));
  read([&](Queries& queries) {
    const auto journal = queries.journal(row.id);
    EXPECT_EQ(journal.size(), 5U);
    EXPECT_EQ(queries.last_entry(row.id), journal.back().sequence);
    EXPECT_EQ(queries.last_entry(core::RunId(99)), 0);
    EXPECT_EQ(queries.journal_page(row.id, 0, 100, core::kPageBytesMax).size(), 5U);
    const auto first = queries.journal_page(row.id, 0, 2, core::kPageBytesMax);
    EXPECT_EQ(first.size(), 2U);
    EXPECT_EQ(first.back().sequence, journal[1].sequence);
    const auto rest = queries.journal_page(row.id, first.back().sequence, 100, core::kPageBytesMax);
    EXPECT_EQ(rest.size(), 3U);
    EXPECT_EQ(rest.front().sequence, journal[2].sequence);
    EXPECT_EQ(queries.journal_page(row.id, 0, 100, 1).size(), 1U);
    EXPECT_TRUE(
        queries.journal_page(row.id, journal.back().sequence, 100, core::kPageBytesMax).empty());
    EXPECT_TRUE(queries.journal_page(core::RunId(99), 0, 100, core::kPageBytesMax).empty());
    return true;
  });
}

TEST_P(StoreContract, FindsTheRunsThatWentOnByAnEvent) {
  const core::EventId paid(70);
  const auto by = [&](const ports::RunRow& row, bool resumed) {
    auto change = next_change(row, RunStatus::waiting);
    change.entry.cause = paid;
    change.resumed = resumed;
    return save(std::move(change));
  };
  auto first = start("1");
  const auto second = start("2");
  first = by(first, true);
  by(first, true);
  by(second, false);
  const auto third = by(start("3"), true);
  const auto found = read([&](Queries& queries) { return queries.runs_resumed_by(paid, 10); });
  EXPECT_EQ(found, (std::vector<core::RunId>{first.id, third.id}));
  EXPECT_TRUE(read([](Queries& queries) {
                return queries.runs_resumed_by(core::EventId(71), 10);
              }).empty());
}

TEST_P(StoreContract, ReadsBackARunRow) {
  const auto row = start("k", [](ports::RunChange& change) {
    change.run.goal = "retention";
    change.run.status = RunStatus::paused;
    change.run.now_at = "waiting for legal";
    change.run.trigger = core::EventId(5);
    change.run.started_at = at(1);
    change.run.updated_at = at(2);
    change.run.ended_at = at(3);
    change.run.failing = true;
  });
  EXPECT_EQ(read([&](Queries& queries) { return queries.run(row.id); }), row);
  EXPECT_FALSE(read([&](Queries& queries) { return queries.run(core::RunId(1)); }));
}

TEST_P(StoreContract, ChangesARunOnlyFromTheRevisionThatWasLoaded) {
  const auto row = start("k");
  const auto newer = save(next_change(row, RunStatus::waiting));
  EXPECT_THROW(save(next_change(row, RunStatus::failed)), core::BrokenInvariant);
  EXPECT_THROW(save(next_change(row, RunStatus::waiting)), core::BrokenInvariant);
  EXPECT_EQ(read([&](Queries& queries) { return queries.run(row.id); }), newer);
  EXPECT_EQ(read([&](Queries& queries) { return queries.journal(row.id).size(); }), 2U);
}

TEST_P(StoreContract, RefusesAnUpdateOfARunThatIsNotThere) {
  auto change = next_change(start("k"), RunStatus::waiting);
  change.run.id = change.entry.run = core::RunId(change.run.id.value() + 1);
  EXPECT_THROW(save(change), core::BrokenInvariant);
}

TEST_P(StoreContract, RefusesANewRunThatIsThereAlready) {
  auto change = next_change(start("k"), RunStatus::waiting);
  change.before = {};
  change.run.key = "other";
  EXPECT_THROW(save(change), core::BrokenInvariant);
}

TEST_P(StoreContract, RefusesAChangeWhosePartsBelongToDifferentRuns) {
  const auto row = start("k");
  auto change = next_change(row, RunStatus::waiting);
  change.steps.push_back({core::RunId(1), "s", StepStatus::running, 1, {}});
  EXPECT_THROW(save(change), core::BrokenInvariant);
  change = next_change(row, RunStatus::waiting);
  change.steps.push_back({row.id, "s", StepStatus::succeeded, 1, {}});
  EXPECT_THROW(save(change), core::BrokenInvariant) << "settled steps have no row";
}

TEST_P(StoreContract, KeepsWhatIdentifiesARun) {
  const auto row = start("k");
  auto change = next_change(row, RunStatus::waiting);
  change.run.workflow = "other";
  change.run.key = "other";
  change.run.trigger = core::EventId(9);
  change.run.started_at = at(9);
  change.run.version = 2;
  change.entry.transitions = {core::RunStarted{}};
  save(change);
  const auto kept = *read([&](Queries& queries) { return queries.run(row.id); });
  EXPECT_EQ(kept.workflow, row.workflow);
  EXPECT_EQ(kept.key, row.key);
  EXPECT_EQ(kept.trigger, row.trigger);
  EXPECT_EQ(kept.started_at, row.started_at);
  EXPECT_EQ(kept.version, 2);
}

TEST_P(StoreContract, OpensAtMostOneRunPerKey) {
  const auto row = start("k");
  EXPECT_EQ(read([](Queries& queries) { return queries.open_run("onboarding", "k"); }), row.id);
  EXPECT_FALSE(read([](Queries& queries) { return queries.open_run("onboarding", "other"); }));
  EXPECT_FALSE(read([](Queries& queries) { return queries.open_run("other", "k"); }));
  EXPECT_THROW(start("k"), core::BrokenInvariant);
  const auto ended = save(next_change(row, RunStatus::failed));
  EXPECT_FALSE(read([](Queries& queries) { return queries.open_run("onboarding", "k"); }));
  const auto second = start("k");
  EXPECT_EQ(read([](Queries& queries) { return queries.open_run("onboarding", "k"); }), second.id);
  EXPECT_THROW(save(next_change(ended, RunStatus::running)), core::BrokenInvariant)
      << "the key is taken by the second";
}

TEST_P(StoreContract, KeepsWindowsWithTheirAlarms) {
  ports::WindowRow row{7, "k\"7", "{}", at(100), at(30)};
  transact([&](Tx& tx) { tx.put_window(row); });
  const auto stored = [&] {
    return read([](Queries& queries) { return queries.window(7, "k\"7"); });
  };
  EXPECT_EQ(stored(), row);
  EXPECT_EQ(read([&](Queries& queries) { return queries.window_named(row.name()); }), row);
  EXPECT_FALSE(read([](Queries& queries) { return queries.window(8, "k\"7"); }));
  EXPECT_FALSE(read([](Queries& queries) { return queries.window_named("k"); }));
  row.due = at(60);
  transact([&](Tx& tx) { tx.put_window(row); });
  const auto alarms = [&] {
    return read([&](Queries& queries) { return queries.due_alarms(at(90), at(0), 10); });
  };
  ASSERT_EQ(alarms().size(), 1U);
  EXPECT_EQ(alarms()[0], (ports::AlarmRow{false, at(60), {}, row.name(), core::AlarmKind::window}));
  EXPECT_EQ(read([](Queries& queries) { return queries.counts(); }).windows, 1);
  row.due.reset();
  transact([&](Tx& tx) { tx.put_window(row); });
  EXPECT_TRUE(alarms().empty());
  transact([&](Tx& tx) { tx.delete_window(row); });
  EXPECT_FALSE(stored());
  EXPECT_EQ(read([](Queries& queries) { return queries.counts(); }).windows, 0);
}

TEST_P(StoreContract, SweepsWindowsThatSayNothingAnyMore) {
  transact([&](Tx& tx) {
    for (int key = 0; key < 10; ++key)
      tx.put_window({7, std::to_string(key), "{}", at(key < 5 ? 10 : 100), {}});
    tx.put_window({7, "x", "{}", at(10), at(50)});
  });
  const auto keys = [&](std::size_t limit) {
    std::string found;
    for (const auto& row : read([&](Queries& queries) { return queries.windows(7, "2", limit); }))
      found += row.key;
    return found;
  };
  EXPECT_EQ(keys(3), "345");
  transact([&](Tx& tx) { tx.sweep_windows(at(10), 4); });
  EXPECT_EQ(read([](Queries& queries) { return queries.counts(); }).windows, 7);
  transact([&](Tx& tx) {
    for (int again = 0; again < 4; ++again) tx.sweep_windows(at(10), 4);
  });
  EXPECT_EQ(keys(100), "56789x") << "one that fires by itself stays until it has";
}

TEST_P(StoreContract, KeepsBurstsWithTheirAlarms) {
  using Kind = ports::BurstRow::Kind;
  ports::BurstRow row{"flow", Kind::debounce, "k\"7", core::EventId(3), 1, 0, at(90), at(30)};
  transact([&](Tx& tx) { tx.put_burst(row); });
  const auto stored = [&] {
    return read([](Queries& queries) { return queries.burst("flow", Kind::debounce, "k\"7"); });
  };
  EXPECT_EQ(stored(), row);
  EXPECT_FALSE(
      read([](Queries& queries) { return queries.burst("flow", Kind::throttle, "k\"7"); }));
  row.due = at(60);
  row.count = 2;
  transact([&](Tx& tx) { tx.put_burst(row); });
  EXPECT_EQ(stored(), row);
  const auto alarms = read(
      [](Queries& queries) { return queries.due_alarms(core::Time::max(), core::Time::max(), 9); });
  ASSERT_EQ(alarms.size(), 1U);
  EXPECT_EQ(alarms[0], (ports::AlarmRow{false, at(60), {}, row.name(), core::AlarmKind::burst}));
  EXPECT_EQ(read([&](Queries& queries) { return queries.burst_named(row.name()); }), row);
  transact([&](Tx& tx) { tx.delete_burst(row); });
  EXPECT_FALSE(stored());
  EXPECT_FALSE(read([](Queries& queries) { return queries.next_due().steady; }));
}

TEST_P(StoreContract, KeepsFactsTheirHistoryAndTheirAlarms) {
  core::FactValue value{"budget", "EMEA/\"7", {{"left", 5}}};
  value.at = at(10);
  value.event = core::EventId(3);
  value.actor = "token:ana";
  value.source = "api";
  value.note = "agreed";
  value.set = at(11);
  value.stale = at(90);
  transact([&](Tx& tx) { tx.put_fact(value); });
  const auto stored = [&] {
    return read([](Queries& queries) { return queries.fact("budget", "EMEA/\"7"); });
  };
  EXPECT_EQ(stored(), value);
  EXPECT_EQ(read([](Queries& queries) { return queries.fact_named("budget/EMEA/\"7"); }), value);
  EXPECT_FALSE(read([](Queries& queries) { return queries.fact("budget", ""); }));
  const auto before = value;
  value.value = {{"left", 6}};
  value.stale = at(95);
  transact([&](Tx& tx) { tx.put_fact(value); });
  EXPECT_EQ(stored(), value);
  const auto history =
      read([](Queries& queries) { return queries.fact_history("budget", "EMEA/\"7", 0, 9); });
  ASSERT_EQ(history.size(), 2U);
  EXPECT_EQ(history[0].value, value);
  EXPECT_EQ(history[1].value, before);
  const auto older = read([&](Queries& queries) {
    return queries.fact_history("budget", "EMEA/\"7", history[0].sequence, 9);
  });
  EXPECT_EQ(older.size(), 1U);
  const auto alarms = [&] {
    return read([](Queries& queries) {
      return queries.due_alarms(core::Time::max(), core::Time::max(), 9);
    });
  };
  ASSERT_EQ(alarms().size(), 1U);
  EXPECT_EQ(alarms()[0],
            (ports::AlarmRow{false, at(95), {}, "budget/EMEA/\"7", core::AlarmKind::fact}));
  transact([&](Tx& tx) { tx.clear_fact_alarm(value); });
  EXPECT_TRUE(alarms().empty());
  EXPECT_EQ(stored(), value);
}

TEST_P(StoreContract, ListsTheValuesOfAFactByTheirKeys) {
  transact([](Tx& tx) {
    for (const auto* key : {"b", "a", "c"}) tx.put_fact({"budget", key, key});
    tx.put_fact({"freeze", "", true});
  });
  using Key = std::optional<std::string_view>;
  const auto keys = [&](std::string_view name, Key after, std::size_t limit) {
    std::vector<std::string> found;
    for (const auto& value :
         read([&](Queries& queries) { return queries.facts_of(name, after, limit); }))
      found.push_back(value.key);
    return found;
  };
  EXPECT_EQ(keys("budget", std::nullopt, 9), (std::vector<std::string>{"a", "b", "c"}));
  EXPECT_EQ(keys("budget", "a", 1), (std::vector<std::string>{"b"}));
  EXPECT_EQ(keys("freeze", std::nullopt, 9), (std::vector<std::string>{""}));
  EXPECT_EQ(keys("freeze", "", 9), std::vector<std::string>()) << "it stands behind its only key";
  EXPECT_EQ(read([](Queries& queries) { return queries.fact_count("budget"); }), 3);
}

TEST_P(StoreContract, KeepsTheNewestValuesOfAFactOnly) {
  transact([](Tx& tx) {
    for (std::size_t at = 0; at < ports::kFactHistoryMax + 5; ++at) tx.put_fact({"n", "", at});
  });
  const auto history = read([](Queries& queries) {
    return queries.fact_history("n", "", 0, ports::kFactHistoryMax + 100);
  });
  EXPECT_EQ(history.size(), ports::kFactHistoryMax);
  EXPECT_EQ(history.back().value.value, 5);
}

TEST_P(StoreContract, KeepsWhoHasASlotAndWhoWaitsForIt) {
  const auto placed = [](bool held) {
    return [held](ports::RunChange& change) {
      change.slot = ports::SlotRow{change.run.workflow, "acme", change.run.id, held};
    };
  };
  const auto first = start("", placed(true));
  const auto second = start("", placed(false));
  const auto third = start("", placed(false));
  const auto holders = [&] {
    return read([](Queries& queries) { return queries.slot_holders("onboarding", "acme", 10); });
  };
  const auto next = [&] {
    return read([](Queries& queries) { return queries.next_in_slot("onboarding", "acme"); });
  };
  using Holders = std::vector<core::RunId>;
  EXPECT_EQ(holders(), Holders{first.id});
  const auto holds = [&](core::RunId run) {
    return read([&](Queries& queries) { return queries.holds_slot("onboarding", "acme", run); });
  };
  EXPECT_TRUE(holds(first.id));
  EXPECT_FALSE(holds(second.id));
  EXPECT_EQ(next(), second.id);
  EXPECT_EQ(
      read([&](Queries& queries) { return queries.ahead_in_slot("onboarding", "acme", third.id); }),
      1);
  EXPECT_FALSE(read([](Queries& queries) { return queries.next_in_slot("onboarding", "other"); }));
  const auto awaited = [&](const std::string& after) {
    return read([&](Queries& queries) { return queries.awaited_slot("onboarding", after); });
  };
  EXPECT_EQ(awaited(""), "acme");
  EXPECT_EQ(awaited("aaa"), "acme");
  EXPECT_EQ(awaited("acme"), std::nullopt);
  auto over = next_change(first, RunStatus::succeeded);
  over.before.slot = ports::SlotRow{first.workflow, "acme", first.id, true};
  save(over);
  transact([&](Tx& tx) { tx.give_slot("onboarding", "acme", second.id); });
  EXPECT_EQ(holders(), Holders{second.id});
  EXPECT_FALSE(holds(first.id));
  EXPECT_TRUE(holds(second.id));
  EXPECT_EQ(next(), third.id);
  // The run has not heard of its place yet when it is saved next.
  auto taken = next_change(second, RunStatus::running);
  taken.before.slot = ports::SlotRow{second.workflow, "acme", second.id, false};
  taken.slot = ports::SlotRow{second.workflow, "acme", second.id, true};
  save(taken);
  EXPECT_EQ(holders(), Holders{second.id});
}

TEST_P(StoreContract, PassesOverRunsThatArePausedWhileTheyWaitForASlot) {
  const auto waits = [](ports::RunChange& change) {
    change.slot = ports::SlotRow{change.run.workflow, "acme", change.run.id, false};
  };
  const auto first = start("", waits);
  const auto second = start("", waits);
  const auto next = [&] {
    return read([](Queries& queries) { return queries.next_in_slot("onboarding", "acme"); });
  };
  auto paused = next_change(first, RunStatus::paused);
  paused.before.slot = ports::SlotRow{first.workflow, "acme", first.id, false};
  paused.slot = ports::SlotRow{first.workflow, "acme", first.id, false, true};
  const auto stopped = save(paused);
  EXPECT_EQ(next(), second.id);
  EXPECT_EQ(read([&](Queries& queries) {
              return queries.ahead_in_slot("onboarding", "acme", second.id);
            }),
            0);
  auto resumed = next_change(stopped, RunStatus::waiting);
  resumed.before.slot = paused.slot;
  resumed.slot = ports::SlotRow{first.workflow, "acme", first.id, false};
  save(resumed);
  EXPECT_EQ(next(), first.id);
}

TEST_P(StoreContract, OpensAnyNumberOfRunsWithoutAKey) {
  start("");
  start("");
  EXPECT_EQ(read([](Queries& queries) { return queries.counts().runs_open; }), 2);
  EXPECT_FALSE(read([](Queries& queries) { return queries.open_run("onboarding", ""); }));
}

TEST_P(StoreContract, CountsExactly) {
  auto row = start("k", [](ports::RunChange& change) {
    change.steps = {{change.run.id, "a", StepStatus::running, 1, {}},
                    {change.run.id, "b", StepStatus::waiting, 1, {}}};
    change.approvals = {{.run = change.run.id, .step = "c"}};
  });
  const auto counts = [this] { return read([](Queries& queries) { return queries.counts(); }); };
  EXPECT_EQ(counts(), (ports::Counts{0, 1, 1, 2, 1, 0}));
  auto change = next_change(row, RunStatus::failed);
  change.settled = {"a"};
  change.steps = {{row.id, "b", StepStatus::running, 1, {}}};
  change.approvals = {{.run = row.id, .step = "c", .status = ApprovalStatus::withdrawn}};
  row = save(change);
  EXPECT_EQ(counts(), (ports::Counts{0, 1, 0, 1, 0, 0}));
  save(next_change(row, RunStatus::running));
  EXPECT_EQ(counts(), (ports::Counts{0, 1, 1, 1, 0, 0}));
}

TEST_P(StoreContract, ListsRunsNewestFirstByPageAndFilter) {
  std::vector<core::RunId> ids;
  for (const auto* key : {"ACME-1", "Beta-2", "acme-3", "Gamma-4"}) {
    ids.push_back(start(key).id);
    clock_.advance(std::chrono::seconds(1));
  }
  const auto failed =
      next_change(*read([&](Queries& queries) { return queries.run(ids[1]); }), RunStatus::failed);
  save(failed);
  const auto keys = [this](ports::RunFilter filter) {
    Texts found;
    for (const auto& row : read([&](Queries& queries) { return queries.runs(filter); }))
      found.push_back(row.key);
    return found;
  };
  EXPECT_EQ(keys({}), (Texts{"Gamma-4", "acme-3", "Beta-2", "ACME-1"}));
  EXPECT_EQ(keys({.limit = 2}), (Texts{"Gamma-4", "acme-3"}));
  EXPECT_EQ(keys({.before = ids[2], .limit = 2}), (Texts{"Beta-2", "ACME-1"}));
  EXPECT_EQ(keys({.before = ids[3], .after = ids[0]}), (Texts{"acme-3", "Beta-2"}));
  EXPECT_EQ(keys({.terms = {{Of::status, "failed"}}}), (Texts{"Beta-2"}));
  EXPECT_EQ(keys({.terms = {{Of::status, "running"}}, .before = ids[3]}),
            (Texts{"acme-3", "ACME-1"}));
  EXPECT_EQ(keys({.terms = {{Of::status, "running", true}}}), (Texts{"Beta-2"}));
  EXPECT_EQ(keys({.terms = {{Of::status, "failed"}, {Of::status, "running"}}}), Texts{});
  EXPECT_EQ(keys({.terms = {{Of::workflow, "onboarding"}}, .limit = 1}), (Texts{"Gamma-4"}));
  EXPECT_EQ(keys({.terms = {{Of::workflow, "other"}}}), Texts{});
  EXPECT_EQ(keys({.terms = {{Of::key, "acme-3"}}}), (Texts{"acme-3"}));
  EXPECT_EQ(keys({.terms = {{Of::key, "acme-3", true}}, .limit = 2}), (Texts{"Gamma-4", "Beta-2"}));
  EXPECT_EQ(
      keys({.terms = {{Of::status, "failed"}, {Of::workflow, "onboarding"}, {Of::key, "Beta-2"}}}),
      (Texts{"Beta-2"}));
  EXPECT_EQ(keys({.terms = {{Of::id, ids[1].text()}}}), (Texts{"Beta-2"}));
  EXPECT_EQ(keys({.terms = {{Of::id, ids[1].text(), true}}, .before = ids[3]}),
            (Texts{"acme-3", "ACME-1"}));
  EXPECT_EQ(keys({.words = {"acme"}}), (Texts{"acme-3", "ACME-1"}));
  EXPECT_EQ(keys({.words = {"onb", "acme", "1"}}), (Texts{"ACME-1"}));
  EXPECT_EQ(keys({.words = {"cme"}}), Texts{}) << "not in the middle of a word";
}

TEST_P(StoreContract, FindsRunsByGoalAndByTheConnectionThatTheyStandOn) {
  start("plain");
  start("q4", [](ports::RunChange& change) { change.run.goal = "q4"; });
  const auto acting = start("acting", [](ports::RunChange& change) {
    change.steps = {{change.run.id, "a", StepStatus::running, 1, {}, "jira.create_issue"}};
  });
  const auto stopped = start("stopped", [](ports::RunChange& change) {
    change.run.standing.kind = core::StandingKind::failed;
    change.run.standing.connection = "jira";
    change.steps = {{change.run.id, "b", StepStatus::running, 1, {}, "jira.comment"}};
  });
  start("other", [](ports::RunChange& change) {
    change.run.standing.kind = core::StandingKind::retry;
    change.run.standing.connection = "jira2";
    change.steps = {{change.run.id, "a", StepStatus::running, 1, {}, "jira2.create_issue"}};
  });
  const auto keys = [this](std::vector<ports::RunTerm> terms) {
    ports::RunFilter filter;
    filter.terms = std::move(terms);
    Texts found;
    for (const auto& row : read([&](Queries& queries) { return queries.runs(filter); }))
      found.push_back(row.key);
    return found;
  };
  EXPECT_EQ(keys({{Of::goal, "q4"}}), (Texts{"q4"}));
  EXPECT_EQ(keys({{Of::goal, "q4", true}}), (Texts{"other", "stopped", "acting", "plain"}));
  EXPECT_EQ(keys({{Of::connection, "jira"}}), (Texts{"stopped", "acting"})) << "each once";
  EXPECT_EQ(keys({{Of::connection, "jira"}, {Of::key, "acting"}}), (Texts{"acting"}));
  EXPECT_EQ(keys({{Of::connection, "jira", true}}), (Texts{"other", "q4", "plain"}));
  auto change = next_change(stopped, RunStatus::running);
  change.run.standing = {};
  change.settled = {"b"};
  save(change);
  change = next_change(acting, RunStatus::succeeded);
  change.settled = {"a"};
  save(change);
  EXPECT_EQ(keys({{Of::connection, "jira"}}), Texts{});
}

TEST_P(StoreContract, FindsOpenRunsAndThoseOfAVersion) {
  for (const int version : {1, 2, 3})
    start("v" + std::to_string(version),
          [version](ports::RunChange& change) { change.run.version = version; });
  const auto ended = start("ended");
  save(next_change(ended, RunStatus::succeeded));
  const auto failing = start("failing");
  auto change = next_change(failing, RunStatus::waiting);
  change.run.failing = true;
  save(change);
  const auto keys = [this](std::vector<ports::RunTerm> terms) {
    ports::RunFilter filter;
    filter.terms = std::move(terms);
    Texts found;
    for (const auto& row : read([&](Queries& queries) { return queries.runs(filter); }))
      found.push_back(row.key);
    return found;
  };
  EXPECT_EQ(keys({{Of::status, "open"}}), (Texts{"failing", "v3", "v2", "v1"}));
  EXPECT_EQ(keys({{Of::status, "open", true}}), (Texts{"ended"}));
  const auto among = [&keys](ports::RunTerm term) {
    return keys({{Of::status, "open"}, {Of::key, "failing", true}, std::move(term)});
  };
  EXPECT_EQ(among({Of::version, "2"}), (Texts{"v2"}));
  EXPECT_EQ(among({Of::version, "2", true}), (Texts{"v3", "v1"}));
  EXPECT_EQ(among({Of::version_above, "1"}), (Texts{"v3", "v2"}));
  EXPECT_EQ(among({Of::version_above, "1", true}), (Texts{"v1"}));
  EXPECT_EQ(among({Of::version_below, "3"}), (Texts{"v2", "v1"}));
  EXPECT_EQ(among({Of::version_below, "3", true}), (Texts{"v3"}));
}

TEST_P(StoreContract, FindsRunsByTheirWordsHoweverManyThereAre) {
  // More than are added to the index of words at once, so that some are in it and some are not.
  constexpr int kRuns = 1'234;
  transact([&](Tx& tx) {
    for (int at = 0; at < kRuns; ++at) {
      auto change = make_run(tx, "MKT-" + std::to_string(at));
      change.run.title = at % 100 == 0 ? "Équipe d'été" : "Launch " + std::to_string(at);
      tx.save(change);
    }
  });
  const auto found = [this](std::vector<std::string> words, core::RunId before = {}) {
    ports::RunFilter filter{.words = std::move(words), .before = before, .limit = 5};
    return read([&](Queries& queries) { return queries.runs(filter); });
  };
  const auto summer = found({"equi", "ete"});
  ASSERT_EQ(summer.size(), 5U);
  EXPECT_EQ(summer.front().key, "MKT-1200");
  EXPECT_EQ(summer.back().key, "MKT-800");
  EXPECT_EQ(found({"equi", "ete"}, summer.back().id).front().key, "MKT-700");
  EXPECT_EQ(found({"mkt", "77"}).front().key, "MKT-779") << "77 begins more than one";
  EXPECT_EQ(found({"m"}).front().key, "MKT-1233") << "a beginning of most";
  EXPECT_EQ(found({"launch", "0777"}).size(), 0U);
  const auto count = [this](std::vector<std::string> words, std::string workflow) {
    ports::RunFilter filter{.words = std::move(words), .limit = 2'000};
    filter.terms = {{Of::workflow, std::move(workflow)}};
    return read([&](Queries& queries) { return queries.runs(filter).size(); });
  };
  EXPECT_EQ(count({"10"}, "onboarding"), 111U) << "10, 100 to 109 and 1000 to 1099";
  EXPECT_EQ(count({"mkt", "10"}, "onboarding"), 111U);
  EXPECT_EQ(count({"10"}, "other"), 0U);
  EXPECT_EQ(found({"onboarding", "778"}).front().key, "MKT-778");
  if (GetParam() == Kind::file) reopen();
  EXPECT_EQ(found({"launch", "1233"}).size(), 1U);
  EXPECT_EQ(found({"launch", "1"}).front().key, "MKT-1233") << "launch alone is looked up";
}

TEST_P(StoreContract, CountsRunsByWorkflowAndStatus) {
  const auto first = start("1");
  const auto failing = [](ports::RunChange& change) { change.run.failing = true; };
  start("2", failing);
  start("3", [](ports::RunChange& change) { change.run.workflow = "other"; });
  save(next_change(first, RunStatus::succeeded));
  const auto counts = [this] {
    return read([](Queries& queries) { return queries.run_counts(); });
  };
  using Counts = std::vector<ports::RunCount>;
  EXPECT_EQ(counts(), (Counts{{"onboarding", RunStatus::running, true, 1},
                              {"onboarding", RunStatus::succeeded, false, 1},
                              {"other", RunStatus::running, false, 1}}));
  clock_.advance(std::chrono::hours(1));
  transact([&](Tx& tx) { tx.prune(clock_.steady(), core::Time(), 10); });
  EXPECT_EQ(counts(), (Counts{{"onboarding", RunStatus::running, true, 1},
                              {"other", RunStatus::running, false, 1}}));
}

TEST_P(StoreContract, CountsNothingOfWhatIsUndone) {
  start("1");
  using Counts = std::vector<ports::RunCount>;
  const Counts one{{"onboarding", RunStatus::running, false, 1}};
  transact([&](Tx& tx) {
    const auto part = [&] {
      tx.save(make_run(tx, "2"));
      EXPECT_EQ(tx.run_counts().front().runs, 2) << "inside the transaction it is counted";
      tx.save(make_run(tx, "3"));
      throw std::runtime_error("undone");
    };
    EXPECT_THROW(tx.guarded(part), std::runtime_error);
    EXPECT_EQ(tx.run_counts(), one);
  });
  EXPECT_EQ(read([](Queries& queries) { return queries.run_counts(); }), one);
}

TEST_P(StoreContract, TalliesWhatStartsAndEndsByTheQuarterOfAnHour) {
  const core::Time noon(std::chrono::hours(12));
  const auto started = [](core::Time at) {
    return [at](ports::RunChange& change) { change.run.started_at = at; };
  };
  const auto first = start("1", started(noon));
  start("2", started(noon + std::chrono::minutes(14)));
  start("3", started(noon + std::chrono::minutes(15)));
  auto change = next_change(first, RunStatus::failed);
  change.run.ended_at = noon + std::chrono::minutes(16);
  save(change);
  const auto tallies = [this](core::Time from, core::Time to) {
    return read([&](Queries& queries) { return queries.run_tallies(from, to); });
  };
  const auto all = tallies(noon, noon + std::chrono::hours(1));
  ASSERT_EQ(all.size(), 3U);
  EXPECT_EQ(all[0], (ports::RunTally{noon, {}, {}, 2}));
  EXPECT_EQ(all[1], (ports::RunTally{noon + ports::kQuarter, {}, {}, 1}));
  EXPECT_EQ(all[2].ended, RunStatus::failed);
  EXPECT_GE(all[2].took, std::chrono::minutes(16));
  EXPECT_LE(all[2].took, std::chrono::minutes(18));
  EXPECT_EQ(tallies(noon + core::Duration(1), noon + ports::kQuarter).size(), 0U);
  transact([&](Tx& tx) { tx.prune({}, {}, 10); });
  EXPECT_TRUE(tallies(noon, noon + std::chrono::hours(1)).empty()) << "kept for 35 days";
}

TEST_P(StoreContract, KeepsFiguresOfWhatEnded) {
  const ports::FlowRow people{"onboarding",         1, 20'000, "legal", "Legal", "people", 40, 1,
                              std::chrono::hours(2)};
  ports::FlowRow whole{"onboarding", 1, 20'000, "", "", "succeeded", 50, 1, std::chrono::hours(5)};
  const auto counts = [&](ports::RunChange& change) { change.flow = {people, whole}; };
  start("1", counts);
  start("2", counts);
  const auto flow = [this](const ports::FlowFilter& filter) {
    return read([&](Queries& queries) { return queries.flow(filter); });
  };
  auto twice = people;
  twice.count = 2;
  twice.spent = std::chrono::hours(4);
  auto whole_twice = whole;
  whole_twice.count = 2;
  whole_twice.spent = std::chrono::hours(10);
  using Rows = std::vector<ports::FlowRow>;
  EXPECT_EQ(flow({"onboarding", 20'000, 20'001}), (Rows{whole_twice, twice}));
  EXPECT_EQ(flow({"onboarding", 19'990, 20'010, true}), Rows{whole_twice});
  EXPECT_EQ(flow({"onboarding", 20'001, 20'010}), Rows{});
  EXPECT_EQ(flow({"other", 19'990, 20'010}), Rows{});
  transact([&](Tx& tx) {
    const auto part = [&] {
      tx.add_flow({people});
      EXPECT_EQ(tx.flow({"onboarding", 20'000, 20'001}).back().count, 3) << "inside it is counted";
      throw std::runtime_error("undone");
    };
    EXPECT_THROW(tx.guarded(part), std::runtime_error);
  });
  EXPECT_EQ(flow({"onboarding", 20'000, 20'001}), (Rows{whole_twice, twice}));
  if (GetParam() == Kind::file) {
    reopen();
    EXPECT_EQ(flow({"onboarding", 20'000, 20'001}), (Rows{whole_twice, twice}));
  }
  transact([&](Tx& tx) { tx.clear_flow(); });
  EXPECT_EQ(flow({"onboarding", 20'000, 20'001}), Rows{});
}

TEST_P(StoreContract, TellsWhichFiguresMayStillChange) {
  const auto mark = [this] { return read([](Queries& queries) { return queries.flow_mark(); }); };
  const auto counts_on = [this](std::int64_t day) {
    transact([&](Tx& tx) { tx.add_flow({{"onboarding", 1, day, "", "", "failed", 1, 1, {}}}); });
  };
  EXPECT_EQ(mark(), ports::FlowMark{}) << "there are none";
  counts_on(20'000);
  const auto first = mark();
  EXPECT_EQ(first.day, 20'000);
  counts_on(20'000);
  EXPECT_EQ(mark(), first) << "nothing but that day has changed";
  transact([&](Tx& tx) {
    const auto part = [&] {
      tx.add_flow({{"onboarding", 1, 19'999, "", "", "failed", 1, 1, {}}});
      EXPECT_GT(tx.flow_mark().changes, first.changes) << "inside it is told";
      throw std::runtime_error("undone");
    };
    EXPECT_THROW(tx.guarded(part), std::runtime_error);
  });
  EXPECT_EQ(mark(), first);
  counts_on(20'001);
  const auto next_day = mark();
  EXPECT_EQ(next_day.day, 20'001);
  EXPECT_GT(next_day.changes, first.changes);
  counts_on(20'000);
  const auto day_before = mark();
  EXPECT_GT(day_before.changes, next_day.changes);
  if (GetParam() == Kind::file) {
    reopen();
    EXPECT_EQ(mark(), day_before);
  }
  transact([&](Tx& tx) { tx.prune({}, {}, 10); });
  EXPECT_EQ(mark(), day_before) << "nothing was forgotten";
  transact([&](Tx& tx) {
    for (std::int64_t day = 20'002; day < 20'402; ++day)
      tx.add_flow({{"onboarding", 1, day, "", "", "failed", 1, 1, {}}});
  });
  const auto many = mark();
  transact([&](Tx& tx) { tx.prune({}, {}, 10); });
  EXPECT_GT(mark().changes, many.changes) << "days were forgotten";
  const auto pruned = mark();
  transact([&](Tx& tx) { tx.clear_flow(); });
  EXPECT_EQ(mark().day, 0);
  EXPECT_GT(mark().changes, pruned.changes);
}

// As a store that an earlier Baton has written.
TEST_P(StoreContract, TellsTheNewestDayOfFiguresThatHaveNoMark) {
  const auto counts_on = [](std::int64_t day) {
    return ports::FlowRow{"onboarding", 1, day, "", "", "failed", 1, 1, {}};
  };
  transact([&](Tx& tx) {
    tx.add_flow({counts_on(20'000), counts_on(20'007)});
    EXPECT_EQ(tx.flow_mark().day, 20'007);
    tx.set_setting("flow/mark", "");
    EXPECT_EQ(tx.flow_mark(), (ports::FlowMark{20'007, 0}));
    tx.add_flow({counts_on(20'007)});
    EXPECT_EQ(tx.flow_mark(), (ports::FlowMark{20'007, 0}));
    tx.add_flow({counts_on(20'006)});
    EXPECT_EQ(tx.flow_mark(), (ports::FlowMark{20'006, 1}));
  });
}

TEST_P(StoreContract, KeepsWhatCountsForKpis) {
  using Rows = std::vector<ports::KpiRow>;
  const ports::KpiRow promoters{"nps", 20'000, "promoters", 1, 0};
  const ports::KpiRow basket{"basket", 20'001, "events", 1, 12'345};
  const auto days = [this](std::string_view kpi, std::int64_t from, std::int64_t to) {
    return read([&](Queries& queries) { return queries.kpi_days(kpi, from, to); });
  };
  transact([&](Tx& tx) { tx.add_kpi_days({promoters, basket, promoters}); });
  EXPECT_EQ(days("nps", 20'000, 20'001), (Rows{{"nps", 20'000, "promoters", 2, 0}}));
  EXPECT_EQ(days("nps", 19'000, 20'000), Rows{});
  EXPECT_EQ(days("basket", 0, 30'000), Rows{basket});
  transact([&](Tx& tx) {
    const auto part = [&] {
      tx.add_kpi_days({promoters});
      EXPECT_EQ(tx.kpi_days("nps", 0, 30'000).back().count, 3) << "inside it is counted";
      throw std::runtime_error("undone");
    };
    EXPECT_THROW(tx.guarded(part), std::runtime_error);
  });
  if (GetParam() == Kind::file) reopen();
  EXPECT_EQ(days("nps", 0, 30'000).back().count, 2);
  constexpr auto kMost = std::numeric_limits<std::int64_t>::max();
  transact([&](Tx& tx) {
    tx.add_kpi_days({{"basket", 20'001, "events", 1, kMost}});
    tx.add_kpi_days({{"basket", 20'001, "events", 1, kMost}});
  });
  EXPECT_EQ(days("basket", 0, 30'000), (Rows{{"basket", 20'001, "events", 3, kMost}}))
      << "a sum stops at the end of 64 bits";
  transact([&](Tx& tx) {
    tx.add_kpi_days({promoters});
    tx.clear_kpi("nps");
    EXPECT_EQ(tx.kpi_days("nps", 0, 30'000), Rows{}) << "nor what was just counted";
  });
  EXPECT_EQ(days("nps", 0, 30'000), Rows{});
  EXPECT_EQ(days("basket", 0, 30'000).size(), 1U);
  transact([&](Tx& tx) {
    for (std::int64_t day = 0; day < 500; ++day) tx.add_kpi_days({{"nps", day, "passives", 1, 0}});
    tx.prune({}, {}, 10);
  });
  EXPECT_EQ(days("nps", 0, 30'000).size(), 399U) << "the newest 400 days, one of them of basket";
}

// The days are counted, whatever the clock says: here the newest ones lie years ahead.
TEST_P(StoreContract, KeepsTheNewestFourHundredDaysOfFigures) {
  const auto today = clock_.now().time_since_epoch() / std::chrono::days(1);
  constexpr std::int64_t kKept = 400;
  start("1", [&](ports::RunChange& change) {
    change.flow = {{"onboarding", 1, today - 5'000, "", "", "failed", 1, 1, {}}};
    for (std::int64_t day = 0; day < kKept; ++day)
      change.flow.push_back({"onboarding", 1, today + 20 * day, "", "", "failed", 1, 1, {}});
  });
  const auto days = [&] {
    return read([&](Queries& queries) {
      return queries.flow({"onboarding", 0, today + 20 * kKept});
    });
  };
  EXPECT_EQ(days().size(), static_cast<std::size_t>(kKept) + 1);
  transact([&](Tx& tx) { tx.prune({}, {}, 10); });
  ASSERT_EQ(days().size(), static_cast<std::size_t>(kKept));
  EXPECT_EQ(days().front().day, today);
  transact([&](Tx& tx) { tx.prune({}, {}, 10); });
  EXPECT_EQ(days().size(), static_cast<std::size_t>(kKept));
}

TEST_P(StoreContract, KeepsForecastsBesideOpenRuns) {
  const auto one = start("1").id;
  const auto other = start("2").id;
  ports::ForecastRow row;
  row.run = one;
  row.revision = 3;
  row.made_at = at(100);
  row.late = 0.625;
  row.at_risk = true;
  row.ends = {at(200), at(300), at(400)};
  row.detail = R"({"sentence":"Ärger"})";
  auto without_due = row;
  without_due.run = other;
  without_due.late.reset();
  transact([&](Tx& tx) {
    tx.put_forecast(row);
    tx.put_forecast(without_due);
  });
  const auto kept = [this](core::RunId run) {
    return read([run](Queries& queries) { return queries.forecast(run); });
  };
  EXPECT_EQ(kept(one), row);
  EXPECT_EQ(kept(other), without_due);
  using Ids = std::vector<core::RunId>;
  const auto late = [this](Of of, const char* parts, bool negated = false) {
    return read([&](Queries& queries) {
      Ids ids;
      for (const auto& each : queries.runs({.terms = {{of, parts, negated}}}))
        ids.push_back(each.id);
      return ids;
    });
  };
  EXPECT_EQ(late(Of::late_above, "6000"), Ids{one});
  EXPECT_EQ(late(Of::late_above, "6250"), Ids{});
  EXPECT_EQ(late(Of::late_below, "7000"), Ids{one}) << "not the one without a due time";
  EXPECT_EQ(late(Of::late_above, "6000", true), Ids{other});
  EXPECT_EQ(read([](Queries& queries) { return queries.forecast_runs({}, 10); }),
            (Ids{one, other}));
  EXPECT_EQ(read([one](Queries& queries) { return queries.forecast_runs(one, 10); }), Ids{other});
  EXPECT_EQ(read([](Queries& queries) { return queries.open_runs({}, 10); }), (Ids{one, other}));
  EXPECT_EQ(read([one](Queries& queries) { return queries.open_runs(one, 10); }), Ids{other});
  row.late = 0.1;
  transact([&](Tx& tx) {
    tx.put_forecast(row);
    tx.delete_forecast(other);
  });
  EXPECT_EQ(kept(one), row);
  EXPECT_FALSE(kept(other));
  const auto changed = read([](Queries& queries) { return queries.runs_changed(0, 10); });
  ASSERT_EQ(changed.size(), 2U);
  EXPECT_EQ(changed[1].run, other);
  EXPECT_TRUE(read([&](Queries& queries) {
                return queries.runs_changed(changed[1].sequence, 10);
              }).empty());
}

TEST_P(StoreContract, KeepsTheNewestValuesOfTheSeriesOfADetector) {
  const auto value = [](const char* key, std::int64_t seconds, double of) {
    return ports::SeriesValueRow{"cpc", key, at(seconds), core::EventId(seconds), of, 3};
  };
  transact([&](Tx& tx) {
    for (int seconds = 1; seconds <= 5; ++seconds)
      tx.put_series_value(value("b", seconds, 0.1 * seconds));
    tx.put_series_value(value("", 9, 1e-9));
    tx.put_series_value(value("b", 5, 7.25));  // in place of the one before
    for (int seconds = 1; seconds <= 210; ++seconds)
      tx.put_detection({"cpc", "b", at(seconds), "{}"});
  });
  using Values = std::vector<ports::SeriesValueRow>;
  const auto values = [this](const char* key, std::size_t limit) {
    return read([=](Queries& queries) { return queries.series_values("cpc", key, limit); });
  };
  EXPECT_EQ(values("b", 2), (Values{value("b", 4, 0.4), value("b", 5, 7.25)}));
  EXPECT_EQ(values("", 9), Values{value("", 9, 1e-9)});
  EXPECT_EQ(read([](Queries& queries) { return queries.series_keys("cpc", 9); }), (Texts{"", "b"}));
  const auto alarms = [this] {
    return read([](Queries& queries) { return queries.detections("cpc", 1'000); });
  };
  ASSERT_EQ(alarms().size(), 200U);
  EXPECT_EQ(alarms().front().at, at(210));
  transact([](Tx& tx) { tx.trim_series("cpc", "b", 3); });
  EXPECT_EQ(values("b", 9).size(), 3U);
  EXPECT_EQ(values("b", 9).front().at, at(3));
  EXPECT_EQ(values("", 9).size(), 1U);
  transact([](Tx& tx) { tx.drop_series("cpc", "b"); });
  EXPECT_TRUE(values("b", 9).empty());
  EXPECT_EQ(values("", 9).size(), 1U);
  EXPECT_EQ(alarms().size(), 200U);
  transact([](Tx& tx) { tx.clear_detector("cpc"); });
  EXPECT_TRUE(values("", 9).empty());
  EXPECT_TRUE(alarms().empty());
}

TEST_P(StoreContract, FindsRunsOfWhichAPersonHasToTell) {
  const auto waits = start("waits", [](ports::RunChange& change) {
    change.steps = {{change.run.id, "a", StepStatus::unknown, 1, {}, "jira.create_issue"}};
  });
  start("looks", [](ports::RunChange& change) {
    change.steps = {{change.run.id, "a", StepStatus::unknown, 1, at(5), "jira.create_issue"}};
  });
  const auto unknown = [this] {
    return read([](Queries& queries) { return queries.runs_unknown(10); });
  };
  EXPECT_EQ(unknown(), std::vector{waits});
}

TEST_P(StoreContract, FindsARunByItsNewTitleAndNotByItsOldOne) {
  auto row = start("k");
  for (int at = 0; at < 600; ++at) start("");  // so that the words of the first are in the index
  save(next_change(row, RunStatus::failed));
  ++row.revision;
  row.status = RunStatus::failed;
  auto change = next_change(row, RunStatus::running);
  change.run.title = "Anew";
  change.entry.transitions.emplace_back(core::RunStarted{"onboarding", 1});
  save(change);
  const auto found = [this](std::string word) {
    ports::RunFilter filter;
    filter.words = {std::move(word), "k"};
    return read([&](Queries& queries) { return queries.runs(filter); }).size();
  };
  EXPECT_EQ(found("anew"), 1U);
  EXPECT_EQ(found("of"), 0U) << "\"Onboarding of k\"";
  save(next_change(change.run, RunStatus::succeeded));
  clock_.advance(std::chrono::hours(1));
  transact([&](Tx& tx) { tx.prune(clock_.steady(), core::Time(), 10); });
  EXPECT_EQ(found("anew"), 0U);
}

TEST_P(StoreContract, KeepsWhereARunStandsAndHowItsTimeWasSpent) {
  const auto row = start("k", [](ports::RunChange& change) {
    change.run.standing.kind = core::StandingKind::approval;
    change.run.standing.step = "legal";
    change.run.standing.who = "legal";
    change.run.standing.due = at(7);
    change.run.split.work = std::chrono::seconds(3);
    change.run.spends_on = core::SpentOn::people;
  });
  EXPECT_EQ(read([&](Queries& queries) { return queries.run(row.id); }), row);
}

TEST_P(StoreContract, FindsRunsThatAreFailingAmongThoseThatFailed) {
  const auto failing = [](ports::RunChange& change) { change.run.failing = true; };
  const auto oldest = start("oldest", failing);
  save(next_change(start("ended"), RunStatus::failed));
  start("fine");
  const auto newest = start("newest", failing);
  const auto failed = [this](ports::RunFilter filter) {
    filter.terms.push_back({Of::status, "failed"});
    Texts found;
    for (const auto& row : read([&](Queries& queries) { return queries.runs(filter); }))
      found.push_back(row.key);
    return found;
  };
  EXPECT_EQ(failed({}), (Texts{"newest", "ended", "oldest"}));
  EXPECT_EQ(failed({.before = newest.id, .limit = 1}), (Texts{"ended"}));
  EXPECT_EQ(failed({.terms = {{Of::workflow, "onboarding"}, {Of::key, "oldest"}}}),
            (Texts{"oldest"}));
  auto change = next_change(oldest, RunStatus::waiting);
  change.run.failing = false;
  save(change);
  EXPECT_EQ(failed({}), (Texts{"newest", "ended"}));
}

TEST_P(StoreContract, FindsRunsByWhatTheyCallPeopleFor) {
  const auto calling = [](ports::CallsFor what) {
    return [what](ports::RunChange& change) { change.run.calls_for = what; };
  };
  const auto asked = start("asked", calling(ports::CallsFor::decision));
  const auto stopped = start("stopped", calling(ports::CallsFor::action));
  start("fine");
  const auto newest = start("newest", calling(ports::CallsFor::action));
  EXPECT_EQ(read([&](Queries& queries) { return queries.run(asked.id); }), asked);
  const auto found = [this](ports::CallsFor what, ports::RunFilter filter = {}) {
    filter.terms.push_back({Of::calls_for, std::to_string(static_cast<int>(what))});
    Texts keys;
    for (const auto& row : read([&](Queries& queries) { return queries.runs(filter); }))
      keys.push_back(row.key);
    return keys;
  };
  EXPECT_EQ(found(ports::CallsFor::decision), Texts{"asked"});
  EXPECT_EQ(found(ports::CallsFor::action), (Texts{"newest", "stopped"}));
  EXPECT_EQ(found(ports::CallsFor::action, {.before = newest.id, .limit = 1}), Texts{"stopped"});
  auto goes_on = next_change(stopped, RunStatus::running);
  goes_on.run.calls_for = ports::CallsFor::nothing;
  save(goes_on);
  auto ended = next_change(asked, RunStatus::succeeded);
  ended.run.calls_for = ports::CallsFor::nothing;
  save(ended);
  EXPECT_EQ(found(ports::CallsFor::decision), Texts{});
  EXPECT_EQ(found(ports::CallsFor::action), Texts{"newest"});
}

TEST_P(StoreContract, FindsTheRunsAnEventStarted) {
  const auto by = [](std::int64_t event) {
    return [event](ports::RunChange& change) { change.run.trigger = core::EventId(event); };
  };
  const auto first = start("1", by(5));
  const auto second = start("2", by(5));
  start("3", by(6));
  const auto runs =
      read([](Queries& queries) { return queries.runs_started_by(core::EventId(5)); });
  EXPECT_EQ(runs, (std::vector<ports::RunRow>{first, second}));
}

TEST_P(StoreContract, KeepsARowForEachLiveStep) {
  const auto row = start("k", [](ports::RunChange& change) {
    change.steps = {{change.run.id, "b", StepStatus::running, 1, at(5)},
                    {change.run.id, "a", StepStatus::gated, 0, {}},
                    {change.run.id, "c", StepStatus::running, 1, {}}};
  });
  auto change = next_change(row, RunStatus::running);
  change.settled = {"a", "c"};
  change.steps = {{row.id, "b", StepStatus::unknown, 2, at(7)},
                  {row.id, "c", StepStatus::waiting, 1, {}}};
  save(change);
  EXPECT_EQ(read([&](Queries& queries) { return queries.steps(row.id); }), change.steps)
      << "c settled and was begun again";
}

// An alarm of the run that `change` is of, in steady time.
ports::AlarmRow alarm(const ports::RunChange& change, core::StepRef step, std::int64_t due,
                      core::AlarmKind kind = core::AlarmKind::step) {
  return {false, at(due), change.run.id, std::move(step), kind};
}
ports::AlarmRow on_wall(const ports::RunChange& change, core::StepRef step, std::int64_t due,
                        core::AlarmKind kind = core::AlarmKind::step) {
  return {true, at(due), change.run.id, std::move(step), kind};
}

TEST_P(StoreContract, FindsWhatIsDueEarliestFirst) {
  const auto row = start("k", [](ports::RunChange& change) {
    change.alarms = {alarm(change, "tie", 30), alarm(change, "gate", 30),
                     alarm(change, "sleep", 10)};
  });
  const auto due = [&](std::int64_t until, std::size_t limit = 10) {
    Texts found;
    for (const auto& one :
         read([&](Queries& queries) { return queries.due_alarms(at(until), at(0), limit); })) {
      EXPECT_EQ(one.run, row.id);
      found.push_back(one.step.name);
    }
    return found;
  };
  EXPECT_EQ(due(50), (Texts{"sleep", "gate", "tie"}));
  EXPECT_EQ(due(30, 2), (Texts{"sleep", "gate"}));
  EXPECT_EQ(due(29), (Texts{"sleep"}));
  EXPECT_EQ(due(9), Texts{});
  EXPECT_EQ(read([](Queries& queries) { return queries.next_due().steady; }), at(10));
  auto change = next_change(row, RunStatus::running);
  change.alarms_over = {alarm(change, "sleep", 10), alarm(change, "gate", 30)};
  change.alarms = {alarm(change, "tie", 40)};
  save(change);
  EXPECT_EQ(due(50), (Texts{"tie", "tie"})) << "a step may have two";
  EXPECT_EQ(read([](Queries& queries) { return queries.next_due().steady; }), at(30));
}

TEST_P(StoreContract, FindsWhatIsDueByEitherClock) {
  using core::AlarmKind;
  start("k", [](ports::RunChange& change) {
    change.alarms = {alarm(change, "sleep", 10), on_wall(change, "until", 20),
                     on_wall(change, "gate", 15, AlarmKind::gate_again),
                     alarm(change, "gate", 30, AlarmKind::gate_closes)};
  });
  const auto due = [&](std::int64_t steady, std::int64_t wall, std::size_t limit = 10) {
    Texts found;
    for (const auto& one :
         read([&](Queries& queries) { return queries.due_alarms(at(steady), at(wall), limit); }))
      found.push_back(one.step.name + " " + std::string(core::to_text(one.kind)));
    return found;
  };
  EXPECT_EQ(due(9, 14), Texts{});
  EXPECT_EQ(due(10, 14), (Texts{"sleep step"}));
  EXPECT_EQ(due(9, 99), (Texts{"gate gate_again", "until step"}))
      << "by the wall alone, however far ahead it stands";
  EXPECT_EQ(due(30, 14), (Texts{"sleep step", "gate gate_closes"}));
  EXPECT_EQ(due(99, 99, 1), (Texts{"sleep step", "gate gate_again"})) << "as many by each clock";
  EXPECT_EQ(read([](Queries& queries) { return queries.next_due(); }),
            (ports::NextDue{at(10), at(15)}));
}

TEST_P(StoreContract, KeepsAllOfAnAlarm) {
  std::vector<ports::AlarmRow> set;
  start("k", [&set](ports::RunChange& change) {
    set = change.alarms = {alarm(change, {"s", 3}, 10, core::AlarmKind::gate_closes),
                           on_wall(change, "s", 5)};
  });
  EXPECT_EQ(read([](Queries& queries) { return queries.due_alarms(at(10), at(10), 10); }), set);
}

TEST_P(StoreContract, KeepsWhenTheSchedulesOfAWorkflowAreDue) {
  const auto set = [&](const char* workflow, std::optional<core::Time> due) {
    transact([&](ports::Tx& tx) { tx.set_schedule(workflow, due); });
  };
  const auto due_of = [&](const char* workflow) {
    return read([&](Queries& queries) { return queries.schedule_due(workflow); });
  };
  start("k", [](ports::RunChange& change) { change.alarms = {on_wall(change, "weekly", 20)}; });
  EXPECT_EQ(due_of("weekly"), std::nullopt) << "a step of that name is no workflow";
  set("weekly", at(10));
  set("daily", at(30));
  set("weekly", at(40));
  EXPECT_EQ(due_of("weekly"), at(40));
  EXPECT_EQ(read([](Queries& queries) { return queries.scheduled(); }), (Texts{"daily", "weekly"}));
  const auto due = read([](Queries& queries) { return queries.due_alarms(at(0), at(30), 10); });
  ASSERT_EQ(due.size(), 2U);
  EXPECT_EQ(due[1], (ports::AlarmRow{true, at(30), {}, "daily", core::AlarmKind::schedule}));
  set("daily", std::nullopt);
  set("never", std::nullopt);
  EXPECT_EQ(due_of("daily"), std::nullopt);
  EXPECT_EQ(read([](Queries& queries) { return queries.scheduled(); }), (Texts{"weekly"}));
}

TEST_P(StoreContract, KeepsWhenAPollIsDue) {
  const auto set = [&](std::optional<core::Time> before, std::optional<core::Time> due) {
    transact([&](ports::Tx& tx) { tx.set_poll("crm/deals", before, due); });
  };
  const auto due = [&] {
    return read([](Queries& queries) { return queries.due_alarms(at(100), at(0), 10); });
  };
  const auto row = [](core::Time at_time) {
    return ports::AlarmRow{false, at_time, {}, "crm/deals", core::AlarmKind::poll};
  };
  set(std::nullopt, at(10));
  EXPECT_EQ(due(), std::vector{row(at(10))});
  set(at(10), at(40));
  EXPECT_EQ(due(), std::vector{row(at(40))}) << "the one before goes";
  set(at(40), at(40));
  EXPECT_EQ(due(), std::vector{row(at(40))});
  EXPECT_EQ(read([](Queries& queries) { return queries.scheduled(); }), Texts{});
  set(at(40), std::nullopt);
  EXPECT_TRUE(due().empty());
}

TEST_P(StoreContract, RefusesAlarmsThatAreNotAsTheChangeSays) {
  const auto row =
      start("k", [](ports::RunChange& change) { change.alarms = {alarm(change, "sleep", 10)}; });
  auto change = next_change(row, RunStatus::running);
  change.alarms_over = {alarm(change, "sleep", 11)};
  EXPECT_THROW(save(change), core::BrokenInvariant) << "it was never set";
  change.before.alarms = change.alarms_over;
  EXPECT_THROW(save(change), core::BrokenInvariant) << "whatever the change says of before";
  change = next_change(row, RunStatus::running);
  change.alarms = {alarm(change, "sleep", 10)};
  EXPECT_THROW(save(change), core::BrokenInvariant) << "it is set already";
  EXPECT_THROW(save(next_change(row, RunStatus::failed)), core::BrokenInvariant)
      << "an ended run would leave it behind";
  change = next_change(row, RunStatus::failed);
  change.alarms_over = {alarm(change, "sleep", 10)};
  save(change);
  EXPECT_EQ(read([](Queries& queries) { return queries.next_due(); }), ports::NextDue{});
}

TEST_P(StoreContract, KeepsAnOutboxForEachLane) {
  const auto lanes = [this] {
    return read([](Queries& queries) { return queries.outbox_lanes(); });
  };
  const auto outbox = [this](std::string_view lane, std::size_t limit = 10) {
    Texts found;
    for (const auto& step : read([&](Queries& queries) { return queries.outbox(lane, limit); })) {
      EXPECT_EQ(step.lane, lane);
      found.push_back(step.step.name);
    }
    return found;
  };
  EXPECT_EQ(lanes(), Texts{});
  const auto row = start("k", [](ports::RunChange& change) {
    const auto id = change.run.id;
    change.steps = {{id, "retry", StepStatus::running, 2, at(20), "crm"},
                    {id, "tie", StepStatus::running, 2, at(20), "crm"},
                    {id, "now", StepStatus::running, 1, {}, "crm"},
                    {id, "lost", StepStatus::unknown, 1, at(15), "crm"},
                    {id, "first", StepStatus::running, 1, {}, "crm"},
                    {id, "gate", StepStatus::gated, 0, at(1), "crm"},
                    {id, "other", StepStatus::running, 1, {}, "erp"},
                    {id, "closed", StepStatus::gated, 0, at(1), "faq"},
                    {id, "old", StepStatus::running, 1, {}, {}},
                    {id, "wait", StepStatus::waiting, 0, at(1), {}},
                    {id, "person", StepStatus::unknown, 1, {}, "crm"},
                    {id, "asks", StepStatus::unknown, 1, {}, "ask"},
                    {id, "sought", StepStatus::cancelled, 1, at(18), "crm"}};
  });
  EXPECT_EQ(lanes(), (Texts{"", "crm", "erp"}));
  EXPECT_EQ(outbox("crm"), (Texts{"first", "now", "lost", "sought", "retry", "tie"}));
  EXPECT_EQ(outbox("crm", 3), (Texts{"first", "now", "lost"}));
  EXPECT_EQ(outbox("crm", 0), Texts{});
  EXPECT_EQ(outbox("erp"), (Texts{"other"}));
  EXPECT_EQ(outbox(""), (Texts{"old"}));
  EXPECT_EQ(outbox("faq"), Texts{});
  auto change = next_change(row, RunStatus::running);
  change.settled = {"other"};
  change.steps = {{row.id, "old", StepStatus::running, 2, at(30), "crm"},
                  {row.id, "closed", StepStatus::running, 1, {}, "faq"}};
  save(change);
  EXPECT_EQ(lanes(), (Texts{"crm", "faq"}));
  EXPECT_EQ(outbox("crm", 7).back(), "old") << "it has its lane from then on";
}

TEST_P(StoreContract, ReadsWhatWaitsInTheOutboxByItsTurn) {
  start("k", [](ports::RunChange& change) {
    const auto id = change.run.id;
    change.steps = {{id, "a", StepStatus::running, 1, {}, "crm", 30},
                    {id, "b", StepStatus::running, 1, {}, "crm", 10},
                    {id, "c", StepStatus::running, 1, at(1), "crm", 5},
                    {id, "d", StepStatus::running, 1, {}, "crm", 20}};
  });
  Texts found;
  for (const auto& step : read([](Queries& queries) { return queries.outbox("crm", 9); }))
    found.push_back(step.step.name);
  EXPECT_EQ(found, (Texts{"b", "d", "a", "c"}));
}

TEST_P(StoreContract, FindsWaitsByLookUp) {
  const auto row = start("k", [](ports::RunChange& change) {
    const auto id = change.run.id;
    change.waits = {{id, "a", "ticket.updated", "data.key", "WEB-1"},
                    {id, "b", "ticket.updated", "data.key", "WEB-2"},
                    {id, "c", "ticket.updated", "data.id", "WEB-1"},
                    {id, "d", "ticket.updated", "", ""},
                    {id, "e", "ticket.created", "data.key", "WEB-1"}};
  });
  const auto steps = [this](std::string_view type, std::string_view path, std::string_view value) {
    Texts found;
    for (const auto& wait :
         read([&](Queries& queries) { return queries.waits(type, path, value); }))
      found.push_back(wait.step.name);
    return found;
  };
  const auto paths = [this](std::string_view type) {
    return read([&](Queries& queries) { return queries.wait_paths(type); });
  };
  EXPECT_EQ(steps("ticket.updated", "data.key", "WEB-1"), (Texts{"a"}));
  EXPECT_EQ(steps("ticket.updated", "", ""), (Texts{"d"}));
  EXPECT_EQ(steps("ticket.updated", "data.key", "WEB-3"), Texts{});
  EXPECT_EQ(paths("ticket.updated"), (Texts{"", "data.id", "data.key"}));
  EXPECT_EQ(paths("ticket.created"), (Texts{"data.key"}));
  EXPECT_EQ(paths("ticket"), Texts{});
  const auto waiting = [this](core::RunId after, std::size_t limit) {
    return read([&](Queries& queries) {
      return queries.waiting("ticket.updated", "data.key", "WEB-1", after, limit);
    });
  };
  EXPECT_EQ(waiting({}, 10), (std::vector<core::RunId>{row.id}));
  EXPECT_TRUE(waiting(row.id, 10).empty());
  auto change = next_change(row, RunStatus::running);
  change.waits_over = {"c", "d"};
  change.waits = {{row.id, "a", "ticket.updated", "data.key", "WEB-9"}};
  save(change);
  EXPECT_EQ(paths("ticket.updated"), (Texts{"data.key"}));
  EXPECT_EQ(steps("ticket.updated", "data.key", "WEB-1"), Texts{});
  EXPECT_EQ(steps("ticket.updated", "data.key", "WEB-9"), (Texts{"a"}));
}

TEST_P(StoreContract, KeepsTheItemsOfAStepApart) {
  using core::StepRef;
  const StepRef second("s", 1);
  const StepRef tenth("s", 9);
  const auto row = start("k", [&](ports::RunChange& change) {
    const auto id = change.run.id;
    for (const auto& ref : {StepRef("s"), second, tenth}) {
      change.steps.push_back({id, ref, StepStatus::waiting, 1});
      change.waits.push_back({id, ref, "t", "p", "v"});
      change.approvals.push_back({.run = id, .step = ref});
    }
    change.waits.push_back({id, second, "t", "p", "v", 1});
  });
  const auto steps = [&] {
    std::vector<StepRef> found;
    for (const auto& step : read([&](Queries& queries) { return queries.steps(row.id); }))
      found.push_back(step.step);
    return found;
  };
  const auto waits = [&] {
    std::vector<StepRef> found;
    for (const auto& wait : read([](Queries& queries) { return queries.waits("t", "p", "v"); }))
      found.push_back(wait.step);
    return found;
  };
  EXPECT_EQ(steps(), (std::vector<StepRef>{"s", second, tenth}));
  EXPECT_EQ(waits(), (std::vector<StepRef>{"s", second, second, tenth}));
  read([&](Queries& queries) {
    EXPECT_EQ(queries.approval(row.id, tenth)->step, tenth);
    EXPECT_FALSE(queries.approval(row.id, StepRef("s", 2)));
    EXPECT_EQ(queries.approvals({.after = row.id, .after_step = second}).at(0).step, tenth);
    return true;
  });

  auto change = next_change(row, RunStatus::waiting);
  change.settled = {second};
  change.waits_over = {second};
  change.steps = {{row.id, tenth, StepStatus::waiting, 2}};
  save(change);
  EXPECT_EQ(steps(), (std::vector<StepRef>{"s", tenth}));
  EXPECT_EQ(waits(), (std::vector<StepRef>{"s", tenth})) << "both waits of the second are over";
  EXPECT_EQ(read([&](Queries& queries) { return queries.steps(row.id); }).at(1).attempt, 2);
}

TEST_P(StoreContract, KeepsApprovalsOldestFirst) {
  const auto ask = [](std::string step) {
    return [step](ports::RunChange& change) {
      change.approvals = {{.run = change.run.id,
                           .step = step,
                           .workflow = "onboarding",
                           .title = "T",
                           .ask = "May we?",
                           .group = "legal",
                           .hash = "h",
                           .requested_at = at(1),
                           .due = at(2)}};
    };
  };
  const auto first = start("1", ask("legal"));
  const auto second = start("2", ask("budget"));
  const auto asked = read([&](Queries& queries) { return queries.approval(first.id, "legal"); });
  ASSERT_TRUE(asked);
  EXPECT_EQ(asked->ask, "May we?");
  EXPECT_EQ(asked->due, at(2));
  auto decided = *asked;
  decided.status = ApprovalStatus::approved;
  decided.decided_at = at(3);
  decided.actor = "user:ann";
  decided.comment = "fine";
  auto change = next_change(first, RunStatus::running);
  change.approvals = {decided};
  save(change);
  read([&](Queries& queries) {
    EXPECT_EQ(queries.approval(first.id, "legal"), decided);
    EXPECT_FALSE(queries.approval(first.id, "budget"));
    EXPECT_EQ(queries.approvals({}).size(), 2U);
    EXPECT_EQ(queries.approvals({.limit = 1}).at(0).run, first.id);
    EXPECT_EQ(queries.approvals({.after = first.id, .after_step = "legal"}).at(0).run, second.id);
    const auto open = queries.approvals({.status = ApprovalStatus::open});
    EXPECT_EQ(open.size(), 1U);
    EXPECT_EQ(open.at(0).step, "budget");
    EXPECT_TRUE(
        queries
            .approvals({.status = ApprovalStatus::open, .after = second.id, .after_step = "budget"})
            .empty());
    return true;
  });
}

TEST_P(StoreContract, KeepsTasksOldestFirst) {
  using ports::TaskStatus;
  const auto ask = [](std::string step) {
    return [step](ports::RunChange& change) {
      change.tasks = {{.run = change.run.id,
                       .step = step,
                       .workflow = "onboarding",
                       .run_title = "T",
                       .title = "Write it",
                       .group = "content",
                       .users = {"ann", "bob"},
                       .requested_at = at(1),
                       .due = at(2),
                       .ends = at(3)}};
    };
  };
  const auto first = start("1", ask("copy"));
  const auto second = start("2", ask("page"));
  const auto asked = read([&](Queries& queries) { return queries.task(first.id, "copy"); });
  ASSERT_TRUE(asked);
  EXPECT_EQ(asked->users, (std::vector<std::string>{"ann", "bob"}));
  EXPECT_EQ(asked->ends, at(3));
  const auto put = [&](ports::RunRow run, TaskStatus status) {
    auto row = *asked;
    row.status = status;
    row.owner = "user:ann";
    row.overdue = true;
    row.reopened = 2;
    if (status == TaskStatus::done) row.done_at = at(4);
    auto change = next_change(run, RunStatus::running);
    change.tasks = {row};
    save(change);
    EXPECT_EQ(read([&](Queries& queries) { return queries.task(first.id, "copy"); }), row);
    return change.run;
  };
  const auto claimed = put(first, TaskStatus::claimed);
  read([&](Queries& queries) {
    EXPECT_FALSE(queries.task(first.id, "page"));
    EXPECT_EQ(queries.tasks({.to_do = true}).size(), 2U);
    EXPECT_EQ(queries.tasks({.to_do = true, .limit = 1}).at(0).run, first.id);
    EXPECT_EQ(queries.tasks({.to_do = true, .after = first.id, .after_step = "copy"}).at(0).run,
              second.id);
    EXPECT_EQ(queries.tasks({.status = TaskStatus::claimed}).at(0).step, "copy");
    return true;
  });
  put(claimed, TaskStatus::done);
  read([&](Queries& queries) {
    EXPECT_EQ(queries.tasks({}).size(), 2U);
    EXPECT_EQ(queries.tasks({.to_do = true}).at(0).step, "page");
    EXPECT_EQ(queries.tasks({.status = TaskStatus::done}).at(0).done_at, at(4));
    EXPECT_TRUE(queries.tasks({.after = second.id, .after_step = "page"}).empty());
    return true;
  });
}

TEST_P(StoreContract, PrunesOnlyWhatEndedLongAgo) {
  const auto end_at = [this](ports::RunRow row, std::int64_t seconds) {
    clock_.set(at(seconds));
    auto change = next_change(row, RunStatus::succeeded);
    change.run.ended_at = clock_.now();
    return save(change);
  };
  const auto full = [](ports::RunChange& change) {
    change.steps = {{change.run.id, "s", StepStatus::running, 1, {}}};
    change.waits = {{change.run.id, "w", "a.b", "", ""}};
    change.approvals = {{.run = change.run.id, .step = "a"}};
    change.tasks = {{.run = change.run.id, .step = "t"}};
  };
  const auto older = end_at(start("older"), 5);
  const auto old = end_at(start("old", full), 10);
  const auto young = end_at(start("young"), 100);
  const auto open = start("open", full);
  const auto sequence = read([](Queries& queries) { return queries.last_sequence(); });
  std::size_t gone = 0;
  transact([&](Tx& tx) { gone = tx.prune(at(50), at(0), 1); });
  EXPECT_EQ(gone, 1U);
  EXPECT_TRUE(read([&](Queries& queries) { return queries.run(old.id); }))
      << "the oldest goes first";
  transact([&](Tx& tx) { gone = tx.prune(at(50), at(0), 10); });
  EXPECT_EQ(gone, 1U);
  read([&](Queries& queries) {
    EXPECT_FALSE(queries.run(old.id));
    EXPECT_FALSE(queries.run(older.id));
    EXPECT_TRUE(queries.journal(old.id).empty());
    EXPECT_TRUE(queries.steps(old.id).empty());
    EXPECT_FALSE(queries.approval(old.id, "a"));
    EXPECT_FALSE(queries.task(old.id, "t"));
    EXPECT_TRUE(queries.task(open.id, "t"));
    EXPECT_TRUE(queries.run(young.id));
    EXPECT_EQ(queries.journal(open.id).size(), 1U);
    EXPECT_EQ(queries.waits("a.b", "", "").size(), 1U);
    EXPECT_EQ(queries.counts(), (ports::Counts{0, 2, 1, 1, 1, 0}));
    EXPECT_EQ(queries.last_sequence(), sequence);
    return true;
  });
}

TEST_P(StoreContract, PrunesNoEventThatIsStillNeeded) {
  std::vector<core::EventId> ids;
  for (int count = 0; count < 5; ++count) {
    auto event = make_event("a.b", std::to_string(count));
    clock_.set(at(count));
    transact([&](Tx& tx) { tx.append(event); });
    ids.push_back(event.id);
  }
  const auto prune = [this](std::int64_t before, std::size_t limit) {
    std::size_t looked_at = 0;
    transact([&](Tx& tx) { looked_at = tx.prune(at(0), at(before), limit); });
    return looked_at;
  };
  EXPECT_EQ(prune(99, 10), 0U) << "nothing was stepped yet";
  transact([&](Tx& tx) {
    tx.set_cursor(ids[3]);
    tx.park({ids[1], "boom", at(0)});
  });
  EXPECT_EQ(prune(99, 1), 1U);
  EXPECT_EQ(prune(3, 10), 2U) << "one of them is parked, and stays";
  EXPECT_EQ(prune(99, 10), 1U) << "one is beyond the cursor";
  read([&](Queries& queries) {
    EXPECT_TRUE(queries.event(ids[1]));
    EXPECT_TRUE(queries.event(ids[4]));
    EXPECT_EQ(queries.counts().events, 2);
    EXPECT_EQ(queries.last_event(), ids[4]);
    return true;
  });
  auto again = make_event("a.b", "0");
  EXPECT_EQ(append(again).outcome, ports::Appended::fresh) << "its origin went with it";
  transact([&](Tx& tx) { tx.unpark(ids[1]); });
  EXPECT_EQ(prune(99, 10), 1U);
  EXPECT_FALSE(read([&](Queries& queries) { return queries.event(ids[1]); }))
      << "it went like any other once it was not parked";
}

TEST_P(StoreContract, KeepsTheLastEventOfABurstUntilItIsOver) {
  using Kind = ports::BurstRow::Kind;
  std::vector<core::EventId> ids;
  const auto come_in = [&](int seconds) {
    auto event = make_event("a.b", std::to_string(seconds));
    clock_.set(at(seconds));
    transact([&](Tx& tx) {
      tx.append(event);
      tx.set_cursor(event.id);
    });
    ids.push_back(event.id);
  };
  const auto left = [&] {
    transact([&](Tx& tx) { tx.prune(at(0), at(50), 10); });
    std::string found;
    for (std::size_t n = 0; n < ids.size(); ++n)
      if (read([&](Queries& queries) { return queries.event(ids[n]); })) found += std::to_string(n);
    return found;
  };
  for (const int seconds : {0, 1, 2}) come_in(seconds);
  ports::BurstRow held{"flow", Kind::debounce, "k", ids[0], 1, 0, at(90), at(30)};
  const ports::BurstRow counted{"flow", Kind::throttle, "k", ids[2], 1, 0, at(90), at(90)};
  transact([&](Tx& tx) {
    tx.put_burst(held);
    tx.put_burst(counted);
  });
  EXPECT_EQ(left(), "0") << "the run of a burst starts with it; those that are counted start none";
  come_in(3);
  held.event = ids[3];
  transact([&](Tx& tx) { tx.put_burst(held); });
  EXPECT_EQ(left(), "3") << "the burst has another last event";
  transact([&](Tx& tx) { tx.delete_burst(held); });
  EXPECT_EQ(left(), "") << "it is over";
}

// Whatever the wall clock showed when they were taken in: a year too much, a year too little.
TEST_P(StoreContract, PrunesByTheClockThatNobodySets) {
  constexpr std::chrono::hours kYear(24 * 365);
  std::vector<core::EventId> ids;
  std::vector<core::RunId> runs;
  for (int count = 0; count < 4; ++count) {
    clock_.set(at(count));
    clock_.set_wall(at(count) + (count == 0 ? kYear : count == 3 ? -kYear : core::Duration{}));
    auto event = make_event("a.b", std::to_string(count));
    event.received = clock_.now();
    transact([&](Tx& tx) {
      tx.append(event);
      tx.set_cursor(event.id);
      auto change = make_run(tx, std::to_string(count));
      change.run.status = RunStatus::succeeded;
      change.run.ended_at = clock_.now();
      tx.save(change);
      runs.push_back(change.run.id);
    });
    ids.push_back(event.id);
  }
  transact([&](Tx& tx) { EXPECT_EQ(tx.prune(at(2), at(2), 10), 4U); });
  read([&](Queries& queries) {
    for (std::size_t old = 0; old < 4; ++old) {
      EXPECT_EQ(queries.event(ids[old]).has_value(), old >= 2) << old;
      EXPECT_EQ(queries.run(runs[old]).has_value(), old >= 2) << old;
    }
    return true;
  });
}

TEST_P(StoreContract, KeepsAnEventAsLongAsARunThatItStarted) {
  auto event = make_event("a.b", "1");
  clock_.set(at(1));
  std::vector<ports::RunRow> runs;
  transact([&](Tx& tx) {
    tx.append(event);
    tx.set_cursor(event.id);
    for (const auto* key : {"a", "b"}) {
      const auto change = make_run(tx, key, event.id);
      tx.save(change);
      runs.push_back(change.run);
    }
  });
  const auto prune = [&] {
    transact([&](Tx& tx) { tx.prune(at(50), at(99), 10); });
    return read([&](Queries& queries) { return queries.event(event.id).has_value(); });
  };
  const auto end = [&](const ports::RunRow& row) {
    clock_.set(at(10));
    auto change = next_change(row, RunStatus::succeeded);
    change.run.ended_at = at(10);
    save(change);
  };
  EXPECT_TRUE(prune()) << "both are open";
  end(runs.front());
  EXPECT_TRUE(prune()) << "one is open";
  end(runs.back());
  EXPECT_FALSE(prune()) << "it went with the last of its runs";
  EXPECT_EQ(read([](Queries& queries) { return queries.counts(); }), ports::Counts{});
}

}  // namespace
}  // namespace baton::store
