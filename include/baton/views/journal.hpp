#pragma once

#include "baton/core/json.hpp"
#include "baton/core/transition.hpp"
#include "baton/ports/rows.hpp"

// The journal of a run as JSON for the API. Pure; any thread. Schema names are those of
// docs/openapi.yaml.
namespace baton::views {

// One thing that happened to a run, with all its members and its name in `is`: schema `Transition`.
// Times are RFC 3339 in UTC.
core::Json transition(const core::Transition& transition);

// A row of the journal of a run, with its transitions in full: schema `JournalRow`.
core::Json entry(const ports::JournalRow& row);

// The same row for those who follow all runs: it names the run, and of each transition only its
// name and its step. Schema `RunRecord`; the caller adds the status of the run after this row.
core::Json entry_record(const ports::JournalRow& row);

}  // namespace baton::views
