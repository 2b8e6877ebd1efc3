#pragma once

#include "baton/core/finding.hpp"
#include "baton/core/json.hpp"

#include <string>

// Texts of a template that a program reads, with their places, so that whoever finds a fault in one
// can say where. Plain values; any thread may read them.
namespace baton::core {

// A CEL condition, and where it stands in the file.
struct Condition {
  // The expression, as written.
  std::string text;
  // Where it begins.
  Position at{};
};

// A value whose texts may hold `${…}`, still as written, and where it stands in the file.
struct Rendered {
  // Null if the template does not give it.
  Json value;
  // Where it begins.
  Position at{};
};

}  // namespace baton::core
