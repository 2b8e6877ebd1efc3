#pragma once

#include "formats/yaml/fault.hpp"

#include <string_view>

namespace baton::formats::yaml {

// A character that looks like a space and is none.
struct Blank {
  std::string_view bytes;
  std::string_view name;
};
// The one that a text begins with; null when it begins with another character.
const Blank* blank_at(std::string_view text);
Fault blank_fault(const Blank& blank, std::size_t offset);

}  // namespace baton::formats::yaml
