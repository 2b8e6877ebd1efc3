#pragma once

#include "baton/calendar/business.hpp"
#include "baton/core/step_ref.hpp"
#include "baton/core/time.hpp"
#include "baton/core/transition.hpp"
#include "baton/insight/phase.hpp"
#include "baton/insight/stretches.hpp"

#include <cstdint>
#include <map>
#include <string>
#include <vector>

// Where the time of one run went: by its steps, by its hand-offs and as a whole. Pure; any thread.
namespace baton::insight {

// One moment of a journal, with what happened at it. The transitions are borrowed.
struct JournalMoment {
  core::Time at{};  // wall time
  const std::vector<core::Transition>* transitions = nullptr;
};

// A time that is cut into stretches of one phase each, in order, without gaps and overlaps: their
// lengths add up to `to - from` exactly.
struct Timespan {
  // When it begins, in wall time.
  core::Time from{};
  // When it ends, or until when it was counted, in wall time.
  core::Time to{};
  // The stretches; their `step` is empty.
  std::vector<Stretch> stretches{};
  // True while the step or the run has not come to its end.
  bool open = false;
};

// The time of one step, from where it first began until it settled last. The items of a step that
// is done for several count together.
struct StepTime {
  // The name of the step.
  std::string step{};
  // Its time.
  Timespan time{};
};

// The passing of work from steps to the step that needs them: from the moment at which the last of
// its needs settled until it settled itself.
struct HandOff {
  // The needs that settled, in the order of the template.
  std::vector<std::string> from{};
  // The step that needs them.
  std::string to{};
  // From the last of `from` until `to` settled.
  Timespan time{};
};

// The time of one run, as latency() splits it.
struct Latency {
  // The run as a whole.
  Timespan run{};
  // In the order in which they began.
  std::vector<StepTime> steps{};
  // In the order in which they began. A step without needs, or whose needs have not settled, has
  // none.
  std::vector<HandOff> hand_offs{};
  // How many entries are dated before the one in front of them, Stretches::set_back().
  std::int64_t set_back = 0;
};

// The steps that a step needs, by its name, in the order of the template.
using NeedsByStep = std::map<std::string, std::vector<std::string>>;

// Where the time of a run went. `journal`: all of it, from the start of the run. `now`: until when
// what has not ended is counted, in wall time.
Latency latency(const std::vector<JournalMoment>& journal, const NeedsByStep& needs,
                core::Time now);

// The time from one moment to another, cut into stretches: at each moment the phase that comes
// first of the given ones, and `queue` where there is none. They may overlap and lie outside.
Timespan cut(const std::vector<Stretch>& stretches, core::Time from, core::Time to);

// How long each phase took. The parts add up to the whole.
Spent elapsed(const Timespan& time);
// The same, counted in the working time of a calendar; the parts add up to the working time between
// the two ends. Errors as Calendar::between().
core::Result<Spent> business(const Timespan& time, const calendar::Calendar& calendar);

}  // namespace baton::insight
