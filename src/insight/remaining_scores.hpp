#pragma once

#include "baton/insight/quantiles.hpp"
#include "insight/remaining_levels.hpp"

#include <array>
#include <cstddef>
#include <deque>
#include <vector>

// How good the candidates of a forecast were at runs that have closed since, and what follows for
// the next forecast: how much each candidate counts, and how far the interval reaches.
namespace baton::insight {

// A candidate is a chain with a memory.
inline constexpr std::size_t kCandidates = kChains.size() * kMemories;
// One number for each candidate.
using PerCandidate = std::array<double, kCandidates>;

// What was forecast for one moment of a run that has closed, in days, beside what came.
struct JudgedMoment {
  AtLevels forecast{};
  double truth = 0;
};

// All of one run.
struct Score {
  // The sum of the pinball losses over the moments that were judged, and their number.
  PerCandidate loss{};
  // How many moments each one that was judged stands for.
  double stands_for = 1;
  // The forecasts that people would have seen.
  std::vector<JudgedMoment> judged{};
};

// The pinball loss of a forecast, summed over kLevels: the lower, the better.
double pinball_loss(const AtLevels& forecast, double truth);

// The newest scores, and what follows from them.
class Scores {
 public:
  // Forecasts are multiplied by what makes the newest medians right, `level_max` at most.
  explicit Scores(double level_max) : level_max_(level_max) {}
  // Takes the score of a run, the newest; `closed` runs have closed so far.
  void add(Score score, std::size_t closed);
  // How much each candidate counts; the sum is 1.
  const PerCandidate& weights() const { return weights_; }
  // By what a time is multiplied before it is compared with a candidate's.
  double level() const { return level_; }
  // The blend of the candidates, with the interval put right, and multiplied by `level`.
  AtLevels calibrated(AtLevels blend, double level) const;

 private:
  void weigh();
  void find_level(std::size_t first);
  void find_factors(std::size_t first);

  double level_max_;
  std::deque<Score> scores_;
  PerCandidate weights_ = [] {
    PerCandidate even{};
    even.fill(1.0 / kCandidates);
    return even;
  }();
  double level_ = 1;
  double below_ = 1;
  double above_ = 1;
  std::size_t since_calibrated_ = 0;
};

}  // namespace baton::insight
