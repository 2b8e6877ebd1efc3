#pragma once

#include "baton/core/json.hpp"
#include "baton/core/run.hpp"

#include <cstddef>
#include <string>
#include <string_view>

namespace baton::engine {

// The number of values in all that a run holds, beside its bytes: as many as four events may bring.
// A small one takes up to two hundred bytes in memory, so that 8 MiB of them would take as much as
// a hundred runs.
inline constexpr std::size_t kRunValuesMax = 4 * core::kJsonValuesMax;

// Why a run cannot keep one more value, with the limit's name; empty when it can. `what` names the
// value: "with".
std::string too_large(const core::Run& run, const core::Json& value, std::string_view what);

}  // namespace baton::engine
