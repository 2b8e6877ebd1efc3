// The deterministic simulation: sim --seeds A..B | --seed N [--verbose] | --mutants [--seeds A..B]
// [--mutant NAME] One seed is one world (world.hpp); the same seed gives the same history, byte for
// byte. Ends with "N passed, N failed".
#include "sim/world.hpp"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <ctime>
#include <spdlog/spdlog.h>
#include <string>
#include <string_view>

namespace baton::sim {

void History::note(std::string line) {
  for (const char byte : line + '\n')
    hash_ = (hash_ ^ static_cast<unsigned char>(byte)) * 0x100000001B3U;
  if (aloud_) std::printf("%s\n", line.c_str());
  lines_.push_back(std::move(line));
}

namespace {

constexpr std::size_t kLinesShown = 30;
constexpr std::uint64_t kPlayedTwice = 5;  // worlds of a range whose histories are compared

struct Options {
  std::uint64_t first = 1;
  std::uint64_t last = 1'000;
  bool verbose = false;
  bool mutants = false;
  std::string mutant{};
};

void show(std::uint64_t seed, const Options& options, const World& world) {
  const auto& [checker, text] = *world.witness().found();
  std::printf("seed %llu: %s: %s\n", static_cast<unsigned long long>(seed), checker.c_str(),
              text.c_str());
  const auto& lines = world.history().lines();
  for (auto at = lines.size() - std::min(lines.size(), kLinesShown); at < lines.size(); ++at)
    std::printf("    %s\n", lines[at].c_str());
  std::printf("  again: build/tests/sim --seed %llu --verbose%s\n",
              static_cast<unsigned long long>(seed),
              options.mutant.empty() ? "" : (" --mutant " + options.mutant).c_str());
}

// Plays the world of a seed once more. If its history differs from the one before, shows the first
// line that differs.
bool play_again(std::uint64_t seed, const Options& options, const History& before) {
  World again(seed, options.mutant, false);
  again.play();
  if (again.history().hash() == before.hash()) return true;
  const auto& first = before.lines();
  const auto& second = again.history().lines();
  const auto [in_first, in_second] =
      std::mismatch(first.begin(), first.end(), second.begin(), second.end());
  std::printf("seed %llu: determinism: played twice, its history differs at line %td\n",
              static_cast<unsigned long long>(seed), in_first - first.begin() + 1);
  std::printf("    first:  %s\n", in_first == first.end() ? "(its end)" : in_first->c_str());
  std::printf("    second: %s\n", in_second == second.end() ? "(its end)" : in_second->c_str());
  return false;
}

bool pass(std::uint64_t seed, const Options& options) {
  World world(seed, options.mutant, options.verbose);
  world.play();
  if (world.witness().found()) {
    show(seed, options, world);
    return false;
  }
  return seed >= options.first + kPlayedTwice || play_again(seed, options, world.history());
}

int play_seeds(const Options& options) {
  int passed = 0;
  int failed = 0;
  for (auto seed = options.first; seed <= options.last; ++seed)
    ++(pass(seed, options) ? passed : failed);
  std::printf("seeds %llu..%llu in %.1f s of processor time\n%d passed, %d failed\n",
              static_cast<unsigned long long>(options.first),
              static_cast<unsigned long long>(options.last),
              static_cast<double>(std::clock()) / CLOCKS_PER_SEC, passed, failed);
  return failed == 0 ? 0 : 1;
}

// What catches the mutant in the world of a seed; empty when nothing does.
std::string caught_by(std::uint64_t seed, const Planted& mutant) {
  World world(seed, mutant.name, false);
  world.play();
  const auto& found = world.witness().found();
  return found ? found->first + " at seed " + std::to_string(seed) : "";
}

// Each planted bug must be caught by some seed of the range.
int play_mutants(const Options& options) {
  int passed = 0;
  int failed = 0;
  for (const auto& mutant : planted()) {
    std::string caught;
    if (mutant.seed >= options.first && mutant.seed <= options.last)
      caught = caught_by(mutant.seed, mutant);
    for (auto seed = options.first; seed <= options.last && caught.empty(); ++seed)
      if (seed != mutant.seed) caught = caught_by(seed, mutant);
    ++(caught.empty() ? failed : passed);
    std::printf("%-24s %-28s %s\n", std::string(mutant.name).c_str(),
                caught.empty() ? "NOT CAUGHT" : caught.c_str(),
                std::string(mutant.stands_for).c_str());
  }
  std::printf("%d passed, %d failed\n", passed, failed);
  return failed == 0 ? 0 : 1;
}

bool read_seeds(std::string_view text, Options& options) {
  const auto dots = text.find("..");
  try {
    options.first = std::stoull(std::string(text.substr(0, dots)));
    options.last = dots == std::string_view::npos ? options.first
                                                  : std::stoull(std::string(text.substr(dots + 2)));
  } catch (const std::exception&) {
    return false;
  }
  return options.first <= options.last;
}

bool read_options(int count, char** words, Options& options) {
  for (int at = 1; at < count; ++at) {
    const std::string_view word = words[at];
    const std::string_view value = at + 1 < count ? words[at + 1] : "";
    if (word == "--verbose") {
      options.verbose = true;
    } else if (word == "--mutants") {
      options.mutants = true;
    } else if ((word == "--seeds" || word == "--seed") && read_seeds(value, options)) {
      ++at;
    } else if (word == "--mutant" && !value.empty() && make_mutant(value)) {
      options.mutant = value;
      ++at;
    } else {
      return false;
    }
  }
  return true;
}

}  // namespace
}  // namespace baton::sim

int main(int count, char** words) {
  baton::sim::Options options;
  if (!baton::sim::read_options(count, words, options)) {
    std::fprintf(
        stderr,
        "usage: sim [--seeds A..B | --seed N] [--verbose] [--mutant NAME | --mutants]\nmutants:\n");
    for (const auto& mutant : baton::sim::planted())
      std::fprintf(stderr, "  %s\n", std::string(mutant.name).c_str());
    return 2;
  }
  spdlog::set_level(
      spdlog::level::off);  // the worlds are full of errors, and the history tells of them
  return options.mutants ? baton::sim::play_mutants(options) : baton::sim::play_seeds(options);
}
