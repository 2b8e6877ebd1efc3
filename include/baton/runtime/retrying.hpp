#pragma once

#include "baton/core/event.hpp"
#include "baton/core/result.hpp"

#include <optional>

namespace baton::runtime {

// Why an event is not processed again; nullopt when it may be. Errc::conflict for one of Baton's
// own that tells of a run: only those that start runs, and those that are parked, are replayed.
std::optional<core::Error> unreplayable(const core::Event& event, bool parked);

}  // namespace baton::runtime
