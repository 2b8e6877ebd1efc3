#include "baton/connectors/webhook.hpp"

#include "conformance/webhook_cases.hpp"
#include "connectors/crypto.hpp"

#include <fstream>
#include <gtest/gtest.h>
#include <iterator>

namespace baton::connectors {
namespace {

using core::Json;
namespace fs = std::filesystem;

std::string read_text(const fs::path& path) {
  std::ifstream file(fs::path(BATON_SOURCE_DIR) / path);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

std::shared_ptr<const Manifest> manifest(const std::string& name) {
  core::Findings findings;
  auto loaded = Manifest::load(read_text("config/connectors/" + name + ".yaml"), name + ".yaml", findings);
  for (const auto& finding : findings) ADD_FAILURE() << finding.file << ":" << finding.at.line << ": " << finding.message;
  return loaded;
}

std::shared_ptr<const Hook> hook(const std::string& connector, const std::string& scheme, std::vector<std::string> secrets,
                                 const Json& settings = Json::object()) {
  auto options = hook_options(connector, scheme, settings);
  EXPECT_TRUE(options) << options.error().text();
  for (auto& secret : secrets) options->secrets.emplace_back(std::move(secret));
  auto made = Hook::make(std::move(*options), manifest(connector)->decoder);
  EXPECT_TRUE(made) << made.error().text();
  return *made;
}

core::Time at(std::string_view text) { return *core::parse_rfc3339(text); }
const core::Time kNow = at("2026-05-04T10:11:12Z");

Inbound signed_json(std::string body, std::string_view secret, std::string id = "d-1") {
  const auto signature = to_hex(hmac_sha256(secret, body));
  return {"POST",
          "/hooks/http",
          std::move(body),
          {{"Content-Type", "application/json"}, {"X-Signature", signature}, {"X-Delivery-Id", std::move(id)}}};
}

// Every vendor's signed cases; tests/data/webhooks.
TEST(Webhooks, EveryVendorCaseHolds) {
  const tests::WebhookCases cases(fs::path(BATON_SOURCE_DIR) / "config" / "connectors");
  int count = 0;
  for (const auto& entry : fs::recursive_directory_iterator(fs::path(BATON_SOURCE_DIR) / "tests" / "data" / "webhooks")) {
    if (entry.path().extension() != ".json") continue;
    ++count;
    for (const auto& problem : cases.run(entry.path()))
      ADD_FAILURE() << entry.path().parent_path().filename() << "/" << entry.path().stem() << ": " << problem;
  }
  EXPECT_GT(count, 190);
}

// Signatures of the reference library; tests/data/standard-webhooks.
TEST(Webhooks, StandardWebhooksAgreesWithTheReferenceLibrary) {
  const auto cases = Json::parse(read_text("tests/data/standard-webhooks/verify.json"));
  for (const auto& one : cases) {
    const auto receiver = hook("http", "standard_webhooks", {one.at("secret").get<std::string>()});
    Inbound request{"POST", "/hooks/std", one.at("body").get<std::string>(), {}};
    for (const auto& [name, value] : one.at("headers").items()) request.headers.emplace_back(name, value.get<std::string>());
    const auto accepted = receiver->receive(request, core::Time(std::chrono::seconds(one.at("now").get<std::int64_t>())));
    const bool refused = !accepted && accepted.error().code == core::Errc::unauthenticated;
    EXPECT_EQ(refused, one.at("expect") == "reject") << one.at("name");
  }
}

TEST(Webhooks, BothSecretsCountWhileOneIsReplaced) {
  const Json settings{{"header", "X-Signature"}, {"id_header", "X-Delivery-Id"}};
  const auto receiver = hook("http", "hmac", {"new", "old"}, settings);
  EXPECT_TRUE(receiver->receive(signed_json("{}", "new"), kNow));
  EXPECT_TRUE(receiver->receive(signed_json("{}", "old"), kNow));
  EXPECT_FALSE(receiver->receive(signed_json("{}", "other"), kNow));
}

TEST(Webhooks, WithoutAnIdTheBodyIsTheId) {
  const Json settings{{"header", "X-Signature"}};
  auto request = signed_json(R"({"a":1})", "s");
  const auto known = hook("http", "hmac", {"s"}, settings)->receive(request, kNow);
  ASSERT_TRUE(known);
  EXPECT_TRUE(known->events.front().origin.starts_with("sha256:"));
  const auto each =
      hook("http", "hmac", {"s"}, Json{{"header", "X-Signature"}, {"dedup_by_body", false}})->receive(request, kNow);
  ASSERT_TRUE(each);
  EXPECT_TRUE(each->events.front().origin.empty());
}

TEST(Webhooks, AnEventIsTextWhateverTheHeadersHold) {
  const Json settings{{"header", "X-Signature"}, {"id_header", "X-Delivery-Id"}};
  const auto receiver = hook("http", "hmac", {"s"}, settings);
  EXPECT_FALSE(receiver->receive(signed_json("{}", "s", "d-\xC4"), kNow));
  // An expression does not find what is no text: the id is then the field's that the settings name.
  auto request = signed_json(R"({"type": "a.b"})", "s");
  request.headers.emplace_back("webhook-id", "w-\xC4");
  const auto accepted = receiver->receive(request, kNow);
  ASSERT_TRUE(accepted);
  EXPECT_EQ(accepted->events.front().origin, "d-1");
}

TEST(Webhooks, ALongSubjectIsCutBetweenCharacters) {
  std::string name = "x";
  while (name.size() <= core::kNameBytesMax) name += "é";
  const std::string body = core::dump({{"repository", {{"full_name", name}}}, {"action", "opened"}});
  const Inbound request{"POST",
                        "/hooks/github",
                        body,
                        {{"Content-Type", "application/json"},
                         {"X-Hub-Signature-256", "sha256=" + to_hex(hmac_sha256("s", body))},
                         {"X-GitHub-Event", "issues"},
                         {"X-GitHub-Delivery", "d-1"}}};
  const auto accepted = hook("github", "github", {"s"}, Json{{"id_header", "X-GitHub-Delivery"}})->receive(request, kNow);
  ASSERT_TRUE(accepted) << accepted.error().text();
  EXPECT_EQ(accepted->events.front().subject, name.substr(0, core::kNameBytesMax - 1));
}

TEST(Webhooks, OnlyPostIsTaken) {
  const auto receiver = hook("http", "hmac", {"s"}, Json{{"header", "X-Signature"}});
  auto request = signed_json("{}", "s");
  request.method = "PUT";
  const auto refused = receiver->receive(request, kNow);
  ASSERT_FALSE(refused);
  const auto reply = receiver->refuse(refused.error());
  EXPECT_EQ(reply.status, 405);
  ASSERT_NE(find_header(reply.headers, "Allow"), nullptr);
}

TEST(Webhooks, ARefusalNeverQuotesWhatWasSent) {
  const auto receiver = hook("http", "bearer", {"right-token"});
  const Inbound request{"POST", "/hooks/http", "{}", {{"Authorization", "Bearer wrong-token"}}};
  const auto refused = receiver->receive(request, kNow);
  ASSERT_FALSE(refused);
  EXPECT_EQ(receiver->refuse(refused.error()).body.find("wrong-token"), std::string::npos);
}

TEST(Webhooks, AnOpportunityHasTheCommonForm) {
  const auto receiver = hook("salesforce", "salesforce_outbound", {"token"}, Json{{"organization_id", "00D24000000Gr9EEAS"}});
  const std::string body =
      R"(<?xml version="1.0" encoding="UTF-8"?><soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><soapenv:Body><notifications xmlns="http://soap.sforce.com/2005/09/outbound"><OrganizationId>00D24000000Gr9EEAS</OrganizationId><SessionId>LIVE</SessionId><Notification><Id>04l1</Id><sObject xsi:type="sf:Opportunity" xmlns:sf="urn:sobject.enterprise.soap.sforce.com"><sf:Id>006A</sf:Id><sf:AccountId>001A</sf:AccountId><sf:AccountName__c>Acme &amp; Sons</sf:AccountName__c><sf:Amount>125000.0</sf:Amount><sf:Campaign__c>901</sf:Campaign__c><sf:Competitor__c>Rival</sf:Competitor__c><sf:ContactEmail__c>ada@example.com</sf:ContactEmail__c><sf:ContactName__c>Ada</sf:ContactName__c><sf:LastModifiedDate>2026-05-04T09:00:00.000Z</sf:LastModifiedDate><sf:Name>Acme renewal</sf:Name><sf:NeedsSite__c>true</sf:NeedsSite__c><sf:Region__c>EMEA</sf:Region__c><sf:StageName>Closed Won</sf:StageName></sObject></Notification></notifications></soapenv:Body></soapenv:Envelope>)";
  const Inbound request{"POST", "/hooks/salesforce/token", body, {{"Content-Type", "text/xml"}}};
  const auto accepted = receiver->receive(request, kNow);
  ASSERT_TRUE(accepted) << accepted.error().text();
  ASSERT_EQ(accepted->events.size(), 1U);
  const auto& event = accepted->events.front();
  EXPECT_EQ(event.type, "crm.opportunity.updated");
  EXPECT_EQ(event.source, "salesforce");
  EXPECT_EQ(event.origin, "04l1");
  EXPECT_EQ(event.subject, "006A");
  EXPECT_EQ(event.time, at("2026-05-04T09:00:00Z"));
  EXPECT_EQ(event.received, kNow);
  auto data = event.data;
  EXPECT_TRUE(data.at("amount").is_number_float());
  EXPECT_EQ(data.at("fields").at("StageName"), "Closed Won");
  data.erase("fields");
  EXPECT_EQ(data, (Json{{"id", "006A"},
                        {"name", "Acme renewal"},
                        {"stage", "Closed Won"},
                        {"amount", 125000.0},
                        {"account", {{"id", "001A"}, {"name", "Acme & Sons"}}},
                        {"region", "EMEA"},
                        {"needs_site", true},
                        {"competitor", "Rival"},
                        {"contact", {{"email", "ada@example.com"}, {"name", "Ada"}}},
                        {"campaign", "901"}}));
  EXPECT_EQ(core::dump(event.to_json()).find("LIVE"), std::string::npos);
}

TEST(Webhooks, ATicketHasTheCommonForm) {
  const auto one = Json::parse(read_text("tests/data/webhooks/jira/issue-updated.json"));
  const auto receiver = hook("jira", "jira", {one.at("secret").get<std::string>()});
  Inbound request{"POST", "/hooks/jira", one.at("body").get<std::string>(), {}};
  for (const auto& [name, value] : one.at("headers").items()) request.headers.emplace_back(name, value.get<std::string>());
  const auto accepted = receiver->receive(request, kNow);
  ASSERT_TRUE(accepted) << accepted.error().text();
  const auto& event = accepted->events.front();
  EXPECT_EQ(event.type, "ticket.updated");
  EXPECT_EQ(event.subject, "MKT-42");
  EXPECT_EQ(event.data.at("key"), "MKT-42");
  EXPECT_EQ(event.data.at("status"), "In Progress");
  EXPECT_EQ(event.data.at("project"), "MKT");
  EXPECT_EQ(event.data.at("priority"), "Medium");
  EXPECT_EQ(event.data.at("labels"), Json::array());
  EXPECT_EQ(event.data.at("changes"), (Json::array({{{"field", "status"}, {"from", "To Do"}, {"to", "In Progress"}}})));
}

TEST(Webhooks, AsanaBringsItsSecretOnceAndOnlyWhenAwaited) {
  const auto waiting = hook("asana", "asana", {}, Json{{"accept_handshake", true}});
  const Inbound handshake{"POST", "/hooks/asana", "", {{"X-Hook-Secret", "b537207f20cbfa02357cf448134da559"}}};
  const auto learned = waiting->receive(handshake, kNow);
  ASSERT_TRUE(learned);
  ASSERT_TRUE(learned->learned);
  EXPECT_EQ(*find_header(learned->reply.headers, "X-Hook-Secret"), "b537207f20cbfa02357cf448134da559");
  EXPECT_FALSE(waiting->receive(handshake, kNow, learned->learned->reveal()));
  const std::string body = R"({"events":[]})";
  const Inbound heartbeat{"POST",
                          "/hooks/asana",
                          body,
                          {{"Content-Type", "application/json"},
                           {"X-Hook-Signature", to_hex(hmac_sha256("b537207f20cbfa02357cf448134da559", body))}}};
  EXPECT_TRUE(waiting->receive(heartbeat, kNow, learned->learned->reveal()));
  EXPECT_FALSE(hook("asana", "asana", {})->receive(handshake, kNow));
}

TEST(Webhooks, BadSettingsAreNamed) {
  const auto decoder = manifest("http")->decoder;
  const auto make = [&decoder](const std::string& scheme, const Json& settings, std::vector<Secret> secrets) {
    auto options = hook_options("x", scheme, settings);
    EXPECT_TRUE(options);
    options->secrets = std::move(secrets);
    auto made = Hook::make(std::move(*options), decoder);
    return made ? std::string() : made.error().text();
  };
  EXPECT_NE(make("hmca", Json::object(), {Secret("s")}).find("did you mean \"hmac\""), std::string::npos);
  EXPECT_NE(make("hmac", Json::object(), {Secret("s")}).find("'header'"), std::string::npos);
  EXPECT_NE(make("jira", Json::object(), {}).find("'secret'"), std::string::npos);
  EXPECT_NE(make("standard_webhooks", Json::object(), {Secret("not base64!")}).find("whsec_"), std::string::npos);
  EXPECT_NE(make("salesforce_outbound", Json::object(), {Secret("s")}).find("organization_id"), std::string::npos);
  EXPECT_FALSE(hook_options("x", "hmac", Json{{"heder", "X"}}));
}

}  // namespace
}  // namespace baton::connectors
