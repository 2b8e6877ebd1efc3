#pragma once

#include <optional>
#include <string>
#include <vector>

// The figures that the programs measure. bench/run.py and bench/insight.py print them in a table.
namespace bench {

struct Figure {
  // What was measured, and what came.
  std::string name;
  double value = 0;
  std::string unit;
  // What should have come, if there is a goal: at least so much, or at most.
  std::optional<double> goal{};
  bool at_most = false;
  // The digits behind the point that are worth reading.
  int digits = 0;
  // How it was measured, for people.
  std::string note{};
};

using Figures = std::vector<Figure>;

// The sizes at which the language can be measured.
inline constexpr int kSizeMin = 1'000;
inline constexpr int kSizeMax = 1'000'000;

// Each measures one part of the language and adds its figures. An exception says why it could not.
// Conditions over an event, beside a check in C++ and libjq.
void measure_expressions(Figures& figures);
// Events that are matched against runs that wait; up to so many of them.
void measure_waiting(Figures& figures, int runs_max);
// Events that are counted in a window that keeps something of many keys, up to so many.
void measure_windows(Figures& figures, int keys_max);
// Changes of a fact that the gate of one run reads, beside those of up to `runs_max` other runs,
// 100,000 at the most.
void measure_facts(Figures& figures, int runs_max);
// Schedules that are due at one moment, up to so many.
void measure_schedules(Figures& figures, int schedules_max);

}  // namespace bench
