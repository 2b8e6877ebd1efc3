#pragma once

#include "formats/yaml/fault.hpp"

#include <string_view>

namespace baton::formats::yaml {

// A character that looks like a space, or like nothing, and is not a space to YAML.
struct Blank {
  std::string_view bytes;
  std::string_view name;
};
// The blank that a text begins with; nullptr if it begins with another character.
const Blank* blank_at(std::string_view text);
// The fault of a blank that stands at `offset`.
Fault blank_fault(const Blank& blank, std::size_t offset);

}  // namespace baton::formats::yaml
