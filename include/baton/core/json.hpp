#pragma once

#include "baton/core/limits.hpp"
#include "baton/core/result.hpp"
#include "baton/core/utf8.hpp"

#include <cstddef>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

namespace baton::core {

using Json = nlohmann::json;

struct JsonLimits {
  std::size_t depth_max = kJsonDepthMax;
  bool duplicate_keys =
      false;  // false: a repeated member is an error, since two readers would see two values
  std::size_t values_max = kJsonValuesMax;
};

// Strict RFC 8259: one value, UTF-8 only, no NUL after it, bounded depth and number of values, no
// repeated members (RFC 8259 section 4 leaves that open; we refuse what is ambiguous). The error
// names line and column.
Result<Json> parse_json(std::string_view text, const JsonLimits& limits = {});

// Compact, never throws: text that is not UTF-8 is replaced by U+FFFD.
std::string dump(const Json& value);
// The same, at the end of `text`.
void append(std::string& text, const Json& value);

// The size of a value: roughly the bytes of its JSON text, and the number of values in it. Counting
// stops once there are more bytes than `enough`, which makes the answer a lower bound.
struct Size {
  std::size_t bytes = 0;
  std::size_t values = 0;
  Size& operator+=(const Size& other) {
    bytes += other.bytes;
    values += other.values;
    return *this;
  }
  Size& operator-=(const Size& other) {
    bytes -= other.bytes;
    values -= other.values;
    return *this;
  }
  // What it takes in memory: each value has a place in a map or a list.
  std::size_t memory() const {
    constexpr std::size_t kOfOneValue = 72;
    return bytes + values * kOfOneValue;
  }
};
Size size_of(const Json& value, std::size_t enough = static_cast<std::size_t>(-1));

// Member access that does not throw: nullptr when `value` is no object or has no such member.
const Json* find(const Json& value, std::string_view key);

// A member's name as a part of a JSON pointer (RFC 6901 section 3): "a/b~c" is "a~1b~0c".
std::string pointer_part(std::string_view member);

// The member as text, or `otherwise` when it is missing or no string.
std::string text_at(const Json& value, std::string_view key, std::string_view otherwise = {});

}  // namespace baton::core
