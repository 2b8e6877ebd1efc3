#pragma once

#include "baton/facts/definitions.hpp"

#include <filesystem>
#include <map>
#include <string>

namespace baton::app {

// What facts there are, by a configuration folder.
struct LoadedFacts {
  facts::Definitions facts{};
  core::Findings findings{};
  // The text of each file, by its name.
  std::map<std::string, std::string> texts{};
};
// Reads facts/*.yaml of the folder. Where there is no such file the facts that the program carries
// are read. Throws Refused when a file cannot be read.
LoadedFacts facts_of(const std::filesystem::path& config_dir);
// Throws Refused, with all findings, when one of the facts has an error.
void refuse_mistakes(const LoadedFacts& loaded);

}  // namespace baton::app
