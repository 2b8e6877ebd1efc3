#pragma once

#include <cstddef>
#include <string_view>

namespace baton::formats::yaml {

// True if a line at `indent` has no neighbour at the same indentation below it, and several lines
// stand below one another further right. `from` is the offset of the line after it; the search ends
// at the first line that stands further left.
bool stands_alone(std::string_view text, std::size_t from, std::size_t indent);

}  // namespace baton::formats::yaml
