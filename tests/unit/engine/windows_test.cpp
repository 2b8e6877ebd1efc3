#include "baton/engine/windows.hpp"

#include "engine/window_state.hpp"
#include "unit/make.hpp"

#include <algorithm>
#include <functional>
#include <gmock/gmock.h>
#include <map>
#include <random>
#include <set>
#include <tuple>
#include <utility>

namespace baton::tests {
namespace {

using core::Json;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using days = std::chrono::days;
using hours = std::chrono::hours;
using minutes = std::chrono::minutes;

// A workflow with one trigger, which is hung below `on`.
std::shared_ptr<const engine::Plan> with(const std::string& trigger) {
  return plan("workflow: w\non:\n  - " + trigger + "\nsteps: {a: {set: {n: 1}}}\n");
}

// What windows keep, as the store does, and the events that they are given.
class Windows {
 public:
  explicit Windows(const std::string& trigger) : plan_(with(trigger)) {}

  // An event of this age comes now. What fired.
  std::vector<Json> hear(std::string type, Json data, core::Duration age = {}) {
    auto event = tests::event(std::move(type), std::move(data));
    event.id = core::EventId(++events);
    event.received = now;
    event.time = now - age;
    const auto found = engine::window_hits(*plan_, event, event.to_json(), now);
    errors = found.errors;
    std::vector<Json> fired;
    for (const auto& hit : found.hits) {
      auto& row = rows[hit.key];
      auto folded = engine::count(hit, row).value();
      row = folded.state;
      fires_at = folded.fires_at;
      expires = folded.expires;
      too_late = hit.too_late;
      if (folded.fired) fired.push_back(told(*folded.fired));
    }
    return fired;
  }
  std::vector<Json> come_due(const std::string& key) {
    auto folded = engine::fire(trigger(), key, rows[key]).value();
    rows[key] = folded.state;
    fires_at = folded.fires_at;
    return folded.fired ? std::vector{told(*folded.fired)} : std::vector<Json>();
  }
  Json why(const std::string& key) {
    return engine::why_window(trigger(), key, rows[key], now).value();
  }
  const engine::PlanTrigger& trigger() const { return plan_->triggers().front(); }

  core::Time now = noon();
  std::int64_t events = 0;
  std::map<std::string, std::string> rows;
  std::vector<core::Error> errors;
  std::optional<core::Time> fires_at{};
  core::Time expires{};
  bool too_late = false;

 private:
  static Json told(const engine::WindowFired& fired) {
    auto json = fired.told;
    json["first"] = fired.first.value();
    json["last"] = fired.last.value();
    return json;
  }
  std::shared_ptr<const engine::Plan> plan_;
};

TEST(Window, FiresWhenEnoughEventsOfAKeyCameWithinItsTime) {
  Windows windows("window: {event: go, by: event.data.k, within: 1h, at_least: 3}");
  EXPECT_THAT(windows.hear("go", {{"k", "a"}}), IsEmpty());
  windows.now += minutes(30);
  EXPECT_THAT(windows.hear("go", {{"k", "a"}}), IsEmpty());
  EXPECT_THAT(windows.hear("go", {{"k", "b"}}), IsEmpty()) << "it is of another key";
  EXPECT_THAT(windows.hear("stay", {{"k", "a"}}), IsEmpty()) << "it is of another type";
  windows.now += minutes(31);
  EXPECT_THAT(windows.hear("go", {{"k", "a"}}), IsEmpty()) << "the first is more than an hour old";
  EXPECT_EQ(windows.why("a").at("because"), "it still lacks 1 event");
  windows.now += minutes(29);
  const auto fired = windows.hear("go", {{"k", "a"}});
  ASSERT_THAT(fired, SizeIs(1));
  EXPECT_EQ(fired[0].at("count"), 3);
  EXPECT_EQ(fired[0].at("key"), "a");
  EXPECT_EQ(fired[0].at("first"), 2);
  for (int at = 0; at < 2; ++at)
    EXPECT_THAT(windows.hear("go", {{"k", "a"}}), IsEmpty())
        << "what has led to a firing counts for no other";
}

TEST(Window, EventsMayBeExactlyAsFarApartAsItSays) {
  Windows windows("window: {event: go, by: event.data.k, within: 10m, at_least: 2}");
  windows.hear("go", {{"k", "a"}});
  windows.hear("go", {{"k", "b"}});
  windows.now += minutes(10);
  EXPECT_EQ(windows.why("a").at("because"), "it still lacks 1 event");
  EXPECT_THAT(windows.hear("go", {{"k", "a"}}), SizeIs(1));
  windows.now += std::chrono::milliseconds(1);
  EXPECT_EQ(windows.why("b").at("because"), "it still lacks 2 events");
  EXPECT_THAT(windows.hear("go", {{"k", "b"}}), IsEmpty());
  Windows sequence("window: {sequence: [{event: a}, {event: b}], by: event.data.k, within: 10m}");
  for (const char* key : {"in", "out"}) sequence.hear("a", {{"k", key}});
  sequence.now += minutes(10);
  EXPECT_THAT(sequence.hear("b", {{"k", "in"}}), SizeIs(1));
  sequence.now += std::chrono::milliseconds(1);
  EXPECT_THAT(sequence.hear("b", {{"k", "out"}}), IsEmpty());
}

// From when on nothing counts any more.
constexpr auto kJustAfter = std::chrono::milliseconds(1);

TEST(Window, KeepsNothingOfAKeyThatSaysNothing) {
  Windows windows("window: {event: go, by: event.data.k, within: 1h, at_least: 1}");
  windows.hear("go", {{"k", "a"}});
  EXPECT_TRUE(windows.why("a").is_null()) << windows.why("a");
  EXPECT_EQ(windows.expires, noon() + hours(1) + kJustAfter)
      << "one that happened before may come until then";
  Windows sequence(
      "window: {sequence: [{event: a}, {event: b}, {absent: c, for: 1d}], within: 7d}");
  for (const char* type : {"b", "c"}) sequence.hear(type, {});
  EXPECT_EQ(sequence.expires, noon() + hours(1) + kJustAfter)
      << "only one that comes late would be the first";
  EXPECT_TRUE(sequence.why("").is_null()) << "there is nothing to say of it";
  sequence.hear("a", {});
  EXPECT_EQ(sequence.why("").at("because"), "it still lacks \"b\"");
  EXPECT_EQ(sequence.expires, noon() + hours(7 * 24 + 1) + kJustAfter);
}

TEST(Window, AnEventThatComesLateCountsWhereItHappened) {
  Windows windows("window: {event: go, by: event.data.k, within: 10m, at_least: 2}");
  EXPECT_THAT(windows.hear("go", {{"k", "a"}}, minutes(20)), IsEmpty());
  EXPECT_THAT(windows.hear("go", {{"k", "a"}}), IsEmpty());
  const auto fired = windows.hear("go", {{"k", "a"}}, minutes(15));
  ASSERT_THAT(fired, SizeIs(1)) << "it is five minutes from the first";
  EXPECT_EQ(fired[0].at("first"), 1);
  EXPECT_EQ(fired[0].at("last"), 3);
  EXPECT_THAT(windows.hear("go", {{"k", "a"}}), SizeIs(1)) << "the second has led to nothing yet";
}

TEST(Window, TheLastOfItsEventsIsTheLatest) {
  Windows windows(
      "window: {event: go, within: 10m, distinct: {p: event.data.p}, at_least: {p: 3}}");
  windows.hear("go", {{"p", 1}}, minutes(5));
  windows.hear("go", {{"p", 2}}, minutes(1));
  const auto fired = windows.hear("go", {{"p", 3}}, minutes(3));
  ASSERT_THAT(fired, SizeIs(1));
  EXPECT_EQ(fired[0].at("first"), 1);
  EXPECT_EQ(fired[0].at("last"), 2);
  EXPECT_EQ(fired[0].at("count"), 3);
}

// More of them are kept than may happen within the time in which one may be late, but not more than
// that.
TEST(Window, KeepsNoMoreThanItNeeds) {
  Windows windows("window: {event: go, within: 1m, distinct: {p: event.data.p}, at_least: {p: 3}}");
  std::size_t most = 0;
  for (int at = 0; at < 500; ++at) {
    windows.now += std::chrono::seconds(20);
    EXPECT_THAT(windows.hear("go", {{"p", at % 2}}), IsEmpty());
    most = std::max(most, windows.rows.at("").size());
  }
  EXPECT_LT(most, 1'200U);
  windows.hear("go", {{"p", 3}}, minutes(30));
  EXPECT_THAT(windows.hear("go", {{"p", 4}}), SizeIs(1)) << "and it goes on";
}

TEST(Window, CountsDifferentValuesAndKeepsFew) {
  Windows windows(
      "window: {event: go, by: event.data.k, within: 7d, distinct: {p: event.data.p, s: "
      "event.data.s}, at_least: {p: 3}}");
  for (int at = 0; at < 50; ++at)
    EXPECT_THAT(windows.hear("go", {{"k", "a"}, {"p", at % 2}, {"s", at}}), IsEmpty());
  EXPECT_LT(windows.rows.at("a").size(), 800U);
  const auto fired = windows.hear("go", {{"k", "a"}, {"p", 7}, {"s", 7}});
  ASSERT_THAT(fired, SizeIs(1));
  EXPECT_EQ(fired[0].at("distinct").at("p"), (Json{0, 1, 7}));
  EXPECT_EQ(fired[0].at("distinct").at("s").size(), 16U);
  EXPECT_EQ(fired[0].at("count"), 16) << "the last event of each value";
}

TEST(Window, TellsValuesApartByTheirTypeToo) {
  Windows windows("window: {event: go, within: 1h, distinct: {p: event.data.p}, at_least: {p: 3}}");
  windows.hear("go", {{"p", 1}});
  EXPECT_THAT(windows.hear("go", {{"p", "1"}}), IsEmpty());
  EXPECT_THAT(windows.hear("go", {{"p", 1.0}}), IsEmpty()) << "it is the number 1 again";
  EXPECT_EQ(windows.why("").at("distinct").at("p").at("come"), (Json{"1", 1}));
  const auto fired = windows.hear("go", {{"p", true}});
  ASSERT_THAT(fired, SizeIs(1));
  EXPECT_EQ(fired[0].at("distinct").at("p"), (Json{"1", 1, true}));
  windows.hear("go", {{"p", Json::array()}});
  EXPECT_THAT(windows.errors, SizeIs(1));
}

TEST(Window, RestsAfterItHasFired) {
  Windows windows(
      "window: {event: go, by: event.data.k, within: 1h, at_least: 2, again_after: 1d}");
  windows.hear("go", {{"k", "a"}});
  EXPECT_THAT(windows.hear("go", {{"k", "a"}}), SizeIs(1));
  windows.now += hours(23);
  for (int at = 0; at < 3; ++at) EXPECT_THAT(windows.hear("go", {{"k", "a"}}), IsEmpty());
  EXPECT_THAT(core::text_at(windows.why("a"), "because"), HasSubstr("rests until"));
  windows.now += hours(1);
  windows.hear("go", {{"k", "a"}});
  EXPECT_THAT(windows.hear("go", {{"k", "a"}}), SizeIs(1));
}

TEST(Window, BelievesASenderAsFarAsAnHourBack) {
  Windows windows("window: {event: go, within: 1h, at_least: 2}");
  windows.hear("go", {});
  windows.now += minutes(100);
  EXPECT_THAT(windows.hear("go", {}, minutes(50)), SizeIs(1)) << "it happened fifty minutes ago";
  windows.hear("go", {});
  windows.now += minutes(100);
  EXPECT_THAT(windows.hear("go", {}, hours(2)), IsEmpty()) << "so late it counts as of now";
  EXPECT_THAT(windows.hear("go", {}, -hours(2)), SizeIs(1)) << "and so does what is ahead";
}

TEST(Window, BelievesASenderAsFarBackAsItSays) {
  Windows windows("window: {event: go, within: 1h, at_least: 2, late: 3h}");
  windows.hear("go", {}, hours(3));
  EXPECT_FALSE(windows.too_late);
  EXPECT_THAT(windows.hear("go", {}), IsEmpty());
  EXPECT_THAT(windows.hear("go", {}, minutes(150)), SizeIs(1))
      << "it is half an hour from the first";
  windows.hear("go", {}, minutes(181));
  EXPECT_TRUE(windows.too_late);
  windows.hear("go", {}, -hours(2));
  EXPECT_FALSE(windows.too_late) << "it is early, as of now";
  Windows by_receipt("window: {sequence: [{event: a}, {event: b}], within: 1h, late: 0s}");
  by_receipt.hear("b", {});
  EXPECT_EQ(by_receipt.rows.at(""), "") << "nothing may come any more that happened before it";
  by_receipt.hear("a", {}, minutes(1));
  EXPECT_THAT(by_receipt.hear("b", {}, minutes(2)), SizeIs(1));
  EXPECT_EQ(by_receipt.rows.at(""), "");
}

TEST(Threshold, BelievesASenderAsFarBackAsItSays) {
  Windows windows("threshold: {event: go, over: 1h, above: 1, late: 5h}");
  windows.hear("go", {});
  EXPECT_THAT(windows.hear("go", {}, hours(4)), IsEmpty()) << "it counted four hours ago";
  EXPECT_THAT(windows.hear("go", {}, hours(6)), SizeIs(1)) << "so late it counts as of now";
}

TEST(Window, AnEventThatCannotBeCountedIsReported) {
  Windows windows(
      "window: {event: go, when: event.data.n > 1, by: event.data.k, within: 1h, at_least: 1}");
  EXPECT_THAT(windows.hear("go", {{"k", "a"}}), IsEmpty());
  EXPECT_THAT(windows.errors, SizeIs(1));
  EXPECT_THAT(windows.hear("go", {{"n", 2}}), IsEmpty());
  EXPECT_THAT(windows.errors.at(0).message, HasSubstr("does not count"));
  EXPECT_THAT(windows.hear("go", {{"n", 2}, {"k", "a"}}), SizeIs(1));
}

constexpr auto* kSequence =
    "window: {sequence: [{event: a}, {event: b}, {event: c}], by: event.data.k, within: 10h}";

TEST(Sequence, FiresWhenItsEventsCameInOrder) {
  Windows windows(kSequence);
  for (const char* type : {"b", "a", "c", "b", "x"})
    EXPECT_THAT(windows.hear(type, {{"k", 1}}), IsEmpty());
  EXPECT_EQ(windows.why("1").at("because"), "it still lacks \"c\"");
  const auto fired = windows.hear("c", {{"k", 1}});
  ASSERT_THAT(fired, SizeIs(1));
  EXPECT_EQ(fired[0].at("first"), 2);
  EXPECT_EQ(fired[0].at("last"), 6);
  EXPECT_EQ(fired[0].at("count"), 3);
  EXPECT_THAT(windows.hear("c", {{"k", 1}}), IsEmpty());
}

TEST(Sequence, TheLatestBeginningCounts) {
  Windows windows(kSequence);
  windows.hear("a", {{"k", 1}});
  windows.now += hours(9);
  windows.hear("a", {{"k", 1}});
  windows.hear("b", {{"k", 1}});
  windows.now += hours(9);
  EXPECT_THAT(windows.hear("c", {{"k", 1}}), SizeIs(1));
  windows.hear("a", {{"k", 1}});
  windows.now += hours(10) + minutes(1);
  windows.hear("b", {{"k", 1}});
  EXPECT_THAT(windows.hear("c", {{"k", 1}}), IsEmpty()) << "it has begun too long ago";
}

TEST(Sequence, OneEventIsOneOfItsEvents) {
  Windows windows("window: {sequence: [{event: a}, {event: a}], within: 1h}");
  EXPECT_THAT(windows.hear("a", {}), IsEmpty());
  EXPECT_THAT(windows.hear("a", {}), SizeIs(1));
}

TEST(Sequence, GoesByWhenItsEventsHappened) {
  const std::string spec = "window: {sequence: [{event: l}, {event: m}], within: 30m}";
  Windows right(spec);
  right.hear("m", {}, minutes(5));
  const auto fired = right.hear("l", {}, minutes(10));
  ASSERT_THAT(fired, SizeIs(1));
  EXPECT_EQ(fired[0].at("first"), 2);
  EXPECT_EQ(fired[0].at("last"), 1);
  Windows wrong(spec);
  wrong.hear("l", {}, minutes(5));
  EXPECT_THAT(wrong.hear("m", {}, minutes(10)), IsEmpty()) << "it happened before";
}

TEST(Sequence, OnlyAnEventAfterItSpoilsIt) {
  Windows windows("window: {sequence: [{event: a}, {event: b}, {absent: c, for: 2h}], within: 1h}");
  windows.hear("a", {}, minutes(10));
  windows.hear("b", {});
  EXPECT_EQ(windows.fires_at, noon() + hours(2));
  windows.hear("c", {}, minutes(30));
  EXPECT_EQ(windows.fires_at, noon() + hours(2)) << "it happened before the first";
  windows.now += minutes(20);
  for (const char* type : {"a", "b"}) windows.hear(type, {});
  windows.hear("c", {}, minutes(10));
  EXPECT_EQ(windows.fires_at, noon() + minutes(20) + hours(2)) << "there is another one after it";
  windows.hear("c", {});
  EXPECT_FALSE(windows.fires_at);
}

constexpr auto* kAbsent = "window: {sequence: [{event: a}, {absent: b, for: 2h}], within: 1h}";

TEST(Sequence, FiresByItselfWhenAnEventHasNotCome) {
  Windows windows(kAbsent);
  EXPECT_THAT(windows.hear("a", {}), IsEmpty());
  EXPECT_EQ(windows.fires_at, noon() + hours(2));
  windows.now += hours(1);
  EXPECT_THAT(windows.hear("a", {}), IsEmpty());
  EXPECT_EQ(windows.fires_at, noon() + hours(2)) << "it is complete already";
  const auto fired = windows.come_due("");
  ASSERT_THAT(fired, SizeIs(1));
  EXPECT_EQ(fired[0].at("last"), 1);
  EXPECT_EQ(fired[0].at("count"), 1);
  EXPECT_THAT(windows.come_due(""), IsEmpty());
}

TEST(Sequence, DoesNotFireWhenThatEventHasCome) {
  Windows windows(kAbsent);
  windows.hear("a", {});
  windows.hear("b", {});
  EXPECT_FALSE(windows.fires_at);
  EXPECT_THAT(windows.come_due(""), IsEmpty());
}

constexpr auto* kThreshold =
    "threshold: {event: go, by: event.data.k, value: event.data.n, over: 1h, above: 10}";

TEST(Threshold, FiresWhenItPassesItsBoundAndAgainOnceItWasWithinIt) {
  Windows windows(kThreshold);
  EXPECT_THAT(windows.hear("go", {{"k", 1}, {"n", 10}}), IsEmpty());
  auto fired = windows.hear("go", {{"k", 1}, {"n", 12}});
  ASSERT_THAT(fired, SizeIs(1));
  EXPECT_EQ(fired[0].at("value"), 11.0);
  EXPECT_THAT(windows.hear("go", {{"k", 1}, {"n", 20}}), IsEmpty()) << "it is above it still";
  EXPECT_THAT(windows.hear("go", {{"k", 1}, {"n", -20}}), IsEmpty());
  EXPECT_THAT(windows.hear("go", {{"k", 1}, {"n", 50}}), SizeIs(1));
  windows.now += hours(2);
  EXPECT_THAT(windows.hear("go", {{"k", 1}, {"n", 1}}), IsEmpty()) << "what was before is out";
  EXPECT_EQ(windows.why("1").at("value"), 1.0);
}

// Whether the key was swept away meanwhile makes no difference.
TEST(Threshold, FiresAgainAfterATimeWithoutEvents) {
  Windows windows(kThreshold);
  EXPECT_THAT(windows.hear("go", {{"k", 1}, {"n", 12}}), SizeIs(1));
  windows.now += minutes(50);
  EXPECT_THAT(windows.hear("go", {{"k", 1}, {"n", 12}}), IsEmpty()) << "it is above it still";
  windows.now += hours(9);
  EXPECT_THAT(windows.hear("go", {{"k", 1}, {"n", 12}}), SizeIs(1));
}

TEST(Threshold, HasEachAggregate) {
  const auto value_of = [](const std::string& aggregate) {
    Windows windows("threshold: {event: go, value: event.data.n, over: 2h, aggregate: " +
                    aggregate + ", above: -100}");
    std::vector<Json> fired;
    for (const int n : {3, -7, 10}) {
      const auto now = windows.hear("go", {{"n", n}});
      fired.insert(fired.end(), now.begin(), now.end());
    }
    return windows.why("").at("value").get<double>();
  };
  EXPECT_EQ(value_of("count"), 3);
  EXPECT_EQ(value_of("sum"), 6);
  EXPECT_EQ(value_of("avg"), 2);
  EXPECT_EQ(value_of("min"), -7);
  EXPECT_EQ(value_of("max"), 10);
  EXPECT_EQ(value_of("rate"), 1.5);
}

TEST(Threshold, FollowsWhatIsUsual) {
  Windows windows(
      "threshold: {event: go, value: event.data.n, over: 1h, below: {times: 0.5, of: {aggregate: "
      "max, over: 1d, at_least: 3}}, again_after: 3h}");
  for (const int n : {8, 1}) EXPECT_THAT(windows.hear("go", {{"n", n}}), IsEmpty());
  EXPECT_THAT(core::text_at(windows.why(""), "because"),
              HasSubstr("too few events to say what is usual: 2 of 3 events came over 1d"));
  windows.now += hours(2);
  const auto fired = windows.hear("go", {{"n", 3}});
  ASSERT_THAT(fired, SizeIs(1));
  EXPECT_EQ(fired[0].at("value"), 3);
  EXPECT_EQ(fired[0].at("baseline"), 8);
  windows.now += hours(2);
  EXPECT_THAT(windows.hear("go", {{"n", 3}}), IsEmpty()) << "it rests";
  windows.now += hours(2);
  EXPECT_THAT(windows.hear("go", {{"n", 3}}), SizeIs(1)) << "it is below it still";
}

TEST(Threshold, AsksAboutTheTimeUpToItsNewestEvent) {
  Windows windows(
      "threshold: {event: go, value: event.data.n, over: 10m, aggregate: max, above: 5, late: 2h}");
  windows.hear("go", {{"n", 1}});
  EXPECT_THAT(windows.hear("go", {{"n", 9}}, minutes(30)), IsEmpty())
      << "it was above its bound for ten minutes, and is not any more";
  EXPECT_EQ(windows.why("").at("value"), 1.0);
  EXPECT_THAT(windows.hear("go", {{"n", 9}}, minutes(5)), SizeIs(1));
}

TEST(Threshold, ComesToTheSameInWhateverOrderItsEventsCome) {
  constexpr auto* kMax = "threshold: {event: go, value: event.data.n, over: 30m, above: 100}";
  std::vector<int> ages{40, 5, 50, 19, 0};
  std::vector<Json> told;
  for (std::size_t order = 0; order < ages.size(); ++order) {
    Windows windows(kMax);
    for (const int age : ages) windows.hear("go", {{"n", age}}, minutes(age));
    told.push_back(windows.why("").at("value"));
    std::rotate(ages.begin(), ages.begin() + 1, ages.end());
  }
  EXPECT_THAT(told, ::testing::Each(Json((5 + 19 + 0) / 3.0)));
}

TEST(Threshold, IsToldAsItStandsNow) {
  Windows windows(kThreshold);
  windows.hear("go", {{"k", 1}, {"n", 8}});
  EXPECT_EQ(windows.why("1").at("value"), 8.0);
  windows.now += hours(2);
  EXPECT_FALSE(windows.why("1").contains("value")) << "its only event is two hours old";
  EXPECT_EQ(windows.why("1").at("because"), "too few events: 0 of 1 event came over 1h");
}

TEST(Threshold, TellsWhatIsUsualAsItStandsNow) {
  Windows windows(
      "threshold: {event: go, value: event.data.n, over: 1d, above: {times: 2, of: {aggregate: "
      "max, over: 2d}}}");
  windows.hear("go", {{"n", 8}});
  windows.now += hours(23);
  windows.hear("go", {{"n", 3}});
  EXPECT_EQ(windows.why("").at("bound"), 16.0);
  windows.now += hours(30);
  EXPECT_FALSE(windows.why("").contains("value"));
  EXPECT_EQ(windows.why("").at("bound"), 6.0);
}

TEST(Threshold, KeepsANumberWhateverComes) {
  Windows windows(
      "threshold: {event: go, value: event.data.n, over: 1h, aggregate: sum, above: 5}");
  EXPECT_THAT(windows.hear("go", {{"n", 1e308}}), SizeIs(1));
  for (const double n : {1e308, 1e308, -1e308}) windows.hear("go", {{"n", n}});
  EXPECT_TRUE(windows.why("").at("value").is_number());
}

TEST(Threshold, WantsANumber) {
  Windows windows(kThreshold);
  EXPECT_THAT(windows.hear("go", {{"k", 1}, {"n", "many"}}), IsEmpty());
  ASSERT_THAT(windows.errors, SizeIs(1));
  EXPECT_THAT(windows.errors[0].message, HasSubstr("expected a number"));
}

TEST(WindowName, IsTheSameForTheSameWindow) {
  const auto id = [](const std::string& trigger) {
    return with(trigger)->triggers().front().window->id;
  };
  const std::string window = "window: {event: go, within: 1h, at_least: 2}";
  EXPECT_EQ(id(window), id(window + "\n    inputs: {}"));
  EXPECT_NE(id(window), id("window: {event: go, within: 2h, at_least: 2}"));
  const auto twice =
      plan("workflow: w\non:\n  - " + window + "\n  - " + window + "\nsteps: {a: {set: {n: 1}}}\n");
  EXPECT_NE(twice->triggers()[0].window->id, twice->triggers()[1].window->id);
}

// The same by a model that keeps every event, and goes through all of them by time whenever one
// more comes: the window fires when there is a firing more than before.
class Model {
 public:
  struct Seen {
    core::Time at;
    std::int64_t id;
    char type = 'a';
    int person = 0;
    int source = 0;
    bool operator<(const Seen& other) const {
      return std::tie(at, id) < std::tie(other.at, other.id);
    }
  };
  using Events = std::vector<Seen>;
  // Whether these events, of which the last one has just happened, are enough.
  using Enough = std::function<bool(const Events&)>;

  Model(Enough enough, core::Duration rest) : enough_(std::move(enough)), rest_(rest) {}
  // Of a sequence behind which no `c` may come for so long.
  Model(Enough enough, core::Duration rest, core::Duration absent)
      : enough_(std::move(enough)), rest_(rest), absent_(absent) {}

  bool hear(Seen seen) {
    all_.push_back(seen);
    std::sort(all_.begin(), all_.end());
    return look(all_.back().at);
  }
  // It is as late as this.
  bool look(core::Time now) {
    now_ = std::max(now_, now);
    const int before = std::exchange(firings_, 0);
    Events events;
    core::Time rests_until{};
    fires_at.reset();
    const auto fire = [&](core::Time at) {
      ++firings_;
      events.clear();
      rests_until = at + rest_;
      fires_at.reset();
    };
    for (const auto& each : all_) {
      if (fires_at && each.at > *fires_at) fire(*fires_at);
      if (each.at < rests_until) continue;
      if (each.type == 'c' && absent_) fires_at.reset();
      events.push_back(each);
      if (!enough_(events)) continue;
      if (!absent_) {
        fire(each.at);
      } else {
        if (!fires_at) fires_at = each.at + *absent_;
        events.clear();
      }
    }
    if (fires_at && *fires_at <= now_) fire(*fires_at);
    return firings_ > before;
  }
  int firings() const { return firings_; }

  std::optional<core::Time> fires_at{};

 private:
  Enough enough_;
  core::Duration rest_;
  std::optional<core::Duration> absent_{};
  Events all_;
  core::Time now_{};
  int firings_ = 0;
};

constexpr auto kNear = hours(5);

bool three_people_on_two_sources(const Model::Events& events) {
  std::set<int> people;
  std::set<int> sources;
  for (const auto& each : events)
    if (each.at >= events.back().at - kNear) {
      people.insert(each.person);
      sources.insert(each.source);
    }
  return people.size() >= 3 && sources.size() >= 2;
}

bool an_a_then_a_b(const Model::Events& events) {
  return events.back().type == 'b' &&
         std::any_of(events.begin(), events.end(), [&](const auto& each) {
           return each.type == 'a' && each.at >= events.back().at - kNear;
         });
}

bool a_b_and_another_a(const Model::Events& events) {
  for (auto at = events.size() - 1; at > 0; --at) {
    const Model::Events before(events.begin(), events.begin() + static_cast<std::ptrdiff_t>(at));
    if (events.back().type == 'a' && an_a_then_a_b(before) &&
        std::any_of(before.begin(), before.end(), [&](const auto& each) {
          return each.type == 'a' && each < before.back() && each.at >= events.back().at - kNear;
        }))
      return true;
  }
  return false;
}

struct Case {
  const char* trigger;
  Model model;
};

const std::vector<Case>& cases() {
  static const std::vector<Case> all{
      {"window: {event: '*', by: event.data.k, within: 5h, distinct: {p: event.data.p, s: "
       "event.data.s}, at_least: {p: 3, s: 2}, again_after: 7h}",
       {three_people_on_two_sources, hours(7)}},
      {"window: {event: '*', by: event.data.k, within: 5h, distinct: {p: event.data.p, s: "
       "event.data.s}, at_least: {p: 3, s: 2}}",
       {three_people_on_two_sources, {}}},
      {"window: {event: '*', by: event.data.k, within: 5h, at_least: 4, again_after: 1h}",
       {[](const Model::Events& events) {
          return events.size() >= 4 && events[events.size() - 4].at >= events.back().at - kNear;
        },
        hours(1)}},
      {"window: {sequence: [{event: a}, {event: b}], by: event.data.k, within: 5h}",
       {an_a_then_a_b, {}}},
      {"window: {sequence: [{event: a}, {event: b}, {event: a}], by: event.data.k, within: 5h, "
       "again_after: 3h}",
       {a_b_and_another_a, hours(3)}},
      {"window: {sequence: [{event: a}, {event: b}, {absent: c, for: 50m}], by: event.data.k, "
       "within: 5h, again_after: 2h}",
       {an_a_then_a_b, hours(2), minutes(50)}},
      {"window: {sequence: [{event: a}, {event: b}, {absent: c, for: 9h}], by: event.data.k, "
       "within: 5h}",
       {an_a_then_a_b, {}, hours(9)}}};
  return all;
}

TEST(Window, IsAsAModelThatKeepsEveryEvent) {
  for (const auto& each : cases()) {
    int firings = 0;
    for (unsigned seed = 1; seed <= 20; ++seed) {
      std::mt19937 random(seed);
      const auto draw = [&random](int most) { return static_cast<int>(random() % (most + 1U)); };
      const auto pace = seed % 3 == 0 ? 12 : 90;
      Windows windows(each.trigger);
      std::map<int, Model> models;
      std::map<int, core::Time> due;
      for (int at = 0; at < 80; ++at) {
        const auto where = [&] {
          return std::string(each.trigger) + ", seed " + std::to_string(seed) + ", event " +
                 std::to_string(at);
        };
        windows.now += minutes(draw(pace));
        const int key = draw(1);
        auto& model = models.try_emplace(key, each.model).first->second;
        const auto alarm = due.find(key);
        if (alarm != due.end() && alarm->second <= windows.now) {
          const bool fired = !windows.come_due(std::to_string(key)).empty();
          ASSERT_EQ(fired, model.look(alarm->second)) << where() << ", its alarm";
          firings += fired ? 1 : 0;
        }
        const std::string type(1, static_cast<char>('a' + draw(2)));
        const int person = draw(4);
        const int source = draw(2);
        const auto age = minutes(draw(59));
        const bool fired =
            !windows.hear(type, {{"k", key}, {"p", person}, {"s", source}}, age).empty();
        ASSERT_EQ(fired, model.hear({windows.now - age, windows.events, type[0], person, source}))
            << where();
        ASSERT_EQ(windows.fires_at, model.fires_at) << where();
        firings += fired ? 1 : 0;
        due.erase(key);
        if (windows.fires_at) due[key] = *windows.fires_at;
      }
    }
    EXPECT_GT(firings, 10) << each.trigger;
  }
}

// However the events of an hour come, there are as many firings, and the same one is awaited.
TEST(Window, FiresAsOftenInWhateverOrderEventsCome) {
  for (const auto& each : cases())
    for (unsigned seed = 1; seed <= 40; ++seed) {
      std::mt19937 random(seed);
      struct Sent {
        core::Duration age;
        std::string type;
        Json data;
      };
      std::vector<Sent> sent;
      for (int at = 0; at < 9; ++at)
        sent.push_back({minutes(6 * at),
                        std::string(1, static_cast<char>('a' + random() % 3)),
                        {{"k", 1}, {"p", random() % 4}, {"s", random() % 2}}});
      std::set<std::pair<int, std::optional<core::Time>>> results;
      for (int order = 0; order < 6; ++order) {
        Windows windows(each.trigger);
        int firings = 0;
        for (const auto& [age, type, data] : sent)
          firings += static_cast<int>(windows.hear(type, data, age).size());
        results.emplace(firings, windows.fires_at);
        std::shuffle(sent.begin(), sent.end(), random);
      }
      EXPECT_THAT(results, SizeIs(1)) << each.trigger << ", seed " << seed;
    }
}

TEST(WindowState, IsReadAsItWasWritten) {
  engine::WindowState state;
  const auto at = [](int hour) { return noon() + hours(hour); };
  state.newest = at(1);
  auto& tally = state.settled;
  tally.rests_until = at(2);
  tally.points = {{at(1), core::EventId(7)}};
  tally.distinct = {{{"ana", {at(1), core::EventId(7)}}}, {}};
  tally.begun = {engine::WindowPoint{at(-1), core::EventId(7)}, std::nullopt};
  tally.complete = engine::WindowChain{{at(0), core::EventId(7)}, {at(2), core::EventId(8)}};
  tally.complete_at = at(3);
  state.open = {{{at(0), core::EventId(9)}, {}, {"ana", "site"}},
                {{at(1), core::EventId(8)}, {0, 2}, {}}};
  state.settled_until = at(0);
  state.recent = {{7, 2, 1.5, 0.25, 1.25}};
  state.usual = {{1, 2, 0.1, -3, 1e300}};
  state.beyond = true;
  EXPECT_EQ(engine::window_state(engine::to_text(state)), state);
  EXPECT_EQ(engine::to_text(engine::WindowState{}), "");
  EXPECT_FALSE(engine::window_state("[]"));
  EXPECT_FALSE(engine::window_state("{\"e\":[1]}"));
  EXPECT_FALSE(engine::window_state("{\"d\":7}"));
  EXPECT_FALSE(engine::window_state("{\"w\":[[1]]}"));
}

}  // namespace
}  // namespace baton::tests
