#include "baton/connectors/registry.hpp"

#include "unit/manual.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <map>

namespace baton::connectors {
namespace {

namespace fs = std::filesystem;

class RegistryTest : public testing::Test {
 protected:
  Registry::Loaded load(const std::string& yaml) {
    const auto path = folder_ / "connections.yaml";
    std::ofstream(path) << yaml;
    return Registry::load(fs::path(BATON_SOURCE_DIR) / "config" / "connectors", path, environment(), clock_);
  }
  Registry::Loaded load_shipped() {
    const fs::path config = fs::path(BATON_SOURCE_DIR) / "config";
    return Registry::load(config / "connectors", config / "connections.yaml", environment(), clock_);
  }
  Environment environment() {
    return [this](const std::string& name) {
      const auto found = variables_.find(name);
      return found == variables_.end() ? std::nullopt : std::optional(found->second);
    };
  }
  void SetUp() override { fs::create_directories(folder_); }
  void TearDown() override { fs::remove_all(folder_); }

  fs::path folder_ = fs::path(testing::TempDir()) /
                     ("baton-registry-" + std::string(testing::UnitTest::GetInstance()->current_test_info()->name()));
  std::map<std::string, std::string> variables_{};
  tests::ManualClock clock_{};
};

std::string first(const Registry::Loaded& loaded) {
  if (loaded.findings.empty()) return {};
  const auto& finding = loaded.findings.front();
  return std::to_string(finding.at.line) + ":" + std::to_string(finding.at.column) + " " + finding.message + " | " + finding.hint;
}

TEST_F(RegistryTest, TheShippedConnectionsLoadWithoutAnyVariable) {
  const auto loaded = load_shipped();
  ASSERT_TRUE(loaded.registry) << first(loaded);
  EXPECT_TRUE(loaded.findings.empty()) << first(loaded);
  EXPECT_EQ(loaded.registry->names(), (std::vector<std::string>{"asana", "google_ads", "http", "hubspot", "jira", "salesforce"}));
  const auto state = loaded.registry->state("jira");
  ASSERT_TRUE(state);
  EXPECT_FALSE(state->active);
  EXPECT_EQ(state->reason, "JIRA_BASE_URL is not set; JIRA_USER is not set; JIRA_TOKEN is not set");
  EXPECT_EQ(state->hook_reason, "JIRA_WEBHOOK_SECRET is not set");
  EXPECT_EQ(loaded.registry->hook("jira"), nullptr);
  EXPECT_EQ(loaded.registry->hook("nobody"), nullptr);
  EXPECT_TRUE(loaded.registry->operations().at("jira").contains("create_issue"));
}

TEST_F(RegistryTest, VariablesMakeThemActive) {
  variables_ = {{"JIRA_BASE_URL", "https://acme.atlassian.net"},
                {"JIRA_USER", "a@example.com"},
                {"JIRA_TOKEN", "t"},
                {"JIRA_WEBHOOK_SECRET", "s"},
                {"SALESFORCE_PATH_TOKEN", "p"},
                {"SALESFORCE_ORGANIZATION_ID", "00D24000000Gr9EEAS"}};
  const auto loaded = load_shipped();
  ASSERT_TRUE(loaded.registry) << first(loaded);
  EXPECT_TRUE(loaded.registry->state("jira")->active) << loaded.registry->state("jira")->reason;
  EXPECT_NE(loaded.registry->hook("jira"), nullptr);
  EXPECT_NE(loaded.registry->hook("salesforce"), nullptr);
  EXPECT_FALSE(loaded.registry->state("salesforce")->active);
  EXPECT_EQ(loaded.registry->concurrency("jira"), 8U);
}

TEST_F(RegistryTest, ReferencesMayBeMappings) {
  variables_ = {{"OUT_URL", "http://127.0.0.1:9"}, {"ORDERS_SECRET", "s"}};
  const auto loaded = load(R"(
connections:
  orders:
    connector: http
    webhook: { scheme: hmac, secret: { env: ORDERS_SECRET }, header: X-Signature, prefix: "sha256=", id_header: X-Delivery-Id }
  out:
    connector: http
    base_url: { env: OUT_URL }
    allow_private: true
)");
  ASSERT_TRUE(loaded.registry) << first(loaded);
  EXPECT_NE(loaded.registry->hook("orders"), nullptr);
  EXPECT_TRUE(loaded.registry->state("out")->active) << loaded.registry->state("out")->reason;
  EXPECT_EQ(loaded.registry->state("out")->base_url, "http://127.0.0.1:9");
}

TEST_F(RegistryTest, WhatIsWrongIsSaidWithItsPlace) {
  EXPECT_EQ(first(load("connections:\n  a:\n    connector: jra\n")), "3:5 unknown connector \"jra\" | did you mean \"jira\"?");
  EXPECT_EQ(first(load("connections:\n  http:\n    bas_url: x\n")), "3:5 unknown key \"bas_url\" | did you mean \"base_url\"?");
  EXPECT_NE(first(load("connections:\n  asana:\n    auth: { kind: bearer, token: literal }\n"))
                .find("is a secret: expected a reference"),
            std::string::npos);
  EXPECT_NE(first(load("connections:\n  http:\n    base_url: http://example.com\n")).find("plain http"), std::string::npos);
  EXPECT_NE(first(load("connections:\n  http:\n    webhook: { scheme: hmca, secret: env:X }\n")).find("did you mean \"hmac\"?"),
            std::string::npos);
  EXPECT_NE(first(load("connections:\n  http: {}\n  http: {}\n")).find("stands twice"), std::string::npos);
  EXPECT_NE(first(load("conections: {}\n")).find("did you mean \"connections\"?"), std::string::npos);
  EXPECT_NE(first(load("connections: [\n")).size(), 0U);
  EXPECT_NE(first(load("connections:\n  asana:\n    settings: { workspce: x }\n    auth: { kind: bearer, token: env:T }\n"))
                .find("did you mean \"workspace\"?"),
            std::string::npos);
}

TEST_F(RegistryTest, AllFindingsComeAtOnce) {
  const auto loaded = load("connections:\n  http:\n    bas_url: x\n    limits: { concurrency: 0 }\n  b: { connector: nope }\n");
  EXPECT_EQ(loaded.registry, nullptr);
  EXPECT_EQ(loaded.findings.size(), 3U);
}

TEST_F(RegistryTest, AFileHoldsASecret) {
  const auto secret = folder_ / "token";
  std::ofstream(secret) << "from-a-file\n";
  const auto good = load("connections:\n  asana:\n    auth: { kind: bearer, token: \"file:" + secret.string() + "\" }\n");
  ASSERT_TRUE(good.registry) << first(good);
  EXPECT_TRUE(good.registry->state("asana")->active) << good.registry->state("asana")->reason;
  const auto missing = load("connections:\n  asana:\n    auth: { kind: bearer, token: \"file:/nowhere/token\" }\n");
  ASSERT_TRUE(missing.registry);
  EXPECT_NE(missing.registry->state("asana")->reason.find("/nowhere/token"), std::string::npos);
}

}  // namespace
}  // namespace baton::connectors
