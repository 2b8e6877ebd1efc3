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
  std::int64_t run = 0;
  core::StepRef step{};
  core::Try which{};
  auto operator<=>(const Sending&) const = default;
};

// What a lane may have sent: nothing that was decided after entry `after` of the journal but what
// is listed. Of what was decided up to there nothing is known.
struct LaneMark {
  std::int64_t after = 0;
  std::set<Sending> sent{};
  bool operator==(const LaneMark&) const = default;
};

// A connection that asked to be left alone, and how fast it may be asked after that.
struct PauseMark {
  core::Time until{};
  double rate = 0;
  bool careful = false;  // such a rate was too fast before
};

// What the store keeps of the lanes that are held back, so that a process that starts after a crash
// knows what was surely not sent. A lane that is not here may have sent anything.
struct LaneMarks {
  std::map<std::string, LaneMark> lanes{};    // by lane
  std::map<std::string, PauseMark> pauses{};  // by connection
  bool empty() const { return lanes.empty() && pauses.empty(); }
};

inline constexpr std::string_view kLaneMarksSetting = "lanes";
std::string to_text(const LaneMarks& marks);  // empty when there are none
// Marks that cannot be read are none: what they vouched for is looked up first.
LaneMarks lane_marks(std::string_view text);

}  // namespace baton::runtime
