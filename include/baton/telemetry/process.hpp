#pragma once

#include <cstdint>

namespace baton::telemetry {

// How many bytes of this process stand in memory (its resident set), as Linux tells; 0 when it does
// not. Any thread.
std::uint64_t resident_bytes();

}  // namespace baton::telemetry
