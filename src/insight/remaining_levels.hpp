#pragma once

#include "baton/core/time.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

// What makes two runs comparable at a moment: levels, each a set of features in which the runs must
// be equal, and chains of levels that lead from few features to many.
namespace baton::insight {

// A feature of a run that has just entered a state.
enum Feature : std::uint16_t {
  // The state, the one before it, and the one before that.
  kState = 1 << 0,
  kBefore = 1 << 1,
  kTwoBefore = 1 << 2,
  // Which states it has been in, and how often it has been in each.
  kVisited = 1 << 3,
  kVisits = 1 << 4,
  // How many states it has entered.
  kCount = 1 << 5,
  // How long it has been open, in fine bins and in coarse ones.
  kElapsed = 1 << 6,
  kElapsedCoarse = 1 << 7,
  // How long it was in the state before.
  kSince = 1 << 8,
  // The day of the week, and the part of the day, in UTC.
  kWeekday = 1 << 9,
  kDayPart = 1 << 10,
};

// A set of features; 0 is the level of all runs.
using LevelSet = std::uint16_t;

// Every level that a chain names, each once. The first is the one of all runs.
inline constexpr std::array<LevelSet, 21> kLevelSets{
    0,
    kState,
    kState | kElapsed,
    kState | kElapsedCoarse,
    kState | kBefore | kElapsed,
    kState | kVisited,
    kState | kVisited | kElapsed,
    kState | kVisits,
    kState | kVisits | kElapsedCoarse,
    kState | kBefore,
    kState | kBefore | kTwoBefore,
    kState | kBefore | kTwoBefore | kElapsed,
    kElapsed,
    kState | kElapsedCoarse | kSince,
    kState | kElapsedCoarse | kSince | kCount,
    kState | kElapsedCoarse | kWeekday,
    kState | kElapsedCoarse | kWeekday | kDayPart,
    kState | kElapsed | kWeekday,
    kState | kCount,
    kState | kCount | kWeekday,
    kState | kCount | kElapsedCoarse | kWeekday,
};

// From the parent to the child, as indices into kLevelSets, behind the level of all runs; a 0 ends
// a chain early.
using Chain = std::array<std::uint8_t, 4>;
inline constexpr std::array<Chain, 10> kChains{{
    {1, 2},
    {1, 3, 2, 4},
    {1, 5, 6},
    {1, 5, 7, 8},
    {1, 9, 10, 11},
    {12, 2, 6},
    {1, 3, 13, 14},
    {1, 3, 15, 16},
    {1, 2, 17},
    {1, 18, 19, 20},
}};

// One key for each of kLevelSets: runs with the same key are comparable at that level.
using Keys = std::array<std::uint64_t, kLevelSets.size()>;

// Follows a run from state to state.
class Walk {
 public:
  // The run enters a state. A clock that ran backwards is taken to have stood still.
  void enter(std::string_view state, core::Time at);
  // The keys of where it is now.
  Keys keys() const;
  // When it entered its last state.
  core::Time entered() const { return entered_; }

 private:
  std::uint64_t feature(Feature feature) const;

  std::unordered_map<std::uint64_t, std::uint64_t> visits_;
  std::array<std::uint64_t, 3> last_{};
  std::uint64_t visited_ = 0;
  std::uint64_t bag_ = 0;
  std::uint64_t count_ = 0;
  core::Time began_{};
  core::Time entered_{};
  core::Duration since_{};
};

// What runs of a level have in common, as Remaining::alike.
std::vector<std::string> alike_in(LevelSet level);

}  // namespace baton::insight
