#pragma once

#include "baton/core/json.hpp"
#include "baton/core/template.hpp"

#include <map>
#include <string>

namespace baton::engine {

// Fills the defaults of a workflow's inputs into the values that a run is given, makes a number of
// a whole number where one is declared, and returns the first thing that does not fit; empty if all
// fits. Values that are not declared stay. Pure; any thread.
std::string check_inputs(const std::map<std::string, core::Input>& declared, core::Json& inputs);

}  // namespace baton::engine
