#pragma once

#include "baton/core/json.hpp"
#include "baton/core/run.hpp"
#include "baton/ports/rows.hpp"

// Runs as JSON for the API. Pure; any thread. Schema names are those of docs/openapi.yaml.
namespace baton::views {

// A run in a list: schema `Run`.
core::Json run(const ports::RunRow& row);

// One run with its inputs, context, outputs, labels and reason: schema `RunDetail` without `steps`.
// The caller adds those, each made by step(). `row` and `run` are read in one transaction.
core::Json run_detail(const ports::RunRow& row, const core::Run& run);

// {"id", "workflow"}: how other answers, such as that of an event, refer to a run.
core::Json run_name(const ports::RunRow& row);

}  // namespace baton::views
