#pragma once

#include "baton/core/json.hpp"
#include "baton/core/template.hpp"

#include <map>
#include <optional>
#include <string>

// The inputs that a workflow declares, and the values that a run is given for them. Pure; any
// thread.
namespace baton::engine {

// An input whose value does not fit.
struct UnfitInput {
  std::string name{};
  // What was expected of it, and what came.
  std::string why{};
  // Both, for people: "input \"seats\": expected a string, but it is missing".
  std::string text() const { return "input \"" + name + "\": " + why; }
};

// Fills the defaults of a workflow's inputs into the values that a run is given, makes a number of
// a whole number where one is declared, and returns the first input that does not fit; nullopt if
// all fit. Values that are not declared stay.
std::optional<UnfitInput> check_inputs(const std::map<std::string, core::Input>& declared,
                                       core::Json& inputs);

// The first of these inputs that the workflow does not declare; nullopt if it declares all.
std::optional<UnfitInput> undeclared(const std::map<std::string, core::Input>& declared,
                                     const core::Json& inputs);

}  // namespace baton::engine
