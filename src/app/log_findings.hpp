#pragma once

#include "baton/core/finding.hpp"

namespace baton::app {

// Writes findings to the log, one line each: errors as errors, warnings as warnings.
void log_findings(const core::Findings& findings);

}  // namespace baton::app
