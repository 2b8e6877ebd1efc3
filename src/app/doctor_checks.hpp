#pragma once

#include "baton/core/finding.hpp"

#include <string>
#include <vector>

// What `baton doctor` has found, check by check.
namespace baton::app {

// A fault has to be mended. A remark need not be.
enum class Health { good, remark, fault };

// What was checked, and what was found.
struct Check {
  std::string name;
  Health health = Health::good;
  std::string found;
  std::string mend{};  // how to mend it
};

using Checks = std::vector<Check>;

// Adds one check for each finding: an error is a fault, a warning a remark.
void add_findings(Checks& checks, const std::string& name, const core::Findings& findings);

}  // namespace baton::app
