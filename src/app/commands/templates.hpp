#pragma once

#include "app/files.hpp"
#include "app/shell.hpp"

#include <string>

// What the commands about templates share.
namespace baton::app::commands {

std::string template_path(const std::string& name);

// Findings are what lint is asked for, and so its data.
void print_findings(Shell& shell, const std::string& file, const std::string& yaml,
                    const core::Findings& findings);

void tell_left_out(Shell& shell, const TemplateFiles& found);

}  // namespace baton::app::commands
