#pragma once

#include "baton/core/json.hpp"
#include "baton/core/run.hpp"

#include <string>
#include <string_view>

namespace baton::engine {

// Why a run cannot keep one more value, with the limit's name; empty when it can. `what` names the value: "with".
std::string too_large(const core::Run& run, const core::Json& value, std::string_view what);

}  // namespace baton::engine
