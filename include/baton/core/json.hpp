#pragma once

#include "baton/core/limits.hpp"
#include "baton/core/result.hpp"
#include "baton/core/utf8.hpp"

#include <cstddef>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

// JSON as one type for the whole tree, and one strict reader and writer of it. Pure; any thread.
namespace baton::core {

// A JSON value. Members of objects are sorted by name.
using Json = nlohmann::json;

// What parse_json() takes.
struct JsonLimits {
  // Objects and arrays that may be open at once.
  std::size_t depth_max = kJsonDepthMax;
  // With false a repeated member is an error, since two readers could see two different values.
  bool duplicate_keys = false;
  // Values in the document, objects and arrays included.
  std::size_t values_max = kJsonValuesMax;
};

// Reads one value as RFC 8259 has it, strictly: UTF-8 only, no byte order mark, no NUL, bounded
// depth and number of values, no repeated members (section 4 of the RFC leaves that open). A number
// that a double cannot tell from its neighbours, such as an id of 20 digits, becomes the text of
// its digits. Errc::invalid names line and column, counted in bytes.
Result<Json> parse_json(std::string_view text, const JsonLimits& limits = {});

// The value as compact JSON. Never throws: bytes that are not UTF-8 become U+FFFD.
std::string dump(const Json& value);

// Appends to `text` what dump() returns, without a copy in between.
void append(std::string& text, const Json& value);

// A number as people write it: "10" and not "10.0", "0.5".
std::string number_text(double number);
// A copy of the value whose text, as dump() writes it, has numbers as number_text() writes them. It
// is for texts that people read.
Json with_plain_numbers(Json value);

// The size of a value.
struct Size {
  // Roughly the length of the JSON text.
  std::size_t bytes = 0;
  // The number of values, each object and array counted with all it holds.
  std::size_t values = 0;

  // Adds the size of a part that comes in.
  Size& operator+=(const Size& other) {
    bytes += other.bytes;
    values += other.values;
    return *this;
  }
  // Takes away the size of a part that goes.
  Size& operator-=(const Size& other) {
    bytes -= other.bytes;
    values -= other.values;
    return *this;
  }

  // An estimate of the bytes it takes in memory, where each value has a node in a map or a list.
  std::size_t memory() const {
    constexpr std::size_t kOfOneValue = 72;
    return bytes + values * kOfOneValue;
  }
};

// Measures a value. Counting stops once there are more bytes than `enough`: then the answer is a
// lower bound.
Size size_of(const Json& value, std::size_t enough = static_cast<std::size_t>(-1));

// True if more than so many objects and arrays are open at once in the text of the value. It looks
// no deeper than that.
bool deeper_than(const Json& value, std::size_t levels);

// The member of that name; nullptr if `value` is no object or has no such member. Never throws.
const Json* find(const Json& value, std::string_view key);

// A member's name as a part of a JSON pointer (RFC 6901 section 3): "a/b~c" is "a~1b~0c".
std::string pointer_part(std::string_view member);

// The member as text; `default_value` if it is missing or no string.
std::string text_at(const Json& value, std::string_view key, std::string_view default_value = {});

}  // namespace baton::core
