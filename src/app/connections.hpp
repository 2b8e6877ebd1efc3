#pragma once

#include "app/config.hpp"
#include "baton/connectors/registry.hpp"
#include "baton/core/template.hpp"
#include "baton/ports/clock.hpp"

#include <cstddef>
#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace baton::app {

// Is told of each request that was answered: see connectors::Registry::Options.
using OnExchange = std::function<void(const core::Json& exchange)>;

// The program that runs the library of a connector: connectors::PluginOptions::library_host.
std::vector<std::string> library_host();

// Reads the connections of a configuration folder. For a connector that the folder does not have,
// the program's own manifest is read; when there is no folder, the program's own connections are
// read too. `secrets` are those that files name as secret:NAME, and `usage` counts what calls cost;
// both are null where no server runs.
connectors::Registry::Loaded read_connections(const std::filesystem::path& config_dir,
                                              const Environment& environment,
                                              const ports::Clock& clock,
                                              connectors::SecretStore* secrets = nullptr,
                                              OnExchange on_exchange = {},
                                              connectors::UsageLedger* usage = nullptr);

// True if the file of connections is the one that `baton init` writes: it names many vendors, and
// nobody means to use all of them.
bool connections_as_shipped(const std::filesystem::path& config_dir);

// How many settings each connection of that file needs for its actions, beside those that may be
// left out. Each is a variable of the environment.
std::map<std::string, std::size_t> variables_needed_as_shipped();

// What the connections of a configuration folder can do. Nothing when the folder has no
// connections.yaml, or when that does not load.
std::optional<core::Operations> operations_of(const std::filesystem::path& config_dir,
                                              const Environment& environment);

}  // namespace baton::app
