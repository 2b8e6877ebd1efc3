#pragma once

#include <array>
#include <string>
#include <string_view>

// Schedules as templates give them; calendar/schedule.hpp says when they fire. Plain values; any
// thread.
namespace baton::core {

// What to do with firings whose time passed while nobody looked, because the server was down.
enum class Misfire {
  // The last of them is made up for, and the others are dropped.
  once,
  // Each of them is made up for, the oldest first.
  all,
  // None is made up for.
  skip,
};
// The words of Misfire, in its order.
inline constexpr std::array<std::string_view, 3> kMisfireNames{"once", "all", "skip"};

// `schedule:` of a trigger.
struct Schedule {
  // A cron expression, as calendar::Cron reads it.
  std::string cron{};
  // The zone whose clocks it means, as calendar::Zone finds it.
  std::string timezone = "UTC";
  // What becomes of firings that were missed.
  Misfire misfire = Misfire::once;
};

}  // namespace baton::core
