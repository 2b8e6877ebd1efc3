#pragma once

#include "baton/routing/routes.hpp"

#include <gtest/gtest.h>
#include <memory>
#include <string>
#include <vector>

namespace baton::routing {

// What came of reading one file.
struct ReadOne {
  std::shared_ptr<const Table> table{};
  core::Findings findings{};
};

// The table "t" of a file, and what was found in it. The text begins after its first line break.
inline ReadOne read_one(std::string yaml) {
  if (yaml.starts_with('\n')) yaml.erase(0, 1);
  ReadOne out;
  out.table = Routes::read({{"t.yaml", std::move(yaml)}}, out.findings).find("t");
  return out;
}

// The findings of such a file as "line:column rule".
inline std::vector<std::string> places(const std::string& yaml) {
  std::vector<std::string> out;
  for (const auto& finding : read_one(yaml).findings)
    out.push_back(std::to_string(finding.at.line) + ":" + std::to_string(finding.at.column) + " " +
                  finding.rule);
  return out;
}

// The only finding of such a file.
inline core::Finding only(const std::string& yaml) {
  const auto findings = read_one(yaml).findings;
  EXPECT_EQ(findings.size(), 1U) << (findings.empty() ? "" : findings.front().message);
  return findings.empty() ? core::Finding{} : findings.front();
}

// The table of a file without errors.
inline std::shared_ptr<const Table> table_of(const std::string& yaml) {
  auto read = read_one(yaml);
  for (const auto& finding : read.findings)
    if (finding.severity == core::Finding::Severity::error) ADD_FAILURE() << finding.message;
  return read.table;
}

}  // namespace baton::routing
