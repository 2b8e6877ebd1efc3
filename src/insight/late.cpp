#include "baton/insight/late.hpp"

namespace baton::insight {

bool at_risk(bool was, double late, const RiskThresholds& thresholds) {
  return late >= (was ? thresholds.fall : thresholds.rise);
}

void BrierScore::add(double probability, bool came) {
  const double distance = probability - (came ? 1.0 : 0.0);
  sum_ += distance * distance;
  came_ += came ? 1 : 0;
  ++count_;
}

double BrierScore::brier() const { return count_ > 0 ? sum_ / static_cast<double>(count_) : 0; }

double BrierScore::climatology() const {
  if (count_ == 0) return 0;
  const double share = static_cast<double>(came_) / static_cast<double>(count_);
  return share * (1 - share);
}

}  // namespace baton::insight
