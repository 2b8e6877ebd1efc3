#include "baton/runtime/polls.hpp"

#include <algorithm>

namespace baton::runtime {

namespace {

// The longest wait of its own after failures. A system that is mended is asked again within this.
constexpr core::Duration kWaitMax = std::chrono::hours(1);
// The longest wait that the other side can ask for.
constexpr core::Duration kAskedMax = std::chrono::hours(24);
constexpr int kDoublingsMax = 12;
// The wait before a page once kIdlePagesMax pages in a row have brought nothing new.
constexpr core::Duration kIdlePause = std::chrono::seconds(1);

std::optional<core::Time> time_of_member(const core::Json& stored, std::string_view name) {
  const auto* value = core::find(stored, name);
  if (value == nullptr || !value->is_number_integer()) return std::nullopt;
  return core::Time(core::Duration(value->get<std::int64_t>()));
}

core::Json member_of_time(const std::optional<core::Time>& time) {
  return time ? core::Json(time->time_since_epoch().count()) : core::Json();
}

}  // namespace

core::Json PollState::stored() const {
  return {{"progress", progress}, {"due", member_of_time(due)},   {"failures", failures},
          {"error", error},       {"last", member_of_time(last)}, {"events", events}};
}

void PollState::take(const core::Json& stored) {
  if (const auto* found = core::find(stored, "progress")) progress = *found;
  due = time_of_member(stored, "due");
  last = time_of_member(stored, "last");
  error = core::text_at(stored, "error");
  const auto* count = core::find(stored, "failures");
  if (count != nullptr && count->is_number_integer())
    failures = std::clamp(count->get<int>(), 0, 1'000'000);
  const auto* all = core::find(stored, "events");
  if (all != nullptr && all->is_number_integer()) events = all->get<std::int64_t>();
}

std::string poll_setting(std::string_view poll) { return "poll/" + std::string(poll); }

core::Duration wait_after_failures(const ports::Poll& poll, int failures, core::Duration asked) {
  auto wait = poll.every;
  for (int doubled = 1; doubled < std::min(failures, kDoublingsMax) && wait < kWaitMax; ++doubled)
    wait *= 2;
  wait = std::max(poll.every, std::min(wait, kWaitMax));
  return std::max(wait, std::min(asked, kAskedMax));
}

core::Duration wait_after_idle_pages(int idle_pages) {
  return idle_pages < kIdlePagesMax ? core::Duration{} : kIdlePause;
}

}  // namespace baton::runtime
