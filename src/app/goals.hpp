#pragma once

#include "baton/goals/tree.hpp"

#include <filesystem>
#include <map>
#include <string>

namespace baton::app {

// What the work is for, by a configuration folder.
struct LoadedGoals {
  goals::Tree goals{};
  core::Findings findings{};
  // The text of each file, by its name.
  std::map<std::string, std::string> texts{};
};
// Reads goals/*.yaml of the folder; where there is no such file there are no goals. Throws Refused
// when a file cannot be read.
LoadedGoals goals_of(const std::filesystem::path& config_dir);
// Throws Refused, with all findings, when one of the goals has an error.
void refuse_mistakes(const LoadedGoals& loaded);

}  // namespace baton::app
