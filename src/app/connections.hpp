#pragma once

#include "app/config.hpp"
#include "baton/connectors/registry.hpp"
#include "baton/core/template.hpp"
#include "baton/ports/clock.hpp"

#include <filesystem>
#include <functional>
#include <optional>

namespace baton::app {

// Reads the connections of a configuration folder. Connectors that the folder does not have are
// those that the program carries; without the folder, so are the connections.
connectors::Registry::Loaded read_connections(const std::filesystem::path& config_dir,
                                              const Environment& environment,
                                              const ports::Clock& clock);
// The same, and `on_exchange` is told of requests: see connectors::Registry::Options.
connectors::Registry::Loaded read_connections(
    const std::filesystem::path& config_dir, const Environment& environment,
    const ports::Clock& clock, std::function<void(const core::Json& exchange)> on_exchange);

// What the connections of a configuration folder can do. Nothing when the folder has no
// connections.yaml, or when that does not load.
std::optional<core::Operations> operations_of(const std::filesystem::path& config_dir,
                                              const Environment& environment);

}  // namespace baton::app
