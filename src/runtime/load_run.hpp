#pragma once

#include "baton/core/run.hpp"
#include "baton/ports/store.hpp"

#include <optional>
#include <vector>

namespace baton::runtime {

// The run as its trigger and its journal say; nullopt when there is none.
std::optional<core::Run> load_run(ports::Queries& queries, core::RunId id);
// The same by a journal that has been read.
std::optional<core::Run> load_run(ports::Queries& queries, core::RunId id,
                                  const std::vector<ports::JournalRow>& journal);

}  // namespace baton::runtime
