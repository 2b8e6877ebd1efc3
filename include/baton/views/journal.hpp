#pragma once

#include "baton/core/json.hpp"
#include "baton/core/transition.hpp"
#include "baton/ports/rows.hpp"

namespace baton::views {

// One thing that happened to a run, with all that is known of it and every time as RFC 3339:
// `Transition` of docs/openapi.yaml.
core::Json transition(const core::Transition& transition);

// A row of a run's journal, with its transitions in full: `JournalRow` of docs/openapi.yaml.
core::Json entry(const ports::JournalRow& row);

// The same row for those who follow all runs: of which run it is, and its transitions by name and
// step only. `RunRecord` of docs/openapi.yaml, without what is true of the run after the row.
core::Json entry_record(const ports::JournalRow& row);

}  // namespace baton::views
