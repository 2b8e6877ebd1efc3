// insight_figures: figures of insight that need no data from outside, on seeded worlds whose truth
// is known.
//
//   insight_figures            prints a JSON list of figures, as bench/run.py takes them
#include "figures.hpp"

#include <cstdio>

int main() {
  std::printf("[]\n");
  return 0;
}
