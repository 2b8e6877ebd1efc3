#pragma once

#include "baton/core/time.hpp"
#include "baton/insight/quantiles.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

// How long steps take, learned from those of other runs, and how long one that is open still takes.
namespace baton::insight {

// A duration whose logarithm is normal, and what is known of it.
struct LogNormal {
  // The mean of the natural logarithm of the seconds.
  double mean = 0;
  // Its standard deviation.
  double deviation = 1;
  // How many runs of the path itself it was fitted to, without those of wider levels.
  std::uint32_t runs = 0;
  // True if `runs` is under Model::kComparable, so that the wider level counts for much.
  bool widened = true;
  // The narrowest level of the path at which Model::kComparable runs have ended: 0 is the widest.
  // If there is none, the widest level that is known.
  std::size_t level = 0;
  // How many runs of that level have ended.
  std::uint32_t level_runs = 0;
  // How long the longest of those took.
  core::Duration longest{};

  // Half of the runs take no longer.
  core::Duration median() const;
};

// What is known of how long one step of one run takes.
struct StepStay {
  // How it stands. A step is cut off if it went no further because its run was cancelled.
  enum class State : std::uint8_t { ended, cut_off, lasts };
  // Identifies the step of the run: what is told later replaces what was told under the same id.
  std::uint64_t id = 0;
  // When it began. Always the same for the same id.
  core::Time began{};
  // How long it took, or has lasted so far if it has not ended.
  core::Duration took{};
  // Whether `took` is its whole length (`ended`), or less than that.
  State state = State::ended;
};

// How long steps take, learned from steps that ended and from those that have not, each under a
// path from the widest level to the narrowest, such as {"approve", "onboarding", "legal"}.
//
// A step that still lasts, or that was cut off, is counted as "longer than": its expected logarithm
// is computed from the fit until both agree (A. P. Dempster, N. M. Laird, D. B. Rubin: "Maximum
// likelihood from incomplete data via the EM algorithm", 1977). Leaving such steps out would make
// every forecast too short. For the same reason, fast and slow steps are forgotten together: a path
// keeps every step that it was told of and that began after some moment. The weight of a step
// halves with each kHalfLife steps of the path that began after it. Mean and variance of a level
// are shrunk to those of its parent, which counts as kParentRuns of its newest runs.
class StepTimes {
 public:
  // From the widest level to the narrowest.
  using Path = std::span<const std::string>;
  // A parent's mean and variance count as those of this many runs.
  static constexpr double kParentRuns = 5;
  // How many steps of a path that have ended or were cut off are kept: those that began last.
  static constexpr std::size_t kKept = 512;
  // How many steps of a path that still last are kept. While there are as many as this, they do not
  // count: how many more there are is not known, and those that ended are enough.
  static constexpr std::size_t kLastingMax = 512;
  // Paths beyond this many are not kept; their parents are.
  static constexpr std::size_t kPathsMax = 20'000;
  // A path is fitted anew once one in so many of its steps has changed.
  static constexpr std::size_t kRefitPart = 50;

  // Takes what is known of a step, which replaces what was told under its id before. A negative
  // duration, which comes of a clock that ran backwards, is left out and counted.
  void add(Path path, const StepStay& stay);
  // The fit of a path. nullopt if no step of any level of it has ended.
  std::optional<LogNormal> of(Path path) const;
  // How many durations were negative.
  std::size_t clock_faults() const { return clock_faults_; }

 private:
  // When a step began, and its id: the order in which steps are kept and forgotten.
  using Place = std::pair<core::Time, std::uint64_t>;
  struct Entry {
    Place place;
    float log;
    StepStay::State state;
  };
  struct Node {
    // In the order of their places.
    std::vector<Entry> entries{};
    // Only steps after this place are kept.
    Place since{core::Time::min(), 0};
    // How many of them still last.
    std::size_t lasting = 0;
    // How many entries were added or changed since the fit.
    std::size_t changes = 0;
    double mean = 0;
    double variance = 1;
    // How much those that have ended weigh.
    double weight = 0;
    // How many entries have ended.
    std::uint32_t runs = 0;
    double longest = 0;
  };
  static void put(Node& node, const Entry& entry);
  static void forget_oldest(Node& node);
  static void fit(Node& node);

  // By the parts of the path, each followed by a NUL. Fitted when asked.
  mutable std::map<std::string, Node, std::less<>> nodes_;
  std::size_t clock_faults_ = 0;
};

// What is forecast of one step that is open.
struct StepLeft {
  // How long it still takes, at kLevels. Never negative.
  std::array<core::Duration, kLevels.size()> left{};
  // The probability that it ends after its due date: 0 to 1, and 1 once that has passed. nullopt if
  // it has none.
  std::optional<double> late{};
  // It has lasted longer than every step that it is compared with, so that this is a guess.
  bool outlasts = false;
};

// What is left of a step that has lasted for some time, given how long such steps take: only those
// count that take longer than that. `until_due`: from now on. Beside them counts a tail by its age,
// as in Model: in half of all cases the step goes on for as long again. The tail weighs next to
// nothing while many steps last as long, and is all that there is when none does.
StepLeft left_of_step(const LogNormal& takes, core::Duration lasted,
                      std::optional<core::Duration> until_due = std::nullopt);
// What is left of a step that ends at a known moment, such as a sleep. Both are counted from now.
StepLeft left_until(core::Duration end, std::optional<core::Duration> until_due = std::nullopt);

}  // namespace baton::insight
