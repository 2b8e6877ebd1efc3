#pragma once

#include "baton/core/finding.hpp"
#include "baton/core/template.hpp"

#include <string>
#include <string_view>
#include <vector>

// Mandatory steps stay from version to version, unless somebody drops one by name. Pure; any
// thread.
namespace baton::templates {

// The mandatory steps of a version of a workflow, in the order of its text.
std::vector<std::string> mandatory_steps(const core::Template& workflow);
// The same, read from the text of a version. The text may have mistakes: a version that was
// published long ago may not pass the checks of this Baton. Empty when the text is not YAML.
std::vector<std::string> mandatory_steps(std::string_view yaml);

// Those of `mandatory`, the mandatory steps of a version of a workflow, that the next version
// drops: it lacks them, or has them without `mandatory`.
std::vector<std::string> dropped_steps(const std::vector<std::string>& mandatory,
                                       const core::Template& next);

// An error for each of these steps, in the text of the next version, which is `next`. `version`:
// the number of the version that has them.
core::Findings dropped_findings(const std::vector<std::string>& steps, int version,
                                const core::Template& next, std::string_view yaml,
                                std::string_view file);

}  // namespace baton::templates
