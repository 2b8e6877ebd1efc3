#pragma once

#include "templates/draft.hpp"
#include "templates/event_names.hpp"

#include <optional>
#include <string>

namespace baton::templates {

// What is known while a workflow is searched for what is right by the letter and can hardly be
// meant.
struct Suspecting {
  Reader& reader;
  const Draft& draft;
  const core::Operations* operations;  // null: nothing is known of connections
  KnownEvents events;
};

// Warns of an event type, and of a connection it is to come through, that are not known. `event`
// and `from`: where they stand.
void check_event(const Suspecting& suspecting, const std::optional<Cursor>& event,
                 const std::optional<Cursor>& from, const std::string& type);

}  // namespace baton::templates
