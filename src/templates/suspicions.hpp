#pragma once

#include "templates/event_names.hpp"
#include "templates/partial_template.hpp"

#include <optional>
#include <string>

namespace baton::templates {

// What the checks of check_suspicions() work with.
struct Suspecting {
  Reader& reader;
  const PartialTemplate& partial;
  // Null: nothing is known of connections.
  const core::Operations* operations;
  KnownEvents events;
};

// Warns of an event type that no event will have, of a connection that there is not, and of a
// connection that does not send that type. `event` and `from` are where the two are written; each
// is unset when it is not written or is wrong already.
void check_event(const Suspecting& suspecting, const std::optional<Cursor>& event,
                 const std::optional<Cursor>& from, const std::string& type);

}  // namespace baton::templates
