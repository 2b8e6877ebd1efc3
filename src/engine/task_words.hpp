#pragma once

#include "baton/core/run.hpp"

#include <string>

// Tasks in words.
namespace baton::engine {

// Who may do it: "ana or group \"content\"".
std::string who_works(const core::TaskRequested& request);

// What a task waits for, as a sentence. `next`: when its waiting ends or it is late, as the wall
// clock will show it; empty if there is no such time.
std::string because_tasked(const core::Task& task, const std::string& next);

// A task that is to be done, in `runs why`.
core::Json to_json(const core::Task& task);

}  // namespace baton::engine
