#pragma once

#include "baton/core/json.hpp"
#include "baton/core/template.hpp"

#include <optional>
#include <string>

// The parts of a step's definition that several keys of the template have, as JSON. null stands for
// what the template does not say.
namespace baton::engine {

core::Json json_of(const std::optional<core::Condition>& condition);
core::Json json_of(const std::optional<core::Span>& span);
core::Json json_of(const std::optional<core::Routing>& routing);

// "jira.create_issue": what an action performs.
std::string operation_of(const core::DoAction& action);

}  // namespace baton::engine
