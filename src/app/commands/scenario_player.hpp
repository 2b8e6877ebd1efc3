#pragma once

#include "app/commands/workbench.hpp"
#include "app/shell.hpp"

#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <string_view>

namespace baton::app::commands {

// What came of a scenario.
enum class Came { passed, failed, unplayable };
// "passed", "failed" or "not played".
std::string_view came_word(Came came);

// One scenario that was played.
struct PlayedScenario {
  Came came = Came::unplayable;
  core::Findings findings{};
  // The texts of the scenario and of the files that it names, by these names.
  std::map<std::string, std::string> texts{};
  // Where these files are.
  std::set<std::filesystem::path> paths{};

  // {"file", "result", "findings"}.
  core::Json json(const std::string& file) const;
};

// Plays the scenario of a file. Throws Refused when the file cannot be read.
PlayedScenario play_scenario(Shell& shell, const Workbench& workbench, const std::string& file);

// Prints on stdout what came of a scenario, for people, and for `-o name` the file of one that did
// not pass.
void print_scenario(Shell& shell, const std::string& file, const PlayedScenario& played);

}  // namespace baton::app::commands
