#include "baton/insight/flow.hpp"

#include "baton/core/enum_text.hpp"
#include "baton/insight/phase.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>

namespace baton::insight {
namespace {

constexpr double kClassesOfADoubling = 8;

constexpr core::EnumText<Outcome, 3> kOutcomeText{{"succeeded", "failed", "cancelled"}};

}  // namespace

std::int64_t day_of(core::Time moment) {
  return std::chrono::floor<std::chrono::days>(moment).time_since_epoch().count();
}

core::Time begin_of_day(std::int64_t day) { return core::Time(std::chrono::days(day)); }

std::string date_text(std::int64_t day) {
  constexpr std::size_t kDateBytes = 10;
  return core::to_rfc3339(begin_of_day(day)).substr(0, kDateBytes);
}

std::int64_t length_class(core::Duration took) {
  const double milliseconds = std::max(0.0, core::in_seconds(took) * 1'000);
  return static_cast<std::int64_t>(std::ceil(kClassesOfADoubling * std::log2(milliseconds + 1)));
}

core::Duration longest_of(std::int64_t length_class) {
  const double milliseconds =
      std::exp2(static_cast<double>(length_class) / kClassesOfADoubling) - 1;
  return std::chrono::duration_cast<core::Duration>(
      std::chrono::duration<double, std::milli>(milliseconds));
}

void count(const Ended& ended, core::Time at, const TeamOf& team_of, Flow& flow) {
  const auto add = [&](const core::StepRef& step, std::string_view what, core::Duration took,
                       std::int64_t times = 1) {
    auto team = step.empty() ? std::string() : team_of(step.name);
    auto& sum =
        flow[{day_of(at), step.name, std::move(team), std::string(what), length_class(took)}];
    sum.count += times;
    sum.spent += took;
  };
  for (const auto& stretch : ended.stretches)
    if (stretch.to > stretch.from)
      add(stretch.step, to_text(stretch.phase), stretch.to - stretch.from);
  for (const auto& ending : ended.endings)
    add(ending.step, kOutcomeText.of(ending.outcome), ending.at - ending.begun);
  for (const auto& step : ended.returned) add(step, kReturned, {});
  for (const auto& step : ended.corrected) add(step, kCorrected, {});
  for (const auto& step : ended.decided) add(step, kDecided, {});
  for (const auto& step : ended.done) add(step, kDone, {});
  for (const auto& step : ended.acted) add(step, kActed, {});
  if (ended.first_action) {
    // It counts for the day on which it was sent, which is known only when it has ended.
    const auto& first = *ended.first_action;
    auto& sum =
        flow[{day_of(first.at), {}, {}, std::string(kFirstAction), length_class(first.after)}];
    ++sum.count;
    sum.spent += first.after;
  }
  if (ended.set_back > 0) add({}, kSetBack, {}, ended.set_back);
}

void count_hand_offs(const Ended& ended, const Stretches& stretches, core::Time at,
                     const TeamOf& team_of, const NeedsOf& needs_of, Flow& flow) {
  for (const auto& ending : ended.endings) {
    if (ending.step.empty() || ending.step.has_item() || ending.outcome != Outcome::succeeded)
      continue;
    const auto team = team_of(ending.step.name);
    const auto* needs = team.empty() ? nullptr : needs_of(ending.step.name);
    if (needs == nullptr) continue;
    std::string from;
    std::optional<core::Time> ready;
    for (const auto& need : *needs) {
      const auto settled = stretches.settled(need);
      if (!settled || (ready && *settled < *ready)) continue;
      ready = settled;
      from = team_of(need);
    }
    // With `join: any` a step may have succeeded before the last of its needs has settled.
    if (from.empty() || from == team || *ready > ending.at) continue;
    const auto took = ending.at - *ready;
    auto& sum =
        flow[{day_of(at), ending.step.name, team, std::string(kFrom) + from, length_class(took)}];
    ++sum.count;
    sum.spent += took;
  }
}

void Lengths::add(std::int64_t length_class, const FlowSum& sum) {
  classes_[length_class] += sum.count;
  count_ += sum.count;
  spent_ += sum.spent;
}

core::Duration Lengths::mean() const { return count_ == 0 ? core::Duration{} : spent_ / count_; }

core::Duration Lengths::within(double share) const {
  auto left = static_cast<std::int64_t>(std::ceil(share * static_cast<double>(count_)));
  for (const auto& [length, count] : classes_) {
    left -= count;
    if (left <= 0 && count > 0) return longest_of(length);
  }
  return {};
}

}  // namespace baton::insight
