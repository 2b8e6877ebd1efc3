#pragma once

#include "baton/core/json.hpp"
#include "baton/core/run.hpp"
#include "baton/ports/clock.hpp"
#include "baton/ports/rows.hpp"

#include <string>

namespace baton::views {

// "run_….legal": run and step, by which the API knows an approval; "run_….legal.3" for an item.
std::string approval_id(const ports::ApprovalRow& row);

// An approval as lists show it: `Approval` of docs/openapi.yaml.
core::Json approval(const ports::ApprovalRow& row, const ports::Clock& clock);

// The approval by itself, with what is to be approved and who decided what: `ApprovalDetail` of
// docs/openapi.yaml, without who may decide. `run`: the run that asks; null when it is not there
// any more, and then nothing but the row is known.
core::Json approval_detail(const ports::ApprovalRow& row, const core::Run* run,
                           const ports::Clock& clock);

// What a step asks, and what was decided, as the step tells it.
core::Json asked(const core::Approval& approval, const ports::Clock& clock);

}  // namespace baton::views
