#pragma once

#include <cstdint>

namespace baton::telemetry {

// The bytes of this process that are in memory (its resident set), as Linux tells them; 0 if it
// does not. Any thread.
std::uint64_t resident_bytes();

}  // namespace baton::telemetry
