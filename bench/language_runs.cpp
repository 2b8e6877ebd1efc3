#include "baton/core/event.hpp"
#include "baton/core/json.hpp"
#include "baton/simulate/world.hpp"
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

// The median time in microseconds that an answer to one of the runs takes. `from`: the first
// number; every answer is to another run.
double answer_median(simulate::World& world, int from, int step) {
  std::vector<double> took;
  for (int answer = 0; answer < kAnswers; ++answer) {
    const auto begin = Clock::now();
    publish(world, "bench.answer", from + answer * step);
    took.push_back(since(begin) * 1e6);
  }
  std::nth_element(took.begin(), took.begin() + kAnswers / 2, took.end());
  return took[kAnswers / 2];
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
