#pragma once

#include "baton/core/result.hpp"
#include "baton/core/run.hpp"
#include "baton/ports/store.hpp"

#include <string>

namespace baton::runtime {

// Errc::not_found of a name that no workflow has, retired ones included: with the nearest name, or
// the command that lists them.
core::Error no_such_workflow(ports::Queries& queries, const std::string& name);

// Errc::not_found of a step that asks for no approval: with those of the run that do.
core::Error no_such_approval(const core::Run& run, const core::StepRef& step);

}  // namespace baton::runtime
