#pragma once

#include "baton/core/json.hpp"
#include "baton/formats/field_reader.hpp"

namespace baton::routing {

// Reads `then` of a row: what it gives. It may give anything; `group`, `users`, `count` and `sla`,
// which approvals and tasks use, must be what these take. What is wrong is added to the findings of
// `then`.
core::Json read_then(const formats::FieldReader& then);

}  // namespace baton::routing
