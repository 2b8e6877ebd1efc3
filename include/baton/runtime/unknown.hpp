#pragma once

#include "baton/core/result.hpp"
#include "baton/core/run.hpp"
#include "baton/core/template.hpp"
#include "baton/ports/store.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace baton::runtime {

// Errc::not_found for a name that no workflow has, not even a retired one. Its hint is the nearest
// name that exists, or else the command that lists the names.
core::Error no_such_workflow(ports::Templates& queries, const std::string& name);

// Errc::not_found for a version that a workflow does not have; `newest` is the last one that it
// has.
core::Error no_such_version(const std::string& workflow, std::int64_t version, int newest);

// Errc::not_found for a step that a workflow does not have. Its hint is the nearest name of
// `steps`, or, where these are few, all of them.
core::Error no_such_step(const std::string& workflow, const std::vector<core::StepOutline>& steps,
                         const std::string& step);

// Errc::not_found for an id that no run has.
core::Error no_such_run(core::RunId run);

// Errc::not_found for a step that asks for no approval. Its hint is a step of the run that does.
core::Error no_such_approval(const core::Run& run, const core::StepRef& step);

// Errc::not_found for a step that asks for no work. Its hint is a step of the run that does.
core::Error no_such_task(const core::Run& run, const core::StepRef& step);

}  // namespace baton::runtime
