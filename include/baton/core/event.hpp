#pragma once

#include "baton/core/actor.hpp"
#include "baton/core/ids.hpp"
#include "baton/core/json.hpp"
#include "baton/core/time.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace baton::core {

// Something that happened. All that changes a run is an event in the one log: a webhook, a
// CloudEvent, an action's outcome, a due timer, a person's decision, a command. The attributes
// follow CloudEvents 1.0.2.
struct Event {
  EventId id{};           // position in the log; set when appended
  std::string type{};     // "crm.opportunity.updated"; Baton's own begin with "baton."
  std::string source{};   // the connection's name, or the CloudEvents source
  std::string origin{};   // the sender's id: (source, origin) identifies it; empty for Baton's own,
                          // which are never repeated
  std::string subject{};  // what it is about, for people and for ordering; may be empty
  Actor actor{};          // who caused it, when a person or token did; else nobody
  Time time{};            // when it happened, as the sender says
  Time received{};        // when Baton took it in
  Json data{};
  std::uint16_t depth =
      0;  // causation depth: 0 from outside, one more for each event a run published in answer
  EventId root{};  // the event from outside that caused this one, through runs; zero: this is one
                   // from outside
  std::string delivery{};  // what the signed request that brought it is known by, whatever its
                           // unsigned id; mostly empty

  // As expressions (`event.…`) and the API see it.
  Json to_json() const;
};

// Whether it came in through the connection, as `from:` asks. What a token hands in has an actor
// and never did, whatever source it names; a name that is Baton's own stands for what Baton and its
// runs publish.
bool came_through(const Event& event, std::string_view connection);

}  // namespace baton::core
