// insight_figures: figures of insight on seeded worlds whose truth is known, without data from
// outside.
//
//   insight_figures            prints a JSON list of figures on stdout
#include "baton/insight/bottleneck.hpp"
#include "baton/insight/detect.hpp"
#include "baton/insight/forecast.hpp"
#include "baton/insight/quantiles.hpp"
#include "figures_json.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <ctime>
#include <random>
#include <string>
#include <utility>
#include <vector>

namespace bench {

namespace {

using baton::core::Duration;
using baton::core::Time;
using baton::insight::Cell;
using baton::insight::FlowStep;
using Random = std::mt19937_64;
using FloatDays = std::chrono::duration<double, std::ratio<86'400>>;

constexpr Time kStart{std::chrono::sys_days(std::chrono::year(2026) / 1 / 5)};

Duration length_of(double days) { return std::chrono::duration_cast<Duration>(FloatDays(days)); }

double log_normal(Random& random, double median, double deviation) {
  return median * std::exp(std::normal_distribution<double>(0, deviation)(random));
}

constexpr int kPlaces = 40;

// Places where runs stay one to four days in the median; one of them is `planted` days slower now.
std::vector<Cell> places(Random& random, int slower, double planted, int runs_now) {
  constexpr int kRunsBefore = 200;
  constexpr double kDeviation = 0.8;
  std::vector<Cell> cells;
  for (int i = 0; i < kPlaces; ++i) {
    Cell cell;
    const double usual = 1 + i % 4;
    for (int run = 0; run < kRunsBefore; ++run)
      cell.before.push_back(length_of(log_normal(random, usual, kDeviation)));
    for (int run = 0; run < runs_now; ++run)
      cell.now.push_back(
          length_of(log_normal(random, usual, kDeviation) + (i == slower ? planted : 0)));
    cells.push_back(std::move(cell));
  }
  return cells;
}

struct Found {
  double recall = 0;
  // The mean over worlds of the share of what was found that was not planted.
  double false_share = 0;
  double worlds_with_alarms = 0;
};

Found search(double planted, int runs_now) {
  constexpr int kWorlds = 1'000;
  Found out;
  for (int world = 0; world < kWorlds; ++world) {
    Random random(static_cast<std::uint64_t>(world));
    const int slower = world % kPlaces;
    const auto cells = places(random, slower, planted, runs_now);
    const auto report = baton::insight::find_bottlenecks(cells);
    double right = 0;
    for (const auto& each : report.found)
      right += static_cast<int>(each.cell) == slower && planted > 0 ? 1 : 0;
    const auto found = static_cast<double>(report.found.size());
    out.recall += right;
    if (found > 0) out.false_share += (found - right) / found;
    if (found > 0) out.worlds_with_alarms += 1;
  }
  for (auto* sum : {&out.recall, &out.false_share, &out.worlds_with_alarms}) *sum /= kWorlds;
  return out;
}

void measure_bottlenecks(Figures& figures) {
  const std::string note = "40 places, 1,000 worlds, 200 runs before";
  const auto large = search(4, 60);
  const auto small = search(2, 150);
  figures.push_back({"bottleneck +4 d, 60 runs: recall", large.recall, "", 0.90, false, 3, note});
  figures.push_back({"bottleneck +2 d, 150 runs: recall", small.recall, "", 0.93, false, 3, note});
  figures.push_back({"bottlenecks: false discoveries",
                     std::max(large.false_share, small.false_share), "", 0.15, true, 3, note});
  figures.push_back({"bottlenecks: alarms where none is", search(0, 60).worlds_with_alarms, "",
                     0.05, true, 3, "share of worlds"});
}

// The day of the first alarm, counted from the change on; 0 if there is none.
int day_of_alarm(std::uint64_t seed, double change, int days) {
  constexpr int kBefore = 28;
  Random random(seed);
  baton::insight::RateDetector detector;
  for (int day = 0; day < kBefore + days; ++day) {
    constexpr double kRate = 0.02;
    const double weekday = 1 + 0.2 * std::sin(day * 6.283185 / 7);
    const auto trials = std::poisson_distribution<std::uint64_t>(2'500 * weekday)(random);
    const double rate = kRate * (day >= kBefore ? change : 1.0);
    const auto clicks = std::binomial_distribution<std::uint64_t>(trials, rate)(random);
    const auto alarm = detector.add(kStart + std::chrono::days(day), clicks, trials);
    if (alarm && day >= kBefore && (change >= 1 || alarm->strength < 0)) return day - kBefore + 1;
  }
  return 0;
}

void measure_rates(Figures& figures) {
  constexpr int kWorlds = 1'000;
  std::vector<double> delays;
  double false_alarms = 0;
  for (std::uint64_t seed = 0; seed < kWorlds; ++seed) {
    const int delay = day_of_alarm(seed, 0.7, 30);
    if (delay > 0) delays.push_back(delay);
    false_alarms += day_of_alarm(kWorlds + seed, 1, 60) > 0 ? 1 : 0;
  }
  const std::string note = "2,500 impressions a day at 2 %, 1,000 worlds";
  const double found = static_cast<double>(delays.size()) * 100 / kWorlds;
  figures.push_back({"click-through rate -30 %: found", found, "%", 95, false, 1, note});
  figures.push_back({"click-through rate -30 %: after", baton::insight::median(delays), "d", 5,
                     true, 1, "median"});
  figures.push_back(
      {"rates: false alarms in 60 d", false_alarms * 100 / kWorlds, "%", 3, true, 1, note});
}

// Twelve steps in three branches between a first and a last.
std::vector<FlowStep> branches() {
  std::vector<FlowStep> steps;
  for (std::size_t i = 0; i < 12; ++i) {
    FlowStep step;
    step.name = "step " + std::to_string(i);
    if (i > 0 && i < 11) step.needs = {i < 4 ? 0 : i - 3};
    if (i == 11) step.needs = {8, 9, 10};
    step.takes = {std::log(86'400.0), 0.6, 100, false};
    steps.push_back(std::move(step));
  }
  steps[0].state = FlowStep::State::running;
  steps[0].began = kStart - std::chrono::hours(20);
  return steps;
}

void measure_futures(Figures& figures) {
  const auto steps = branches();
  constexpr int kTimes = 200;
  timespec began{};
  timespec ended{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &began);
  const auto first = baton::insight::forecast_flow(steps, kStart, kStart + std::chrono::days(5));
  bool same = true;
  for (int i = 1; i < kTimes; ++i) {
    const auto again = baton::insight::forecast_flow(steps, kStart, kStart + std::chrono::days(5));
    same = same && again.ends == first.ends && again.late == first.late;
  }
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &ended);
  const double took = static_cast<double>(ended.tv_sec - began.tv_sec) * 1e3 +
                      static_cast<double>(ended.tv_nsec - began.tv_nsec) / 1e6;
  figures.push_back({"forecast over a graph", took / kTimes, "ms", 2, true, 3,
                     "12 steps, 400 futures, CPU time"});
  figures.push_back({"same seed, same bytes", same ? 1.0 : 0.0, "", 1, false, 0, "200 times"});
}

}  // namespace

}  // namespace bench

int main() {
  bench::Figures figures;
  bench::measure_bottlenecks(figures);
  bench::measure_rates(figures);
  bench::measure_futures(figures);
  bench::print(figures);
  return 0;
}
