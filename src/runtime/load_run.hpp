#pragma once

#include "baton/core/run.hpp"
#include "baton/ports/store.hpp"

#include <optional>

namespace baton::runtime {

// The run as its trigger and its journal say; nullopt when there is none.
std::optional<core::Run> load_run(ports::Queries& queries, core::RunId id);

}  // namespace baton::runtime
