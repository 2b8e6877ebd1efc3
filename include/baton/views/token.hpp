#pragma once

#include "baton/core/json.hpp"
#include "baton/core/time.hpp"
#include "baton/identity/token.hpp"

namespace baton::views {

// A token's name, role, groups and history: schema `Token` of docs/openapi.yaml. Neither its text
// nor its hash is in it. `now`: by the wall clock. Pure; any thread.
core::Json token(const identity::Token& token, core::Time now);

}  // namespace baton::views
