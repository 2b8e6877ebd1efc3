#pragma once

#include "baton/core/json.hpp"
#include "baton/identity/token.hpp"

namespace baton::views {

// A token without anything that opens a door: neither its text nor its hash. `Token` of
// docs/openapi.yaml.
core::Json token(const identity::Token& token);

}  // namespace baton::views
