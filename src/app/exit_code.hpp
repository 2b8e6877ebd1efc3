#pragma once

#include "baton/core/result.hpp"

namespace baton::app {

// What the process tells its caller. Scripts rely on these numbers: added to, never changed.
enum ExitCode : int {
  kOk = 0,
  kNo = 1,      // the answer is no: findings, a run that failed, a doctor that found a fault
  kUsage = 2,   // the command line, the settings or the input cannot be understood
  kDenied = 3,  // not allowed
  kNotFound = 4,
  kConflict = 5,
  kUnreachable = 6,  // no server, no answer in time, or it is overloaded
  kRateLimited = 7,
  kBroken = 70,  // a deliberate stop: the store is broken (sysexits.h EX_SOFTWARE)
  kInterrupted = 130,
};

ExitCode exit_code(core::Errc code);
// For an HTTP status of 400 and above.
ExitCode exit_code_of_status(int status);

}  // namespace baton::app
