#include "simulate/audit.hpp"

#include "baton/simulate/chance.hpp"
#include "baton/simulate/clock.hpp"
#include "baton/store/memory.hpp"
#include "unit/at_once.hpp"

#include <gtest/gtest.h>

namespace baton::simulate {
namespace {

using Words = std::vector<std::string>;

core::EventId append(ports::Tx& tx) {
  core::Event event;
  event.type = "go";
  event.source = "test";
  event.data = core::Json::object();
  return tx.append(event).id;
}

TEST(Audit, FindsNothingInAStoreAtRest) {
  VirtualClock clock;
  CountingRandom random;
  const auto store = store::open_memory({clock, random, false});
  tests::at_once(*store, [](ports::Tx& tx) {
    EXPECT_EQ(differences(tx), Words{});
    tx.set_cursor(append(tx));
    EXPECT_EQ(differences(tx), Words{});
  });
}

TEST(Audit, FindsEventsThatWereNotSteppedOrWereParked) {
  VirtualClock clock;
  CountingRandom random;
  const auto store = store::open_memory({clock, random, false});
  tests::at_once(*store, [&clock](ports::Tx& tx) {
    const auto event = append(tx);
    EXPECT_EQ(differences(tx), Words{"an event was left unstepped"});
    tx.set_cursor(event);
    tx.park({event, "its template is gone", clock.now()});
    EXPECT_EQ(differences(tx), Words{"an event was parked: its template is gone"});
  });
}

TEST(Audit, FindsAnAlarmOfWhichTheJournalDoesNotTell) {
  VirtualClock clock;
  CountingRandom random;
  const auto store = store::open_memory({clock, random, false});
  tests::at_once(*store, [&clock](ports::Tx& tx) {
    const auto event = append(tx);
    tx.set_cursor(event);
    const auto run = tx.new_run_id();
    ports::RunChange change;
    change.run.id = run;
    change.run.workflow = "w";
    change.run.revision = 1;
    change.run.trigger = event;
    change.run.started_at = change.run.updated_at = clock.now();
    change.entry.run = run;
    change.entry.at = clock.now();
    change.entry.transitions = {core::RunStarted{"w", 1}};
    change.alarms = {{false, clock.steady(), run, "pause"}};
    tx.save(change);
    EXPECT_EQ(differences(tx), Words{run.text() + " has other alarms than its journal says"});
  });
}

}  // namespace
}  // namespace baton::simulate
