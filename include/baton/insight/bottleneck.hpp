#pragma once

#include "baton/context/cited.hpp"
#include "baton/core/time.hpp"

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <vector>

// Where runs lose more time than they used to: a step at a team, or a hand-off from one team to
// another. Teams and steps, never persons. Pure; any thread.
namespace baton::insight {

// One place, with the lengths of the stays there in two periods that are compared.
struct Cell {
  // "legal review"; empty for a hand-off.
  std::string step;
  // The team that works on it, or hands it off. A step may have none.
  std::string team;
  // The team that takes it; empty unless this is a hand-off.
  std::string to{};
  // How long each run stayed there in the earlier period. A negative length, which comes of a clock
  // that ran backwards, is left out and counted.
  std::vector<core::Duration> before{};
  // The same in the later period.
  std::vector<core::Duration> now{};
};

// A place that became slower.
struct Bottleneck {
  // The index of its cell in what was given to find_bottlenecks().
  std::size_t cell = 0;
  // How much longer runs stay: the median of the differences between any of them now and any before
  // (J. L. Hodges, E. L. Lehmann: "Estimates of location based on rank tests", 1963). It lies
  // between the two bounds with a confidence of 95 %.
  core::Duration effect{};
  // Its lower bound.
  core::Duration effect_low{};
  // Its upper bound.
  core::Duration effect_high{};
  // How many runs of the earlier period were compared.
  std::size_t runs_before = 0;
  // How many runs of the later period were compared.
  std::size_t runs_now = 0;
  // The probability of such a difference, or a larger one, if nothing had changed.
  double p_value = 0;
};

// How strict the search is.
struct BottleneckOptions {
  // The share of the reported bottlenecks that may be false, in the mean. docs/forecasts.md
  // promises 5 %; the rest is a margin, because the tests are approximations.
  double false_discoveries = 0.04;
  // A cell with fewer runs, before or now, is not looked at.
  std::size_t runs_min = 20;
  // An effect of less than this share of the earlier median is not reported.
  double least_share = 0.02;
};

// What was found, and what could not be judged.
struct BottleneckReport {
  // The costliest first: by the effect times the runs of the later period.
  std::vector<Bottleneck> found{};
  // Cells that were compared.
  std::size_t compared = 0;
  // Cells with too little data.
  std::size_t too_few = 0;
  // Lengths of stays that were left out because they were negative.
  std::size_t clock_faults = 0;
};

// Compares the logarithms of the stays in each cell with the test of Welch (B. L. Welch: "The
// generalization of Student's problem", 1947), and the stays with that of Mann and Whitney (H. B.
// Mann, D. R. Whitney: "On a test of whether one of two random variables is stochastically larger
// than the other", 1947), both one-sided. The first sees a shift where all stays have about the
// same length, the second where some are short and some are long. Twice the smaller of the two
// probabilities counts.
// False discoveries over all cells are kept to their share (Y. Benjamini, Y. Hochberg: "Controlling
// the false discovery rate", 1995).
BottleneckReport find_bottlenecks(std::span<const Cell> cells,
                                  const BottleneckOptions& options = {});

// "legal review at legal: 2.1 d longer than before (1.4 d to 2.9 d), 64 runs against 210".
std::string words_of(const Bottleneck& bottleneck, const Cell& cell,
                     context::Language language = context::Language::en);

// The load of a team: how long its open work takes, divided by the time that the team has for it. 2
// means that the work takes twice that time. 0 if one of the times is not positive.
double load_of(std::size_t open, core::Duration median_work, core::Duration available);

// The 90 % quantile of the team's past loads; nullopt if there are fewer than ten of these.
std::optional<double> usual_load(std::span<const double> past);

// True if `load` is above usual_load(). False if there is none.
bool overloaded(double load, std::span<const double> past);

}  // namespace baton::insight
