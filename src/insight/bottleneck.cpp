#include "baton/insight/bottleneck.hpp"

#include "baton/context/phrase.hpp"
#include "baton/insight/quantiles.hpp"
#include "baton/insight/remaining.hpp"

#include <algorithm>
#include <boost/math/special_functions/beta.hpp>
#include <chrono>
#include <cmath>
#include <numbers>
#include <utility>

namespace baton::insight {

using context::Language;
using context::Phrase;
using core::Duration;

namespace {

constexpr Phrase kPlaceOfStep{"{step}", "{step}"};
constexpr Phrase kPlaceAtTeam{"{step} at {team}", "{step} chez {team}"};
constexpr Phrase kPlaceOfHandOff{"hand-off from {team} to {to}", "passage de {team} à {to}"};
constexpr Phrase kLongerThere{
    "{place}: {effect} longer than before ({low} to {high}), {now} runs against {before}",
    "{place} : {effect} de plus qu’avant ({low} à {high}), {now} exécutions contre {before}"};

// Stays under a minute are alike: their logarithms would tell noise of machines.
constexpr double kLeastSeconds = 60;

// The stays of a cell in one stretch of time, in seconds, in ascending order.
using Stays = std::vector<double>;

Stays usable_stays(std::span<const Duration> from, std::size_t& faults) {
  Stays out;
  out.reserve(from.size());
  for (const auto stay : from) {
    if (stay < Duration::zero())
      ++faults;
    else
      out.push_back(core::in_seconds(stay));
  }
  std::sort(out.begin(), out.end());
  return out;
}

struct Moments {
  double mean = 0;
  double variance = 0;
  double count = 0;
};

Moments moments_of_logs(const Stays& stays) {
  Moments out;
  out.count = static_cast<double>(stays.size());
  for (const double stay : stays) out.mean += std::log(std::max(stay, kLeastSeconds)) / out.count;
  for (const double stay : stays) {
    const double off = std::log(std::max(stay, kLeastSeconds)) - out.mean;
    out.variance += off * off / (out.count - 1);
  }
  return out;
}

// The probability that a value of Student's distribution is over `t`, which is not negative.
double students_tail(double t, double freedom) {
  return boost::math::ibeta(freedom / 2, 0.5, freedom / (freedom + t * t)) / 2;
}

// Welch's test that `now` is not above `before`.
double welch_p_value(const Moments& before, const Moments& now) {
  // Runs that all take the same time, to the minute, have no variance; this is 1 %.
  constexpr double kLeastVarianceOfLogs = 1e-4;
  const double one = std::max(before.variance, kLeastVarianceOfLogs) / before.count;
  const double other = std::max(now.variance, kLeastVarianceOfLogs) / now.count;
  const double t = (now.mean - before.mean) / std::sqrt(one + other);
  const double freedom = (one + other) * (one + other) /
                         (one * one / (before.count - 1) + other * other / (now.count - 1));
  return t >= 0 ? students_tail(t, freedom) : 1 - students_tail(-t, freedom);
}

// The rank test of Mann and Whitney that runs do not stay longer now, by its normal approximation.
double rank_p_value(const Stays& before, const Stays& now) {
  double wins = 0;
  for (const double stay : now) {
    const auto [first, last] = std::equal_range(before.begin(), before.end(), stay);
    wins += static_cast<double>(first - before.begin()) + static_cast<double>(last - first) / 2;
  }
  const auto one = static_cast<double>(before.size());
  const auto other = static_cast<double>(now.size());
  // Ties make the true deviation smaller, so that this is on the safe side.
  const double z = (wins - one * other / 2) / std::sqrt(one * other * (one + other + 1) / 12);
  return std::erfc(z / std::numbers::sqrt2) / 2;
}

// So many values of `stays`, evenly spaced in their order; all of them where there are fewer.
Stays thinned(const Stays& stays) {
  constexpr std::size_t kEnough = 200;
  if (stays.size() <= kEnough) return stays;
  Stays out;
  for (std::size_t i = 0; i < kEnough; ++i)
    out.push_back(quantile(stays, (static_cast<double>(i) + 0.5) / kEnough));
  return out;
}

Duration from_seconds(double seconds) {
  return std::chrono::duration_cast<Duration>(std::chrono::duration<double>(seconds));
}

// What is compared at one cell.
struct Comparison {
  Stays before;
  Stays now;
};

Bottleneck test_cell(std::size_t cell, const Comparison& stays) {
  Bottleneck out;
  out.cell = cell;
  out.runs_before = stays.before.size();
  out.runs_now = stays.now.size();
  const double smaller =
      std::min(welch_p_value(moments_of_logs(stays.before), moments_of_logs(stays.now)),
               rank_p_value(stays.before, stays.now));
  out.p_value = std::min(1.0, 2 * smaller);
  return out;
}

// The median of all differences between a run now and one before, with the bounds that follow from
// the distribution of their number above any value.
void measure_effect(const Comparison& stays, Bottleneck& out) {
  constexpr double kNormal = 1.96;
  const auto before = static_cast<double>(stays.before.size());
  const auto now = static_cast<double>(stays.now.size());
  const double reach = kNormal * std::sqrt((before + now + 1) / (12 * before * now));
  std::vector<double> differences;
  const auto fewer_before = thinned(stays.before);
  for (const double later : thinned(stays.now))
    for (const double earlier : fewer_before) differences.push_back(later - earlier);
  const auto [low, middle, high] =
      quantiles(differences, {std::max(0.0, 0.5 - reach), 0.5, std::min(1.0, 0.5 + reach)});
  out.effect = from_seconds(middle);
  out.effect_low = from_seconds(low);
  out.effect_high = from_seconds(high);
}

// Benjamini and Hochberg: keeps the first k by p-value, k the largest with p(k) <= share · k / m.
void keep_discoveries(std::vector<Bottleneck>& tests, double share) {
  std::stable_sort(tests.begin(), tests.end(),
                   [](const auto& one, const auto& other) { return one.p_value < other.p_value; });
  std::size_t kept = 0;
  for (std::size_t i = 0; i < tests.size(); ++i) {
    const double bound = share * static_cast<double>(i + 1) / static_cast<double>(tests.size());
    if (tests[i].p_value <= bound) kept = i + 1;
  }
  tests.resize(kept);
}

}  // namespace

BottleneckReport find_bottlenecks(std::span<const Cell> cells, const BottleneckOptions& options) {
  BottleneckReport report;
  std::vector<Comparison> stays(cells.size());
  const auto runs_min = std::max<std::size_t>(2, options.runs_min);
  for (std::size_t i = 0; i < cells.size(); ++i) {
    stays[i].before = usable_stays(cells[i].before, report.clock_faults);
    stays[i].now = usable_stays(cells[i].now, report.clock_faults);
    if (stays[i].before.size() < runs_min || stays[i].now.size() < runs_min) {
      ++report.too_few;
      continue;
    }
    report.found.push_back(test_cell(i, stays[i]));
  }
  report.compared = report.found.size();
  keep_discoveries(report.found, options.false_discoveries);
  for (auto& each : report.found) measure_effect(stays[each.cell], each);
  std::erase_if(report.found, [&](const Bottleneck& each) {
    const double usual = quantile(stays[each.cell].before, 0.5);
    return each.effect <= Duration::zero() ||
           core::in_seconds(each.effect) < options.least_share * usual;
  });
  std::stable_sort(report.found.begin(), report.found.end(),
                   [](const auto& one, const auto& other) {
                     const auto cost = [](const Bottleneck& each) {
                       return core::in_seconds(each.effect) * static_cast<double>(each.runs_now);
                     };
                     return cost(one) > cost(other);
                   });
  return report;
}

std::string words_of(const Bottleneck& bottleneck, const Cell& cell, Language language) {
  const auto length = [language](Duration effect) {
    const auto text = short_text(std::chrono::abs(effect), language);
    return effect < Duration::zero() ? "-" + text : text;
  };
  const auto& place = !cell.to.empty()    ? kPlaceOfHandOff
                      : cell.team.empty() ? kPlaceOfStep
                                          : kPlaceAtTeam;
  return filled(kLongerThere, language,
                {{"place", filled(place, language,
                                  {{"step", cell.step}, {"team", cell.team}, {"to", cell.to}})},
                 {"effect", length(bottleneck.effect)},
                 {"low", length(bottleneck.effect_low)},
                 {"high", length(bottleneck.effect_high)},
                 {"now", std::to_string(bottleneck.runs_now)},
                 {"before", std::to_string(bottleneck.runs_before)}});
}

double load_of(std::size_t open, Duration median_work, Duration available) {
  if (available <= Duration::zero() || median_work <= Duration::zero()) return 0;
  return static_cast<double>(open) * core::in_seconds(median_work) / core::in_seconds(available);
}

std::optional<double> usual_load(std::span<const double> past) {
  constexpr std::size_t kPastMin = 10;
  constexpr double kUsual = 0.9;
  if (past.size() < kPastMin) return std::nullopt;
  std::vector<double> sorted(past.begin(), past.end());
  std::sort(sorted.begin(), sorted.end());
  return quantile(sorted, kUsual);
}

bool overloaded(double load, std::span<const double> past) {
  const auto usual = usual_load(past);
  return usual && load > *usual;
}

}  // namespace baton::insight
