#include "baton/insight/forecast.hpp"

#include "baton/calendar/business.hpp"
#include "baton/core/result.hpp"
#include "insight/forecast_chance.hpp"
#include "insight/forecast_clock.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <limits>

namespace baton::insight {

using core::Duration;
using core::Time;

namespace {

constexpr std::size_t kNobody = std::numeric_limits<std::size_t>::max();

double seconds_between(Time from, Time to) { return core::in_seconds(to - from); }

Time after_seconds(Time now, double seconds) {
  return core::plus(now, std::chrono::duration<double>(seconds));
}

// Draws one future of a run after another, in seconds from now.
class Futures {
 public:
  Futures(std::span<const FlowStep> steps, Time now, const FlowOptions& options)
      : steps_(steps),
        clock_(options.calendar, now),
        chance_(options.seed),
        ends_(steps.size()),
        lasts_(steps.size()),
        decides_(steps.size()),
        lasted_(steps.size()) {
    for (std::size_t i = 0; i < steps.size(); ++i) {
      const auto& step = steps[i];
      for (const auto need : step.needs) core::ensure(need < i, "steps stand behind their needs");
      if (step.state == FlowStep::State::running)
        lasted_[i] = std::max(0.0, passed(step, step.began, now, options.calendar));
      if (step.state == FlowStep::State::settled) {
        ends_[i] = std::min(0.0, seconds_between(now, step.ended));
        lasts_[i] = std::max(0.0, passed(step, step.began, step.ended, options.calendar));
      }
    }
  }

  void draw() {
    for (std::size_t i = 0; i < steps_.size(); ++i) {
      decides_[i] = kNobody;
      if (steps_[i].state == FlowStep::State::running) run_on(i);
      if (steps_[i].state == FlowStep::State::pending) run_whole(i);
    }
  }

  // The step that ends last.
  std::size_t last() const {
    return static_cast<std::size_t>(std::max_element(ends_.begin(), ends_.end()) - ends_.begin());
  }
  // Of the step: when it ends, how long it takes, and which step it waited for last.
  double ends(std::size_t step) const { return ends_[step]; }
  double lasts(std::size_t step) const { return lasts_[step]; }
  std::size_t decides(std::size_t step) const { return decides_[step]; }

 private:
  static double passed(const FlowStep& step, Time from, Time to,
                       const calendar::Calendar* calendar) {
    if (!step.business || calendar == nullptr) return seconds_between(from, to);
    const auto working = calendar->between(from, to);
    return working ? core::in_seconds(*working) : seconds_between(from, to);
  }

  double after(const FlowStep& step, double from, double length) const {
    return step.business ? clock_.add(from, length) : from + length;
  }

  // A duration over what has passed already.
  void run_on(std::size_t i) {
    const auto& step = steps_[i];
    if (step.fixed) {
      lasts_[i] = std::max(lasted_[i], core::in_seconds(*step.fixed));
    } else if (lasted_[i] <= 0) {
      lasts_[i] = std::exp(step.takes.mean + step.takes.deviation * chance_.normal());
    } else {
      const double reached = (std::log(lasted_[i]) - step.takes.mean) / step.takes.deviation;
      // Further out the probability is too small for a double: it ends soon, or nobody knows when.
      constexpr double kFar = 35;
      const double z = reached > kFar ? reached + chance_.share()
                                      : normal_exceeded(chance_.share() * normal_tail(reached));
      lasts_[i] = std::max(lasted_[i], std::exp(step.takes.mean + step.takes.deviation * z));
    }
    ends_[i] = after(step, 0, lasts_[i] - lasted_[i]);
  }

  void run_whole(std::size_t i) {
    const auto& step = steps_[i];
    double ready = 0;
    for (const auto need : step.needs) {
      const bool first = decides_[i] == kNobody;
      if (first || (step.any ? ends_[need] < ready : ends_[need] > ready)) {
        ready = ends_[need];
        decides_[i] = need;
      }
    }
    ready = std::max(0.0, ready);
    lasts_[i] = 0;
    if (step.chance >= 1 || chance_.share() < step.chance)
      lasts_[i] = step.fixed ? core::in_seconds(*step.fixed)
                             : std::exp(step.takes.mean + step.takes.deviation * chance_.normal());
    ends_[i] = lasts_[i] > 0 ? after(step, ready, lasts_[i]) : ready;
  }

  std::span<const FlowStep> steps_;
  WorkClock clock_;
  Chance chance_;
  std::vector<double> ends_;
  std::vector<double> lasts_;
  std::vector<std::size_t> decides_;
  // How long running steps have lasted.
  std::vector<double> lasted_;
};

// What all futures that were drawn add up to.
struct Tally {
  explicit Tally(std::size_t steps) : ends(steps), critical(steps), lasts(steps) {}
  std::vector<double> run_ends{};
  std::vector<std::vector<double>> ends;
  std::vector<std::size_t> critical;
  std::vector<double> lasts;

  void add(const Futures& future) {
    const auto last = future.last();
    run_ends.push_back(future.ends(last));
    for (std::size_t i = 0; i < ends.size(); ++i) {
      ends[i].push_back(future.ends(i));
      lasts[i] += future.lasts(i);
    }
    for (auto step = last; step != kNobody; step = future.decides(step)) ++critical[step];
  }
};

std::array<Time, kLevels.size()> at_levels(std::vector<double>& seconds, Time now) {
  std::sort(seconds.begin(), seconds.end());
  std::array<Time, kLevels.size()> out{};
  for (std::size_t i = 0; i < out.size(); ++i)
    out[i] = after_seconds(now, quantile(seconds, kLevels[i]));
  return out;
}

// The steps that make the run later than usual.
std::vector<Contributor> late_steps(std::span<const FlowStep> steps, const Tally& tally) {
  constexpr double kMuchLonger = 0.05;
  constexpr std::size_t kNamed = 2;
  std::vector<Contributor> out;
  const auto futures = static_cast<double>(tally.run_ends.size());
  for (std::size_t i = 0; i < steps.size(); ++i) {
    const auto& step = steps[i];
    const bool known = !step.fixed && step.takes.runs >= Model::kComparable;
    if (!known || step.state == FlowStep::State::pending) continue;
    const double usual = core::in_seconds(step.takes.median());
    // A running step counts as far as the end of the run hangs on it.
    const bool runs = step.state == FlowStep::State::running;
    const double part = runs ? static_cast<double>(tally.critical[i]) / futures : 1;
    const double extra = part * (tally.lasts[i] / futures - usual);
    if (extra <= kMuchLonger * usual) continue;
    out.push_back({step.name, core::plus(Time(), std::chrono::duration<double>(extra)) - Time(),
                   step.takes.runs});
  }
  std::stable_sort(out.begin(), out.end(),
                   [](const auto& one, const auto& other) { return one.extra > other.extra; });
  if (out.size() > kNamed) out.resize(kNamed);
  return out;
}

void name_runs(std::span<const FlowStep> steps, FlowForecast& out) {
  bool first = true;
  for (const auto& step : steps) {
    if (step.state == FlowStep::State::settled || step.fixed) continue;
    out.runs = first ? step.takes.runs : std::min(out.runs, step.takes.runs);
    out.widened = out.widened || step.takes.widened;
    first = false;
  }
}

}  // namespace

FlowForecast forecast_flow(std::span<const FlowStep> steps, Time now, std::optional<Time> due,
                           const FlowOptions& options) {
  core::ensure(!steps.empty() && options.futures > 0, "there is something to forecast");
  Futures future(steps, now, options);
  Tally tally(steps.size());
  for (std::size_t i = 0; i < options.futures; ++i) {
    future.draw();
    tally.add(future);
  }
  FlowForecast out;
  const auto futures = static_cast<double>(options.futures);
  if (due) {
    const double left = seconds_between(now, *due);
    const auto late = std::count_if(tally.run_ends.begin(), tally.run_ends.end(),
                                    [&](double end) { return end > left; });
    out.late = static_cast<double>(late) / futures;
  }
  out.ends = at_levels(tally.run_ends, now);
  for (std::size_t i = 0; i < steps.size(); ++i)
    out.steps.push_back(
        {at_levels(tally.ends[i], now), static_cast<double>(tally.critical[i]) / futures});
  out.contributors = late_steps(steps, tally);
  name_runs(steps, out);
  return out;
}

}  // namespace baton::insight
