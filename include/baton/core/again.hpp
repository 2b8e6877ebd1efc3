#pragma once

#include "baton/core/actor.hpp"
#include "baton/core/event.hpp"

#include <string>
#include <string_view>
#include <vector>

// The people who had an event processed again: they replayed it, or started a run again that had
// failed at its start. They have asked for what follows from the event as much as its sender has.
// Pure; any thread.
namespace baton::core {

// The member of one of Baton's own events that tells a run who started it again.
inline constexpr const char* kAgainBy = "again_by";

// `origin` followed by the names of `people` (the text form of actors), who asked for the event to
// exist. If there are none, `origin` alone.
std::string origin_with(std::string origin, const std::vector<std::string>& people);

// The people whom origin_with() or the member kAgainBy names in this event; empty for an event from
// outside that was not replayed. Names are read only where Baton has written them, so no sender can
// name anybody.
std::vector<std::string> again_by(const Event& event);

// Adds a person who had something processed again to `people`. Not added are somebody who is among
// them already, the requester, and an actor that is no person.
void add_again(std::vector<std::string>& people, const Actor& actor, const Actor& requester);

}  // namespace baton::core
