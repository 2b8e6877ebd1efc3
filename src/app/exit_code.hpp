#pragma once

#include "baton/core/result.hpp"

namespace baton::app {

// The exit codes of the program. Scripts rely on these numbers, so they are added to and never
// changed.
enum ExitCode : int {
  kOk = 0,
  kNo = 1,      // the answer is no: findings, a failed run, a fault that the doctor found
  kUsage = 2,   // the command line, the settings or the input cannot be understood
  kDenied = 3,  // not allowed
  kNotFound = 4,
  kConflict = 5,
  kUnreachable = 6,  // no server, no answer in time, it is overloaded, or nothing can be written
  kRateLimited = 7,
  kBroken = 70,  // the server stopped itself, because the store is broken (EX_SOFTWARE, sysexits.h)
  kInterrupted = 130,
};

// The exit code for an error.
ExitCode exit_code(core::Errc code);
// The exit code for an HTTP status of 400 or above.
ExitCode exit_code_of_status(int status);

}  // namespace baton::app
