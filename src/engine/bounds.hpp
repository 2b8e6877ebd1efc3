#pragma once

#include "baton/core/json.hpp"
#include "baton/core/run.hpp"

#include <cstddef>
#include <string>
#include <string_view>

namespace baton::engine {

// The number of JSON values that a run holds, beside the limit on its bytes: as many as four events
// may bring. A small value takes up to two hundred bytes in memory, so that 8 MiB of small values
// would take as much memory as a hundred runs.
inline constexpr std::size_t kRunValuesMax = 4 * core::kJsonValuesMax;

// Why a run cannot keep one more value, with the name of the limit; empty if it can. `what` names
// the value in the sentence: "with".
std::string too_large(const core::Run& run, const core::Json& value, std::string_view what);

}  // namespace baton::engine
