#pragma once

#include "ledger.hpp"

#include <string>
#include <string_view>

// Small things the vendors' answers have in common.
namespace simulator {

// The member as text; numbers as they are printed; "" when missing.
std::string text(const Json& value, std::string_view key);
// The member when it is an object, else an empty one.
const Json& object(const Json& value, std::string_view key);
bool contains(std::string_view text, std::string_view part);
// "2026-05-04T10:11:12.123Z"
std::string timestamp();
// The path's segment `index` from 0: segment("/a/b", 1) is "b".
std::string segment(std::string_view path, std::size_t index);

}  // namespace simulator
