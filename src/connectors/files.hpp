#pragma once

#include "connectors/connection.hpp"

#include <filesystem>
#include <optional>
#include <string>

// The files that connectors and connections are declared in.
namespace baton::connectors {

// A file whole. nullopt: it cannot be read or is larger than a page or two, as a finding says.
std::optional<std::string> read_file(const std::filesystem::path& path, core::Findings& findings);

// Every *.yaml of a folder, and those of `shipped` whose connector no file there declares. What is
// wrong in one of them is a finding, and makes that connector a broken one. A folder that is not
// there is a fault only when nothing is shipped.
Manifests read_manifests(const std::filesystem::path& folder, const Registry::Shipped& shipped,
                         core::Findings& findings);

// What is wrong with one manifest holds the connections that use it. Two of the same name, or a
// folder that cannot be read, leave unclear which one is meant.
bool leaves_unclear(const core::Finding& finding);

}  // namespace baton::connectors
