// bench_language: how fast the language is by itself, without a server around it.
//
//   bench_language [RUNS]     RUNS: how many runs wait at most, a million unless it is given;
//   prints a JSON list of figures on stdout and what it does on stderr
#include "figures_json.hpp"

#include <cstdio>
#include <cstdlib>
#include <exception>

namespace bench {

namespace {

int run(int runs_max) {
  Figures figures;
  measure_expressions(figures);
  measure_schedules(figures);
  measure_windows(figures);
  measure_waiting(figures, runs_max);
  print(figures);
  return 0;
}

}  // namespace

}  // namespace bench

int main(int argc, char** argv) {
  constexpr int kRunsMax = 1'000'000;
  const int runs = argc > 1 ? std::atoi(argv[1]) : kRunsMax;
  if (runs < 1 || runs > kRunsMax) {
    std::fprintf(stderr, "error: expected 1 to %d runs\n", kRunsMax);
    return 2;
  }
  try {
    return bench::run(runs);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "error: %s\n", error.what());
    return 1;
  }
}
