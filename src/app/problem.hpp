#pragma once

#include "app/exit_code.hpp"
#include "app/terminal.hpp"
#include "baton/core/finding.hpp"
#include "baton/core/json.hpp"
#include "baton/core/result.hpp"

#include <map>
#include <stdexcept>
#include <string>

namespace baton::app {

// Ends a command: what stood in the way, as a problem (RFC 9457), and the code the process ends
// with. Caught in cli.cpp only.
class Refused : public std::runtime_error {
 public:
  // `problem`: {"title", "detail", "code"?, "hint"?, "instance"?, "errors"?}. `source`: the text
  // that its findings point into.
  Refused(ExitCode exit, core::Json problem, std::string source = {});
  // `sources`: the text of each file that findings name.
  Refused(ExitCode exit, core::Json problem, std::map<std::string, std::string> sources);
  explicit Refused(const core::Error& error);

  ExitCode exit() const { return exit_; }
  const core::Json& problem() const { return problem_; }
  // The text that a finding in `file` points into; empty when it is not at hand.
  const std::string& source(const std::string& file) const;

 private:
  ExitCode exit_;
  core::Json problem_;
  std::string source_;
  std::map<std::string, std::string> sources_{};
};

// A mistake in the command line or in a file it names.
Refused usage(std::string message, std::string hint = {});

// On stderr: as a compiler prints it, or as problem+json when the output is not for people.
void print_problem(Terminal& terminal, const Refused& refused);

// A finding as the API writes it.
core::Finding finding_from_json(const core::Json& json, const std::string& file);

}  // namespace baton::app
