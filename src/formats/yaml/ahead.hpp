#pragma once

#include <cstddef>
#include <string_view>

namespace baton::formats::yaml {

// Whether no line from `from` on stands at this indentation, before one that stands further left,
// and several stand side by side further right: what stands there is alone.
bool stands_alone(std::string_view text, std::size_t from, std::size_t indent);

}  // namespace baton::formats::yaml
