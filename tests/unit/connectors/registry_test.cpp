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
                {"JIRA_TOKEN", "jira-token"},
                {"JIRA_WEBHOOK_SECRET", "jira-secret"},
                {"SALESFORCE_PATH_TOKEN", "path-token"},
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
  variables_ = {{"OUT_URL", "http://127.0.0.1:9"}, {"ORDERS_SECRET", "orders-secret"}};
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

TEST_F(RegistryTest, AMistakeInAManifestIsSaidOnceAndWhereItStands) {
  const auto manifests = folder_ / "own";
  std::filesystem::create_directories(manifests);
  const auto first_of = [&](const std::string& manifest) {
    std::ofstream(manifests / "acme.yaml") << manifest;
    std::ofstream(folder_ / "connections.yaml") << "connections:\n  shop: { connector: acme }\n";
    const auto loaded = Registry::load(manifests, folder_ / "connections.yaml", environment(), clock_);
    EXPECT_FALSE(loaded.registry);
    for (const auto& finding : loaded.findings) EXPECT_NE(finding.rule, "ref/unknown-connector") << manifest;
    return first(loaded);
  };
  EXPECT_EQ(first_of("conector: acme\noperations: {}\n").substr(0, 4), "1:1 ");
  const std::string operation =
      "connector: acme\n"
      "operations:\n"
      "  add:\n"
      "    input: { type: object, properties: { sku: { type: string } } }\n"
      "    request:\n"
      "      method: POST\n"
      "      path: /x\n"
      "      json:\n";
  EXPECT_EQ(first_of(operation + "        sku: \"${input.skuu}\"\n"), "9:9 there is no input \"skuu\" | did you mean \"sku\"?");
  EXPECT_EQ(first_of("connector: acme\nconnector: acme\noperations: {}\n").substr(0, 4), "2:1 ");
}

TEST_F(RegistryTest, AllFindingsComeAtOnce) {
  const auto loaded = load("connections:\n  http:\n    bas_url: x\n    limits: { concurrency: 0 }\n  b: { connector: nope }\n");
  EXPECT_EQ(loaded.registry, nullptr);
  EXPECT_EQ(loaded.findings.size(), 3U);
}

TEST_F(RegistryTest, AShortSecretIsRefused) {
  variables_ = {{"SHORT", "1234567"}, {"LONG", "12345678"}};
  for (const auto* part :
       {"auth: { kind: bearer, token: env:SHORT }", "auth: { kind: basic, username: env:LONG, password: env:SHORT }",
        "headers: { X-Anything: env:SHORT }", "webhook: { scheme: hmac, header: X, secret: env:SHORT }",
        "webhook: { scheme: hmac, header: X, secret: env:LONG, secret_previous: env:SHORT }"}) {
    const auto loaded = load(std::string("connections:\n  http:\n    base_url: https://a.example\n    ") + part + "\n");
    EXPECT_EQ(loaded.registry, nullptr) << part;
    EXPECT_NE(first(loaded).find("7 characters: expected a secret of at least 8"), std::string::npos) << first(loaded);
  }
  EXPECT_TRUE(load("connections:\n  http:\n    base_url: https://a.example\n    auth: { kind: basic, username: env:SHORT, "
                   "password: env:LONG }\n")
                  .registry);
}

TEST_F(RegistryTest, ASecretOfNothingIsRefused) {
  for (const auto* weak : {"            ", " \t \t \t \t \t", "   abc   def   ", "xxxxxxxxxxxx",
                           "\xC2\xA0\xC2\xA0\xC2\xA0\xC2\xA0\xE2\x80\x8B\xE3\x80\x80", "%20%20%20%20", "%41%42%43%44",
                           "&#32;&#32;&#32;", "\\u0041\\u0042"}) {
    variables_ = {{"WEAK", weak}};
    const auto loaded =
        load("connections:\n  http:\n    base_url: https://a.example\n    auth: { kind: bearer, token: env:WEAK }\n");
    EXPECT_EQ(loaded.registry, nullptr) << weak;
    EXPECT_NE(first(loaded).find("expected a secret of at least 8"), std::string::npos) << first(loaded);
  }
  for (const auto* strong : {"abc def ghi", "pässwörd", "p4ss%w\\rd&1"}) {
    variables_ = {{"STRONG", strong}};
    EXPECT_TRUE(
        load("connections:\n  http:\n    base_url: https://a.example\n    auth: { kind: bearer, token: env:STRONG }\n").registry)
        << strong;
  }
}

TEST_F(RegistryTest, TestReferencesAreForTestsAlone) {
  const std::string yaml = "connections:\n  asana:\n    auth: { kind: bearer, token: \"test:a-literal-secret\" }\n";
  const auto loaded = load(yaml);
  ASSERT_TRUE(loaded.registry);
  EXPECT_FALSE(loaded.registry->state("asana")->active);
  EXPECT_NE(loaded.registry->state("asana")->reason.find("BATON_TEST"), std::string::npos);
  variables_ = {{"BATON_TEST", "1"}};
  EXPECT_TRUE(load(yaml).registry->state("asana")->active);
}

TEST_F(RegistryTest, AHeaderThatCarriesACredentialIsByReference) {
  const auto with = [&](const std::string& header) {
    return load("connections:\n  http:\n    base_url: https://a.example\n    headers: { " + header + " }\n");
  };
  for (const auto* header :
       {"X-Api-Key: literal-secret", "Authorization: Bearer-abc", "developer-token: \"12345678901\"", "Cookie: a=b-c-d-e"})
    EXPECT_NE(first(with(header)).find("expected a reference"), std::string::npos) << header;
  EXPECT_TRUE(with("Accept-Language: en").registry);
  variables_ = {{"ID", "7"}};
  EXPECT_TRUE(with("login-customer-id: { env: ID, secret: false }").registry);
}

TEST_F(RegistryTest, AllowPrivateListsNetworks) {
  const auto with = [&](const std::string& value) {
    return load("connections:\n  http:\n    base_url: http://10.20.0.7\n    allow_private: " + value + "\n");
  };
  EXPECT_TRUE(with("[10.20.0.0/16, \"fd12::/32\"]").registry);
  EXPECT_TRUE(with("true").registry);
  EXPECT_NE(first(with("false")).find("plain http"), std::string::npos);
  EXPECT_NE(first(with("[10.20.0.0/99]")).find("expected a network"), std::string::npos);
  variables_ = {{"NETS", "10.20.0.0/16, 127.0.0.1"}, {"BAD", "here"}};
  EXPECT_TRUE(with("env:NETS").registry);
  EXPECT_NE(first(with("env:BAD")).find("expected a network"), std::string::npos);
}

TEST_F(RegistryTest, WithoutABaseUrlEachActionSaysWhere) {
  const auto loaded =
      load("connections:\n  far: { connector: http }\n  near: { connector: http, base_url: \"https://a.example\" }\n");
  ASSERT_TRUE(loaded.registry) << first(loaded);
  const auto operations = loaded.registry->operations();
  EXPECT_EQ(operations.at("far").at("post").input_schema.at("required"), core::Json::array({"url"}));
  EXPECT_FALSE(operations.at("near").at("post").input_schema.contains("required"));
}

TEST_F(RegistryTest, WhatOnlyListensIsNotInactive) {
  variables_ = {{"GITHUB_SECRET", "github-secret"}};
  const auto loaded = load("connections:\n  github:\n    webhook: { secret: env:GITHUB_SECRET }\n");
  ASSERT_TRUE(loaded.registry) << first(loaded);
  const auto state = *loaded.registry->state("github");
  EXPECT_FALSE(state.acts);
  EXPECT_TRUE(state.listening);
  EXPECT_EQ(state.reason, "");
}

TEST_F(RegistryTest, HeldSaysWhatOfOursIsInTheWay) {
  variables_ = {{"ASANA_TOKEN", "asana-token"}};
  const auto loaded = load(
      "connections:\n  asana:\n    auth: { kind: bearer, token: env:ASANA_TOKEN }\n  hubspot:\n    auth: { kind: bearer, token: "
      "env:NOT_SET }\n");
  ASSERT_TRUE(loaded.registry) << first(loaded);
  const auto& registry = *loaded.registry;
  EXPECT_EQ(registry.held("asana", "create_project"), "");
  EXPECT_NE(registry.held("asana", "renamed").find("no operation"), std::string::npos);
  EXPECT_NE(registry.held("hubspot", "send_email").find("NOT_SET is not set"), std::string::npos);
  EXPECT_NE(registry.held("gone", "x").find("no connection"), std::string::npos);
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
