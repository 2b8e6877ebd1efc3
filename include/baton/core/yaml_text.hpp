#pragma once

#include "baton/core/finding.hpp"
#include "baton/core/yaml_fault.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

// What a YAML parser does not tell of the text that it has read.
namespace baton::core {

// Line and column, from 1, of a byte; columns count characters.
Position position_at(std::string_view text, std::size_t offset);

// A quoted value that begins at byte `offset` and never ends; yaml-cpp takes the rest of the file
// for it.
std::optional<YamlFault> open_quote(std::string_view text, std::size_t offset);

// What nobody sees, or takes for a space, in a line (from 1) of which something was refused: "there
// is a no-break space (U+00A0) at 3:12: …"; empty: nothing of the kind.
std::string invisible_in(std::string_view text, std::size_t line);

}  // namespace baton::core
