#pragma once

#include "connectors/connection.hpp"

#include <filesystem>
#include <optional>
#include <string>

// The files that declare connectors and connections.
namespace baton::connectors {

// Reads a whole file. Returns nullopt, with a finding, if it cannot be read or is too large for a
// configuration.
std::optional<std::string> read_file(const std::filesystem::path& path, core::Findings& findings);

// Reads every *.yaml file of a folder, every *.so file that none of them names, and those of
// `shipped` whose connector no file of the folder declares. A mistake in one of them is a finding,
// and makes that connector a broken one. A folder that does not exist is a finding only if nothing
// is shipped. A file that is as it was when `known` was read is not compiled again.
Manifests read_manifests(const std::filesystem::path& folder, const Registry::Shipped& shipped,
                         const Manifests& known, core::Findings& findings);

// What the files of a folder that read_manifests() reads are now: name, size, time and number of
// each. It reads none of them.
std::string folder_identity(const std::filesystem::path& folder);

// True for a finding after which it is unclear which manifests are meant: two of the same name, or
// a folder that cannot be read. A mistake in one manifest holds only the connections that use it.
bool leaves_unclear(const core::Finding& finding);

}  // namespace baton::connectors
