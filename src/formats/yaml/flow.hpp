#pragma once

#include "baton/formats/source.hpp"
#include "formats/yaml/fault.hpp"

#include <optional>

namespace baton::formats::yaml {

// A flow collection that starts at `offset`: commas, dashes, comments and indentation down to its
// closing bracket.
std::optional<Fault> check_flow(const Source& source, std::size_t offset, long parent_indent);

}  // namespace baton::formats::yaml
