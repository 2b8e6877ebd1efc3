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

// Which events a list shows, where its page begins, and in which direction it goes.
struct EventFilter {
  // A pattern of types, as the triggers of templates use it; empty: every type.
  std::string type{};
  // The source of the events; empty: every source.
  std::string source{};
  // Only events older than this one; unset: from the newest. Without `after`, the newest comes
  // first.
  core::EventId before{};
  // Only events newer than this one, the oldest first: for whoever follows the log. Unset: none is
  // left out as too old.
  core::EventId after{};
  // The greatest number of events of the page.
  std::size_t limit = core::kPageSizeDefault;
};

// A condition on an event.
struct EventTerm {
  // What of the event it is about: its type, by a pattern; its source; its subject.
  enum class Of { type, source, subject };
  Of of = Of::type;
  // What that must be. It is not empty.
  std::string value{};
  // True when it must not be that.
  bool negated = false;
};

// What is looked for in the log, the newest event first. An event must meet all that is set.
struct EventSearch {
  // Each of these must hold.
  std::vector<EventTerm> terms{};
  // Each must begin a word of the type, the source or the subject; as core::words_of() gives them.
  std::vector<std::string> words{};
  // Only events older than this one; unset: from the newest on.
  core::EventId before{};
  // Only events newer than this one; unset: all.
  core::EventId after{};
  // The greatest number of events that are found.
  std::size_t limit = core::kPageSizeDefault;
  // How many events are looked at, at most. There is no index for all that may be looked for.
  std::size_t looks_max = 20'000;
};

// What a search has found.
struct EventsFound {
  // The newest first.
  std::vector<core::EventId> ids{};
  // The last event that was looked at, when there may be more behind it; unset when there is none.
  core::EventId goes_on{};
};

// All events in the order in which they were stored. An event's id is its position in the log.
class EventLog {
 public:
  virtual ~EventLog() = default;

  // One event; nullopt when the log has none of this id, or has it no longer.
  virtual std::optional<core::Event> event(core::EventId id) = 0;
  // A page of events.
  virtual std::vector<core::Event> events(const EventFilter& filter) = 0;
  // Looks through the log, as far as the search says.
  virtual EventsFound find_events(const EventSearch& search) = 0;
  // Up to `limit` events behind `position`, in the order of the log.
  virtual std::vector<core::Event> events_after(core::EventId position, std::size_t limit) = 0;
  // The greatest id ever given out, also when its event has been pruned since; unset while no event
  // was ever stored.
  virtual core::EventId last_event() = 0;
  // Up to this position events may be missing, because their keeping time was over. Behind it the
  // log is complete.
  virtual core::EventId pruned() = 0;
  // The ids of up to `limit` events of one type between two positions, both exclusive, the newest
  // first: for a wait that looks back. Events that are addressed to one run are left out.
  virtual std::vector<core::EventId> look_back(std::string_view type, core::EventId after,
                                               core::EventId before, std::size_t limit) = 0;
  // How many events of the log were caused, through any number of runs, by this event from outside.
  // Counting stops at `enough`.
  virtual std::int64_t descendants(core::EventId root, std::int64_t enough) = 0;
  // How many events came after this position. Counting stops at `enough`, since each event is gone
  // over.
  virtual std::int64_t events_since(core::EventId position, std::int64_t enough) = 0;
  // The last event that was processed; all behind it are still to be. Unset while none was.
  virtual core::EventId cursor() = 0;
};

// What became of an event that was to be appended. fresh: it was appended. repeated: the log has
// the same event already. differs: the log has an event with its source and origin but other
// content.
enum class Appended { fresh, repeated, differs };
// The answer to an append.
struct AppendResult {
  // What became of the event.
  Appended outcome = Appended::fresh;
  // The event in the log: the new one, or the one that was there.
  core::EventId id{};
};

// The log inside a transaction, where it can be written.
class EventLogTx : public virtual EventLog {
 public:
  // Appends an event to the log and sets its id. When the log holds an event of the same (source,
  // origin), nothing is appended: the outcome is `repeated` if type, subject and data are the same
  // and `differs` otherwise. When an event of the same (source, delivery) was appended within the
  // last 24 hours, the outcome is `repeated` whatever its origin. Throws StoreUnavailable for an
  // event from outside while the reserve of the disk is reached.
  // An own event by which a person acts is kept together with its row of the audit.
  virtual AppendResult append(core::Event& event) = 0;
  // Moves the cursor to an event of the log. Throws core::BrokenInvariant beyond the log's end.
  virtual void set_cursor(core::EventId position) = 0;
};

}  // namespace baton::ports
