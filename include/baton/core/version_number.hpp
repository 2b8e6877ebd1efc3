#pragma once

#include "baton/core/json.hpp"

#include <optional>
#include <string_view>

// The numbers of the versions of a workflow. Pure; any thread.
namespace baton::core {

// The highest number that a version may have; the lowest is 1.
inline constexpr int kVersionMax = 1'000'000'000;

// Reads the number of a version; nullopt unless the text is such a number, in digits.
std::optional<int> parse_version(std::string_view text);
// The number of a version that a JSON value is; nullopt if it is none.
std::optional<int> version_number(const Json& value);

}  // namespace baton::core
