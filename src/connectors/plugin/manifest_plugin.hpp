#pragma once

#include "connectors/manifest.hpp"

#include <filesystem>
#include <string>
#include <vector>

// The manifest of a connector whose operations a program or a library performs and describes.
namespace baton::connectors {

// Reads `program`, `library` and `memory_mib`. Without one of the first two nothing happens; with
// them, keys about HTTP become findings.
void read_plugin(const formats::FieldReader& root, Manifest& manifest);

// How the program of a manifest is started. `library_host` is PluginOptions::library_host.
Program program_of(const Manifest& manifest, const std::vector<std::string>& library_host);

// Name, size, time and number of each file that the program of a manifest consists of, as far as
// its manifest names them.
std::string files_of(const Manifest& manifest);

// The manifest with the operations of a description, which plugin::description_problem() has
// nothing against. Null if an input schema has a mistake, which is added to `findings`.
std::shared_ptr<const Manifest> with_operations(const Manifest& manifest,
                                                const core::Json& description,
                                                core::Findings& findings);

// The manifest of a library that has none of its own: a connector that is called after the file.
std::string manifest_of_library(const std::filesystem::path& library);

}  // namespace baton::connectors
