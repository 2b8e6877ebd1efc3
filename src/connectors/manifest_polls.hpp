#pragma once

#include "connectors/connection.hpp"
#include "connectors/manifest.hpp"

// Reads the polls of a manifest and of a connection. Mistakes are findings. Any thread.
namespace baton::connectors {

// Reads `polls` of a manifest, whose operations have been read already.
void read_polls(const formats::FieldReader& at, Manifest& manifest);
// Reads `poll` of a connection: which of the polls of its connector it makes, and how.
void read_polls(const formats::FieldReader& at, Connection& connection);

}  // namespace baton::connectors
