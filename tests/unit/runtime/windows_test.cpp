#include "baton/engine/windows.hpp"

#include "baton/runtime/due_event.hpp"
#include "runtime/window_reads.hpp"
#include "unit/runtime/stepping.hpp"

#include <gmock/gmock.h>

// Triggers for which several events make one firing.
namespace baton::runtime {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class WindowsTest : public SteppingTest {
 protected:
  static constexpr auto* kTwice =
      "on: [{ window: { event: go, by: event.data.k, within: 1h, at_least: 2 } }]\n"
      "steps:\n  a: { set: { k: '${trigger.data.key}', n: '${trigger.data.last.data.n}' } }\n";
  static constexpr auto* kUnless =
      "on: [{ window: { sequence: [{ event: go }, { absent: stop, for: 1h }], by: event.data.k, "
      "within: 1h } }]\n"
      "steps:\n  a: { set: { n: 1 } }\n";

  void go(const std::string& key, int n = 0) { post("go", {{"k", key}, {"n", n}}); }
  // Somebody sets the wall clock, and it is looked at every minute for a while.
  void set_wall(core::Duration by, int stands_minutes = 0) {
    clock_.set(clock_.now() + by);
    clock_.watch();
    for (int minute = 0; minute < stands_minutes; ++minute) {
      clock_.advance(std::chrono::minutes(1));
      clock_.watch();
    }
  }
  std::int64_t kept() {
    std::int64_t rows = 0;
    transact([&](ports::Tx& tx) { rows = tx.counts().windows; });
    return rows;
  }
  std::vector<ports::AlarmRow> due() {
    std::vector<ports::AlarmRow> alarms;
    transact([&](ports::Tx& tx) { alarms = tx.due_alarms(clock_.steady(), clock_.now(), 10); });
    return alarms;
  }
  // Tells of an alarm, as the timers do.
  void tell(const ports::AlarmRow& alarm) {
    bus_->post(due_event(alarm, clock_.now()));
    turns_->wake();
  }
  core::Json windows(std::size_t limit = 10, const std::string& after = {}) {
    core::Json found;
    WhyNow now;
    now.wall = clock_.now();
    now.steady = clock_.steady();
    transact([&](ports::Tx& tx) {
      found = runtime::windows(tx, plans_, {"flow", {}, after, limit}, now).value().at("windows");
    });
    return found;
  }
};

TEST_F(WindowsTest, AFiringIsAnEventThatStartsARun) {
  publish("flow", kTwice);
  go("a");
  go("b");
  EXPECT_TRUE(runs().empty());
  EXPECT_EQ(kept(), 2);
  wire();  // another process goes on with what is kept
  go("a", 7);
  ASSERT_THAT(runs(), SizeIs(1));
  const auto run = runs().front();
  EXPECT_EQ(run.view().at("trigger").at("type"), "baton.window.fired");
  EXPECT_EQ(run.view().at("steps").at("a").at("output"), (core::Json{{"k", "a"}, {"n", 7}}));
  std::vector<core::Event> events;
  transact([&](ports::Tx& tx) { events = tx.events_after(core::EventId(), 10); });
  ASSERT_GE(events.size(), 3U);
  EXPECT_EQ(run.head().root, events[2].id) << "it is caused by the event that made it fire";
  EXPECT_EQ(kept(), 2) << "one that happened before the firing may still come";
  ASSERT_THAT(windows().at(0).at("keys"), SizeIs(1)) << "but it says nothing";
  EXPECT_EQ(windows().at(0).at("keys")[0].at("key"), "b");
}

TEST_F(WindowsTest, AVersionWithTheSameWindowGoesOn) {
  publish("flow", kTwice);
  go("a");
  publish("flow", std::string("title: Another\n") + kTwice);
  go("a");
  EXPECT_THAT(runs(), SizeIs(1));
}

TEST_F(WindowsTest, OneThatFiresByTimeHasAnAlarm) {
  publish("flow", kUnless);
  for (const char* key : {"a", "b"}) go(key);
  post("stop", {{"k", "b"}});
  clock_.advance(std::chrono::minutes(59));
  EXPECT_TRUE(due().empty());
  clock_.advance(std::chrono::minutes(1));
  ASSERT_THAT(due(), SizeIs(1));
  tell(due().front());
  EXPECT_THAT(runs(), SizeIs(1));
  EXPECT_TRUE(due().empty());
  EXPECT_EQ(count("baton.window.fired"), 1);
}

TEST_F(WindowsTest, WhatComesTooLateIsCounted) {
  publish("flow", kTwice);
  go("a");
  for (const int age : {2, 3}) {
    auto late = event("go", {{"k", "a"}, {"n", 0}});
    late.received = clock_.now();
    late.time = late.received - std::chrono::hours(age);
    bus_->post(std::move(late));
    turns_->wake();
  }
  EXPECT_THAT(runs(), SizeIs(1)) << "it counts as of its receipt";
  EXPECT_EQ(metrics_.window_late("flow").Value(), 2.0);
}

TEST_F(WindowsTest, OfARetiredWorkflowNothingFires) {
  publish("flow", kUnless);
  go("a");
  catalog_->retire("flow");
  clock_.advance(std::chrono::hours(1));
  tell(due().at(0));
  EXPECT_TRUE(runs().empty());
  EXPECT_EQ(kept(), 0);
}

TEST_F(WindowsTest, WhatSaysNothingAnyMoreIsDeletedAsOthersCome) {
  publish("flow", kTwice);
  for (int at = 0; at < 20; ++at) go("old" + std::to_string(at));
  EXPECT_EQ(kept(), 20);
  clock_.advance(std::chrono::hours(3));
  for (int at = 0; at < 20; ++at) go("new" + std::to_string(at));
  EXPECT_EQ(kept(), 20);
}

TEST_F(WindowsTest, SayWhatEachKeyLacks) {
  publish("flow", kTwice);
  for (const char* key : {"a", "b", "c"}) go(key);
  const auto found = windows(2);
  ASSERT_THAT(found, SizeIs(1));
  EXPECT_EQ(found[0].at("kind"), "count");
  EXPECT_THAT(found[0].at("waits_for").get<std::string>(), HasSubstr("2 events of \"go\""));
  EXPECT_THAT(found[0].at("keys"), SizeIs(2));
  EXPECT_EQ(found[0].at("next"), "b");
  EXPECT_EQ(found[0].at("keys")[0].at("key"), "a");
  EXPECT_EQ(found[0].at("keys")[0].at("because"), "it still lacks 1 event");
}

TEST_F(WindowsTest, OneIsFoundByItsNameOrByItsLine) {
  publish("flow", kTwice);
  publish("other", "on: [{ event: go }]\nsteps: { a: { set: { n: 1 } } }\n");
  const auto of = [this](const std::string& workflow, const std::string& window) {
    core::Result<core::Json> found = core::Json();
    transact([&](ports::Tx& tx) {
      found = runtime::windows(tx, plans_, {workflow, window, {}, 10}, WhyNow());
    });
    return found;
  };
  const auto name = windows().at(0).at("window").get<std::string>();
  for (const auto& window : {name, std::string("2")})
    EXPECT_THAT(of("flow", window).value().at("windows"), SizeIs(1)) << window;
  const auto none = of("flow", "win:2");
  ASSERT_FALSE(none);
  EXPECT_EQ(none.error().code, core::Errc::not_found);
  EXPECT_THAT(none.error().hint, HasSubstr("the line of one, 2,"));
  EXPECT_THAT(of("other", "2").value().at("windows"), IsEmpty()) << "it has none at all";
}

TEST_F(WindowsTest, PagesReachEveryKeyThoughSomeOnTheWaySayNothingAnyMore) {
  publish("flow", kTwice);
  for (const char* key : {"a", "e", "f"}) go(key);
  const auto window = std::stoll(windows().at(0).at("window").get<std::string>());
  const auto expires = clock_.now() + std::chrono::hours(1);
  transact([&](ports::Tx& tx) {  // rows that are still kept, and say nothing
    for (const char* key : {"b", "c", "d"}) tx.put_window({window, key, "{}", expires, {}});
  });
  std::vector<std::string> keys;
  std::string after;
  for (int page = 0; page < 10; ++page) {
    const auto found = windows(2, after).at(0);
    for (const auto& key : found.at("keys")) keys.push_back(core::text_at(key, "key"));
    if (found.at("next").is_null()) break;
    after = core::text_at(found, "next");
  }
  EXPECT_THAT(keys, ElementsAre("a", "e", "f"));
}

TEST_F(WindowsTest, ANewKeyTakesThePlaceOfOneThatSaysNothingAnyMore) {
  options_.window_keys_max = 20;
  publish("flow", kTwice);
  for (int at = 0; at < 20; ++at) go("old" + std::to_string(at));
  go("one more");
  EXPECT_EQ(kept(), 20) << "it does not count, since all others still do";
  clock_.advance(std::chrono::hours(3));
  for (int at = 0; at < 2; ++at) go("new");
  EXPECT_THAT(runs(), SizeIs(1)) << "both count";
}

TEST_F(WindowsTest, AWallClockThatStandsWrongForAWhileLosesNothing) {
  publish("flow", kTwice);
  for (const auto wrong : {std::chrono::hours(24 * 365), -std::chrono::hours(24 * 365)}) {
    const auto name = std::to_string(wrong.count());
    const auto before = runs().size();
    go("before" + name);
    set_wall(wrong);
    go("meanwhile" + name);
    EXPECT_THAT(windows(100).at(0).at("keys"), SizeIs(2)) << "whoever asks is told of both";
    for (int at = 0; at < 20; ++at) go("other" + name + std::to_string(at));
    set_wall(-wrong);
    clock_.advance(std::chrono::minutes(5));
    for (const char* key : {"before", "meanwhile"}) go(key + name);
    EXPECT_THAT(runs(), SizeIs(before + 2));
    clock_.advance(std::chrono::hours(3));
    go("other" + name + "0");
    EXPECT_THAT(runs(), SizeIs(before + 2)) << "what came under the wrong clock grows old as ever";
    clock_.advance(std::chrono::hours(3));
    for (int at = 0; at < 20; ++at) go("sweeps" + name + std::to_string(at));
    clock_.advance(std::chrono::hours(3));
  }
}

TEST_F(WindowsTest, AWallClockThatIsTrustedAndPutRightStopsNoKey) {
  publish("flow", kTwice);
  set_wall(std::chrono::hours(24 * 365), 11);
  go("a");
  set_wall(-std::chrono::hours(24 * 365), 11);
  go("a");
  EXPECT_THAT(runs(), SizeIs(1));
}

TEST_F(WindowsTest, ATimeOfTheSenderCountsUnderAWrongClock) {
  publish("flow", kTwice);
  const auto happened = clock_.now() - std::chrono::minutes(50);
  set_wall(std::chrono::minutes(30));
  for (const char* key : {"a", "b"}) {
    auto given = event("go", {{"k", key}});
    given.time = happened;
    given.received = clock_.now();
    bus_->post(std::move(given));
    turns_->wake();
  }
  set_wall(-std::chrono::minutes(30));
  clock_.advance(std::chrono::minutes(9));
  go("a");
  EXPECT_THAT(runs(), SizeIs(1)) << "59 minutes lie between them";
  clock_.advance(std::chrono::minutes(2));
  go("b");
  EXPECT_THAT(runs(), SizeIs(1)) << "61 minutes lie between them";
}

TEST_F(WindowsTest, OneThatFiresByTimeDoesSoUnderAWrongClock) {
  publish("flow", kUnless);
  set_wall(std::chrono::hours(24 * 365));
  go("a");
  set_wall(-std::chrono::hours(24 * 365));
  clock_.advance(std::chrono::minutes(59));
  EXPECT_TRUE(due().empty());
  clock_.advance(std::chrono::minutes(1));
  ASSERT_THAT(due(), SizeIs(1));
  tell(due().front());
  EXPECT_THAT(runs(), SizeIs(1));
}

TEST_F(WindowsTest, AnEventOfAPlainTriggerCountsToo) {
  publish("flow",
          "on:\n  - { event: go, when: event.data.n == 1 }\n"
          "  - { window: { event: go, within: 1h, at_least: 2 } }\n"
          "steps:\n  a: { set: { n: 1 } }\n");
  go("a", 1);
  EXPECT_THAT(runs(), SizeIs(1));
  go("a", 2);
  EXPECT_THAT(runs(), SizeIs(2));
}

}  // namespace
}  // namespace baton::runtime
