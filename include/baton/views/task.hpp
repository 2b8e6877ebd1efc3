#pragma once

#include "baton/core/json.hpp"
#include "baton/core/run.hpp"
#include "baton/ports/clock.hpp"
#include "baton/ports/rows.hpp"

#include <string>

// Tasks as JSON for the API. Pure; any thread. Schema names are those of docs/openapi.yaml.
namespace baton::views {

// The id of a task in the API: the run's id, a dot and the step's name, "run_….copy"; for an item
// of a list a dot and its place follow, "run_….copy.3".
std::string task_id(const ports::TaskRow& row);

// A task in a list: schema `Task`. `due` and `ends` are kept in steady time; `clock` tells which
// wall time that is.
core::Json task(const ports::TaskRow& row, const ports::Clock& clock);

// One task with what helps to do it, its form, and what was filled in: schema `TaskDetail`. The
// caller adds whether the person who makes the request may do it (`you`).
//
// `run` is the run that asks. When it is null, because the run is deleted, what only the run knows
// is left out.
core::Json task_detail(const ports::TaskRow& row, const core::Run* run, const ports::Clock& clock);

// What a step asks people to do, and who has it: the member `task` of the schema `Step`.
core::Json worked_on(const core::Task& task, const ports::Clock& clock);

}  // namespace baton::views
