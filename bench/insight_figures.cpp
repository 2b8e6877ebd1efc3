// insight_figures: figures of insight that need no data from outside, on seeded worlds whose truth is known.
//
//   insight_figures            prints a JSON list of figures, as bench/run.py takes them
#include <cstdio>

#include "figures.hpp"

int main() { std::printf("[]\n"); return 0; }
