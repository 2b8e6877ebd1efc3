#pragma once

#include "baton/core/run.hpp"
#include "baton/core/time.hpp"

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>

namespace baton::runtime {

// One try of one step's action.
struct Sending {
  std::int64_t run = 0;  // the number of the run's id
  core::StepRef step{};
  core::Try which{};
  auto operator<=>(const Sending&) const = default;
};

// What a lane may have sent. Of the actions that were decided after entry `after` of the journal
// only those in `sent` may have been sent. Any that was decided before may have been.
struct LaneMark {
  std::int64_t after = 0;
  std::set<Sending> sent{};
  bool operator==(const LaneMark&) const = default;
};

// The pause of a connection or of one operation that asked for one, and what was learnt about how
// fast requests may be sent to it. The members are the arguments of Pace::restore().
struct PauseMark {
  core::Time until{};         // when the pause ends, in steady time
  double rate = 0;            // requests a second after that; 0: no limit is known
  bool grows_slowly = false;  // true when a rate like this was too fast before
};

// What the store holds about lanes that are held and connections that are paused, so that a process
// that starts after a crash knows which actions were surely not sent. A lane without a mark may
// have sent anything.
struct LaneMarks {
  // By the name of the lane.
  std::map<std::string, LaneMark> lanes{};
  // Of whole connections, by their names.
  std::map<std::string, PauseMark> pauses{};
  // Of single operations, by the names of their lanes.
  std::map<std::string, PauseMark> operations{};
  bool empty() const { return lanes.empty() && pauses.empty() && operations.empty(); }
};

// The setting of the store that holds the marks.
inline constexpr std::string_view kLaneMarksSetting = "lanes";
// The marks as that setting; empty when there are none.
std::string to_text(const LaneMarks& marks);
// The marks of that setting. A text that cannot be read gives no marks, so that any action may have
// been sent and is looked for first.
LaneMarks lane_marks(std::string_view text);

}  // namespace baton::runtime
