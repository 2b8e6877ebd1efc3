#pragma once

#include "baton/core/json.hpp"

#include <map>
#include <string>
#include <vector>

namespace baton::ingress {

// What the webhooks of a connector give, as its manifest says.
struct SentEvents {
  // The types that it spells out: those written as they are, and those that an expression chooses
  // among texts, as ticket.${body.new ? "created" : "updated"}. Sorted, each once. A sender may
  // send others besides.
  std::vector<std::string> types{};
  // All there may be: types, and beginnings of types that end in `*`.
  std::vector<std::string> all{};
  // By type: the members of its data, where they are known.
  std::map<std::string, std::vector<std::string>> members{};
};

// What the list under `decode` of a manifest gives. Any thread.
SentEvents sent_events(const core::Json& decode);

}  // namespace baton::ingress
