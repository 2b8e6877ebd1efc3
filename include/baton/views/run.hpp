#pragma once

#include "baton/core/json.hpp"
#include "baton/core/run.hpp"
#include "baton/ports/clock.hpp"
#include "baton/ports/rows.hpp"

// Runs as JSON for the API. Pure; any thread. Schema names are those of docs/openapi.yaml.
namespace baton::views {

// A run in a list: schema `Run`. `clock` tells at which wall time something in steady time is due,
// and how long the run has been standing as it does.
core::Json run(const ports::RunRow& row, const ports::Clock& clock);

// One run with its inputs, context, outputs, labels and reason: schema `RunDetail` without `steps`.
// The caller adds those, each made by step(). `row` and `run` are read in one transaction.
core::Json run_detail(const ports::RunRow& row, const core::Run& run, const ports::Clock& clock);

// {"id", "workflow"}: how other answers, such as that of an event, refer to a run.
core::Json run_name(const ports::RunRow& row);

}  // namespace baton::views
