#pragma once

#include "baton/core/yaml_fault.hpp"

#include <string_view>

namespace baton::core {

// A character that looks like a space and is none.
struct Blank {
  std::string_view bytes;
  std::string_view name;
};
// The one that a text begins with; null when it begins with another character.
const Blank* blank_at(std::string_view text);
YamlFault blank_fault(const Blank& blank, std::size_t offset);

}  // namespace baton::core
