#pragma once

#include <string_view>

namespace baton::core {

// The code of a `not_found` result for an operation that can be sent twice without a second effect.
// No look was taken: whether the first request had its effect stays unknown, and sending it again
// is safe.
inline constexpr std::string_view kRepeatableCode = "repeatable";

}  // namespace baton::core
