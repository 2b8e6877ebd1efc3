#pragma once

#include "baton/routing/routes.hpp"

#include <filesystem>
#include <map>
#include <string>

namespace baton::app {

// The routes of a configuration folder.
struct LoadedRoutes {
  routing::Routes routes{};
  core::Findings findings{};
  // The text of each file, by its name.
  std::map<std::string, std::string> texts{};
};
// Reads routes/*.yaml of the folder. Where there is no such file the routes that the program
// carries are read. Throws Refused when a file cannot be read.
LoadedRoutes routes_of(const std::filesystem::path& config_dir);
// Throws Refused, with all findings, when one of the routes has an error.
void refuse_mistakes(const LoadedRoutes& loaded);

}  // namespace baton::app
