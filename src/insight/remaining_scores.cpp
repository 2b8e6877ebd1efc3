#include "insight/remaining_scores.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

namespace baton::insight {

namespace {

// Candidates are weighed by how well they forecast the newest runs: this share of all that have
// closed, at least kJudgedMin and, to bound memory, at most kJudgedMax of them.
constexpr double kJudgedShare = 0.16;
constexpr std::size_t kJudgedMin = 40;
constexpr std::size_t kJudgedMax = 2'000;
// How many of the newest scores put the level and the interval of forecasts right. They are fewer
// than those by which candidates are weighed, since both must follow a process that changes.
constexpr std::size_t kFollowed = 200;
// After how many further runs level and interval are found anew.
constexpr std::size_t kRefit = 5;
// A candidate with a loss 5 % over the least counts exp(-1) as much.
constexpr double kSharpness = 20;
constexpr double kFactorMin = 0.6;
constexpr double kFactorMax = 1.5;
// A timer that fires some minutes late is no surprise: an interval reaches this much further, in
// days, and no more than this share of the median.
constexpr double kToleranceDays = 1.0 / 24;
constexpr double kToleranceShare = 0.05;
// Under this, an interval has no width that a factor could change.
constexpr double kNoWidth = 1e-9;

double tolerance_of(double middle) { return std::min(kToleranceDays, kToleranceShare * middle); }

double clipped(double factor) { return std::clamp(factor, kFactorMin, kFactorMax); }

}  // namespace

double pinball_loss(const AtLevels& forecast, double truth) {
  double loss = 0;
  for (std::size_t i = 0; i < kLevels.size(); ++i) {
    const double over = truth - forecast[i];
    loss += over > 0 ? kLevels[i] * over : (kLevels[i] - 1) * over;
  }
  return loss;
}

void Scores::add(Score score, std::size_t closed) {
  scores_.push_back(std::move(score));
  const auto share = static_cast<std::size_t>(kJudgedShare * static_cast<double>(closed));
  const auto most = std::clamp(share, kJudgedMin, kJudgedMax);
  while (scores_.size() > most) scores_.pop_front();
  if (++since_calibrated_ < kRefit) return;
  since_calibrated_ = 0;
  weigh();
  const auto first = scores_.size() - std::min(scores_.size(), kFollowed);
  find_level(first);
  find_factors(first);
}

void Scores::weigh() {
  PerCandidate losses{};
  for (const auto& score : scores_)
    for (std::size_t i = 0; i < kCandidates; ++i) losses[i] += score.stands_for * score.loss[i];
  const double least = *std::min_element(losses.begin(), losses.end());
  if (least <= 0) return;
  for (std::size_t i = 0; i < kCandidates; ++i)
    weights_[i] = std::exp(-kSharpness * (losses[i] / least - 1));
  const double sum = std::accumulate(weights_.begin(), weights_.end(), 0.0);
  for (auto& weight : weights_) weight /= sum;
}

// The factor by which the medians of all runs alike would have had the least absolute error.
void Scores::find_level(std::size_t first) {
  std::vector<Weighted> ratios;
  for (auto i = first; i < scores_.size(); ++i) {
    for (const auto& [forecast, truth] : scores_[i].judged) {
      const double middle = std::max(forecast[1], kNoWidth);
      ratios.push_back({truth / middle, middle});
    }
  }
  level_ = std::min(level_max_, clipped(weighted_quantile(ratios, 0.5, 1)));
}

// The factors by which a tenth of the truths would have been below the interval, and as many above.
void Scores::find_factors(std::size_t first) {
  std::vector<Weighted> below;
  std::vector<Weighted> above;
  for (auto i = first; i < scores_.size(); ++i) {
    for (const auto& [forecast, truth] : scores_[i].judged) {
      // Moments of one run are alike: a long run counts more than a short one, but less than they
      // do.
      const double weight = std::sqrt(scores_[i].stands_for);
      const double middle = level_ * forecast[1];
      const double reach = tolerance_of(middle);
      const double down = std::max(kNoWidth, middle - level_ * forecast[0]);
      const double up = std::max(kNoWidth, level_ * forecast[2] - middle);
      below.push_back({(middle - reach - truth) / down, weight});
      above.push_back({(truth - reach - middle) / up, weight});
    }
  }
  constexpr double kInside = 0.9;
  below_ = clipped(weighted_quantile(below, kInside, 1));
  above_ = clipped(weighted_quantile(above, kInside, 1));
}

AtLevels Scores::calibrated(AtLevels blend, double level) const {
  for (auto& value : blend) value *= level;
  const double middle = blend[1];
  const double reach = tolerance_of(middle);
  return {std::max(0.0, middle - below_ * (middle - blend[0]) - reach), middle,
          middle + above_ * (blend[2] - middle) + reach};
}

}  // namespace baton::insight
