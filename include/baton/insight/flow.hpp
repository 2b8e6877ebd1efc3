#pragma once

#include "baton/core/time.hpp"
#include "baton/insight/stretches.hpp"

#include <compare>
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

// The figures that are kept of all runs of a workflow, beside the runs: how many stretches, steps
// and runs ended, by day, step and team, and sorted into classes by how long they took. They are
// counted when a journal is written; a recount reads the journals and gives the same. Pure; any
// thread.
namespace baton::insight {

// What is counted: a row for each of the phases (`queue`, `work`, …: how long a stretch of it
// took), for each outcome (`succeeded`, `failed`, `cancelled`: how long the step or run took), and
//   "first_action"  from the start of a run until its first attempt at an action was sent; counted
//                   once that attempt has ended, on the day on which it was sent,
//   "decided"       a person has decided; takes no time,
//   "done"          a person has done a task; takes no time,
//   "returned"      a person sent a step back; takes no time,
//   "corrected"     what a person had decided on was changed afterwards, so that the decision does
//                   not count any more; takes no time,
//   "acted"         an attempt at an action was begun; takes no time,
//   "clock_set_back"  the journal dates an entry before the one in front of it; takes no time,
//   "from TEAM"     a step succeeded that a team had got from another one: how long that took since
//                   the last of its needs had settled, which was that team's.
inline constexpr std::string_view kFirstAction = "first_action";
inline constexpr std::string_view kDecided = "decided";
inline constexpr std::string_view kDone = "done";
inline constexpr std::string_view kReturned = "returned";
inline constexpr std::string_view kCorrected = "corrected";
inline constexpr std::string_view kActed = "acted";
inline constexpr std::string_view kSetBack = "clock_set_back";
inline constexpr std::string_view kFrom = "from ";

// The day of a moment, in UTC: how many days after 1970-01-01.
std::int64_t day_of(core::Time moment);
// The moment at which that day begins.
core::Time begin_of_day(std::int64_t day);
// The day as people write it, "2026-05-04".
std::string date_text(std::int64_t day);

// The class of a length of time. Each doubling of the length has eight classes, from a millisecond
// on.
std::int64_t length_class(core::Duration took);
// The longest time of a class.
core::Duration longest_of(std::int64_t length_class);

// What is counted together.
struct FlowKey {
  // The day on which it ended, as day_of() counts it.
  std::int64_t day = 0;
  // The name of the step; empty: the run as a whole.
  std::string step{};
  // The team of that step, as its template says; may be empty.
  std::string team{};
  // What is counted: one of the words above.
  std::string what{};
  // The class of how long it took, as length_class() gives it.
  std::int64_t took = 0;
  auto operator<=>(const FlowKey&) const = default;
};

// How many there were, and how long they took all together.
struct FlowSum {
  std::int64_t count = 0;
  core::Duration spent{};
  bool operator==(const FlowSum&) const = default;
};

// The sums of one version of a workflow.
using Flow = std::map<FlowKey, FlowSum>;

// The name of the team of a step.
using TeamOf = std::function<std::string(const std::string& step)>;

// Adds to `flow` what has come to an end at `at`.
void count(const Ended& ended, core::Time at, const TeamOf& team_of, Flow& flow);

// The steps that a step needs.
using NeedsOf = std::function<const std::vector<std::string>*(const std::string& step)>;
// Adds to `flow` the hand-offs from one team to another that have come to an end at `at`, as
// `stretches` has read the journal. Steps without a team hand nothing off.
void count_hand_offs(const Ended& ended, const Stretches& stretches, core::Time at,
                     const TeamOf& team_of, const NeedsOf& needs_of, Flow& flow);

// How long things took, by class: how many, and all together.
class Lengths {
 public:
  void add(std::int64_t length_class, const FlowSum& sum);
  std::int64_t count() const { return count_; }
  core::Duration spent() const { return spent_; }
  // The mean; zero when there are none.
  core::Duration mean() const;
  // The longest time of the class in which the given share of them ended: 0.5 for the median. At
  // most nine parts in a hundred above the true one. Zero when there are none.
  core::Duration within(double share) const;

 private:
  std::map<std::int64_t, std::int64_t> classes_{};
  std::int64_t count_ = 0;
  core::Duration spent_{};
};

}  // namespace baton::insight
