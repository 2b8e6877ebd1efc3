#pragma once

#include "app/command_table.hpp"

#include <string>
#include <vector>

namespace baton::app {

// Scripts that complete the commands, options and values of this table. Each is for its shell to
// read, from its folder of completions or by `source <(baton completion bash)`.
std::string bash_completion(const std::vector<CommandEntry>& table);
std::string zsh_completion(const std::vector<CommandEntry>& table);
std::string fish_completion(const std::vector<CommandEntry>& table);

}  // namespace baton::app
