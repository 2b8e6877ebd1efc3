#pragma once

#include "baton/cel/expression.hpp"
#include "baton/core/json.hpp"
#include "baton/core/time.hpp"

#include <string_view>

namespace baton::engine {

// Evaluates an expression for a person who tries it: {"ok": true, "value", "cost", "tree"}.
// It may stand in `${…}`. `view` is what a run reads, {"inputs", "steps", …}, or an empty object;
// `event`, when it is not null, is what it reads as `event`. If it does not compile, {"ok": false,
// "findings"}; if its evaluation fails, {"ok": false, "problem", "cost", "tree"}. `now`: wall time.
// `outside`: what it may ask beside these. Pure; any thread.
core::Json try_expression(std::string_view text, const core::Json& view, const core::Json* event,
                          core::Time now, const cel::Outside& outside = {});

}  // namespace baton::engine
