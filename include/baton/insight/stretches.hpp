#pragma once

#include "baton/core/step_ref.hpp"
#include "baton/core/time.hpp"
#include "baton/core/transition.hpp"
#include "baton/insight/phase.hpp"

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

// Reads the journal of a run as stretches of time, each in one phase. The split of a run, its
// hand-offs and the figures that are kept beside the runs are all made from these. Pure; a fold is
// used by one thread at a time.
namespace baton::insight {

// A time that a step, or the run as a whole, was in one phase.
struct Stretch {
  // The step; empty: the run as a whole.
  core::StepRef step{};
  Phase phase = Phase::queue;
  // When it began and ended, in wall time. One that still lasts is told as if it ended at the
  // moment for which open() was asked; `to` is after `from` in one that has ended.
  core::Time from{};
  core::Time to{};
  bool operator==(const Stretch&) const = default;
};

// How a step, or a run, has come to an end.
enum class Outcome { succeeded, failed, cancelled };

// A step, or the run as a whole, has come to an end.
struct Ending {
  // The step; empty: the run as a whole.
  core::StepRef step{};
  Outcome outcome = Outcome::succeeded;
  // When its first phase began. A step that was skipped, or that took no time, has none and is not
  // told.
  core::Time begun{};
  core::Time at{};
  bool operator==(const Ending&) const = default;
};

// The first attempt at an action of a run. The journal tells when an attempt was sent once it has
// ended.
struct FirstAction {
  // When it was sent.
  core::Time at{};
  // From the start of the run until then.
  core::Duration after{};
  bool operator==(const FirstAction&) const = default;
};

// What some transitions have brought to an end.
struct Ended {
  std::vector<Stretch> stretches{};
  std::vector<Ending> endings{};
  // The steps that people sent back: an approval that was refused, so that the run returned to an
  // earlier step, and a task that somebody reopened. A task that is reopened because an approval
  // was refused is not listed beside the approval.
  std::vector<core::StepRef> returned{};
  // The steps on which a person has decided, once for each decision.
  std::vector<core::StepRef> decided{};
  // The same, of which the decision does not count any more, since what was asked has changed.
  std::vector<core::StepRef> corrected{};
  // The tasks that a person has done.
  std::vector<core::StepRef> done{};
  // The steps of which an attempt at an action was begun, once for each attempt. The attempts after
  // a failure that may pass are listed when they have ended, since no transition tells that they
  // begin.
  std::vector<core::StepRef> acted{};
  // The first attempt at an action of the run, if these transitions have made it known.
  std::optional<FirstAction> first_action{};
  // How many entries the journal dates before the one in front of them, as set_back().
  std::int64_t set_back = 0;
};

// Reads the journal of one run from its beginning. Its time never goes back: a transition that the
// journal dates before an earlier one is taken to have happened at that one's time.
//
// An attempt at an action is in `work` until it has ended. Only then does the journal tell how long
// it waited before it was sent, and that time is moved to `queue`. `work` comes before all other
// phases, so until then the run, and the step of an item, are in `work` too; which phases they were
// really in is found out when their `work` ends.
class Stretches {
 public:
  // Takes the next transition, which happened at `at` (wall time), and adds to `ended` what has
  // come to an end by it.
  void take(const core::Transition& transition, core::Time at, Ended& ended);

  // The stretches that have not ended, as if they did at `now`. Steps in their order, the run last.
  std::vector<Stretch> open(core::Time now) const;

  // When the run started; meaningful once a transition was taken.
  core::Time started() const { return started_; }
  // The latest moment that the journal has told of.
  core::Time latest() const { return latest_; }
  // When a step settled last, however it did, and also if it took no time. nullopt while it has
  // not, or is to begin anew.
  std::optional<core::Time> settled(const std::string& step) const;
  // True once the run has come to an end, and has not been opened again.
  bool over() const { return over_; }
  // How many entries the journal dates before the one in front of them, because the clock was set
  // back. All transitions of an entry have its time.
  std::int64_t set_back() const { return set_back_; }

 private:
  friend class StretchReader;
  struct Track {
    std::optional<Phase> phase{};  // unset: nothing goes on
    core::Time since{};
    core::Time begun{};
    int decisions = 0;      // of people, since it was asked
    bool of_items = false;  // it has begun items, and is in their phases
    bool repeats = false;   // an attempt follows that no transition begins
    bool attempt = false;   // its phase is an attempt whose end no transition has told yet
  };
  // What the parts of a whole were in while it was in `work`: the steps of the run, or the items of
  // a step.
  struct Parts {
    std::vector<Stretch> ended{};
    // From this number on, those that overlap or touch are put together, so that a step with
    // thousands of items needs little memory.
    std::size_t put_together_at = 512;
    bool waited = false;  // one of them waited before it was sent, so not all of it was `work`
  };

  std::vector<Stretch> stretches_of(const core::StepRef& step, const Track& track,
                                    core::Time to) const;
  std::vector<Stretch> stretches_of_run(core::Time to) const;
  std::vector<Stretch> stretches_of_whole(const core::StepRef& whole, core::Time from,
                                          core::Time to) const;

  std::map<core::StepRef, Track> steps_{};
  // By the name of the step; of the run, by the empty name.
  std::map<std::string, Parts> parts_{};
  std::map<std::string, core::Time> settled_{};
  Phase of_run_ = Phase::queue;
  core::Time run_since_{};
  core::Time started_{};
  core::Time latest_{};
  core::Time dated_last_{};  // of the last transition, as the journal dates it
  bool begun_ = false;
  bool over_ = false;
  bool acted_ = false;  // the first action was told
  // The earliest moment at which an attempt that has ended was sent.
  std::optional<core::Time> sent_first_{};
  // The step to which the last transition returned the run; empty if it did not.
  std::string returned_to_{};
  std::int64_t set_back_ = 0;
};

}  // namespace baton::insight
