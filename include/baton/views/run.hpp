#pragma once

#include "baton/core/json.hpp"
#include "baton/core/run.hpp"
#include "baton/ports/rows.hpp"

namespace baton::views {

// A run as lists show it: `Run` of docs/openapi.yaml.
core::Json run(const ports::RunRow& row);

// The run by itself: `RunDetail` of docs/openapi.yaml, without its steps, which are told one by one
// by step().
core::Json run_detail(const ports::RunRow& row, const core::Run& run);

// {"id", "workflow"}, where something else tells of a run.
core::Json run_name(const ports::RunRow& row);

}  // namespace baton::views
