#include "baton/insight/stretches.hpp"

#include <algorithm>
#include <iterator>
#include <optional>
#include <utility>
#include <variant>

namespace baton::insight {

// What each transition means for the phase of its step. Those of which nothing is said change no
// phase.
class StretchReader {
 public:
  StretchReader(Stretches& of, Ended& ended) : of_(of), ended_(ended) {}

  template <class Transition>
  void operator()(const Transition& /*t*/) {}

  void operator()(const core::RunStarted& /*t*/) { reopen(); }
  void operator()(const core::RunResumed& /*t*/) { reopen(); }
  void operator()(const core::RunSucceeded& /*t*/) { close_run(Outcome::succeeded); }
  void operator()(const core::RunFailed& /*t*/) { close_run(Outcome::failed); }
  void operator()(const core::RunCancelled& /*t*/) { close_run(Outcome::cancelled); }

  void operator()(const core::StepStarted& t) {
    if (!of_.acted_) ended_.first_action = now() - of_.started_;
    of_.acted_ = true;
    ended_.acted.push_back(t.step);
    enter(t.step, Phase::work);
    of_.steps_.at(t.step).repeats = false;
  }
  void operator()(const core::StepRetrying& t) {
    count_repeated(t.step);
    enter(t.step, Phase::backoff);
    of_.steps_.at(t.step).repeats = true;
  }
  // A step that was cancelled stays so while its effect is looked for. An attempt that the end of
  // the server has cut off may never have begun.
  void operator()(const core::StepUnknown& t) {
    if (!t.restart) count_repeated(t.step);
    if (of_.steps_.contains(t.step)) enter(t.step, t.due ? Phase::backoff : Phase::people);
  }
  void operator()(const core::StepWaiting& t) {
    enter(t.step, t.type.empty() ? Phase::queue : Phase::vendor);
  }
  void operator()(const core::StepGated& t) { enter(t.step, Phase::gate); }
  void operator()(const core::GateOpened& t) { rest(t.step); }
  void operator()(const core::ApprovalRequested& t) { enter(t.step, Phase::people); }
  void operator()(const core::ApprovalDecided& t) {
    ended_.decided.push_back(t.step);
    const auto asked = of_.steps_.find(t.step);
    if (asked != of_.steps_.end()) ++asked->second.decisions;
  }
  void operator()(const core::ApprovalVoided& t) {
    const auto asked = of_.steps_.find(t.step);
    if (asked != of_.steps_.end()) {
      const auto decisions = std::exchange(asked->second.decisions, 0);
      ended_.corrected.insert(ended_.corrected.end(), static_cast<std::size_t>(decisions), t.step);
    }
    rest(t.step);
  }
  void operator()(const core::ApprovalReturned& t) {
    ended_.returned.push_back(t.step);
    of_.returned_to_ = t.to;
    const auto asked = of_.steps_.find(t.step);
    if (asked != of_.steps_.end()) asked->second.decisions = 0;
    rest(t.step);
  }
  void operator()(const core::TaskRequested& t) { enter(t.step, Phase::people); }
  void operator()(const core::TaskDone& t) { ended_.done.push_back(t.step); }
  // A task that is reopened because an approval was refused is not counted: the approval is.
  void operator()(const core::TaskReopened& t) {
    if (t.step != core::StepRef(of_.returned_to_)) ended_.returned.push_back(t.step);
  }
  void operator()(const core::ChildBegun& t) { enter(t.step, Phase::work); }
  // From here on the step is in the phases of its items.
  void operator()(const core::ItemsBegun& t) {
    rest(t.step);
    of_.steps_.at(t.step).of_items = true;
  }

  void operator()(const core::StepSucceeded& t) {
    count_repeated(t.step);
    settle(t.step, Outcome::succeeded);
  }
  void operator()(const core::StepFailed& t) {
    count_repeated(t.step);
    settle(t.step, Outcome::failed);
  }
  void operator()(const core::StepSkipped& t) { settle(t.step, Outcome::cancelled); }
  void operator()(const core::StepBlocked& t) { settle(t.step, Outcome::cancelled); }
  void operator()(const core::StepCancelled& t) { settle(t.step, Outcome::cancelled); }
  void operator()(const core::StepReset& t) { drop(t.step); }
  void operator()(const core::StepUndone& t) { drop(t.step); }
  void operator()(const core::RunMigrated& t) {
    for (const auto& step : t.dropped) drop(step);
  }

  // A step with items is in the first phase that one of them is in.
  void follow_items(const core::StepRef& ref) {
    const auto whole = of_.steps_.find(core::StepRef(ref.name));
    if (whole == of_.steps_.end() || !whole->second.of_items) return;
    std::optional<Phase> first;
    for (auto at = std::next(whole); at != of_.steps_.end() && at->first.name == ref.name; ++at) {
      const auto& phase = at->second.phase;
      if (phase && (!first || comes_first(*phase, *first))) first = phase;
    }
    auto& track = whole->second;
    if (first == track.phase) return;
    end_phase(whole->first, track);
    track.phase = first;
    track.since = now();
  }

  // The run is in the first phase that one of its steps is in.
  void follow_steps() {
    Phase first = Phase::queue;
    for (const auto& [step, track] : of_.steps_)
      if (track.phase && comes_first(*track.phase, first)) first = *track.phase;
    if (first == of_.of_run_ || of_.over_) return;
    end_stretch({}, of_.of_run_, of_.run_since_);
    of_.of_run_ = first;
    of_.run_since_ = now();
  }

 private:
  core::Time now() const { return of_.latest_; }

  // What took no time is no stretch. What items are in counts for their step.
  void end_stretch(const core::StepRef& step, Phase phase, core::Time since) {
    if (now() > since && !step.has_item()) ended_.stretches.push_back({step, phase, since, now()});
  }
  void end_phase(const core::StepRef& step, Stretches::Track& track) {
    if (track.phase) end_stretch(step, *track.phase, track.since);
    track.phase.reset();
  }
  void enter(const core::StepRef& step, Phase phase) {
    const auto [at, fresh] = of_.steps_.try_emplace(step);
    auto& track = at->second;
    if (fresh) track.begun = now();
    end_phase(step, track);
    track.phase = phase;
    track.since = now();
  }
  // Counts the attempt that has followed a StepRetrying and has ended.
  void count_repeated(const core::StepRef& step) {
    const auto found = of_.steps_.find(step);
    if (found != of_.steps_.end() && std::exchange(found->second.repeats, false))
      ended_.acted.push_back(step);
  }
  // The step has begun and is in no phase.
  void rest(const core::StepRef& step) {
    const auto [at, fresh] = of_.steps_.try_emplace(step);
    if (fresh) at->second.begun = now();
    end_phase(step, at->second);
  }
  // Forgets a step that will begin anew. Its phase ends here, and nothing is told of its end.
  void drop(const core::StepRef& step) {
    of_.settled_.erase(step.name);
    const auto found = of_.steps_.find(step);
    if (found == of_.steps_.end()) return;
    end_phase(step, found->second);
    of_.steps_.erase(found);
  }
  void settle(const core::StepRef& step, Outcome outcome) {
    if (!step.has_item()) of_.settled_[step.name] = now();
    const auto found = of_.steps_.find(step);
    if (found == of_.steps_.end()) return;
    end_phase(step, found->second);
    if (!step.has_item()) ended_.endings.push_back({step, outcome, found->second.begun, now()});
    of_.steps_.erase(found);
  }
  void close_run(Outcome outcome) {
    while (!of_.steps_.empty()) {
      const auto step = of_.steps_.begin()->first;
      drop(step);
    }
    end_stretch({}, of_.of_run_, of_.run_since_);
    ended_.endings.push_back({{}, outcome, of_.started_, now()});
    of_.of_run_ = Phase::queue;
    of_.run_since_ = now();
    of_.over_ = true;
  }
  // Until a person let it go on, the run stood in the queue.
  void reopen() {
    if (!of_.over_) return;
    of_.over_ = false;
    end_stretch({}, Phase::queue, of_.run_since_);
    of_.run_since_ = now();
  }

  Stretches& of_;
  Ended& ended_;
};

void Stretches::take(const core::Transition& transition, core::Time at, Ended& ended) {
  if (!begun_) {
    begun_ = true;
    started_ = latest_ = run_since_ = at;
  }
  if (at < latest_) {
    ++set_back_;
    ++ended.set_back;
  }
  latest_ = std::max(latest_, at);
  StretchReader reader(*this, ended);
  std::visit(reader, transition);
  // The transition right behind an ApprovalReturned may reopen the task to which the run returned.
  if (!std::holds_alternative<core::ApprovalReturned>(transition)) returned_to_.clear();
  reader.follow_items(core::step_of(transition));
  reader.follow_steps();
}

std::optional<core::Time> Stretches::settled(const std::string& step) const {
  const auto found = settled_.find(step);
  return found == settled_.end() ? std::nullopt : std::optional(found->second);
}

std::vector<Stretch> Stretches::open(core::Time now) const {
  const auto until = std::max(now, latest_);
  std::vector<Stretch> found;
  for (const auto& [step, track] : steps_)
    if (track.phase && !step.has_item()) found.push_back({step, *track.phase, track.since, until});
  if (begun_ && !over_) found.push_back({{}, of_run_, run_since_, until});
  return found;
}

}  // namespace baton::insight
