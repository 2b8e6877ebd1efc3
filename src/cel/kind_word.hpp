#pragma once

#include "baton/cel/value.hpp"

#include <string_view>

namespace baton::cel {

// What a value is called in messages: as type(value), but a moment and a duration in plain words.
std::string_view kind_word(const Value& value);

}  // namespace baton::cel
