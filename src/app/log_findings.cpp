#include "app/log_findings.hpp"

#include "baton/telemetry/log.hpp"

#include <string>

namespace baton::app {

namespace {

std::string log_line(const core::Finding& finding) {
  std::string line = finding.file;
  if (finding.at.line != 0)
    line += ":" + std::to_string(finding.at.line) + ":" + std::to_string(finding.at.column);
  line += ": " + finding.message + " [" + finding.rule + "]";
  return finding.hint.empty() ? line : line + "; " + finding.hint;
}

}  // namespace

void log_findings(const core::Findings& findings) {
  for (const core::Finding& finding : findings) {
    spdlog::log(finding.severity == core::Finding::Severity::error ? spdlog::level::err
                                                                   : spdlog::level::warn,
                "{}", log_line(finding));
  }
}

}  // namespace baton::app
