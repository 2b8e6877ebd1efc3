#pragma once

#include "app/command_table.hpp"

#include <string>
#include <vector>

namespace baton::app {

// The manual page baton(1) of this table of commands, for man(7).
std::string manual(const std::vector<CommandEntry>& table);

}  // namespace baton::app
