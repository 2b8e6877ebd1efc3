#pragma once

#include <CLI/App.hpp>
#include <CLI/Formatter.hpp>
#include <string>

namespace baton::app {

// Formats the help of a command: examples first, then commands, then options.
class HelpFormatter final : public CLI::Formatter {
 public:
  std::string make_help(const CLI::App* app, std::string name,
                        CLI::AppFormatMode mode) const override;
};

// How a command is called, such as "baton runs show ID". Optional parts stand in brackets.
std::string usage_line(const CLI::App& app);

}  // namespace baton::app
