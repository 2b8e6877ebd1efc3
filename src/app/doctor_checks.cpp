#include "app/doctor_checks.hpp"

namespace baton::app {
namespace {

std::string where(const core::Finding& finding) {
  if (finding.at.line == 0) return finding.file;
  return finding.file + ":" + std::to_string(finding.at.line) + ":" +
         std::to_string(finding.at.column);
}

}  // namespace

void add_findings(Checks& checks, const std::string& name, const core::Findings& findings) {
  for (const core::Finding& finding : findings) {
    const bool error = finding.severity == core::Finding::Severity::error;
    checks.push_back({name, error ? Health::fault : Health::remark,
                      where(finding) + ": " + finding.message, finding.hint});
  }
}

}  // namespace baton::app
