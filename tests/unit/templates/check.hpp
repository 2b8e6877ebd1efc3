#pragma once

#include "baton/templates/load.hpp"

#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

namespace baton::templates {

// The findings of a template, except that nothing starts it: most tests are about something else
// and leave the trigger out.
inline core::Findings findings_of(std::string_view yaml,
                                  const core::Operations* operations = nullptr,
                                  const Outside& outside = {}) {
  if (yaml.starts_with('\n')) yaml.remove_prefix(1);
  auto findings = load(yaml, "test.yaml", operations, {}, outside).findings;
  std::erase_if(findings, [](const core::Finding& finding) {
    return finding.rule == "suspicious/never-starts";
  });
  return findings;
}

// The findings of a text as "line:column rule", in order. The text begins after its first line
// break, so that the line after the opening quote is line 1.
inline std::vector<std::string> found(std::string_view yaml,
                                      const core::Operations* operations = nullptr,
                                      const Outside& outside = {}) {
  std::vector<std::string> found;
  for (const auto& finding : findings_of(yaml, operations, outside)) {
    found.push_back(std::to_string(finding.at.line) + ':' + std::to_string(finding.at.column) +
                    ' ' + finding.rule);
  }
  return found;
}

// The only finding of a text, with its message and hint.
inline core::Finding only(std::string_view yaml, const core::Operations* operations = nullptr) {
  const auto findings = findings_of(yaml, operations);
  EXPECT_EQ(findings.size(), 1U) << (findings.empty() ? "" : findings[0].message);
  return findings.empty() ? core::Finding{} : findings.front();
}

// The template of a text that has no errors.
inline core::Template loaded(std::string_view yaml) {
  if (yaml.starts_with('\n')) yaml.remove_prefix(1);
  auto result = load(yaml, "test.yaml");
  for (const auto& finding : result.findings) {
    if (finding.severity == core::Finding::Severity::error) ADD_FAILURE() << print(finding, yaml);
  }
  return result.workflow.value_or(core::Template{});
}

inline std::string read_file(const std::string& path) {
  std::ifstream file(std::string(BATON_SOURCE_DIR) + '/' + path, std::ios::binary);
  EXPECT_TRUE(file) << path;
  return {std::istreambuf_iterator<char>(file), {}};
}

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

}  // namespace baton::templates
