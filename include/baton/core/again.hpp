#pragma once

#include "baton/core/actor.hpp"
#include "baton/core/event.hpp"

#include <string>
#include <string_view>
#include <vector>

// Who has had an event processed once more. Whoever replays an event, or has what failed at its
// start begun anew, has asked for what comes of it as much as whoever sent it. Pure; any thread.
namespace baton::core {

// The member of an event of Baton's own that tells a run who had it begun again.
inline constexpr const char* kAgainBy = "again_by";

// The origin of an event that exists because of these people, in the text form of actors, with
// their names behind it. The origin by itself if there are none.
std::string origin_with(std::string origin, const std::vector<std::string>& people);

// Who they are, as origin_with() or the member kAgainBy tells it; empty for an event from outside
// that was not replayed. No sender can name others: it is read only where Baton has written it.
std::vector<std::string> again_by(const Event& event);

// Adds a person who had something processed once more to `people`. Somebody who is among them, or
// who is the requester, is not added, and neither is an actor that is no person.
void add_again(std::vector<std::string>& people, const Actor& actor, const Actor& requester);

}  // namespace baton::core
