#include "baton/insight/stretches.hpp"

#include "baton/insight/latency.hpp"

#include <algorithm>
#include <chrono>
#include <iterator>
#include <map>
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
    ended_.acted.push_back(t.step);
    enter(t.step, Phase::work);
    auto& track = of_.steps_.at(t.step);
    track.repeats = false;
    track.attempt = true;
  }
  void operator()(const core::StepRetrying& t) {
    end_attempt(t.step, t.waited_ms);
    count_repeated(t.step);
    enter(t.step, Phase::backoff);
    of_.steps_.at(t.step).repeats = true;
  }
  // A step that was cancelled stays so while its effect is looked for. An attempt that the end of
  // the server has cut off may never have begun.
  void operator()(const core::StepUnknown& t) {
    end_attempt(t.step, t.waited_ms);
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
    end_attempt(t.step, t.waited_ms);
    count_repeated(t.step);
    settle(t.step, Outcome::succeeded);
  }
  void operator()(const core::StepFailed& t) {
    end_attempt(t.step, t.waited_ms, t.unsent);
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
    of_.parts_.erase(ref.name);
  }

  // The run is in the first phase that one of its steps is in.
  void follow_steps() {
    Phase first = Phase::queue;
    for (const auto& [step, track] : of_.steps_)
      if (track.phase && comes_first(*track.phase, first)) first = *track.phase;
    if (first == of_.of_run_ || of_.over_) return;
    end_stretches_of_run();
    of_.of_run_ = first;
    of_.run_since_ = now();
  }

  // Tells the first action once it is known. An attempt that is under way may have been sent at its
  // beginning.
  void tell_first_action() {
    if (of_.acted_ || !of_.sent_first_) return;
    const auto may_be_earlier = [this](const auto& entry) {
      return entry.second.attempt && entry.second.since < *of_.sent_first_;
    };
    if (std::any_of(of_.steps_.begin(), of_.steps_.end(), may_be_earlier)) return;
    ended_.first_action = FirstAction{*of_.sent_first_, *of_.sent_first_ - of_.started_};
    of_.acted_ = true;
  }

 private:
  core::Time now() const { return of_.latest_; }

  // What took no time is no stretch. What items are in counts for their step.
  void end_stretch(const Stretch& stretch) {
    if (stretch.to <= stretch.from) return;
    if (!stretch.step.has_item()) ended_.stretches.push_back(stretch);
    if (of_.of_run_ == Phase::work && !stretch.step.empty()) add_part({}, stretch);
    if (stretch.step.has_item()) add_part(stretch.step.name, stretch);
  }
  // Keeps which phase a part of a whole was in. What lies before the `work` of the whole is cut off
  // later.
  void add_part(const std::string& whole, const Stretch& stretch) {
    auto& [ended, put_together_at, waited] = of_.parts_[whole];
    ended.push_back(stretch);
    if (ended.size() < put_together_at) return;
    const auto first = std::min_element(
        ended.begin(), ended.end(),
        [](const Stretch& one, const Stretch& other) { return one.from < other.from; });
    ended = cut(ended, first->from, now()).stretches;
    put_together_at = std::max(put_together_at, 2 * ended.size());
  }
  void end_stretches_of_run() {
    for (const auto& stretch : of_.stretches_of_run(now())) end_stretch(stretch);
    of_.parts_.erase(std::string());
  }
  void end_phase(const core::StepRef& step, Stretches::Track& track) {
    if (std::exchange(track.attempt, false)) note_sent(track.since);
    if (track.of_items) {
      // The items are parts of the run themselves.
      for (const auto& stretch : of_.stretches_of(step, track, now()))
        if (stretch.to > stretch.from) ended_.stretches.push_back(stretch);
    } else if (track.phase) {
      end_stretch({step, *track.phase, track.since, now()});
    }
    track.phase.reset();
  }
  // Ends an attempt that StepStarted has begun, now that the journal tells how long it waited
  // before it was sent.
  void end_attempt(const core::StepRef& step, std::int64_t waited_ms, bool unsent = false) {
    const auto found = of_.steps_.find(step);
    if (found == of_.steps_.end() || !std::exchange(found->second.attempt, false)) return;
    auto& track = found->second;
    const auto longest_ms =
        std::chrono::duration_cast<std::chrono::milliseconds>(now() - track.since).count();
    auto sent = now();
    if (!unsent && waited_ms <= longest_ms)
      sent = track.since + std::chrono::milliseconds(std::max<std::int64_t>(0, waited_ms));
    if (!unsent) note_sent(sent);
    if (sent <= track.since) return;
    end_stretch({step, Phase::queue, track.since, sent});
    of_.parts_[std::string()].waited = true;
    if (step.has_item()) of_.parts_[step.name].waited = true;
    track.since = sent;
  }
  void note_sent(core::Time at) {
    of_.sent_first_ = of_.sent_first_ ? std::min(*of_.sent_first_, at) : at;
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
    forget(found);
  }
  // The step is in no phase any more, nor are its items.
  void forget(std::map<core::StepRef, Stretches::Track>::iterator step) {
    if (step->second.of_items) of_.parts_.erase(step->first.name);
    of_.steps_.erase(step);
  }
  void settle(const core::StepRef& step, Outcome outcome) {
    if (!step.has_item()) of_.settled_[step.name] = now();
    const auto found = of_.steps_.find(step);
    if (found == of_.steps_.end()) return;
    end_phase(step, found->second);
    if (!step.has_item()) ended_.endings.push_back({step, outcome, found->second.begun, now()});
    forget(found);
  }
  void close_run(Outcome outcome) {
    while (!of_.steps_.empty()) {
      const auto step = of_.steps_.begin()->first;
      drop(step);
    }
    end_stretches_of_run();
    of_.parts_.clear();
    ended_.endings.push_back({{}, outcome, of_.started_, now()});
    of_.of_run_ = Phase::queue;
    of_.run_since_ = now();
    of_.over_ = true;
  }
  // Until a person let it go on, the run stood in the queue.
  void reopen() {
    if (!of_.over_) return;
    of_.over_ = false;
    end_stretches_of_run();
    of_.run_since_ = now();
  }

  Stretches& of_;
  Ended& ended_;
};

void Stretches::take(const core::Transition& transition, core::Time at, Ended& ended) {
  if (!begun_) {
    begun_ = true;
    started_ = latest_ = run_since_ = dated_last_ = at;
  }
  if (at < dated_last_) {
    ++set_back_;
    ++ended.set_back;
  }
  dated_last_ = at;
  latest_ = std::max(latest_, at);
  StretchReader reader(*this, ended);
  std::visit(reader, transition);
  // The transition right behind an ApprovalReturned may reopen the task to which the run returned.
  if (!std::holds_alternative<core::ApprovalReturned>(transition)) returned_to_.clear();
  reader.follow_items(core::step_of(transition));
  reader.follow_steps();
  reader.tell_first_action();
}

std::optional<core::Time> Stretches::settled(const std::string& step) const {
  const auto found = settled_.find(step);
  return found == settled_.end() ? std::nullopt : std::optional(found->second);
}

std::vector<Stretch> Stretches::open(core::Time now) const {
  const auto until = std::max(now, latest_);
  std::vector<Stretch> found;
  const auto add = [&found](std::vector<Stretch> more) {
    found.insert(found.end(), more.begin(), more.end());
  };
  for (const auto& [step, track] : steps_)
    if (track.phase && !step.has_item()) add(stretches_of(step, track, until));
  if (begun_ && !over_) add(stretches_of_run(until));
  return found;
}

// The stretches of the phase that a step is in, as if it ended at `to`.
std::vector<Stretch> Stretches::stretches_of(const core::StepRef& step, const Track& track,
                                             core::Time to) const {
  if (!track.phase) return {};
  if (track.of_items && *track.phase == Phase::work)
    return stretches_of_whole(step, track.since, to);
  return {{step, *track.phase, track.since, to}};
}

// The same of the run.
std::vector<Stretch> Stretches::stretches_of_run(core::Time to) const {
  if (of_run_ == Phase::work) return stretches_of_whole({}, run_since_, to);
  return {{{}, of_run_, run_since_, to}};
}

// The same of the run, or of a step with items, while it is in `work`: at each moment it was in the
// phase of that of its parts whose phase comes first.
std::vector<Stretch> Stretches::stretches_of_whole(const core::StepRef& whole, core::Time from,
                                                   core::Time to) const {
  const auto known = parts_.find(whole.name);
  if (known == parts_.end() || !known->second.waited) return {{whole, Phase::work, from, to}};
  auto parts = known->second.ended;
  for (const auto& [step, track] : steps_) {
    const bool part = whole.empty() || (step.has_item() && step.name == whole.name);
    // A step with items is in the phases of these, which are parts themselves.
    if (part && track.phase && !track.of_items)
      parts.push_back({step, *track.phase, track.since, to});
  }
  auto stretches = cut(parts, from, to).stretches;
  for (auto& stretch : stretches) stretch.step = whole;
  return stretches;
}

}  // namespace baton::insight
