#pragma once

#include <span>
#include <string_view>

namespace baton::app {

// One line of the examples with which the help of a command begins.
struct Example {
  std::string_view line;  // "baton runs ls status:failed", as it is typed
  std::string_view what;  // what it does, in some words
};

// The examples of the program ("baton") or of a command, by its path: "baton runs". Empty when it
// has none.
std::span<const Example> examples_of(std::string_view path);

}  // namespace baton::app
