#pragma once

#include "baton/core/json.hpp"
#include "baton/core/template.hpp"

#include <map>
#include <optional>
#include <string>

namespace baton::engine {

// An input whose value does not fit.
struct UnfitInput {
  std::string name{};
  // What was expected of it, and what came.
  std::string why{};
  // Both, for people: "input \"seats\": expected an integer, but it is missing".
  std::string text() const { return "input \"" + name + "\": " + why; }
};

// Fills the defaults of a workflow's inputs into the values that a run is given, makes a number of
// a whole number where one is declared, and returns the first input that does not fit; nullopt if
// all fit. Values that are not declared stay. Pure; any thread.
std::optional<UnfitInput> check_inputs(const std::map<std::string, core::Input>& declared,
                                       core::Json& inputs);

}  // namespace baton::engine
