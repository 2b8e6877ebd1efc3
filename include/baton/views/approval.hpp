#pragma once

#include "baton/core/json.hpp"
#include "baton/core/run.hpp"
#include "baton/ports/clock.hpp"
#include "baton/ports/rows.hpp"

#include <string>

// Approvals as JSON for the API. Pure; any thread. Schema names are those of docs/openapi.yaml.
namespace baton::views {

// The id of an approval in the API: the run's id, a dot and the step's name, "run_….legal"; for an
// item of a list a dot and its place follow, "run_….legal.3".
std::string approval_id(const ports::ApprovalRow& row);

// An approval in a list: schema `Approval`. `due` is kept in steady time; `clock` tells which wall
// time that is.
core::Json approval(const ports::ApprovalRow& row, const ports::Clock& clock);

// One approval with what is to be approved and the decisions so far: schema `ApprovalDetail`. The
// caller adds who may still decide (`may`, `missing`, `problem`) and whether the person who makes
// the request may (`you`).
//
// `run` is the run that asks. When it is null, because the run is deleted, or when its step asks
// for no approval any more, `of` is null, `decisions` is empty, and the other members that only
// the run knows are left out.
core::Json approval_detail(const ports::ApprovalRow& row, const core::Run* run,
                           const ports::Clock& clock);

// What a step asks, of whom, and the decisions so far: the member `approval` of the schema `Step`.
core::Json asked(const core::Approval& approval, const ports::Clock& clock);

}  // namespace baton::views
