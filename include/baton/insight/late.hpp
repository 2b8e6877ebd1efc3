#pragma once

#include <cstddef>

// What follows from the probability that a run ends late. Pure; any thread.
namespace baton::insight {

// The probabilities of ending late at which a run begins and ceases to be called at risk. There are
// two of them, so that a run whose probability wavers is not announced again and again.
struct RiskThresholds {
  // A probability from which on a run is at risk.
  double rise = 0.5;
  // A probability below which it is no longer at risk. Not above `rise`.
  double fall = 0.35;
};

// True if a run is at risk with this probability of being late, given whether it was before.
bool at_risk(bool was, double late, const RiskThresholds& thresholds = {});

// How good probabilities were: the mean square of their distance from what came (G. W. Brier:
// "Verification of forecasts expressed in terms of probability", 1950). 0 is perfect.
class BrierScore {
 public:
  // A probability, and whether it came.
  void add(double probability, bool came);
  // The number of probabilities.
  std::size_t count() const { return count_; }
  // The score; 0 if there are none.
  double brier() const;
  // The score that a forecast would have that always says how often it came in all, which nobody
  // knows beforehand: a useful forecast scores less. 0 if there are none.
  double climatology() const;

 private:
  double sum_ = 0;
  std::size_t came_ = 0;
  std::size_t count_ = 0;
};

}  // namespace baton::insight
