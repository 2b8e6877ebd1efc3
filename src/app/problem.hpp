#pragma once

#include "app/exit_code.hpp"
#include "app/terminal.hpp"
#include "baton/core/finding.hpp"
#include "baton/core/json.hpp"
#include "baton/core/result.hpp"

#include <map>
#include <stdexcept>
#include <string>
#include <vector>

namespace baton::app {

// Thrown to end a command. It holds what went wrong, as a problem (RFC 9457), and the exit code of
// the process. cli.cpp catches it and prints it.
class Refused : public std::runtime_error {
 public:
  // `problem` has the members title and detail, and may have code, hint, instance and errors.
  // `source` is the text that the positions in `errors` refer to.
  Refused(ExitCode exit, core::Json problem, std::string source = {});
  // `sources` has the text of each file that `errors` name, by the name of the file.
  Refused(ExitCode exit, core::Json problem, std::map<std::string, std::string> sources);
  // The problem and the exit code of an error.
  explicit Refused(const core::Error& error);

  ExitCode exit() const { return exit_; }
  const core::Json& problem() const { return problem_; }
  // The text that a finding in `file` refers to; empty when it is not known.
  const std::string& source(const std::string& file) const;

 private:
  ExitCode exit_;
  core::Json problem_;
  std::string source_;
  std::map<std::string, std::string> sources_{};
};

// A mistake in the command line, or in a file that it names. The exit code is kUsage.
Refused usage(std::string message, std::string hint = {});
// There is no `what` called `name`. The hint is core::did_you_mean(); when none of `known` is
// meant, it names the command that lists them, such as "baton token ls".
Refused no_such(const std::string& what, const std::string& name,
                const std::vector<std::string>& known, const std::string& list);

// The problem of `what`, such as "settings", that cannot be used because of these findings.
core::Json mistakes_in(const std::string& what, const core::Findings& findings);

// Prints the problem on stderr: for people as a compiler does, for programs (`-o json` and the
// like) as problem+json in one line.
void print_problem(Terminal& terminal, const Refused& refused);

// Reads a finding in the form that the API gives it. When `file` is not empty, it is the name of
// the finding's file.
core::Finding finding_from_json(const core::Json& json, const std::string& file);

}  // namespace baton::app
