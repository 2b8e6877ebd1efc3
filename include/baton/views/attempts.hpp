#pragma once

#include "baton/core/json.hpp"
#include "baton/ports/clock.hpp"
#include "baton/ports/rows.hpp"

#include <cstddef>
#include <map>
#include <string>
#include <vector>

namespace baton::views {

// How many attempts of a step are told: the latest.
inline constexpr std::size_t kAttemptsToldMax = 20;

// The attempts of each step of a run, by its name, as its journal tells of them: lists of schema
// `Attempt` of docs/openapi.yaml. What undoes a step is a step of its own ("ticket.undo"). Attempts
// of single items are left out. `clock` tells at which wall time an attempt in steady time was due.
// Pure; any thread.
std::map<std::string, core::Json> attempts(const std::vector<ports::JournalRow>& journal,
                                           const ports::Clock& clock);

}  // namespace baton::views
