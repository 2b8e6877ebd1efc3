// bench_language: how fast the language is by itself, without a server around it.
//
//   bench_language [SIZE]     SIZE: how many runs wait at most, a million unless it is given; there
//                             are as many window keys and schedules, up to the number of their goal
//   prints a JSON list of figures on stdout and what it does on stderr; when a part fails or has
//   measured nothing, it prints the figures of the others and exits 1
#include "figures_json.hpp"

#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <functional>
#include <stdexcept>

namespace bench {

namespace {

// Adds the figures of one part. False, and an error on stderr, if it fails or has measured nothing.
bool measured(const char* part, const std::function<void(Figures&)>& measure, Figures& figures) {
  Figures found;
  try {
    measure(found);
    if (found.empty()) throw std::runtime_error("no figure came");
    for (const auto& figure : found)
      if (!std::isfinite(figure.value))
        throw std::runtime_error("\"" + figure.name + "\" is no number");
  } catch (const std::exception& error) {
    std::fprintf(stderr, "error: %s: %s\n", part, error.what());
    return false;
  }
  figures.insert(figures.end(), found.begin(), found.end());
  return true;
}

int run(int size) {
  Figures figures;
  bool all = measured("expressions", measure_expressions, figures);
  const auto sized = [&](const char* part, void (*measure)(Figures&, int)) {
    const auto of_size = [measure, size](Figures& found) { measure(found, size); };
    all = measured(part, of_size, figures) && all;
  };
  sized("schedules", measure_schedules);
  sized("windows", measure_windows);
  sized("facts", measure_facts);
  sized("waiting", measure_waiting);
  print(figures);
  return all ? 0 : 1;
}

}  // namespace

}  // namespace bench

int main(int argc, char** argv) {
  const int size = argc > 1 ? std::atoi(argv[1]) : bench::kSizeMax;
  if (size < bench::kSizeMin || size > bench::kSizeMax) {
    std::fprintf(stderr, "error: expected a size of %d to %d\n", bench::kSizeMin, bench::kSizeMax);
    return 2;
  }
  return bench::run(size);
}
