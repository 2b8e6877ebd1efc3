#pragma once

#include "baton/core/actor.hpp"
#include "baton/core/ids.hpp"
#include "baton/core/json.hpp"
#include "baton/core/time.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace baton::core {

// Something that happened. Everything that changes a run is an event in the one log: a webhook, a
// CloudEvent, an action's outcome, a due timer, a person's decision, a command. The attributes
// follow CloudEvents 1.0.2.
struct Event {
  // The position in the log; zero until the store has appended the event.
  EventId id{};
  // "crm.opportunity.updated". Types of Baton's own begin with "baton.".
  std::string type{};
  // The name of the connection it came through, or the CloudEvents source.
  std::string source{};
  // The sender's own id. A second event with the same source and origin is a repeat of the first.
  // Empty for Baton's own events, which are never repeated.
  std::string origin{};
  // What the event is about, for people and for ordering; may be empty.
  std::string subject{};
  // Who caused it, if a person or a token did; otherwise nobody.
  Actor actor{};
  // When it happened, as the sender says.
  Time time{};
  // When Baton took it in.
  Time received{};
  // The payload.
  Json data{};
  // Causation depth: 0 from outside, one more for each event that a run publishes in answer.
  std::uint16_t depth = 0;
  // The event from outside that caused this one, through however many runs. Zero if this event is
  // from outside itself.
  EventId root{};
  // A digest of the signed request that brought the event: a request that is sent again under
  // another, unsigned id is known by it. Mostly empty.
  std::string delivery{};
  // The field `traceparent` of the request that brought the event, or of the one that brought the
  // event that caused this one; see core/trace.hpp. Mostly empty.
  std::string trace{};

  // The event as expressions (`event.…`) and the API see it.
  Json to_json() const;
};

// True if the event came in through this connection, which is what `from:` asks. An event that was
// handed in with a token has an actor and came through no connection, whatever source it names. A
// reserved source (reserved_source()) stands for the events that Baton and its runs publish, with
// or without an actor.
bool came_through(const Event& event, std::string_view connection);

// True if the event has a type that `pattern` takes, as type_matches() reads it, and came in
// through the connection `from`. An empty `from` is any connection.
bool event_matches(const Event& event, std::string_view pattern, std::string_view from);

// The event from outside from which this one follows; it is the event itself if that is from
// outside.
EventId root_of(const Event& event);

}  // namespace baton::core
