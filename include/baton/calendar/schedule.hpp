#pragma once

#include "baton/calendar/cron.hpp"
#include "baton/core/schedule.hpp"

#include <cstddef>
#include <vector>

// When a schedule fires, and what becomes of the firings that were missed. Pure; any thread.
namespace baton::calendar {

using core::Misfire;

// A cron expression in a zone, and what to do with what was missed.
struct Schedule {
  // When it fires.
  Cron cron;
  // On whose clocks.
  Zone zone{};
  // What becomes of firings that were missed.
  Misfire misfire = Misfire::once;
};

// How late a firing may be looked at without being a missed one. A busy server is seconds late.
inline constexpr core::Duration kFiringLate = std::chrono::minutes(1);
// How many of the firings that were missed `misfire: all` makes up for: the last of them. Without
// this limit a clock that stands years ahead, or a server that was off for long, would start runs
// for hours.
inline constexpr std::size_t kMadeUpMax = 10'000;
// The firings that one call returns.
inline constexpr std::size_t kFiringsMax = 1'000;

// What a schedule has to start.
struct Firings {
  // The planned moments, in order.
  std::vector<core::Time> due{};
  // What to give as `last` at the next call: all planned moments up to it are dealt with.
  core::Time dealt_with{};
  // The next planned moment after `dealt_with`, which is in the past if `due` was cut at its limit;
  // nullopt if there is none.
  std::optional<core::Time> next{};
  // What was planned until then is not made up for, since more than kMadeUpMax came after it;
  // nullopt: nothing is left out for that reason.
  std::optional<core::Time> passed_over{};
};

// What is to be started at `now` if everything that was planned up to `last` is dealt with. At most
// `limit` moments are returned. The same arguments give the same result, so a repeat after a crash
// starts the same.
Firings firings(const Schedule& schedule, core::Time last, core::Time now,
                std::size_t limit = kFiringsMax);

}  // namespace baton::calendar
