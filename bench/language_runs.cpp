#include "baton/core/event.hpp"
#include "baton/core/json.hpp"
#include "baton/engine/plan.hpp"
#include "baton/simulate/world.hpp"
#include "baton/templates/load.hpp"
#include "figures.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdint>
#include <cstdio>
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

constexpr int kWindowKeys = 100'000;
constexpr int kSchedules = 10'000;
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

void publish_template(simulate::World& world, const std::string& yaml) {
  for (const auto& finding : world.publish_template(yaml, "bench.yaml"))
    if (finding.severity == core::Finding::Severity::error)
      throw std::runtime_error(finding.message);
}

void hold_faultless(simulate::World& world) {
  const auto faults = world.take_faults();
  if (!faults.empty()) throw std::runtime_error(faults.front());
}

std::int64_t runs_of(simulate::World& world) {
  std::int64_t runs = 0;
  world.read([&runs](ports::Queries& queries) { runs = queries.counts().runs; });
  return runs;
}

void publish(simulate::World& world, const char* type, int number) {
  core::Event event;
  event.type = type;
  event.source = "bench";
  event.origin = type + std::to_string(number);
  event.time = world.clock().now();
  event.data = {{"n", number}};
  if (!world.publish(std::move(event))) throw std::runtime_error("the bus refused an event");
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

// The bytes of a row of each key: its key and state, and four numbers.
double bytes_a_key(simulate::World& world) {
  auto loaded = templates::load(kCounting, "bench.yaml");
  const auto plan = engine::compile(std::move(loaded.workflow).value(), 1).value();
  const auto window = plan->triggers().front().window->id;
  std::size_t keys = 0;
  std::size_t bytes = 0;
  world.read([&](ports::Queries& queries) {
    std::vector<ports::WindowRow> rows;
    do {
      rows = queries.windows(window, rows.empty() ? "" : rows.back().key, 1'000);
      for (const auto& row : rows) bytes += row.key.size() + row.state.size() + 4 * 8;
      keys += rows.size();
    } while (!rows.empty());
  });
  if (keys != kWindowKeys) throw std::runtime_error(std::to_string(keys) + " keys are kept");
  return static_cast<double>(bytes) / static_cast<double>(keys);
}

std::string with_commas(int number) {
  auto text = std::to_string(number);
  for (auto at = static_cast<std::ptrdiff_t>(text.size()) - 3; at > 0; at -= 3)
    text.insert(static_cast<std::size_t>(at), ",");
  return text;
}

}  // namespace

void measure_schedules(Figures& figures) {
  std::fprintf(stderr, "schedules: publishing %d workflows\n", kSchedules);
  simulate::World world(unaudited());
  for (int number = 0; number < kSchedules; ++number) {
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
  if (runs_of(world) != kSchedules)
    throw std::runtime_error(std::to_string(runs_of(world)) + " runs were started");
  figures.push_back({with_commas(kSchedules) + " schedules due in one second", took, "s", 2, true,
                     2, "of processing until all runs are started; the clock is virtual"});
}

void measure_windows(Figures& figures) {
  std::fprintf(stderr, "windows: %d keys\n", kWindowKeys);
  constexpr int kSeen = 2'001;
  simulate::World world(unaudited());
  publish_template(world, kCounting);
  for (int account = 0; account < kWindowKeys; ++account) see(world, "bench.seen", account, 1);
  std::vector<double> counted;
  std::vector<double> others;
  for (int event = 0; event < kSeen; ++event) {
    const int account = event * (kWindowKeys / kSeen);
    others.push_back(see(world, "bench.other", account, 2));
    counted.push_back(see(world, "bench.seen", account, 2));
  }
  hold_faultless(world);
  if (runs_of(world) != 0) throw std::runtime_error("a window has fired");
  const auto whole = median(counted);
  const auto added = whole - median(others);
  figures.push_back({"an event in one of " + with_commas(kWindowKeys) + " window keys", added, "us",
                     20, true, 1,
                     "what the window adds to the turn of an event, which takes " +
                         std::to_string(static_cast<int>(whole)) + " us with it"});
  figures.push_back({"a window key at rest", bytes_a_key(world), "bytes", 200, true, 0,
                     "its row, of " + with_commas(kWindowKeys) +
                         "; of some two events were counted, of the others one"});
}

void measure_waiting(Figures& figures, int runs_max) {
  simulate::World world(unaudited());
  publish_template(world, kWaiting);
  int begun = 0;
  for (const int runs : {1'000, 100'000, 1'000'000}) {
    if (runs > runs_max) break;
    std::fprintf(stderr, "waiting: %d runs\n", runs);
    const auto first = begun;
    for (; begun < runs; ++begun) publish(world, "bench.await", begun);
    const auto before = world.clock().now();
    const auto took = answer_median(world, first, (runs - first) / kAnswers);
    hold_faultless(world);
    if (world.clock().now() != before) throw std::runtime_error("the clock moved");
    figures.push_back({"an event for one of " + with_commas(runs) + " waiting runs", took, "us",
                       100, true, 0,
                       "median of " + std::to_string(kAnswers) +
                           "; a whole turn: stored, found, the run read, decided, written"});
  }
}

}  // namespace bench
