#pragma once

#include "baton/core/json.hpp"

#include <map>
#include <string>
#include <vector>

namespace baton::ingress {

// The events that the webhooks of a connector send, read from its manifest.
struct SentEvents {
  // The types that the manifest spells out, sorted, each once. An expression that chooses among
  // texts, such as ticket.${body.new ? "created" : "updated"}, spells out each of them. A sender
  // may send other types as well.
  std::vector<std::string> types{};
  // Every type that may come: whole types, and beginnings of types that end in `*`.
  std::vector<std::string> all{};
  // The names of the members of an event's data by the event's type, where they are known.
  std::map<std::string, std::vector<std::string>> members{};
};

// Finds the events that the list under `decode` of a manifest can make. Any thread.
SentEvents sent_events(const core::Json& decode);

}  // namespace baton::ingress
