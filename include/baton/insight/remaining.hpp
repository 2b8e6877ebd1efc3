#pragma once

#include "baton/context/cited.hpp"
#include "baton/core/time.hpp"
#include "baton/insight/quantiles.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

// How long an open run still takes, learned from the runs of its template that have closed.
namespace baton::insight {

// A run entered a state, such as a step that began or ended. The names are the caller's: the same
// thing must have the same name in each run.
struct Visit {
  // Its name.
  std::string_view state;
  // When.
  core::Time at;
};
// All that a run went through so far, in the order in which it happened. The first is its start.
using Visits = std::span<const Visit>;

// The timers of an open run: it cannot end before the last of them does.
struct Timers {
  // What it enters when they end, and when each of them does: the first to end comes first.
  Visits ends{};
  // True if the run waits for these timers only. Then the time until they end is not counted as
  // standing still.
  bool alone = false;
};

// A state in which a run spent, or spends, longer than others did.
struct Contributor {
  // Its name.
  std::string state;
  // What it took beyond the median of the template.
  core::Duration extra{};
  // The runs that the median is of.
  std::uint32_t runs = 0;
};
// "legal: 2.1 d more than the template's median, from 64 runs".
std::string words_of(const Contributor& contributor,
                     context::Language language = context::Language::en);
// A length of time in one unit and with one digit behind the point: "2.1 d", "3.0 h", "40 s".
std::string short_text(core::Duration length, context::Language language = context::Language::en);

// What is forecast of a run.
struct Remaining {
  // From now on, at kLevels. Never negative.
  std::array<core::Duration, kLevels.size()> left{};
  // The probability that it ends after its due date: 0 to 1, and 1 once that has passed. nullopt if
  // it has none.
  std::optional<double> late{};
  // The runs that it was compared with: none where it has outlasted all that have closed.
  std::uint32_t runs = 0;
  // What these have in common with it: "step", "time_elapsed" and so on. None: they are all runs of
  // the template.
  std::vector<std::string> alike{};
  // True if fewer than Model::kComparable runs share all features of this run that the model
  // compares, and went on for longer than it has stood still, so that a wider group was used.
  bool widened = false;
  // Fewer than Model::kComparable runs have closed at all: shown as "too little data".
  bool too_few = false;
  // How long the timer still runs on which the forecast hangs. What follows that timer is compared
  // with other runs, the time until then is not. nullopt if it hangs on none.
  std::optional<core::Duration> timer{};
  // At most two, the largest first. States of which fewer than Model::kComparable runs are known
  // are never named.
  std::vector<Contributor> contributors{};
};

// What runs have in common, from Remaining::alike: "runs with the same step and time elapsed".
std::string level_words(const std::vector<std::string>& alike,
                        context::Language language = context::Language::en);

// The model of one template, which learns from each run that closes. It is made of nested tables
// (same step; same step and time elapsed; and so on), each with all runs and with the newest ones.
// A table with n samples moves a quantile from q_parent, which the wider table says, to
// (n·q + 20·q_parent) / (n + 20). Chains of tables are blended by how well they forecast the runs
// that closed lately; level and width of the interval follow those too. Beyond kTablesMax, tables
// that few runs have reached are forgotten.
//
// Of a run that stands still, only those count that went on for longer than it has stood. When it
// has outlasted all of them it is taken to go on for as long again, half of the time, and for nine
// times as long one time in ten.
//
// The same runs in the same order give the same forecasts. One thread at a time, forecasts
// included.
class Model {
 public:
  // A level with fewer runs is not enough by itself.
  static constexpr std::uint32_t kComparable = 20;
  // When there are this many tables, those are forgotten that fewer than three runs have reached,
  // none of them among the newest 600.
  static constexpr std::size_t kTablesMax = 300'000;
  // States with a time of their own. Others are part of the tables, and never named.
  static constexpr std::size_t kStatesMax = 1'000;

  // How it learns.
  struct Options {
    // Forecasts are multiplied by what would have made the medians of the newest runs right, from
    // 0.6 up to this. A model that does not go on learning does better with 1, with which forecasts
    // are lowered but never raised: a rise that is right today need not be right for months.
    double level_max = 1.5;
  };

  // One that has learned nothing yet, with the options above.
  Model();
  // With other options.
  explicit Model(Options options);
  ~Model();
  Model(Model&&) noexcept;
  Model& operator=(Model&&) noexcept;

  // Learns from a run that ended at `ended`, after its last visit or with it. Where its clock ran
  // backwards, no time has passed. Runs come in the order in which they ended. Nothing is learned
  // from one without visits.
  void close(Visits visits, core::Time ended);
  // The number of runs that it has learned from.
  std::uint32_t closed() const;

  // What is left of a run at `now`, given that it has entered no state since its last visit.
  // nullopt if no run has closed, or if there are no visits.
  std::optional<Remaining> forecast(Visits visits, core::Time now,
                                    std::optional<core::Time> due = std::nullopt);
  // The same of a run with timers. It ends after the last of them, as other runs did from what it
  // enters then; where it waits for something else too, by the later of both forecasts.
  std::optional<Remaining> forecast(Visits visits, const Timers& timers, core::Time now,
                                    std::optional<core::Time> due = std::nullopt);

 private:
  class Tables;
  std::unique_ptr<Tables> tables_;
};

}  // namespace baton::insight
