#include "baton/engine/windows.hpp"

#include "engine/window_state.hpp"
#include "unit/make.hpp"

#include <algorithm>
#include <gmock/gmock.h>
#include <map>
#include <random>
#include <set>

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
  windows.now += minutes(30);
  EXPECT_THAT(windows.hear("go", {{"k", "a"}}), IsEmpty()) << "the first is an hour old";
  EXPECT_EQ(windows.why("a").at("because"), "it still lacks 1 event");
  windows.now += minutes(29);
  const auto fired = windows.hear("go", {{"k", "a"}});
  ASSERT_THAT(fired, SizeIs(1));
  EXPECT_EQ(fired[0].at("count"), 3);
  EXPECT_EQ(fired[0].at("key"), "a");
  EXPECT_EQ(fired[0].at("first"), 2);
  EXPECT_EQ(windows.rows.at("a"), "") << "what has led to a firing counts for no other";
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
  EXPECT_EQ(fired[0].at("distinct").at("p"), (Json{"0", "1", "7"}));
  EXPECT_EQ(fired[0].at("distinct").at("s").size(), 16U);
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
  windows.now += hours(10);
  windows.hear("b", {{"k", 1}});
  EXPECT_THAT(windows.hear("c", {{"k", 1}}), IsEmpty()) << "it has begun too long ago";
}

TEST(Sequence, OneEventIsOneOfItsEvents) {
  Windows windows("window: {sequence: [{event: a}, {event: a}], within: 1h}");
  EXPECT_THAT(windows.hear("a", {}), IsEmpty());
  EXPECT_THAT(windows.hear("a", {}), SizeIs(1));
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
  EXPECT_THAT(core::text_at(windows.why(""), "because"), HasSubstr("too few events"));
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

TEST(Threshold, IsToldAsItStandsNow) {
  Windows windows(kThreshold);
  windows.hear("go", {{"k", 1}, {"n", 8}});
  EXPECT_EQ(windows.why("1").at("value"), 8.0);
  windows.now += hours(2);
  EXPECT_FALSE(windows.why("1").contains("value")) << "its only event is two hours old";
  EXPECT_EQ(windows.why("1").at("because"), "too few events came over 1h");
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

// The same by a model that keeps every event.
class Model {
 public:
  struct Seen {
    core::Time at;
    int person;
    int source;
  };
  bool hear(Seen seen) {
    if (rests_until && seen.at < *rests_until) return false;
    rests_until.reset();
    all.push_back(seen);
    const auto newest = std::max_element(all.begin(), all.end(), [](const auto& a, const auto& b) {
                          return a.at < b.at;
                        })->at;
    std::set<int> people;
    std::set<int> sources;
    for (const auto& each : all)
      if (each.at > newest - hours(5)) {
        people.insert(each.person);
        sources.insert(each.source);
      }
    if (people.size() < 3 || sources.size() < 2) return false;
    all.clear();
    rests_until = newest + hours(7);
    return true;
  }
  std::vector<Seen> all;
  std::optional<core::Time> rests_until{};
};

TEST(Window, IsAsAModelThatKeepsEveryEvent) {
  for (unsigned seed = 1; seed <= 50; ++seed) {
    std::mt19937 random(seed);
    const auto draw = [&random](int most) { return static_cast<int>(random() % (most + 1U)); };
    Windows windows(
        "window: {event: go, by: event.data.k, within: 5h, distinct: {p: event.data.p, s: "
        "event.data.s}, at_least: {p: 3, s: 2}, again_after: 7h}");
    std::map<int, Model> models;
    for (int at = 0; at < 200; ++at) {
      windows.now += minutes(draw(90));
      const int key = draw(2);
      const int person = draw(4);
      const int source = draw(2);
      const auto age = minutes(draw(59));
      const bool fired =
          !windows.hear("go", {{"k", key}, {"p", person}, {"s", source}}, age).empty();
      ASSERT_EQ(fired, models[key].hear({windows.now - age, person, source}))
          << "seed " << seed << ", event " << at;
    }
  }
}

TEST(WindowState, IsReadAsItWasWritten) {
  engine::WindowState state;
  const auto at = [](int hour) { return noon() + hours(hour); };
  state.newest = at(1);
  state.rests_until = at(2);
  state.points = {{at(1), core::EventId(7)}};
  state.distinct = {{{"ana", {at(1), core::EventId(7)}}}, {}};
  state.chains = {engine::WindowChain{{at(1), core::EventId(7)}, {at(2), core::EventId(8)}},
                  std::nullopt};
  state.complete = engine::WindowChain{{at(1), core::EventId(7)}, {at(2), core::EventId(8)}};
  state.complete_at = at(3);
  state.recent = {{7, 2, 1.5, 0.25, 1.25}};
  state.usual = {{1, 2, 0.1, -3, 1e300}};
  state.beyond = true;
  EXPECT_EQ(engine::window_state(engine::to_text(state)), state);
  EXPECT_EQ(engine::to_text(engine::WindowState{}), "");
  EXPECT_FALSE(engine::window_state("[]"));
  EXPECT_FALSE(engine::window_state("{\"e\":[1]}"));
  EXPECT_FALSE(engine::window_state("{\"d\":7}"));
}

}  // namespace
}  // namespace baton::tests
