// insight_planted: whether a step that became slower at a team is found among the real durations of
// a public event log.
//
//   insight_planted FILE.csv[.gz]
//
// The log has the columns case_id, activity, timestamp, team. A stay is the time from an event to
// the next of its case, at the activity and the team of the first. In each of 200 worlds the stays
// of each step are dealt out at random, half to "before" and half to "now", so that nothing has
// changed; then one step gets so many days more for so many runs. Prints a name and a value a
// line.
#include "baton/core/time.hpp"
#include "baton/insight/bottleneck.hpp"
#include "insight_csv.hpp"

#include <algorithm>
#include <cstdio>
#include <map>
#include <random>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace bench {

namespace {

using baton::core::Duration;
using baton::core::Time;
using baton::insight::Cell;

// A step at a team, and how long each case stayed there.
struct StepStays {
  std::string step;
  std::string team;
  std::vector<Duration> stays;
};

std::vector<StepStays> read_stays(const std::string& path) {
  const Table table(path);
  const auto id = table.column("case_id");
  const auto activity = table.column("activity");
  const auto timestamp = table.column("timestamp");
  const auto team = table.column("team");
  // What each case did last: which row, and when.
  std::map<std::string, std::pair<std::size_t, Time>> last;
  std::map<std::pair<std::string, std::string>, std::vector<Duration>> stays;
  for (std::size_t i = 0; i < table.rows().size(); ++i) {
    const auto& row = table.rows()[i];
    const auto at =
        moment_read(baton::core::parse_rfc3339(row[timestamp]), path + ": case " + row[id]);
    const auto [found, is_new] = last.try_emplace(row[id], i, at);
    if (is_new) continue;
    const auto& before = table.rows()[found->second.first];
    if (!before[team].empty())
      stays[{before[activity], before[team]}].push_back(at - found->second.second);
    found->second = {i, at};
  }
  std::vector<StepStays> steps;
  for (auto& [step, lengths] : stays)
    steps.push_back({step.first, step.second, std::move(lengths)});
  return steps;
}

// The steps that have at least so many stays in each half.
std::vector<std::size_t> large_steps(const std::vector<StepStays>& steps, std::size_t runs) {
  std::vector<std::size_t> out;
  for (std::size_t i = 0; i < steps.size(); ++i)
    if (steps[i].stays.size() >= 2 * runs) out.push_back(i);
  return out;
}

// Deals out the stays of each step; `slower` gets `planted` more in `runs` runs of now.
std::vector<Cell> deal(const std::vector<StepStays>& steps, std::mt19937_64& random,
                       std::size_t slower, Duration planted, std::size_t runs) {
  std::vector<Cell> cells;
  for (std::size_t i = 0; i < steps.size(); ++i) {
    auto stays = steps[i].stays;
    std::shuffle(stays.begin(), stays.end(), random);
    const auto half = static_cast<std::ptrdiff_t>(stays.size() / 2);
    Cell cell{steps[i].step, steps[i].team};
    cell.before.assign(stays.begin(), stays.begin() + half);
    cell.now.assign(stays.begin() + half, stays.end());
    if (i == slower) {
      cell.now.resize(std::min(cell.now.size(), runs));
      for (auto& stay : cell.now) stay += planted;
    }
    cells.push_back(std::move(cell));
  }
  return cells;
}

void measure(const std::vector<StepStays>& steps, int days, std::size_t runs) {
  constexpr int kWorlds = 200;
  const auto large = large_steps(steps, runs);
  if (large.empty()) throw std::runtime_error("no step has enough stays");
  double recall = 0;
  double false_share = 0;
  double alarmed = 0;
  std::size_t compared = 0;
  for (int world = 0; world < kWorlds; ++world) {
    std::mt19937_64 random(static_cast<std::uint64_t>(world));
    const auto slower = large[random() % large.size()];
    const auto planted = std::chrono::days(days);
    const auto report =
        baton::insight::find_bottlenecks(deal(steps, random, slower, planted, runs));
    const auto found = static_cast<double>(report.found.size());
    const auto right = static_cast<double>(
        std::count_if(report.found.begin(), report.found.end(),
                      [&](const auto& each) { return each.cell == slower && days > 0; }));
    recall += right;
    alarmed += found > 0 ? 1 : 0;
    if (found > 0) false_share += (found - right) / found;
    compared = report.compared;
  }
  std::printf("planted_%d recall %.3f false %.3f alarmed %.3f places %zu\n", days, recall / kWorlds,
              false_share / kWorlds, alarmed / kWorlds, compared);
}

}  // namespace

}  // namespace bench

int main(int argc, char** argv) {
  if (argc != 2) {
    std::fprintf(stderr, "usage: insight_planted FILE.csv[.gz]\n");
    return 2;
  }
  return bench::exit_code_of([argv] {
    const auto steps = bench::read_stays(argv[1]);
    bench::measure(steps, 4, 60);
    bench::measure(steps, 2, 150);
    bench::measure(steps, 0, 60);
  });
}
