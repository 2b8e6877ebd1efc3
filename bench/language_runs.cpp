#include "baton/core/event.hpp"
#include "baton/core/finding.hpp"
#include "baton/core/json.hpp"
#include "baton/core/own_events.hpp"
#include "baton/engine/decide.hpp"
#include "baton/engine/plan.hpp"
#include "baton/engine/wait_index.hpp"
#include "baton/facts/definitions.hpp"
#include "baton/runtime/reads.hpp"
#include "baton/simulate/world.hpp"
#include "baton/templates/load.hpp"
#include "figures.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

// What the middle of the server does by itself: bus, turns, engine and a database in memory, under
// a clock that this program moves. The times are real.
namespace bench {

namespace {

using namespace baton;
using Clock = std::chrono::steady_clock;

constexpr auto* kWaiting = R"(
workflow: waiting
title: Waiting
description: One event, and a long wait for another by its number.
on:
  - event: bench.await
    inputs: { n: "${event.data.n}" }
inputs:
  n: { type: integer }
steps:
  answer:
    wait: { event: bench.answer, when: event.data.n == inputs.n }
    timeout: 30d
)";

// Three people of one account on two sources within a week.
constexpr auto* kCounting = R"(
workflow: counting
title: Counting
description: Several people of one account.
on:
  - window:
      event: bench.seen
      by: event.data.account
      within: 7d
      distinct: { person: event.data.person, source: event.source }
      at_least: { person: 3, source: 2 }
      again_after: 30d
    inputs: { account: "${window.key}" }
inputs:
  account: { type: string }
steps:
  one:
    set: { account: "${inputs.account}" }
)";

// A run for each region, which goes on once there is money for it.
constexpr auto* kGated = R"(
workflow: gated
title: Gated
description: Goes on when its region has a budget.
on:
  - event: bench.plan
    inputs: { n: "${event.data.n}" }
inputs:
  n: { type: integer }
steps:
  spend:
    gate: facts.budget[string(inputs.n)] >= 10
    set: { n: "${inputs.n}" }
)";

constexpr int kGatedRuns = 100'000;
constexpr int kWindowKeys = 100'000;
constexpr int kSchedules = 10'000;
// So many events are counted once the keys are there, and the median of their times counts.
constexpr int kSeen = 2'001;
// So many events are matched each time, and the median of their times counts.
constexpr int kAnswers = 201;

double since(Clock::time_point begin) {
  return std::chrono::duration<double>(Clock::now() - begin).count();
}

simulate::World::Options unaudited() {
  simulate::World::Options options;
  options.audited = false;
  return options;
}

// What was measured is worth nothing when it did not happen as often as it should have.
void hold(const char* what, std::int64_t count, std::int64_t expected) {
  if (count == expected) return;
  throw std::runtime_error(std::string(what) + ": expected " + std::to_string(expected) + ", got " +
                           std::to_string(count));
}

void publish_template(simulate::World& world, const std::string& yaml) {
  for (const auto& finding : world.publish_template(yaml, "bench.yaml"))
    if (finding.severity == core::Finding::Severity::error)
      throw std::runtime_error(finding.message);
}

ports::Counts counts_of(simulate::World& world) {
  ports::Counts counts;
  world.read([&counts](ports::Queries& queries) { counts = queries.counts(); });
  return counts;
}

void hold_faultless(simulate::World& world) {
  const auto parked = counts_of(world).parked;
  const auto faults = world.take_faults();
  if (!faults.empty()) throw std::runtime_error(faults.front());
  hold("events that were parked", parked, 0);
}

core::Event numbered(simulate::World& world, const char* type, int number) {
  core::Event event;
  event.type = type;
  event.source = "bench";
  event.origin = type + std::to_string(number);
  event.time = world.clock().now();
  event.received = event.time;
  event.data = {{"n", number}};
  return event;
}

void publish(simulate::World& world, const char* type, int number) {
  if (!world.publish(numbered(world, type, number)))
    throw std::runtime_error("the bus refused an event");
}

double median(std::vector<double> all) {
  const auto middle = all.begin() + static_cast<std::ptrdiff_t>(all.size() / 2);
  std::nth_element(all.begin(), middle, all.end());
  return *middle;
}

// The median time in microseconds that an answer to one of the runs takes. `from`: the first
// number; every answer is to another run.
double answer_median(simulate::World& world, int from, int step) {
  std::vector<double> took;
  for (int answer = 0; answer < kAnswers; ++answer) {
    const auto begin = Clock::now();
    publish(world, "bench.answer", from + answer * step);
    took.push_back(since(begin) * 1e6);
  }
  return median(std::move(took));
}

// A change of a fact for one region; returns how many microseconds it and all that follows took.
double set_budget(simulate::World& world, int region, int amount) {
  auto event = core::fact_set("budget", std::to_string(region), amount, "measured", "token:bench",
                              world.clock().now());
  const auto begin = Clock::now();
  world.post(std::move(event));
  return since(begin) * 1e6;
}

// What the engine does about an answer, and what it has to read for that. Times in microseconds.
struct Matching {
  double found = 0;    // the run is looked up in the index of waits
  double read = 0;     // its journal is read, and the run replayed from it
  double decided = 0;  // its wait takes the event, and the run goes on
  double all = 0;
};

// The medians for answers that are published nowhere, so that nothing is written and their runs
// wait on.
Matching match_median(simulate::World& world, int from, int step) {
  auto loaded = templates::load(kWaiting, "bench.yaml");
  const auto plan = engine::compile(std::move(loaded.workflow).value(), 1).value();
  std::array<std::vector<double>, 4> took;
  const auto match = [&](ports::Queries& queries, const core::Event& event) {
    const auto begin = Clock::now();
    const auto path = queries.wait_paths(event.type).at(0);
    const auto value = engine::index_value(event, engine::index_path(path));
    const auto runs = queries.waiting(event.type, path, value, {}, 2);
    const auto found = Clock::now();
    hold("runs that wait for an event", static_cast<std::int64_t>(runs.size()), 1);
    auto run = runtime::load_run(queries, runs.front()).value();
    const auto read = Clock::now();
    const engine::Moment moment{.now = world.clock().now(), .position = event.id};
    const auto decision = engine::decide(*plan, std::move(run), event, moment);
    const auto decided = Clock::now();
    hold("runs that have ended", core::ended(decision.run.status()) ? 1 : 0, 1);
    const auto us = [](auto length) {
      return std::chrono::duration<double, std::micro>(length).count();
    };
    took[0].push_back(us(found - begin));
    took[1].push_back(us(read - found));
    took[2].push_back(us(decided - read));
    took[3].push_back(us(decided - begin));
  };
  world.read([&](ports::Queries& queries) {
    for (int answer = 0; answer < kAnswers; ++answer) {
      auto event = numbered(world, "bench.answer", from + answer * step);
      event.id = core::EventId(queries.last_event().value() + 1);
      match(queries, event);
    }
  });
  hold_faultless(world);
  return {median(took[0]), median(took[1]), median(took[2]), median(took[3])};
}

// One event about an account; returns how many microseconds it took.
double see(simulate::World& world, const char* type, int account, int person) {
  core::Event event;
  event.type = type;
  event.source = "bench";
  event.origin = type + std::to_string(account) + '.' + std::to_string(person);
  event.time = world.clock().now();
  event.data = {{"account", "account-" + std::to_string(account)},
                {"person", "person-" + std::to_string(person) + "@example.com"}};
  const auto begin = Clock::now();
  if (!world.publish(std::move(event))) throw std::runtime_error("the bus refused an event");
  return since(begin) * 1e6;
}

// The bytes of a row of each key: its key and state, and four numbers. So many rows must be there.
double bytes_a_key(simulate::World& world, int expected) {
  auto loaded = templates::load(kCounting, "bench.yaml");
  const auto plan = engine::compile(std::move(loaded.workflow).value(), 1).value();
  const auto window = plan->triggers().front().window->id;
  std::int64_t keys = 0;
  std::size_t bytes = 0;
  world.read([&](ports::Queries& queries) {
    std::vector<ports::WindowRow> rows;
    do {
      rows = queries.windows(window, rows.empty() ? "" : rows.back().key, 1'000);
      for (const auto& row : rows) bytes += row.key.size() + row.state.size() + 4 * 8;
      keys += static_cast<std::int64_t>(rows.size());
    } while (!rows.empty());
  });
  hold_faultless(world);
  hold("window keys", keys, expected);
  return static_cast<double>(bytes) / static_cast<double>(keys);
}

std::string with_commas(int number) {
  auto text = std::to_string(number);
  for (auto at = static_cast<std::ptrdiff_t>(text.size()) - 3; at > 0; at -= 3)
    text.insert(static_cast<std::size_t>(at), ",");
  return text;
}

std::string tenths(double value) {
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%.1f us", value);
  return text.data();
}

}  // namespace

void measure_schedules(Figures& figures, int schedules_max) {
  const int schedules = std::min(kSchedules, schedules_max);
  std::fprintf(stderr, "schedules: publishing %d workflows\n", schedules);
  simulate::World world(unaudited());
  for (int number = 0; number < schedules; ++number) {
    const auto name = "s" + std::to_string(number);
    publish_template(world, "workflow: " + name + "\ntitle: S\ndescription: Due at noon.\n" +
                                "on: [ { schedule: { cron: \"0 12 * * *\", timezone: UTC } } ]\n" +
                                "steps: { one: { sleep: { for: 1d } } }\n");
  }
  const auto noon = simulate::VirtualClock::kBegins + std::chrono::hours(2);
  world.pass_until(noon - std::chrono::seconds(1));
  const auto begin = Clock::now();
  world.pass_until(noon);
  const auto took = since(begin);
  hold_faultless(world);
  hold("runs that were started", counts_of(world).runs, schedules);
  figures.push_back({with_commas(schedules) + " schedules due in one second", took, "s", 2, true, 2,
                     "of processing until all runs are started; the clock is virtual"});
}

void measure_windows(Figures& figures, int keys_max) {
  const int keys = std::min(kWindowKeys, keys_max);
  std::fprintf(stderr, "windows: %d keys\n", keys);
  simulate::World world(unaudited());
  publish_template(world, kCounting);
  for (int account = 0; account < keys; ++account) see(world, "bench.seen", account, 1);
  const int seen = std::min(kSeen, keys);
  std::vector<double> counted;
  std::vector<double> others;
  for (int event = 0; event < seen; ++event) {
    const int account = event * (keys / seen);
    others.push_back(see(world, "bench.other", account, 2));
    counted.push_back(see(world, "bench.seen", account, 2));
  }
  hold_faultless(world);
  hold("runs that a window has started", counts_of(world).runs, 0);
  const auto bytes = bytes_a_key(world, keys);
  const auto whole = median(counted);
  const auto added = whole - median(others);
  figures.push_back({"an event in one of " + with_commas(keys) + " window keys", added, "us", 20,
                     true, 1,
                     "what the window adds to the turn of an event, which takes " +
                         std::to_string(static_cast<int>(whole)) + " us with it"});
  figures.push_back({"a window key at rest", bytes, "bytes", 200, true, 0,
                     "its row, of " + with_commas(keys) +
                         "; of some two events were counted, of the others one"});
}

void measure_facts(Figures& figures, int runs_max) {
  auto options = unaudited();
  core::Findings findings;
  options.facts = std::make_shared<const facts::Definitions>(facts::Definitions::read(
      {{"budget.yaml", "fact: budget\nkey: string\ntype: integer\n"}}, findings));
  simulate::World world(std::move(options));
  publish_template(world, kGated);
  int begun = 0;
  int opened = 0;
  for (const int runs : {1'000, kGatedRuns}) {
    if (runs > runs_max) break;
    std::fprintf(stderr, "facts: %d gated runs\n", runs);
    const auto first = begun;
    for (; begun < runs; ++begun) {
      set_budget(world, begun, 0);
      publish(world, "bench.plan", begun);
    }
    hold("runs whose gate is closed", counts_of(world).runs_open, runs - opened);
    const int step = (runs - first) / kAnswers;
    std::vector<double> took;
    for (int change = 0; change < kAnswers; ++change)
      took.push_back(set_budget(world, first + change * step, 10));
    opened += kAnswers;
    hold_faultless(world);
    hold("runs whose gate stays closed", counts_of(world).runs_open, runs - opened);
    figures.push_back(
        {"a fact that one of " + with_commas(runs) + " gated runs reads changes",
         median(std::move(took)),
         "us",
         {},
         true,
         0,
         "whole turn, in which that run goes on and ends; median of " + std::to_string(kAnswers)});
  }
}

void measure_waiting(Figures& figures, int runs_max) {
  simulate::World world(unaudited());
  publish_template(world, kWaiting);
  int begun = 0;
  int answered = 0;
  for (const int runs : {1'000, 100'000, 1'000'000}) {
    if (runs > runs_max) break;
    std::fprintf(stderr, "waiting: %d runs\n", runs);
    const auto first = begun;
    for (; begun < runs; ++begun) publish(world, "bench.await", begun);
    const auto before = world.clock().now();
    const int step = (runs - first) / kAnswers;
    const auto took = answer_median(world, first, step);
    const auto matched = match_median(world, first + step / 2, step);
    answered += kAnswers;
    hold("runs that wait after the answers", counts_of(world).runs_open, runs - answered);
    if (world.clock().now() != before) throw std::runtime_error("the clock moved");
    const auto which = "an event for one of " + with_commas(runs) + " waiting runs";
    figures.push_back({which + ": matched", matched.all, "us", 100, true, 0,
                       "median of " + std::to_string(kAnswers) + "; found in " +
                           tenths(matched.found) + ", the run read in " + tenths(matched.read) +
                           ", decided in " + tenths(matched.decided)});
    figures.push_back({which + ": whole turn",
                       took,
                       "us",
                       {},
                       true,
                       0,
                       "the same, with the event and all that follows from it written"});
  }
}

}  // namespace bench
