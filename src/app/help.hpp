#pragma once

#include <CLI/App.hpp>
#include <CLI/Formatter.hpp>
#include <string>

namespace baton::app {

// Help as Baton gives it: examples first, then commands, then options.
class HelpFormatter final : public CLI::Formatter {
 public:
  std::string make_help(const CLI::App* app, std::string name,
                        CLI::AppFormatMode mode) const override;
};

// "baton runs show ID", with what is optional in brackets.
std::string usage_line(const CLI::App& app);

}  // namespace baton::app
