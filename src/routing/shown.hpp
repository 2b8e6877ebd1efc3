#pragma once

#include "baton/core/json.hpp"

#include <cstddef>
#include <string>

// How values stand in messages. Pure; any thread.
namespace baton::routing {

// A value as JSON on one line, shortened, with numbers as people write them: 10 and not 10.0.
std::string shown(const core::Json& value, std::size_t bytes_max = 80);

}  // namespace baton::routing
