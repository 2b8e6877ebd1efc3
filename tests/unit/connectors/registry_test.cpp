#include "baton/connectors/registry.hpp"

#include "baton/simulate/clock.hpp"

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
    return Registry::load(fs::path(BATON_SOURCE_DIR) / "config" / "connectors", path, environment(),
                          clock_);
  }
  Registry::Loaded load_shipped() {
    const fs::path config = fs::path(BATON_SOURCE_DIR) / "config";
    return Registry::load(config / "connectors", config / "connections.yaml", environment(),
                          clock_);
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
                     ("baton-registry-" +
                      std::string(testing::UnitTest::GetInstance()->current_test_info()->name()));
  std::map<std::string, std::string> variables_{};
  simulate::VirtualClock clock_{};
};

std::string first(const Registry::Loaded& loaded) {
  if (loaded.findings.empty()) return {};
  const auto& finding = loaded.findings.front();
  return std::to_string(finding.at.line) + ":" + std::to_string(finding.at.column) + " " +
         finding.message + " | " + finding.hint;
}

TEST_F(RegistryTest, TheShippedConnectionsLoadWithoutAnyVariable) {
  const auto loaded = load_shipped();
  ASSERT_TRUE(loaded.registry) << first(loaded);
  EXPECT_TRUE(loaded.findings.empty()) << first(loaded);
  EXPECT_EQ(loaded.registry->names(),
            (std::vector<std::string>{"asana", "email", "google_ads", "http", "hubspot", "jira",
                                      "notify", "salesforce", "slack"}));
  const auto state = loaded.registry->state("jira");
  ASSERT_TRUE(state);
  EXPECT_FALSE(state->active);
  EXPECT_EQ(state->reason, "JIRA_BASE_URL is not set; JIRA_USER is not set; JIRA_TOKEN is not set");
  EXPECT_EQ(state->hook_reason, "JIRA_WEBHOOK_SECRET is not set");
  EXPECT_EQ(loaded.registry->hook("jira"), nullptr);
  EXPECT_EQ(loaded.registry->hook("nobody"), nullptr);
  EXPECT_TRUE(loaded.registry->operations().at("jira").contains("create_issue"));
}

TEST_F(RegistryTest, SaysWhatToDoAtTheVendorForItsWebhooks) {
  const auto loaded = load_shipped();
  ASSERT_TRUE(loaded.registry) << first(loaded);
  for (const auto& name : loaded.registry->names()) {
    const auto state = *loaded.registry->state(name);
    std::string all;
    for (const auto& line : state.webhook_setup) all += line + "\n";
    const bool listens = !state.scheme.empty() || !state.hook_reason.empty();
    EXPECT_TRUE(!listens || all.find("{url}") != std::string::npos) << name << ": " << all;
  }
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
  EXPECT_EQ(loaded.registry->state("jira")->concurrency, 8U);
  EXPECT_EQ(loaded.registry->state("jira")->rate, 20);
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

TEST_F(RegistryTest, AVariableHasANameThatCanBeSet) {
  for (const auto* good : {"env:A_1", "'env:_a?'", "{ env: Token }"})
    EXPECT_EQ(first(load("connections:\n  asana:\n    auth: { kind: bearer, token: " +
                         std::string(good) + " }\n")),
              "")
        << good;
  for (const auto* bad :
       {"env:MY-TOKEN", "env:1A", "'env:'", "'env:A B'", "{ env: A.B }", "'env: A'", "env:TÖKEN"})
    EXPECT_NE(first(load("connections:\n  asana:\n    auth: { kind: bearer, token: " +
                         std::string(bad) + " }\n"))
                  .find("is no name of a variable"),
              std::string::npos)
        << bad;
  const auto swallowed = load(
      "connections:\n  asana:\n    auth:\n      kind: bearer\n      token: \"env:T\n  http: {}\n");
  EXPECT_EQ(first(swallowed),
            "5:14 expected a closing quote | without it, all that follows is part of this value");
  const auto closed_later = load(
      "connections:\n  asana:\n    auth:\n      kind: bearer\n      token: \"env:T\n  http: {}\n  "
      "a: x\"\n");
  EXPECT_EQ(first(closed_later),
            "5:14 the quote that opens here is not closed: the value takes in the lines below it | "
            "close it at the end of the value");
}

TEST_F(RegistryTest, WhatIsWrongIsSaidWithItsPlace) {
  EXPECT_EQ(first(load("connections:\n  a:\n    connector: jra\n")),
            "3:5 unknown connector \"jra\" | did you mean \"jira\"?");
  EXPECT_EQ(first(load("connections:\n  http:\n    bas_url: x\n")),
            "3:5 unknown key \"bas_url\" | did you mean \"base_url\"?");
  EXPECT_NE(first(load("connections:\n  asana:\n    auth: { kind: bearer, token: literal }\n"))
                .find("is a secret: expected a reference"),
            std::string::npos);
  EXPECT_NE(
      first(load("connections:\n  http:\n    base_url: http://example.com\n")).find("plain http"),
      std::string::npos);
  EXPECT_NE(first(load("connections:\n  http:\n    webhook: { scheme: hmca, secret: env:X }\n"))
                .find("did you mean \"hmac\"?"),
            std::string::npos);
  EXPECT_NE(first(load("connections:\n  http: {}\n  http: {}\n")).find("is here twice"),
            std::string::npos);
  EXPECT_NE(first(load("conections: {}\n")).find("did you mean \"connections\"?"),
            std::string::npos);
  EXPECT_NE(first(load("connections: [\n")).size(), 0U);
  EXPECT_NE(first(load("connections:\n  asana:\n    settings: { workspce: x }\n    auth: { kind: "
                       "bearer, token: env:T }\n"))
                .find("did you mean \"workspace\"?"),
            std::string::npos);
}

TEST_F(RegistryTest, AMistakeInAManifestIsSaidOnceAndWhereItStands) {
  const auto manifests = folder_ / "own";
  std::filesystem::create_directories(manifests);
  const auto first_of = [&](const std::string& manifest) {
    std::ofstream(manifests / "acme.yaml") << manifest;
    std::ofstream(folder_ / "connections.yaml") << "connections:\n  shop: { connector: acme }\n";
    const auto loaded =
        Registry::load(manifests, folder_ / "connections.yaml", environment(), clock_);
    EXPECT_TRUE(loaded.registry);
    for (const auto& finding : loaded.findings)
      EXPECT_NE(finding.rule, "ref/unknown-connector") << manifest;
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
  EXPECT_EQ(first_of(operation + "        sku: \"${input.skuu}\"\n"),
            "9:9 there is no input \"skuu\" | did you mean \"sku\"?");
  EXPECT_EQ(first_of("connector: acme\nconnector: acme\noperations: {}\n").substr(0, 4), "2:1 ");
}

TEST_F(RegistryTest, AllFindingsComeAtOnce) {
  const auto loaded = load(
      "connections:\n  http:\n    bas_url: x\n    limits: { concurrency: 0 }\n  b: { connector: "
      "nope }\n");
  EXPECT_EQ(loaded.registry, nullptr);
  EXPECT_EQ(loaded.findings.size(), 3U);
}

TEST_F(RegistryTest, AShortSecretIsNotUsed) {
  variables_ = {{"SHORT", "1234567"}, {"LONG", "12345678"}};
  for (const auto* part :
       {"auth: { kind: bearer, token: env:SHORT }",
        "auth: { kind: basic, username: env:LONG, password: env:SHORT }",
        "headers: { X-Anything: env:SHORT }",
        "webhook: { scheme: hmac, header: X, secret: env:SHORT }",
        "webhook: { scheme: hmac, header: X, secret: env:LONG, secret_previous: env:SHORT }"}) {
    const auto loaded = load(
        std::string("connections:\n  http:\n    base_url: https://a.example\n    ") + part + "\n");
    ASSERT_TRUE(loaded.registry) << part;
    const auto state = *loaded.registry->state("http");
    const bool of_hook = std::string_view(part).starts_with("webhook");
    EXPECT_EQ(state.active, of_hook) << part;
    EXPECT_FALSE(state.listening) << part;
    EXPECT_TRUE(state.faulty) << part;
    for (const auto& said : {first(loaded), of_hook ? state.hook_reason : state.reason})
      EXPECT_NE(said.find("(env:SHORT) has 7 characters: expected a secret of at least 8"),
                std::string::npos)
          << said;
  }
  EXPECT_TRUE(load("connections:\n  http:\n    base_url: https://a.example\n    auth: { kind: "
                   "basic, username: env:SHORT, "
                   "password: env:LONG }\n")
                  .registry);
}

TEST_F(RegistryTest, ASecretOfNothingIsNotUsed) {
  for (const auto* weak : {"            ", " \t \t \t \t \t", "   abc   def   ", "xxxxxxxxxxxx",
                           "\xC2\xA0\xC2\xA0\xC2\xA0\xC2\xA0\xE2\x80\x8B\xE3\x80\x80",
                           "%20%20%20%20", "%41%42%43%44", "&#32;&#32;&#32;", "\\u0041\\u0042"}) {
    variables_ = {{"WEAK", weak}};
    const auto loaded = load(
        "connections:\n  http:\n    base_url: https://a.example\n    auth: { kind: bearer, token: "
        "env:WEAK }\n");
    ASSERT_TRUE(loaded.registry) << weak;
    EXPECT_FALSE(loaded.registry->state("http")->active) << weak;
    EXPECT_NE(first(loaded).find("expected a secret of at least 8"), std::string::npos)
        << first(loaded);
  }
  for (const auto* strong : {"abc def ghi", "pässwörd", "p4ss%w\\rd&1"}) {
    variables_ = {{"STRONG", strong}};
    EXPECT_TRUE(load("connections:\n  http:\n    base_url: https://a.example\n    auth: { kind: "
                     "bearer, token: env:STRONG }\n")
                    .registry)
        << strong;
  }
}

TEST_F(RegistryTest, TestReferencesAreForTestsAlone) {
  const std::string yaml =
      "connections:\n  asana:\n    auth: { kind: bearer, token: \"test:a-literal-secret\" }\n";
  const auto loaded = load(yaml);
  ASSERT_TRUE(loaded.registry);
  EXPECT_FALSE(loaded.registry->state("asana")->active);
  EXPECT_NE(loaded.registry->state("asana")->reason.find("BATON_TEST"), std::string::npos);
  variables_ = {{"BATON_TEST", "1"}};
  EXPECT_TRUE(load(yaml).registry->state("asana")->active);
}

TEST_F(RegistryTest, AHeaderThatCarriesACredentialIsByReference) {
  const auto with = [&](const std::string& header) {
    return load("connections:\n  http:\n    base_url: https://a.example\n    headers: { " + header +
                " }\n");
  };
  for (const auto* header : {"X-Api-Key: literal-secret", "Authorization: Bearer-abc",
                             "developer-token: \"12345678901\"", "Cookie: a=b-c-d-e"})
    EXPECT_NE(first(with(header)).find("expected a reference"), std::string::npos) << header;
  EXPECT_TRUE(with("Accept-Language: en").registry);
  variables_ = {{"ID", "7"}};
  EXPECT_TRUE(with("login-customer-id: { env: ID, secret: false }").registry);
}

TEST_F(RegistryTest, AllowPrivateListsNetworks) {
  const auto with = [&](const std::string& value) {
    return load("connections:\n  http:\n    base_url: http://10.20.0.7\n    allow_private: " +
                value + "\n");
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
  const auto loaded = load(
      "connections:\n  far: { connector: http }\n  near: { connector: http, base_url: "
      "\"https://a.example\" }\n");
  ASSERT_TRUE(loaded.registry) << first(loaded);
  const auto operations = loaded.registry->operations();
  EXPECT_EQ(operations.at("far").at("post").input_schema.at("required"),
            core::Json::array({"url"}));
  EXPECT_FALSE(operations.at("near").at("post").input_schema.contains("required"));
}

TEST_F(RegistryTest, SaysWhatComesOfAnOperationThatIsDoneTwice) {
  variables_ = {{"ASANA_TOKEN", "asana-token"}, {"HUBSPOT_TOKEN", "hubspot-token"}};
  const auto loaded = load(
      "connections:\n  http: { connector: http }\n  asana: { auth: { kind: bearer, token: "
      "env:ASANA_TOKEN } }\n  "
      "hubspot: { auth: { kind: bearer, token: env:HUBSPOT_TOKEN } }\n");
  ASSERT_TRUE(loaded.registry) << first(loaded);
  const auto operations = loaded.registry->operations();
  const auto repeat = [&](const char* connection, const char* operation) {
    return core::to_text(operations.at(connection).at(operation).repeat);
  };
  EXPECT_EQ(repeat("http", "get"), "reads");
  EXPECT_EQ(repeat("http", "put"), "same");
  EXPECT_EQ(repeat("http", "post"), "by_key");
  EXPECT_EQ(repeat("asana", "create_task"), "looks");
  EXPECT_EQ(repeat("hubspot", "send_email"), "by_key") << "its sendId is the key";
}

TEST_F(RegistryTest, WhatOnlyListensIsNotInactive) {
  variables_ = {{"EVENTS_TOKEN", "long-enough-token"}};
  const auto loaded =
      load("connections:\n  cloudevents:\n    webhook: { secret: env:EVENTS_TOKEN }\n");
  ASSERT_TRUE(loaded.registry) << first(loaded);
  const auto state = *loaded.registry->state("cloudevents");
  EXPECT_FALSE(state.acts);
  EXPECT_TRUE(state.listening);
  EXPECT_EQ(state.reason, "");
}

TEST_F(RegistryTest, AWebhookWithoutCredentialsOnlyListens) {
  variables_ = {{"GITHUB_SECRET", "github-secret"}};
  const auto loaded = load("connections:\n  github:\n    webhook: { secret: env:GITHUB_SECRET }\n");
  ASSERT_TRUE(loaded.registry) << first(loaded);
  const auto state = *loaded.registry->state("github");
  EXPECT_FALSE(state.acts) << "its operations need credentials";
  EXPECT_TRUE(state.listening);
  EXPECT_FALSE(state.faulty);
  EXPECT_EQ(state.reason, "");
  EXPECT_EQ(loaded.registry->held("github", "create_issue"), "connection \"github\" only listens");
}

TEST_F(RegistryTest, HeldSaysWhatOfOursIsInTheWay) {
  variables_ = {{"ASANA_TOKEN", "asana-token"}};
  const auto loaded = load(
      "connections:\n  asana:\n    auth: { kind: bearer, token: env:ASANA_TOKEN }\n  hubspot:\n    "
      "auth: { kind: bearer, token: "
      "env:NOT_SET }\n");
  ASSERT_TRUE(loaded.registry) << first(loaded);
  const auto& registry = *loaded.registry;
  EXPECT_EQ(registry.held("asana", "create_project"), "");
  EXPECT_NE(registry.held("asana", "renamed").find("no operation"), std::string::npos);
  EXPECT_NE(registry.held("hubspot", "send_email").find("NOT_SET is not set"), std::string::npos);
  EXPECT_NE(registry.held("gone", "x").find("no connection"), std::string::npos);
}

// What is wrong with one connection holds that one, and closes its hook or not, as the mistake is;
// the others work.
TEST_F(RegistryTest, AMistakeInOneConnectionHoldsThatOne) {
  variables_ = {{"SHORT", "1234567"},
                {"LONG", "12345678"},
                {"PLAIN", "http://10.0.0.1"},
                {"BAD", "ftp:/x"},
                {"LINES", "two lines\nof it"}};
  struct Case {
    const char* lines;
    const char* reason;
    const char* hook_reason;
  };
  const std::string hook = ", webhook: { scheme: hmac, header: X, secret: env:LONG }";
  for (const auto& [lines, reason, hook_reason] : std::initializer_list<Case>{
           {"connector: http, base_url: env:PLAIN, webhook: { scheme: hmac, header: X, secret: "
            "env:LONG }",
            "plain http", ""},
           {"connector: http, base_url: env:BAD", "connections.yaml:4:24", ""},
           {"connector: http, allow_private: [here]", "expected a network", ""},
           {"connector: http, auth: { kind: bearer, token: literal-secret }",
            "expected a reference", ""},
           {"connector: http, auth: { kind: bearer, token: env:LINES }", "line break", ""},
           {"connector: http, auth: { kind: kerberos }", "not authorized by", ""},
           {"connector: http, auth: { kind: bearer, token: \"file:/nowhere/token\" }",
            "/nowhere/token cannot be read", ""},
           {"connector: http, headers: { X-Api-Key: literal-secret }", "expected a reference", ""},
           {"connector: http, limits: { concurrency: 0 }", "expected a number", ""},
           {"connector: http, answer_headers: 7", "list of words", ""},
           {"connector: http, settings: 7", "expected a mapping", ""},
           {"connector: jra", "unknown connector \"jra\"", ""},
           {"connector: jra, webhook: { scheme: jira, secret: env:LONG }", "unknown connector",
            "unknown connector"},
           {"connector: 7", "expected text", ""},
           {"connector: http, webhook: { scheme: hmca, secret: env:LONG }", "",
            "unknown webhook scheme"},
           {"connector: http, webhook: { scheme: hmac, header: X, secret: \"file:/nowhere/token\" "
            "}",
            "", "/nowhere/token"},
           {"connector: http, webhook: { scheme: hmac, header: 7, secret: env:LONG }", "",
            "not of the right type"},
           {"connector: http, webhook: 7", "", "expected a mapping"}}) {
    const auto loaded =
        load("connections:\n  whole: { connector: http, base_url: \"https://a.example\"" + hook +
             " }\n  wrong:\n    { " + lines + " }\n");
    ASSERT_TRUE(loaded.registry) << lines << " " << first(loaded);
    ASSERT_FALSE(loaded.findings.empty()) << lines;
    EXPECT_GT(loaded.findings.front().at.line, 2U) << lines;
    EXPECT_TRUE(loaded.registry->state("whole")->active);
    EXPECT_TRUE(loaded.registry->hook("whole"));
    const auto state = *loaded.registry->state("wrong");
    EXPECT_TRUE(state.faulty) << lines;
    EXPECT_NE(state.reason.find(reason), std::string::npos) << lines << ": " << state.reason;
    EXPECT_NE(state.hook_reason.find(hook_reason), std::string::npos)
        << lines << ": " << state.hook_reason;
    EXPECT_EQ(state.active, state.reason.empty()) << lines;
    EXPECT_EQ(loaded.registry->held("wrong", "post").empty(), state.reason.empty()) << lines;
    EXPECT_EQ(state.listening, loaded.registry->hook("wrong") != nullptr) << lines;
    EXPECT_FALSE(state.listening && *hook_reason != '\0') << lines;
  }
}

TEST_F(RegistryTest, AMistakeInAConnectionIsToldOnceWithWhatToWrite) {
  const auto told = [this](const std::string& lines) {
    const auto loaded = load("connections:\n  wrong:\n    { connector: slack, " + lines + " }\n");
    EXPECT_EQ(loaded.findings.size(), 1U) << lines;
    return first(loaded);
  };
  const auto has = [&told](const std::string& lines, const std::string& text) {
    const auto said = told(lines);
    EXPECT_NE(said.find(text), std::string::npos) << said;
  };
  has("auth: { kind: kerberos }", "it is authorized by bearer");
  has("auth: { kind: bearer, token: $SLACK_TOKEN }", "write env:NAME for a variable, without $");
  has("auth: { kind: bearer, token: literal-secret }", "write env:NAME, file:PATH or secret:NAME");
  has("allow_private: yes, auth: { kind: bearer, token: env:TOKEN }", "or write true");
  has("webhook: { scheme: hmac, header: X, secret: literal-secret }", "expected a reference");
}

TEST_F(RegistryTest, WhatLeavesUnclearWhatIsMeantIsRefused) {
  for (const auto* yaml :
       {"connections: [\n", "connections: 7\n", "conections: {}\n",
        "connections:\n  http: { bas_url: x }\n",
        "connections:\n  http: { webhook: { secrt: env:X } }\n",
        "connections:\n  http: {}\n  http: {}\n", "connections:\n  baton: { connector: http }\n",
        "connections:\n  Http: { connector: http }\n"})
    EXPECT_FALSE(load(yaml).registry) << yaml;
}

TEST_F(RegistryTest, ABrokenConnectorHoldsItsConnectionsAlone) {
  const auto manifests = folder_ / "own";
  fs::create_directories(manifests);
  fs::copy(fs::path(BATON_SOURCE_DIR) / "config" / "connectors" / "http.yaml",
           manifests / "http.yaml");
  std::ofstream(folder_ / "connections.yaml")
      << "connections:\n  near: { connector: http, base_url: \"https://a.example\" }\n  "
         "shop: { connector: acme, webhook: { scheme: hmac } }\n";
  const auto load_with = [&](const std::string& manifest) {
    std::ofstream(manifests / "acme.yaml") << manifest;
    return Registry::load(manifests, folder_ / "connections.yaml", environment(), clock_);
  };
  for (const auto* manifest :
       {"connector: acme\noperations: [\n", "connector: acme\noperashuns: {}\n", "\t",
        "connector: \"acme\"\nlimits: { rate: x }\n"}) {
    const auto loaded = load_with(manifest);
    ASSERT_TRUE(loaded.registry) << manifest;
    EXPECT_TRUE(loaded.registry->state("near")->active);
    EXPECT_NE(
        loaded.registry->held("shop", "buy").find("the connector acme cannot be read: acme.yaml:"),
        std::string::npos)
        << loaded.registry->held("shop", "buy");
    EXPECT_NE(loaded.registry->state("shop")->hook_reason, "");
    EXPECT_TRUE(core::has_errors(loaded.findings));
  }
  std::ofstream(manifests / "other.yaml") << "connector: acme\n";
  EXPECT_FALSE(load_with("connector: acme\n").registry) << "which of the two is meant?";
}

TEST_F(RegistryTest, WhatIsNotOnDiskIsShipped) {
  Registry::Options options;
  options.shipped.manifests = {{"shipped/acme.yaml", "connector: acme\ntitle: Shipped\n"},
                               {"shipped/shop.yaml", "connector: shop\ntitle: Shipped\n"}};
  options.shipped.connections = "connections:\n  acme: {}\n  shop: {}\n";
  const auto title = [](const Registry::Loaded& loaded, const char* name) {
    return loaded.registry ? loaded.registry->state(name)->title : first(loaded);
  };
  const auto load = [&] {
    return Registry::load(folder_ / "connectors", folder_ / "connections.yaml", environment(),
                          clock_, options);
  };
  const auto bare = load();
  EXPECT_EQ(title(bare, "acme"), "Shipped");
  EXPECT_TRUE(bare.findings.empty()) << first(bare);
  fs::create_directories(folder_ / "connectors");
  std::ofstream(folder_ / "connectors" / "acme.yaml") << "connector: acme\ntitle: Ours\n";
  std::ofstream(folder_ / "connections.yaml") << "connections:\n  acme: {}\n  one: "
                                                 "{connector: shop}\n";
  const auto own = load();
  EXPECT_EQ(title(own, "acme"), "Ours");
  EXPECT_EQ(title(own, "one"), "Shipped");
  EXPECT_EQ(own.registry->names(), (std::vector<std::string>{"acme", "one"}));
}

TEST_F(RegistryTest, AReloadPutsInUseWhatIsClear) {
  const auto loaded = load("connections:\n  http: { base_url: \"https://a.example\" }\n");
  ASSERT_TRUE(loaded.registry) << first(loaded);
  auto& registry = *loaded.registry;
  const auto reload_with = [&](const std::string& yaml) {
    std::ofstream(folder_ / "connections.yaml", std::ios::trunc) << yaml;
    core::Findings findings;
    return registry.reload(findings);
  };
  EXPECT_TRUE(
      reload_with("connections:\n  http: { base_url: \"https://b.example\" }\n  near: "
                  "{ connector: http, base_url: \"https://c.example\" }\n"));
  EXPECT_EQ(registry.state("http")->base_url, "https://b.example");
  EXPECT_TRUE(registry.state("near")->active);
  EXPECT_FALSE(reload_with("connections: [\n"));
  EXPECT_EQ(registry.state("http")->base_url, "https://b.example") << "what was in use goes on";
  EXPECT_TRUE(reload_with("connections:\n  near: { connector: http, base_url: 7 }\n"));
  EXPECT_FALSE(registry.state("http")) << "it is gone";
  EXPECT_NE(registry.held("near", "post"), "") << "its mistake holds it";
}

TEST_F(RegistryTest, AReloadLeavesAHookThatIsDeclaredAsBefore) {
  const std::string hook =
      "connections:\n  http:\n    base_url: \"https://a.example\"\n    webhook: { scheme: none }\n";
  const auto loaded = load(hook);
  ASSERT_TRUE(loaded.registry) << first(loaded);
  const auto before = loaded.registry->hook("http");
  ASSERT_NE(before, nullptr);
  std::ofstream(folder_ / "connections.yaml", std::ios::app) << "  more: { connector: http }\n";
  core::Findings findings;
  EXPECT_TRUE(loaded.registry->reload(findings));
  EXPECT_EQ(loaded.registry->hook("http"), before);
  EXPECT_TRUE(loaded.registry->state("more"));
}

TEST_F(RegistryTest, AFileHoldsASecret) {
  const auto secret = folder_ / "token";
  std::ofstream(secret) << "from-a-file\n";
  const auto good =
      load("connections:\n  asana:\n    auth: { kind: bearer, token: \"file:" + secret.string() +
           "\" }\n");
  ASSERT_TRUE(good.registry) << first(good);
  EXPECT_TRUE(good.registry->state("asana")->active) << good.registry->state("asana")->reason;
  const auto missing =
      load("connections:\n  asana:\n    auth: { kind: bearer, token: \"file:/nowhere/token\" }\n");
  ASSERT_TRUE(missing.registry);
  EXPECT_NE(missing.registry->state("asana")->reason.find("/nowhere/token"), std::string::npos);
  EXPECT_TRUE(missing.registry->state("asana")->faulty);
  EXPECT_NE(first(missing).find("3:27 the file /nowhere/token cannot be read"), std::string::npos)
      << first(missing);
}

class SecretFileTest : public RegistryTest {
 protected:
  void put(const std::string& text) { std::ofstream(secret_, std::ios::trunc) << text; }
  void wait() { clock_.advance(std::chrono::seconds(3)); }
  std::string reason(const Registry::Loaded& loaded) {
    return loaded.registry->state("asana")->reason;
  }

  fs::path secret_ = folder_ / "token";
  std::string token_ =
      "connections:\n  asana:\n    auth: { kind: bearer, token: \"file:" + secret_.string() +
      "\" }\n";
};

TEST_F(SecretFileTest, AConnectionGoesOnWhenItsSecretIsThere) {
  const auto loaded = load(token_);
  ASSERT_TRUE(loaded.registry) << first(loaded);
  EXPECT_NE(loaded.registry->held("asana", "create_project"), "");
  put("short");
  for (int look = 0; look < 3; ++look, wait())
    EXPECT_NE(loaded.registry->held("asana", "create_project"), "");
  EXPECT_NE(reason(loaded).find("5 characters"), std::string::npos) << reason(loaded);
  put("a-secret-of-asana\n");
  EXPECT_NE(loaded.registry->held("asana", "create_project"), "") << "it may be half written";
  for (int look = 0; look < 2; ++look, wait()) loaded.registry->held("asana", "create_project");
  EXPECT_EQ(loaded.registry->held("asana", "create_project"), "");
  EXPECT_FALSE(loaded.registry->state("asana")->faulty);
}

TEST_F(SecretFileTest, WhatIsInUseStaysSoWhileItsFileIsGone) {
  put("a-secret-of-asana");
  const auto loaded = load(token_);
  ASSERT_TRUE(loaded.registry) << first(loaded);
  fs::remove(secret_);
  for (int look = 0; look < 3; ++look, wait())
    EXPECT_EQ(loaded.registry->held("asana", "create_project"), "");
  put("another-secret-of-asana");
  for (int look = 0; look < 3; ++look, wait())
    EXPECT_EQ(loaded.registry->held("asana", "create_project"), "");
}

// Each side of a connection takes what is new for it, and keeps what works when that does not.
TEST_F(SecretFileTest, TheHookAndTheActionsAreRenewedEachForItself) {
  const auto hook_secret = folder_ / "hook";
  const auto yaml = token_ + "    webhook: { scheme: header, header: X-Key, secret: \"file:" +
                    hook_secret.string() + "\" }\n";
  put("a-secret-of-asana");
  const auto loaded = load(yaml);
  ASSERT_TRUE(loaded.registry) << first(loaded);
  const auto look = [&] {
    for (int times = 0; times < 2; ++times, wait()) loaded.registry->state("asana");
    return *loaded.registry->state("asana");
  };
  EXPECT_FALSE(look().listening);
  put("weak");
  std::ofstream(hook_secret) << "a-secret-of-the-hook";
  EXPECT_TRUE(look().listening);
  EXPECT_TRUE(look().active);
  EXPECT_TRUE(look().faulty);
  fs::remove(hook_secret);
  put("another-secret-of-asana");
  EXPECT_TRUE(look().listening);
  EXPECT_TRUE(look().active);
}

TEST_F(SecretFileTest, AHookTakesTheNewSecret) {
  const auto yaml =
      "connections:\n  http:\n    webhook: { scheme: header, header: X-Key, secret: \"file:" +
      secret_.string() + "\" }\n";
  put("the-first-secret");
  const auto loaded = load(yaml);
  ASSERT_TRUE(loaded.registry) << first(loaded);
  const auto status = [&](const std::string& key) {
    ingress::Inbound request{
        "POST", "/hooks/http", "{}", {{"X-Key", key}, {"Content-Type", "application/json"}}};
    return loaded.registry->hook("http")->receive(request, clock_.now()) ? 202 : 401;
  };
  EXPECT_EQ(status("the-first-secret"), 202);
  const auto held = loaded.registry->hook("http");  // by a request that came before
  put("the-second-secret");
  for (int look = 0; look < 2; ++look, wait()) status("");
  EXPECT_EQ(status("the-second-secret"), 202);
  EXPECT_EQ(status("the-first-secret"), 401);
  EXPECT_EQ(held->connection(), "http");
}

}  // namespace
}  // namespace baton::connectors
