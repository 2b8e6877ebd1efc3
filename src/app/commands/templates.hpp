#pragma once

#include "app/files.hpp"
#include "app/shell.hpp"

#include <map>
#include <string>

// What the commands about templates share.
namespace baton::app::commands {

// The path of a template in the API.
std::string template_path(const std::string& name);

// A template as the command line names it: NAME or NAME@VERSION.
struct Which {
  std::string name;
  int version = 0;  // 0 when it is not given
};

// Reads such a name. Throws Refused when what follows the @ is no version.
Which which_version(const std::string& text);

// Prints the findings of a file on stdout, since they are the data that `template lint` is asked
// for.
void print_findings(Shell& shell, const std::string& file, const std::string& yaml,
                    const core::Findings& findings);

// The same of several files, whose texts are given by their names.
void print_findings(Shell& shell, const std::map<std::string, std::string>& texts,
                    const core::Findings& findings);

// Notes which files were left out, and why.
void tell_left_out(Shell& shell, const TemplateFiles& found);

}  // namespace baton::app::commands
