#pragma once

#include "baton/core/json.hpp"
#include "baton/core/time.hpp"
#include "baton/ports/connector.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace baton::runtime {

// A poll, how far it has read and whether it works. A plain value.
struct PollState {
  // How it is set up.
  ports::Poll poll{};
  // How far it has come, as its connector reads it; null: it has not begun.
  core::Json progress{};
  // When it is asked next, in steady time; nullopt: it has no alarm.
  std::optional<core::Time> due{};
  // How many times in a row it has failed.
  int failures = 0;
  // Why it failed last; empty when it did not.
  std::string error{};
  // When a page last came, by the wall clock; nullopt: never.
  std::optional<core::Time> last{};
  // About how many events were new in all. The count of a page is stored with the next page, so a
  // crash loses the count of the last one.
  std::int64_t events = 0;
  // How many pages in a row brought nothing new, although each of them says that more follow. It is
  // not stored, and counts from zero after a start.
  int idle_pages = 0;

  // What is stored of it, as JSON.
  core::Json stored() const;
  // Sets the members from what stored() has written. A member that is missing or malformed keeps
  // its value, so this must be a poll that has not begun.
  void take(const core::Json& stored);
  // The time of the newest record that was read, for people: the member `watermark` of `progress`,
  // or empty.
  std::string watermark() const { return core::text_at(progress, "watermark"); }
};

// The name under which the state of a poll is stored.
std::string poll_setting(std::string_view poll);

// How long to wait after this many failures in a row: the poll's `every`, doubled with each further
// failure, up to an hour. When the other side asks for more, as much as it asks for, up to a day.
core::Duration wait_after_failures(const ports::Poll& poll, int failures, core::Duration asked);

// How many pages in a row that bring nothing new are read without a pause. A vendor that repeats
// pages for ever is then asked slowly.
inline constexpr int kIdlePagesMax = 100;

// How long to wait before the page that follows `idle_pages` pages that brought nothing new.
core::Duration wait_after_idle_pages(int idle_pages);

}  // namespace baton::runtime
