#include "baton/views/stats.hpp"

#include <algorithm>
#include <cstddef>
#include <map>
#include <utility>

namespace baton::views {
namespace {

using core::RunStatus;

// What happened in some time.
struct Figures {
  std::int64_t started = 0, succeeded = 0, failed = 0, cancelled = 0;
  // Of those that succeeded or failed: how many took at most so long.
  std::map<core::Duration, std::int64_t> took{};

  void add(const ports::RunTally& tally) {
    if (!tally.ended) {
      started += tally.runs;
      return;
    }
    if (*tally.ended == RunStatus::succeeded) succeeded += tally.runs;
    if (*tally.ended == RunStatus::failed) failed += tally.runs;
    if (*tally.ended == RunStatus::cancelled) {
      cancelled += tally.runs;
    } else {
      took[tally.took] += tally.runs;
    }
  }
  std::int64_t ended() const { return succeeded + failed + cancelled; }
  core::Json json() const {
    return {{"started", started},
            {"succeeded", succeeded},
            {"failed", failed},
            {"cancelled", cancelled}};
  }
};

// The time within which 95 % ended, in milliseconds; null when none did.
core::Json within_95(const Figures& figures) {
  std::int64_t left = (95 * (figures.succeeded + figures.failed) + 99) / 100;
  if (left == 0) return {};
  for (const auto& [took, runs] : figures.took) {
    left -= runs;
    if (left <= 0) return std::chrono::duration_cast<std::chrono::milliseconds>(took).count();
  }
  return {};
}

}  // namespace

core::Json stats(const StatsAsked& asked, const std::vector<ports::RunTally>& tallies,
                 std::int64_t open_now) {
  const auto count = static_cast<std::size_t>((asked.to - asked.from) / asked.step);
  std::vector<Figures> intervals(count);
  Figures all;
  Figures later;
  for (const ports::RunTally& tally : tallies) {
    if (tally.quarter < asked.from) continue;
    const auto at = static_cast<std::size_t>((tally.quarter - asked.from) / asked.step);
    (at < count ? intervals[at] : later).add(tally);
    if (at < count) all.add(tally);
  }
  // Back from now: what started since was not open then, and what ended since was.
  std::int64_t open = open_now - later.started + later.ended();
  core::Json list = core::Json::array();
  for (std::size_t at = count; at-- > 0;) {
    core::Json one = intervals[at].json();
    one["from"] = core::to_rfc3339(asked.from + asked.step * static_cast<std::int64_t>(at));
    one["open"] = std::max<std::int64_t>(open, 0);
    open += intervals[at].ended() - intervals[at].started;
    list.push_back(std::move(one));
  }
  std::reverse(list.begin(), list.end());
  core::Json json = all.json();
  json["from"] = core::to_rfc3339(asked.from);
  json["to"] = core::to_rfc3339(asked.to);
  json["step_minutes"] = std::chrono::duration_cast<std::chrono::minutes>(asked.step).count();
  json["within_95"] = within_95(all);
  json["intervals"] = std::move(list);
  return json;
}

}  // namespace baton::views
