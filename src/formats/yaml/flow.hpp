#pragma once

#include "baton/formats/source.hpp"
#include "formats/yaml/fault.hpp"

#include <optional>

namespace baton::formats::yaml {

// Checks the list or map in brackets that starts at `offset`, up to its closing bracket and to the
// end of that line: commas, dashes, comments, and that its lines are indented by more than
// `parent_indent` (-1 at the root).
std::optional<Fault> check_flow(const Source& source, std::size_t offset, long parent_indent);

}  // namespace baton::formats::yaml
