#include "baton/insight/latency.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

namespace baton::insight {
namespace {

// The beginning or the end of a stretch.
struct PhaseMark {
  core::Time at;
  Phase phase;
  int by;  // 1: it begins; -1: it ends
};

std::vector<PhaseMark> marks_within(const std::vector<Stretch>& stretches, core::Time from,
                                    core::Time to) {
  std::vector<PhaseMark> marks;
  for (const auto& stretch : stretches) {
    const auto begin = std::max(stretch.from, from);
    const auto end = std::min(stretch.to, to);
    if (begin >= end) continue;
    marks.push_back({begin, stretch.phase, 1});
    marks.push_back({end, stretch.phase, -1});
  }
  std::stable_sort(marks.begin(), marks.end(),
                   [](const PhaseMark& one, const PhaseMark& other) { return one.at < other.at; });
  return marks;
}

// The phase that comes first of those that are found so often.
Phase first_phase_of(const std::array<int, kPhases>& here) {
  Phase first = Phase::queue;
  for (std::size_t at = 0; at < kPhases; ++at) {
    const auto phase = static_cast<Phase>(at);
    if (here[at] > 0 && comes_first(phase, first)) first = phase;
  }
  return first;
}

// Adds a stretch behind those that are there, or makes the last one longer.
void add_stretch(std::vector<Stretch>& stretches, Phase phase, core::Time from, core::Time to) {
  if (from >= to) return;
  if (!stretches.empty() && stretches.back().phase == phase) {
    stretches.back().to = to;
  } else {
    stretches.push_back({{}, phase, from, to});
  }
}

// What is known of one step while the journal is read.
struct StepSeen {
  std::vector<Stretch> stretches{};
  std::optional<core::Time> begun{};
  std::optional<core::Time> settled{};
  // Since when it was pending again last; unset: it never was.
  std::optional<core::Time> opened_again{};
};

using StepsSeen = std::map<std::string, StepSeen>;

// True if a step has come to an end of its own by this transition.
bool settles_step(const core::Transition& t) {
  return std::holds_alternative<core::StepSucceeded>(t) ||
         std::holds_alternative<core::StepFailed>(t) ||
         std::holds_alternative<core::StepSkipped>(t) ||
         std::holds_alternative<core::StepCancelled>(t) ||
         std::holds_alternative<core::StepBlocked>(t);
}

// True if a step is pending again after this transition.
bool opens_step_again(const core::Transition& t) {
  return std::holds_alternative<core::StepReset>(t) ||
         std::holds_alternative<core::ApprovalReturned>(t) ||
         std::holds_alternative<core::ApprovalVoided>(t);
}

void keep_stretches(StepsSeen& steps, const std::vector<Stretch>& stretches) {
  for (const auto& stretch : stretches) {
    if (stretch.step.empty()) continue;
    auto& step = steps[stretch.step.name];
    step.stretches.push_back(stretch);
    step.begun = step.begun ? std::min(*step.begun, stretch.from) : stretch.from;
  }
}

// A step that a new version of the run does not have takes no more time.
void note_dropped(StepsSeen& steps, const core::RunMigrated& migrated, core::Time at) {
  for (const auto& step : migrated.dropped) {
    auto& seen = steps[step];
    if (!seen.settled) seen.settled = at;
  }
}

void note_end(StepsSeen& steps, const core::Transition& transition, core::Time at) {
  if (const auto* migrated = std::get_if<core::RunMigrated>(&transition))
    note_dropped(steps, *migrated, at);
  const auto& ref = core::step_of(transition);
  if (ref.empty() || ref.has_item()) return;
  if (settles_step(transition)) steps[ref.name].settled = at;
  if (!opens_step_again(transition)) return;
  auto& step = steps[ref.name];
  step.settled.reset();
  step.opened_again = at;
}

// When a step began last: for the first time, or after it was pending again.
std::optional<core::Time> begun_last(const StepSeen& step) {
  std::optional<core::Time> begun;
  for (const auto& stretch : step.stretches) {
    const bool before = step.opened_again && stretch.from < *step.opened_again;
    if (!before && (!begun || stretch.from < *begun)) begun = stretch.from;
  }
  return begun;
}

// The moment up to which the time of a step that has not settled is counted, and whether the run is
// over, so that no step goes on.
struct LatestOfRun {
  core::Time at{};
  bool over = false;
};

Timespan time_of_step(const StepSeen& step, core::Time from, const LatestOfRun& latest) {
  const auto until = step.settled ? *step.settled : latest.at;
  auto time = cut(step.stretches, from, std::max(from, until));
  time.open = !step.settled && !latest.over;
  return time;
}

// The hand-off to a step: since when all is settled that it needs. nullopt while that is not so,
// and if the run ended before the step began. Of a step that was pending again, only the last time
// counts.
std::optional<HandOff> hand_off_to(const std::string& name, const std::vector<std::string>& needs,
                                   const StepsSeen& steps, const LatestOfRun& latest) {
  HandOff hand_off;
  hand_off.to = name;
  std::optional<core::Time> ready;
  for (const auto& need : needs) {
    const auto found = steps.find(need);
    if (found == steps.end() || !found->second.settled) continue;
    hand_off.from.push_back(need);
    ready = ready ? std::max(*ready, *found->second.settled) : *found->second.settled;
  }
  const auto found = steps.find(name);
  const auto step = found == steps.end() ? StepSeen{} : found->second;
  const auto begun = begun_last(step);
  if (!ready || (!begun && !step.settled && hand_off.from.size() < needs.size()))
    return std::nullopt;
  if (!begun && !step.settled && latest.over) return std::nullopt;
  // With `join: any` a step may have begun, and settled, before the last of its needs has settled.
  if (begun) ready = std::min(*ready, *begun);
  if (step.settled) ready = std::min(*ready, *step.settled);
  hand_off.time = time_of_step(step, *ready, latest);
  return hand_off;
}

template <class Timed>
void sort_by_begin(std::vector<Timed>& timed) {
  std::stable_sort(timed.begin(), timed.end(), [](const Timed& one, const Timed& other) {
    return one.time.from < other.time.from;
  });
}

}  // namespace

Timespan cut(const std::vector<Stretch>& stretches, core::Time from, core::Time to) {
  Timespan time{from, to, {}, false};
  std::array<int, kPhases> here{};
  auto before = from;
  for (const auto& mark : marks_within(stretches, from, to)) {
    add_stretch(time.stretches, first_phase_of(here), before, mark.at);
    here[static_cast<std::size_t>(mark.phase)] += mark.by;
    before = mark.at;
  }
  add_stretch(time.stretches, Phase::queue, before, to);
  return time;
}

Latency latency(const std::vector<JournalMoment>& journal, const NeedsByStep& needs,
                core::Time now) {
  Stretches fold;
  Ended ended;
  StepsSeen steps;
  for (const auto& moment : journal) {
    for (const auto& transition : *moment.transitions) {
      fold.take(transition, moment.at, ended);
      note_end(steps, transition, fold.latest());
    }
  }
  const LatestOfRun latest{fold.over() ? fold.latest() : std::max(now, fold.latest()), fold.over()};
  keep_stretches(steps, ended.stretches);
  keep_stretches(steps, fold.open(latest.at));
  Latency found;
  found.set_back = fold.set_back();
  auto end = fold.started();
  for (const auto& ending : ended.endings)
    if (ending.step.empty()) end = ending.at;
  auto run = ended.stretches;
  const auto open = fold.open(latest.at);
  run.insert(run.end(), open.begin(), open.end());
  std::erase_if(run, [](const Stretch& stretch) { return !stretch.step.empty(); });
  found.run = cut(run, fold.started(), fold.over() ? end : latest.at);
  found.run.open = !fold.over();
  for (const auto& [name, step] : steps)
    if (step.begun) found.steps.push_back({name, time_of_step(step, *step.begun, latest)});
  for (const auto& [name, needed] : needs)
    if (auto hand_off = hand_off_to(name, needed, steps, latest))
      found.hand_offs.push_back(*std::move(hand_off));
  sort_by_begin(found.steps);
  sort_by_begin(found.hand_offs);
  return found;
}

Spent elapsed(const Timespan& time) {
  Spent spent;
  for (const auto& stretch : time.stretches) spent[stretch.phase] += stretch.to - stretch.from;
  return spent;
}

core::Result<Spent> business(const Timespan& time, const calendar::Calendar& calendar) {
  Spent spent;
  for (const auto& stretch : time.stretches) {
    const auto worked = calendar.between(stretch.from, stretch.to);
    if (!worked) return worked.error();
    spent[stretch.phase] += *worked;
  }
  return spent;
}

}  // namespace baton::insight
