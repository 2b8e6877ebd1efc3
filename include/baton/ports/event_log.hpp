#pragma once

#include "baton/core/event.hpp"
#include "baton/core/limits.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace baton::ports {

struct EventFilter {
  std::string type{};  // pattern, as in templates
  std::string source{};
  core::EventId before{};  // newest first, older than this
  core::EventId after{};   // set: oldest first, newer than this (tail)
  std::size_t limit = core::kPageSizeDefault;
};

// All events in the order in which they were acknowledged. An event's id is its position.
class EventLog {
 public:
  virtual ~EventLog() = default;

  virtual std::optional<core::Event> event(core::EventId id) = 0;
  virtual std::vector<core::Event> events(const EventFilter& filter) = 0;
  // In log order, after `position`.
  virtual std::vector<core::Event> events_after(core::EventId position, std::size_t limit) = 0;
  // The greatest id ever given out, also when its event has been pruned; unset while there is none.
  virtual core::EventId last_event() = 0;
  // The log may lack events up to here: their keeping time was over.
  virtual core::EventId pruned() = 0;
  // For a wait that looks back: events of one type between two positions, both exclusive, newest
  // first; none that is addressed to one run.
  virtual std::vector<core::EventId> look_back(std::string_view type, core::EventId after,
                                               core::EventId before, std::size_t limit) = 0;
  // How many events of the log an event from outside has caused; counting stops at `enough`.
  virtual std::int64_t descendants(core::EventId root, std::int64_t enough) = 0;
  // The last event that was stepped.
  virtual core::EventId cursor() = 0;
};

enum class Appended { fresh, repeated, differs };
struct AppendResult {
  Appended outcome = Appended::fresh;
  core::EventId id{};  // of the event in the log: the new one, or the one that was there
};

class EventLogTx : public virtual EventLog {
 public:
  // Appends to the log, gives the event its id. An event whose (source, origin) is in the log is
  // not appended: `repeated` when type, subject and data are the same, `differs` when they are not.
  // One whose (source, delivery) was appended within a day is `repeated`, whatever its origin.
  virtual AppendResult append(core::Event& event) = 0;
  // Moves the cursor to an event of the log. Beyond its end: core::BrokenInvariant.
  virtual void set_cursor(core::EventId position) = 0;
};

}  // namespace baton::ports
