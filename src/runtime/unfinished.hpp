#pragma once

#include "baton/core/ids.hpp"
#include "baton/core/step_ref.hpp"
#include "baton/core/time.hpp"

#include <cstddef>
#include <deque>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace baton::runtime {

// The progress of an event that is processed in parts, because many runs and workflows listen to
// it. The runs that wait for it come first, in the order of their ids, then the workflows that
// start from it, in the order of their names.
struct FanOut {
  core::EventId event{};
  bool starting = false;        // all runs are done
  core::RunId last_run{};       // the last run that is done
  std::string last_workflow{};  // the last workflow that is done
  bool operator==(const FanOut&) const = default;
};

// How far a wait has looked back over the log for one of its events: from the newest event to older
// ones, so that a look that is cut short leaves out the oldest. What it finds is taken when all
// events of the step have been looked for, the oldest first, as if the wait had been open.
struct LookingBack {
  core::RunId run{};
  core::StepRef step{};
  core::EventId before{};     // only events before this one are still to be looked at
  std::size_t looked_at = 0;  // the number of events that were
  core::Duration spent{};     // the time that it took so far
  int branch = 0;             // which of the events that the step waits for is looked for
  std::vector<core::EventId> fitting{};  // the oldest so far of those that are what is looked for
  bool looked = false;                   // all are looked at, and `fitting` is part of `found`
  std::set<core::EventId> found{};       // those that the step may take, also as another event

  bool of_one_step_with(const LookingBack& other) const {
    return run == other.run && step == other.step;
  }
  bool operator==(const LookingBack&) const = default;
};

// The setting that holds what turns had no time for.
inline constexpr std::string_view kUnfinished = "unfinished";

// What a turn had no time for. It is kept in the store, so that the next turn, or the next process,
// continues there.
struct Unfinished {
  std::optional<FanOut> event{};
  std::deque<LookingBack> look_backs{};

  bool none() const { return !event && look_backs.empty(); }
  // As JSON, which parse() reads back; empty when there is nothing. parse() throws
  // ports::RowDamaged for a text that it cannot read: what is half done is not guessed.
  std::string text() const;
  static Unfinished parse(std::string_view text);
};

}  // namespace baton::runtime
