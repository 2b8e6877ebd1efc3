#include "baton/ingress/webhook.hpp"

#include "baton/core/digest.hpp"
#include "baton/core/encoding.hpp"
#include "baton/core/limits.hpp"
#include "conformance/webhook_cases.hpp"
#include "ingress/batch.hpp"
#include "ingress/crypto.hpp"
#include "ingress/decoder.hpp"
#include "ingress/schemes/scheme.hpp"

#include <chrono>
#include <fstream>
#include <gtest/gtest.h>
#include <iterator>
#include <map>
#include <utility>

namespace baton::ingress {
namespace {

using core::Json;
namespace fs = std::filesystem;

std::string read_text(const fs::path& path) {
  std::ifstream file(fs::path(BATON_SOURCE_DIR) / path);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

std::shared_ptr<const connectors::Manifest> manifest(const std::string& name) {
  core::Findings findings;
  auto loaded = connectors::Manifest::load(read_text("config/connectors/" + name + ".yaml"),
                                           name + ".yaml", findings);
  for (const auto& finding : findings)
    ADD_FAILURE() << finding.file << ":" << finding.at.line << ": " << finding.message;
  return loaded;
}

std::shared_ptr<const Hook> hook(const std::string& connector, const std::string& scheme,
                                 std::vector<std::string> secrets,
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
  const auto signature = core::to_hex(core::hmac_sha256(secret, body));
  return {"POST",
          "/hooks/http",
          std::move(body),
          {{"Content-Type", "application/json"},
           {"X-Signature", signature},
           {"X-Delivery-Id", std::move(id)}}};
}

// Every vendor's signed cases; tests/data/webhooks.
TEST(Webhooks, EveryVendorCaseHolds) {
  const tests::WebhookCases cases(fs::path(BATON_SOURCE_DIR) / "config" / "connectors");
  int count = 0;
  for (const auto& entry : fs::recursive_directory_iterator(fs::path(BATON_SOURCE_DIR) / "tests" /
                                                            "data" / "webhooks")) {
    if (entry.path().extension() != ".json") continue;
    ++count;
    for (const auto& problem : cases.run(entry.path()))
      ADD_FAILURE() << entry.path().parent_path().filename() << "/" << entry.path().stem() << ": "
                    << problem;
  }
  EXPECT_GT(count, 190);
}

// Signatures of the reference library; tests/data/standard-webhooks.
TEST(Webhooks, StandardWebhooksAgreesWithTheReferenceLibrary) {
  const auto cases = Json::parse(read_text("tests/data/standard-webhooks/verify.json"));
  for (const auto& one : cases) {
    const auto receiver = hook("http", "standard_webhooks", {one.at("secret").get<std::string>()});
    Inbound request{"POST", "/hooks/std", one.at("body").get<std::string>(), {}};
    for (const auto& [name, value] : one.at("headers").items())
      request.headers.emplace_back(name, value.get<std::string>());
    const auto accepted = receiver->receive(
        request, core::Time(std::chrono::seconds(one.at("now").get<std::int64_t>())));
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

// The commonest slip of whoever connects a sender of their own.
TEST(Webhooks, APrefixThatTheWebhookDoesNotHaveIsNamed) {
  auto request = signed_json("{}", "s");
  request.headers[1].second.insert(0, "sha256=");
  const auto refused =
      hook("http", "hmac", {"s"}, Json{{"header", "X-Signature"}})->receive(request, kNow);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, core::Errc::unauthenticated);
  EXPECT_NE(refused.error().message.find("the webhook has no \"prefix\""), std::string::npos);
  const Json settings{{"header", "X-Signature"}, {"prefix", "sha256="}};
  EXPECT_TRUE(hook("http", "hmac", {"s"}, settings)->receive(request, kNow));
}

TEST(Webhooks, WithoutAnIdTheBodyIsTheId) {
  const Json settings{{"header", "X-Signature"}};
  auto request = signed_json(R"({"a":1})", "s");
  const auto known = hook("http", "hmac", {"s"}, settings)->receive(request, kNow);
  ASSERT_TRUE(known);
  EXPECT_TRUE(known->events.front().origin.starts_with("sha256:"));
  const auto each =
      hook("http", "hmac", {"s"}, Json{{"header", "X-Signature"}, {"dedup_by_body", false}})
          ->receive(request, kNow);
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
  const std::string body =
      core::dump({{"repository", {{"full_name", name}}}, {"action", "opened"}});
  const Inbound request{
      "POST",
      "/hooks/github",
      body,
      {{"Content-Type", "application/json"},
       {"X-Hub-Signature-256", "sha256=" + core::to_hex(core::hmac_sha256("s", body))},
       {"X-GitHub-Event", "repository"},
       {"X-GitHub-Delivery", "d-1"}}};
  const auto accepted = hook("github", "github", {"s"}, Json{{"id_header", "X-GitHub-Delivery"}})
                            ->receive(request, kNow);
  ASSERT_TRUE(accepted) << accepted.error().text();
  EXPECT_EQ(accepted->events.front().subject, name.substr(0, core::kNameBytesMax - 1));
}

TEST(Webhooks, APackedBodyIsToldWhichCodingIsTaken) {
  const auto receiver = hook("http", "hmac", {"s"}, Json{{"header", "X-Signature"}});
  auto request = signed_json("{}", "s");
  request.headers.emplace_back("Content-Encoding", "gzip");
  const auto refused = receiver->receive(request, kNow);
  ASSERT_FALSE(refused);
  const auto reply = receiver->refuse(refused.error());
  EXPECT_EQ(reply.status, 415);
  const auto* field = formats::find_header(reply.headers, "Accept-Encoding");
  ASSERT_NE(field, nullptr);
  EXPECT_EQ(*field, "identity");
}

TEST(Webhooks, OnlyPostIsTaken) {
  const auto receiver = hook("http", "hmac", {"s"}, Json{{"header", "X-Signature"}});
  auto request = signed_json("{}", "s");
  request.method = "PUT";
  const auto refused = receiver->receive(request, kNow);
  ASSERT_FALSE(refused);
  const auto reply = receiver->refuse(refused.error());
  EXPECT_EQ(reply.status, 405);
  ASSERT_NE(formats::find_header(reply.headers, "Allow"), nullptr);
  EXPECT_EQ(*formats::find_header(reply.headers, "Allow"), "POST");
}

TEST(Webhooks, ARefusedMethodIsToldThoseThatAreTaken) {
  const auto allowed = [](const Hook& receiver, const std::string& method) {
    const Inbound request{method, "/hooks/http", "", {}};
    const auto refused = receiver.receive(request, kNow);
    EXPECT_FALSE(refused) << method;
    const auto reply = receiver.refuse(refused.error());
    EXPECT_EQ(reply.status, 405) << method;
    const auto* field = formats::find_header(reply.headers, "Allow");
    return field != nullptr ? *field : std::string();
  };
  EXPECT_EQ(allowed(*hook("linkedin", "linkedin", {"s"}), "OPTIONS"), "GET, HEAD, POST");
  EXPECT_EQ(allowed(*hook("cloudevents", "cloudevents", {"s"}), "GET"), "OPTIONS, POST");
  EXPECT_EQ(allowed(*hook("asana", "asana", {"s"}), "GET"), "POST");
}

TEST(Webhooks, ADamagedEventOfAdobeTakesNoOthersWithIt) {
  const Json config =
      core::parse_json(read_text("tests/data/webhooks/adobe/batch.json")).value().at("config");
  HookOptions options;
  options.settings.emplace("client_id", config.at("client_id").get<std::string>());
  options.settings.emplace("public_keys",
                           config.at("keys").get<std::map<std::string, std::string>>());
  const auto* scheme = find_scheme("adobe");
  const auto own = scheme->read(options);
  ASSERT_TRUE(own) << own.error().text();
  const Inbound request;
  const Proof proof{request, **own, {}, kNow};
  const auto fits = [scheme, &proof](const std::string& body) {
    const auto read = parse_batch(body);
    EXPECT_TRUE(read) << body;
    return scheme->verify_body(proof, *read).has_value();
  };
  const auto ours = core::dump(Json{{"recipientclientid", config.at("client_id")}});
  const std::string damaged = R"({"recipientclientid": "\ud800"})";
  EXPECT_TRUE(fits("[" + ours + "," + damaged + "]"));
  EXPECT_FALSE(fits("[" + damaged + "]")) << "nothing says whose it is";
  EXPECT_FALSE(fits("[" + ours + "," + damaged + R"(,{"recipientclientid": "other"}])"));
  EXPECT_TRUE(fits("[]"));
}

TEST(Webhooks, AKeyInTheBodyIsInNoEvent) {
  const auto receiver = hook("http", "body_key", {"key-of-ours"}, Json{{"key_member", "apiKey"}});
  const std::string json = R"({"apiKey":"key-of-ours","a":"1"})";
  for (const auto& [type, body] :
       {std::pair<std::string, std::string>("application/json", json),
        {"application/x-www-form-urlencoded", "apiKey=key-of-ours&a=1"}}) {
    const auto accepted =
        receiver->receive({"POST", "/hooks/http", body, {{"Content-Type", type}}}, kNow);
    ASSERT_TRUE(accepted) << accepted.error().text();
    EXPECT_EQ(accepted->events.front().data, (Json{{"a", "1"}})) << type;
  }
}

// It proved requests before there were signatures, and apps of old still go by it.
TEST(Webhooks, SlacksVerificationTokenIsInNoEvent) {
  const auto receiver = hook("slack", "slack", {"secret-of-slack"});
  const auto stamp =
      std::to_string(std::chrono::floor<std::chrono::seconds>(kNow).time_since_epoch().count());
  const auto data_of = [&receiver, &stamp](const std::string& type, const std::string& body) {
    const auto signature =
        core::to_hex(core::hmac_sha256("secret-of-slack", "v0:" + stamp + ":" + body));
    const auto accepted = receiver->receive({"POST",
                                             "/hooks/slack",
                                             body,
                                             {{"Content-Type", type},
                                              {"X-Slack-Request-Timestamp", stamp},
                                              {"X-Slack-Signature", "v0=" + signature}}},
                                            kNow);
    EXPECT_TRUE(accepted) << body;
    return accepted ? accepted->events.front().data : Json();
  };
  EXPECT_EQ(data_of("application/json", R"({"token":"t","type":"tokens_revoked","a":1})"),
            (Json{{"type", "tokens_revoked"}, {"a", 1}}));
  EXPECT_EQ(data_of("application/json",
                    R"({"token":"t","type":"app_rate_limited","minute_rate_limited":1})"),
            (Json{{"type", "app_rate_limited"}, {"minute_rate_limited", 1}}));
  EXPECT_EQ(data_of("application/x-www-form-urlencoded", "token=t&ssl_check=1"),
            (Json{{"ssl_check", "1"}}));
}

TEST(Webhooks, MetaIsAnsweredOnlyIfItSubscribes) {
  auto options = hook_options("meta", "meta", Json::object());
  ASSERT_TRUE(options) << options.error().text();
  options->secrets.emplace_back("app-secret");
  options->settings.emplace("verify_token", core::Secret("token"));
  const auto made = Hook::make(std::move(*options), manifest("meta")->decoder);
  ASSERT_TRUE(made) << made.error().text();
  const auto asked = [&made](const std::string& method, const std::string& mode) {
    const Inbound request{
        method, "/hooks/meta?" + mode + "hub.challenge=1158201444&hub.verify_token=token", "", {}};
    return (*made)->receive(request, kNow);
  };
  for (const auto* method : {"GET", "HEAD"}) {
    const auto answered = asked(method, "hub.mode=subscribe&");
    ASSERT_TRUE(answered) << answered.error().text();
    EXPECT_EQ(answered->reply.body, "1158201444");
  }
  for (const auto* mode : {"", "hub.mode=unsubscribe&", "hub.mode=&", "hub.mode=Subscribe&"})
    EXPECT_FALSE(asked("GET", mode)) << mode;
}

TEST(Webhooks, ARefusalNeverQuotesWhatWasSent) {
  const auto receiver = hook("http", "bearer", {"right-token"});
  const Inbound request{"POST", "/hooks/http", "{}", {{"Authorization", "Bearer wrong-token"}}};
  const auto refused = receiver->receive(request, kNow);
  ASSERT_FALSE(refused);
  EXPECT_EQ(receiver->refuse(refused.error()).body.find("wrong-token"), std::string::npos);
}

TEST(Webhooks, AnOpportunityHasTheCommonForm) {
  const auto receiver = hook("salesforce", "salesforce_outbound", {"token"},
                             Json{{"organization_id", "00D24000000Gr9EEAS"}});
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
  for (const auto& [name, value] : one.at("headers").items())
    request.headers.emplace_back(name, value.get<std::string>());
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
  EXPECT_EQ(event.data.at("changes"),
            (Json::array({{{"field", "status"}, {"from", "To Do"}, {"to", "In Progress"}}})));
}

TEST(Webhooks, AsanaBringsItsSecretOnceAndOnlyWhenAwaited) {
  const auto waiting = hook("asana", "asana", {}, Json{{"accept_handshake", true}});
  const Inbound handshake{
      "POST", "/hooks/asana", "", {{"X-Hook-Secret", "b537207f20cbfa02357cf448134da559"}}};
  const auto learned = waiting->receive(handshake, kNow);
  ASSERT_TRUE(learned);
  ASSERT_TRUE(learned->learned);
  EXPECT_EQ(*formats::find_header(learned->reply.headers, "X-Hook-Secret"),
            "b537207f20cbfa02357cf448134da559");
  EXPECT_FALSE(waiting->receive(handshake, kNow, learned->learned->reveal()));
  const std::string body = R"({"events":[]})";
  const Inbound heartbeat{"POST",
                          "/hooks/asana",
                          body,
                          {{"Content-Type", "application/json"},
                           {"X-Hook-Signature", core::to_hex(core::hmac_sha256(
                                                    "b537207f20cbfa02357cf448134da559", body))}}};
  EXPECT_TRUE(waiting->receive(heartbeat, kNow, learned->learned->reveal()));
  EXPECT_FALSE(hook("asana", "asana", {})->receive(handshake, kNow));
}

// A delivery to a connector whose scheme signs the body as GitHub's does.
Inbound hub_signed(const std::string& body, std::string_view header, formats::Headers more = {}) {
  more.emplace_back("Content-Type", "application/json");
  more.emplace_back(std::string(header), (header == "X-Hook-Signature" ? "" : "sha256=") +
                                             core::to_hex(core::hmac_sha256("s", body)));
  return {"POST", "/hooks/x", body, std::move(more)};
}

std::vector<std::string> types_of(const core::Result<Accepted>& accepted) {
  std::vector<std::string> types;
  if (!accepted) return {accepted.error().text()};
  for (const auto& event : accepted->events) types.push_back(event.type);
  return types;
}

using Types = std::vector<std::string>;

TEST(Webhooks, AnEntryOfAnotherKindDoesNotTakeItsNeighbours) {
  const std::string body =
      R"({"object":"page","entry":[{"id":"1","time":1,"messaging":[{"x":1}]},{"id":"1","time":1,"changes":[{"field":"leadgen","value":{"leadgen_id":"77"}},{"value":1}]}]})";
  const auto accepted =
      hook("meta", "meta", {"s"})->receive(hub_signed(body, "X-Hub-Signature-256"), kNow);
  EXPECT_EQ(types_of(accepted),
            (Types{"meta.page.messaging", "ads.lead.created", "meta.page.unknown"}));
  const std::string good =
      R"({"object":"page","entry":[{"id":"1","time":1,"messaging":[{"x":1}]},{"id":"1","time":1,"changes":[{"field":"leadgen","value":{"leadgen_id":"77"}}]},7]})";
  const auto mixed =
      hook("meta", "meta", {"s"})->receive(hub_signed(good, "X-Hub-Signature-256"), kNow);
  EXPECT_EQ(types_of(mixed), (Types{"meta.page.messaging", "ads.lead.created", "meta.unreadable"}));
  EXPECT_EQ(mixed->unreadable, 1U);
}

core::Result<Accepted> from_meta(const std::string& entries) {
  return hook("meta", "meta", {"s"})
      ->receive(hub_signed(R"({"object":"page","entry":)" + entries + "}", "X-Hub-Signature-256"),
                kNow);
}

const std::string kLead =
    R"({"field":"leadgen","value":{"leadgen_id":"77","created_time":1777888800}})";

TEST(Webhooks, APartOfAnElementDoesNotTakeItsNeighbours) {
  for (const auto& [change, type] : std::vector<std::pair<std::string, std::string>>{
           {R"({"field":"feed"})", "meta.page.feed"},
           {R"({"field":"feed","value":null})", "meta.page.feed"},
           {"null", "meta.unreadable"},
           {"5", "meta.unreadable"},
           {R"("text")", "meta.unreadable"},
           {R"([1])", "meta.unreadable"},
           {R"({"field":"leadgen","value":null})", "meta.unreadable"},
           {R"({"field":"leadgen","value":{}})", "meta.unreadable"},
           {R"({"field":"feed","value":"half \ud83d"})", "meta.unreadable"},
           {R"({"field":"feed","value":1e999})", "meta.unreadable"},
           {"{\"field\":\"feed\",\"value\":\"\xff\"}", "meta.unreadable"}}) {
    const auto accepted =
        from_meta(R"([{"id":"1","time":1,"changes":[)" + kLead + "," + change + "]}]");
    EXPECT_EQ(types_of(accepted), (Types{"ads.lead.created", type})) << change;
  }
}

TEST(Webhooks, APartIsReadWithoutWhatItsElementLacks) {
  for (const std::string around :
       {R"("id":"1",)", R"("time":1,)", R"("time":null,"id":[],)", R"("messaging":null,)", ""}) {
    const auto accepted =
        from_meta("[{" + around + R"("changes":[)" + kLead + R"(,{"field":"feed","value":1}]}])");
    EXPECT_EQ(types_of(accepted), (Types{"ads.lead.created", around.find("[]") == std::string::npos
                                                                 ? "meta.page.feed"
                                                                 : "meta.unreadable"}))
        << around;
  }
}

TEST(Webhooks, EveryListOfAnElementIsRead) {
  const std::string messages =
      R"("messaging":[{"timestamp":1777888800000,"message":{"mid":"a"}},{"message":{"mid":"b"}},"half \ud83d"])";
  const auto both = from_meta(R"([{"id":"1","time":1,"changes":[)" + kLead + "]," + messages +
                              R"(,"standby":[{"x":1}]}])");
  EXPECT_EQ(types_of(both), (Types{"ads.lead.created", "meta.page.messaging", "meta.page.messaging",
                                   "meta.unreadable", "meta.page.standby"}));
  ASSERT_TRUE(both);
  EXPECT_EQ(both->events[1].data,
            Json::parse(R"({"object":"page","entry":"1","time":1,"field":"messaging",
    "value":{"timestamp":1777888800000,"message":{"mid":"a"}}})"));
  EXPECT_EQ(both->events[1].subject, "1");
  EXPECT_EQ(core::to_rfc3339(both->events[1].time), "2026-05-04T10:00:00Z");
  EXPECT_EQ(types_of(from_meta(R"([{"id":"1","changes":[],"messaging":[{"x":1}]}])")),
            Types{"meta.page.messaging"});
  EXPECT_EQ(types_of(from_meta(R"([{"id":"1","changes":5,"messaging":[{"x":1}]}])")),
            (Types{"meta.unreadable", "meta.page.messaging"}));
  EXPECT_EQ(types_of(from_meta(R"([{"id":"1","other":["half \ud83d"],"messaging":[{"x":1}]}])")),
            (Types{"meta.page.messaging", "meta.unreadable"}));
  EXPECT_EQ(types_of(from_meta(R"([{"id":"1","changes":[]},{"id":"2"}])")),
            (Types{"meta.page.entry", "meta.page.entry"}));
}

TEST(Webhooks, PartsThatLookTheSameAreTwoInTwoElements) {
  const auto accepted =
      from_meta(R"([{"id":"1","time":1,"changes":[{"field":"feed","value":1},null]},
    {"id":"1","time":2,"changes":[{"field":"feed","value":1},null]}])");
  ASSERT_EQ(types_of(accepted),
            (Types{"meta.page.feed", "meta.unreadable", "meta.page.feed", "meta.unreadable"}));
  EXPECT_NE(accepted->events[0].origin, accepted->events[2].origin);
  EXPECT_NE(accepted->events[1].origin, accepted->events[3].origin);
}

TEST(Webhooks, AnElementThatIsNoJsonDoesNotTakeItsNeighbours) {
  const std::string task =
      R"({"resource":{"gid":"1","resource_type":"task"},"action":"changed","created_at":"2026-05-04T10:00:00Z","n":)";
  const auto receiver = hook("asana", "asana", {"s"});
  for (const std::string& odd :
       {std::string(R"("half \ud83d")"), std::string("1e999"), std::string("\"\xff\""),
        std::string("{\"a\":1,\"a\":2}"), std::string("nul")}) {
    const auto accepted = receiver->receive(
        hub_signed(R"({"events":[)" + task + "1}," + task + odd + "}," + task + "2}]}",
                   "X-Hook-Signature"),
        kNow);
    EXPECT_EQ(types_of(accepted),
              (Types{"project.task.updated", "asana.unreadable", "project.task.updated"}))
        << odd;
    if (!accepted) continue;
    EXPECT_FALSE(core::text_at(accepted->events[1].data, "cause").empty());
    EXPECT_FALSE(accepted->events[1].origin.empty());
  }
  EXPECT_FALSE(receiver->receive(hub_signed(R"({"events":[{"a":1},)", "X-Hook-Signature"), kNow));
}

// The log takes no control characters, no long names and no types of Baton's own: in a batch each
// is its own element's matter.
TEST(Webhooks, AnElementThatTheLogWouldRefuseDoesNotTakeItsNeighbours) {
  DecodeOptions options;
  options.connection = "hubspot";
  const auto read = [&](const Json& body) {
    const Inbound request{"POST", "/", core::dump(body), {}};
    const auto decoder = manifest("hubspot")->decoder;
    return decoder->events(*decoder->read(request, options), request, options, kNow).value().events;
  };
  const Json good{
      {"eventId", 1},  {"subscriptionId", 2},         {"portalId", 3},
      {"objectId", 4}, {"occurredAt", 1777888860000}, {"subscriptionType", "contact.creation"}};
  for (const auto& [member, value] :
       std::vector<std::pair<const char*, Json>>{{"eventId", "a\n"},
                                                 {"objectId", "o\u0001"},
                                                 {"occurredAt", "2026\n"},
                                                 {"eventId", std::string(2000, 'x')},
                                                 {"eventId", "a\u007f"},
                                                 {"portalId", "3\t"},
                                                 {"eventId", nullptr},
                                                 {"eventId", {{"a", 1}}}}) {
    auto odd = good;
    odd[member] = value;
    const auto events = read({good, odd, good});
    ASSERT_EQ(events.size(), 3U) << odd;
    EXPECT_EQ(events.front().origin, events.back().origin);
    for (const auto& event : events) {
      EXPECT_EQ(event.origin.find_first_of("\n\t\x01\x7f"), std::string::npos) << odd;
      EXPECT_LE(event.origin.size(), core::kNameBytesMax);
      EXPECT_EQ(event.subject.find_first_of("\n\t\x01\x7f"), std::string::npos) << odd;
    }
  }
  auto odd = good;
  odd["eventId"] = "a\n";
  const auto event = read({good, odd, good})[1];
  EXPECT_EQ(event.type, "hubspot.unreadable");
  EXPECT_NE(core::text_at(event.data, "cause").find("control characters"), std::string::npos);
  EXPECT_EQ(event.data.at("part"), odd);
}

TEST(Webhooks, ACloudEventThatCannotBeReadDoesNotTakeItsNeighbours) {
  const auto receiver = hook("cloudevents", "bearer", {"secret-token"});
  const auto receive = [&](const std::string& body) {
    return receiver->receive({"POST",
                              "/",
                              body,
                              {{"Content-Type", "application/cloudevents-batch+json"},
                               {"Authorization", "Bearer secret-token"}}},
                             kNow);
  };
  const auto good = [](int id) {
    return R"({"specversion":"1.0","source":"s","type":"a.b","id":")" + std::to_string(id) +
           R"("})";
  };
  for (const std::string odd :
       {R"({"specversion":"1.0","source":"s","type":"a.b","id":""})", R"({"a":1})", "7", "null",
        "[]", R"({"specversion":"1.0","source":"s","type":"a.b","id":"6","data":1e999})",
        R"({"specversion":"1.0","source":"s","type":"a.b","id":"6","data":{"a":1,"a":2}})",
        R"({"specversion":"0.3","source":"s","type":"a.b","id":"6"})",
        R"({"specversion":"1.0","source":"s","type":"a.b","id":"6","time":"yesterday"})",
        R"({"specversion":"1.0","source":"s","type":"a.b","id":"6\n"})",
        R"({"specversion":"1.0","source":"s","type":"a.b","id":"6","subject":"\u0001"})",
        R"({"specversion":"1.0","source":"s","type":"baton.run.failed","id":"6"})",
        R"({"specversion":"1.0","source":"s","type":"a.b","id":"6","data":"\ud83d"})"}) {
    const auto accepted = receive("[" + good(1) + "," + odd + "," + good(2) + "]");
    EXPECT_EQ(types_of(accepted), (Types{"a.b", "cloudevents.unreadable", "a.b"})) << odd;
    if (!accepted) continue;
    EXPECT_EQ(accepted->unreadable, 1U);
    EXPECT_FALSE(core::text_at(accepted->events[1].data, "cause").empty());
  }
  EXPECT_EQ(types_of(receive("[" + good(1) + "]")), Types{"a.b"});
  EXPECT_FALSE(receive("{}"));
  EXPECT_FALSE(receive("[" + good(1)));
}

TEST(Webhooks, ADeletionForPrivacyIsNoUpdate) {
  const auto decoder = manifest("hubspot")->decoder;
  DecodeOptions options;
  options.connection = "hubspot";
  const auto type_of = [&](const std::string& kind) {
    const std::string body =
        R"([{"eventId":1,"subscriptionId":2,"portalId":3,"objectId":4,"occurredAt":1777888860000,"subscriptionType":")" +
        kind + "\"}]";
    const Inbound request{"POST", "/", body, {}};
    auto read = decoder->read(request, options);
    return decoder->events(*std::move(read), request, options, kNow)->events.front().type;
  };
  EXPECT_EQ(type_of("contact.creation"), "crm.contact.created");
  EXPECT_EQ(type_of("contact.propertyChange"), "crm.contact.updated");
  EXPECT_EQ(type_of("contact.deletion"), "crm.contact.deleted");
  EXPECT_EQ(type_of("contact.privacyDeletion"), "crm.contact.privacy_deleted");
  EXPECT_EQ(type_of("contact.restore"), "crm.contact.restored");
  EXPECT_EQ(type_of("deal.merge"), "crm.opportunity.merged");
  EXPECT_EQ(type_of("company.privacyDeletion"), "crm.account.privacy_deleted");
  EXPECT_EQ(type_of("contact.somethingNew"), "crm.contact.somethingnew");
}

TEST(Webhooks, JsonByAnotherNameIsRefusedOrReadAsJson) {
  const Json settings{{"header", "X-Signature"}, {"id_header", "X-Delivery-Id"}};
  for (const auto* type :
       {"application/x-www-form-urlencoded", "text/plain", "application/octet-stream"}) {
    auto request = signed_json(R"({"type":"order.placed","n":1})", "s");
    request.headers[0].second = type;
    const auto refused = hook("http", "hmac", {"s"}, settings)->receive(request, kNow);
    ASSERT_FALSE(refused) << type;
    EXPECT_EQ(refused.error().code, core::Errc::unsupported);
    EXPECT_NE(refused.error().message.find("application/json"), std::string::npos);
    auto as_json = settings;
    as_json["body"] = "json";
    EXPECT_EQ(types_of(hook("http", "hmac", {"s"}, as_json)->receive(request, kNow)),
              Types{"order.placed"})
        << type;
  }
}

TEST(Webhooks, AFormIsOneOrIsRefused) {
  const auto receiver =
      hook("http", "hmac", {"s"}, Json{{"header", "X-Signature"}, {"id_header", "X-Delivery-Id"}});
  const auto taken = [&](const std::string& body) {
    auto request = signed_json(body, "s");
    request.headers[0].second = "application/x-www-form-urlencoded";
    return receiver->receive(request, kNow).has_value();
  };
  EXPECT_TRUE(taken("a=1&b[]=x%20y&c=http://h/?d"));
  for (const auto* body : {"{\"a\":1,}", "<a>b=c</a>", "some words=x", "a=\xc3\xa9", "a=1\nb=2"})
    EXPECT_FALSE(taken(body)) << body;
}

TEST(Webhooks, TheSameSignedBodyIsOneDeliveryWhateverItsHeadersSay) {
  const auto receiver =
      hook("http", "hmac", {"s"}, Json{{"header", "X-Signature"}, {"id_header", "X-Delivery-Id"}});
  const auto first = receiver->receive(signed_json(R"({"type":"a.b"})", "s", "d-1"), kNow);
  auto other = signed_json(R"({"type":"a.b"})", "s", "d-2");
  other.headers.emplace_back("webhook-id", "w-9");
  const auto second = receiver->receive(other, kNow);
  ASSERT_TRUE(first && second);
  EXPECT_EQ(first->events.front().origin, "d-1");
  EXPECT_EQ(second->events.front().origin, "w-9");
  EXPECT_FALSE(first->events.front().delivery.empty());
  EXPECT_EQ(second->events.front().delivery, first->events.front().delivery);
  EXPECT_NE(receiver->receive(signed_json(R"({"type":"a.c"})", "s", "d-1"), kNow)
                ->events.front()
                .delivery,
            first->events.front().delivery);
  // The event's name of GitHub is not signed either.
  const auto github = hook("github", "github", {"s"}, Json{{"id_header", "X-GitHub-Delivery"}});
  const auto as = [&github](const std::string& event, const std::string& id) {
    return github->receive(hub_signed(R"({"action":"deleted"})", "X-Hub-Signature-256",
                                      {{"X-GitHub-Event", event}, {"X-GitHub-Delivery", id}}),
                           kNow);
  };
  EXPECT_EQ(as("repository", "g-1")->events.front().delivery,
            as("public", "g-2")->events.front().delivery);
}

TEST(Webhooks, ASignatureThatCoversTheIdLetsTheIdNameTheDelivery) {
  auto settings =
      Json{{"header", "X-Signature"}, {"id_header", "X-Delivery-Id"}, {"dedup_by_body", false}};
  EXPECT_TRUE(hook("http", "hmac", {"s"}, settings)
                  ->receive(signed_json(R"({"type":"a.b"})", "s"), kNow)
                  ->events.front()
                  .delivery.empty());
  const Inbound request{
      "POST",
      "/",
      R"({"specversion":"1.0","source":"s","type":"a.b","id":"1"})",
      {{"Content-Type", "application/cloudevents+json"}, {"Authorization", "Bearer secret-token"}}};
  EXPECT_TRUE(hook("cloudevents", "bearer", {"secret-token"})
                  ->receive(request, kNow)
                  ->events.front()
                  .delivery.empty());
}

TEST(Webhooks, GitHubsHeaderMustAgreeWithTheBody) {
  const auto receiver = hook("github", "github", {"s"}, Json{{"id_header", "X-GitHub-Delivery"}});
  const auto as = [&](const std::string& event) {
    return types_of(
        receiver->receive(hub_signed(R"({"action":"opened","issue":{"id":1}})",
                                     "X-Hub-Signature-256", {{"X-GitHub-Event", event}}),
                          kNow));
  };
  EXPECT_EQ(as("issues"), Types{"github.issues.opened"});
  for (const auto* event : {"issue_comment",
                            "deployment_protection_rule",
                            "push",
                            "pull_request",
                            "repository",
                            "organization",
                            "marketplace_purchase",
                            "security_advisory",
                            "installation",
                            "member",
                            "public",
                            "watch",
                            "label",
                            "star",
                            "meta",
                            "team",
                            "ISSUES",
                            "issues.opened",
                            "issues opened",
                            "*"})
    EXPECT_NE(as(event).front().find("does not know"), std::string::npos) << event;
  EXPECT_EQ(as("something_new"), Types{"github.something_new.opened"});
}

TEST(Webhooks, AnUnusualTypeIsTakenByANameThatTemplatesCanWrite) {
  const auto receiver = hook("cloudevents", "cloudevents", {"secret-token"});
  const auto sent = [&](const std::string& type, const std::string& source, const std::string& id) {
    const Json body{{"specversion", "1.0"},
                    {"type", type},
                    {"source", source},
                    {"id", id},
                    {"data", {{"n", 1}}}};
    return receiver->receive({"POST",
                              "/",
                              core::dump(body),
                              {{"Content-Type", "application/cloudevents+json"},
                               {"Authorization", "Bearer secret-token"}}},
                             kNow);
  };
  const auto odd = sent("Order Created", "s", "1");
  EXPECT_EQ(types_of(odd), Types{"Order_Created"});
  EXPECT_EQ(odd->events.front().data, (Json{{"n", 1}, {"original_type", "Order Created"}}));
  EXPECT_EQ(types_of(sent("a..b.", "s", "1")), Types{"a._.b._"});
  EXPECT_EQ(sent("a.b", "s", "1")->events.front().data, (Json{{"n", 1}}));
  EXPECT_NE(sent("a.b", "a b", "c")->events.front().origin,
            sent("a.b", "a", "b c")->events.front().origin);
  EXPECT_EQ(sent("a.b", "/mycontext", "c")->events.front().origin, "/mycontext c");
}

TEST(Webhooks, ATokenIsGoodFromItsTimeAndNotForYears) {
  const auto receiver = hook("jira", "jira_jwt", {"s"});
  const auto now =
      std::chrono::duration_cast<std::chrono::seconds>(kNow.time_since_epoch()).count();
  const auto taken = [&](const Json& claims, const std::string& head = R"({"alg":"HS256"})") {
    const auto text = core::to_base64url(head) + "." + core::to_base64url(core::dump(claims));
    return receiver
        ->receive({"POST",
                   "/",
                   R"({"webhookEvent":"sprint_started"})",
                   {{"Authorization",
                     "Bearer " + text + "." + core::to_base64url(core::hmac_sha256("s", text))}}},
                  kNow)
        .has_value();
  };
  EXPECT_TRUE(taken({{"exp", now + 180}}));
  EXPECT_TRUE(taken({{"exp", now + 180}, {"nbf", now + 30}, {"iat", now}}));
  EXPECT_FALSE(taken({{"exp", now}}));
  EXPECT_FALSE(taken({{"exp", now + 180}, {"nbf", now + 90}}));
  EXPECT_FALSE(taken({{"exp", now + 180}, {"nbf", "soon"}}));
  EXPECT_FALSE(taken({{"exp", 253'370'764'800}}));
  EXPECT_FALSE(taken({{"exp", now + 2 * 86'400}}));
  EXPECT_TRUE(taken({{"exp", now + 180}}, R"({"alg":"HS256","typ":"JWT","kid":"1"})"));
  EXPECT_FALSE(taken({{"exp", now + 180}}, R"({"alg":"HS256","crit":["exp"],"exp":1})"));
}

TEST(Webhooks, LinkedInsChallengeIsAUuid) {
  const auto receiver = hook("linkedin", "linkedin", {"secret-of-ours"});
  const auto answered = [&](const std::string& code) {
    return receiver->receive({"GET", "/hooks/linkedin?challengeCode=" + code, "", {}}, kNow)
        .has_value();
  };
  EXPECT_TRUE(answered("890e4665-4dfe-4ab1-b689-ed553bceeed0"));
  EXPECT_FALSE(answered("890e46654dfe4ab1b689ed553bceeed0abcd"));
  EXPECT_FALSE(answered("------------------------------------"));
}

TEST(Webhooks, LinkedInSignsWithTheSecretOfEachApplication) {
  auto options = *hook_options("linkedin", "linkedin", Json::object());
  options.secrets.emplace_back("secret-of-parent");
  options.settings.emplace("client_secrets", std::map<std::string, core::Secret>{
                                                 {"7002", core::Secret("secret-of-child")}});
  const auto made = Hook::make(std::move(options), manifest("linkedin")->decoder);
  ASSERT_TRUE(made) << made.error().text();
  const std::string body = R"({"notificationId":1,"type":"X"})";
  for (const std::string secret : {"secret-of-parent", "secret-of-child", "secret-of-nobody"}) {
    const auto signature = core::to_hex(core::hmac_sha256(secret, "hmacsha256=" + body));
    const auto accepted =
        (*made)->receive({"POST",
                          "/hooks/linkedin",
                          body,
                          {{"Content-Type", "application/json"}, {"X-LI-Signature", signature}}},
                         kNow);
    EXPECT_EQ(accepted.has_value(), secret != "secret-of-nobody") << secret;
  }
}

// The answer to a question in Slack, by somebody who pressed one of its buttons.
class Decisions : public testing::Test {
 protected:
  // `more`: further members of what Slack sends.
  std::optional<ApprovalAnswer> decision_of(const Json& action, const std::string& user = "U0ADA",
                                            const Json& more = Json::object()) {
    auto options = *hook_options("slack", "slack", Json::object());
    options.secrets.emplace_back("secret-of-slack");
    options.people = people_;
    const auto made = Hook::make(std::move(options), manifest("slack")->decoder);
    Json payload{{"type", "block_actions"},
                 {"trigger_id", "t-1"},
                 {"user", {{"id", user}}},
                 {"actions", Json::array({action})}};
    payload.merge_patch(more);
    const auto stamp =
        std::to_string(std::chrono::floor<std::chrono::seconds>(kNow).time_since_epoch().count());
    Inbound request{"POST",
                    "/hooks/slack",
                    "payload=" + core::percent_encode(core::dump(payload)),
                    {{"Content-Type", "application/x-www-form-urlencoded"},
                     {"X-Slack-Request-Timestamp", stamp}}};
    request.headers.emplace_back(
        "X-Slack-Signature", "v0=" + core::to_hex(core::hmac_sha256(
                                         "secret-of-slack", "v0:" + stamp + ":" + request.body)));
    const auto accepted = (*made)->receive(request, kNow);
    EXPECT_TRUE(accepted) << accepted.error().text();
    EXPECT_EQ(accepted->events.size(), 1U);
    EXPECT_EQ(accepted->events.front().type, "message.slack.block_actions");
    EXPECT_EQ(accepted->events.front().data.at("trigger"), "t-1") << "a form opens with it";
    return accepted->decision;
  }
  Json pressed_{
      {"action_id", "baton_approve"}, {"block_id", "run_0000000000001.legal"}, {"value", "abc123"}};
  std::map<std::string, std::string, std::less<>> people_{{"U0ADA", "ada"}};
};

TEST_F(Decisions, AreOfTheWorkspaceThatTheConnectionNames) {
  const auto person_of = [this](const Json& more) {
    const auto decision = decision_of(pressed_, "U0ADA", more);
    EXPECT_TRUE(decision) << more;
    return decision ? decision->person : std::string("none");
  };
  const Json ours{{"team", {{"id", "T0OURS"}}}};
  const Json theirs{{"team", {{"id", "T0OURS"}}}, {"user", {{"team_id", "T0THEIRS"}}}};
  EXPECT_EQ(person_of(theirs), "ada") << "a name without a workspace is one of any";
  people_ = {{"T0OURS/U0ADA", "ada"}};
  EXPECT_EQ(person_of(ours), "ada");
  EXPECT_EQ(person_of(theirs), "") << "a guest in a shared channel";
  EXPECT_EQ(person_of(Json::object()), "");
}

TEST_F(Decisions, SayWhatWasDecidedAndByWhom) {
  auto decision = decision_of(pressed_);
  ASSERT_TRUE(decision);
  EXPECT_EQ(decision->approval, "run_0000000000001.legal");
  EXPECT_EQ(decision->hash, "abc123");
  EXPECT_TRUE(decision->approve);
  EXPECT_EQ(decision->person, "ada");
  pressed_["action_id"] = "baton_reject";
  decision = decision_of(pressed_, "U0EVE");
  ASSERT_TRUE(decision);
  EXPECT_FALSE(decision->approve);
  EXPECT_EQ(decision->who, "U0EVE");
  EXPECT_EQ(decision->person, "");
}

// Buttons of other questions, and answers that lack something, are events and no more.
TEST_F(Decisions, AreNotMadeByOtherButtons) {
  for (const auto& [name, value] : {std::pair("action_id", Json("approve")),
                                    {"action_id", Json("baton_open")},
                                    {"value", Json()},
                                    {"value", Json("")},
                                    {"block_id", Json(7)}}) {
    auto other = pressed_;
    other[name] = value;
    EXPECT_FALSE(decision_of(other)) << other;
  }
}

TEST(Webhooks, NobodyDecidesThroughAHookThatProvesNothing) {
  auto options = *hook_options("http", "none", Json::object());
  options.people = {{"1", "ada"}};
  const auto made = Hook::make(std::move(options), manifest("http")->decoder);
  ASSERT_FALSE(made);
  EXPECT_EQ(made.error().where, "scheme");
}

TEST(Webhooks, BadSettingsAreNamed) {
  const auto decoder = manifest("http")->decoder;
  const auto make = [&decoder](const std::string& scheme, const Json& settings,
                               std::vector<core::Secret> secrets) {
    auto options = hook_options("x", scheme, settings);
    EXPECT_TRUE(options);
    options->secrets = std::move(secrets);
    auto made = Hook::make(std::move(*options), decoder);
    return made ? std::string() : made.error().text();
  };
  EXPECT_NE(make("hmca", Json::object(), {core::Secret("s")}).find("did you mean \"hmac\""),
            std::string::npos);
  EXPECT_NE(make("hmac", Json::object(), {core::Secret("s")}).find("'header'"), std::string::npos);
  EXPECT_NE(make("jira", Json::object(), {}).find("'secret'"), std::string::npos);
  EXPECT_NE(make("standard_webhooks", Json::object(), {core::Secret("not base64!")}).find("whsec_"),
            std::string::npos);
  EXPECT_NE(
      make("salesforce_outbound", Json::object(), {core::Secret("s")}).find("organization_id"),
      std::string::npos);
  EXPECT_FALSE(hook_options("x", "hmac", Json{{"heder", "X"}}));
}

TEST(Webhooks, HubSpotsAddressIsAnOrigin) {
  const auto problem_of = [](const std::string& url) {
    auto options =
        hook_options("hubspot", "hubspot", {{"public_url", url}, {"signature_version", "v3"}});
    options->secrets.emplace_back("s");
    const auto made = Hook::make(std::move(*options), manifest("hubspot")->decoder);
    return made ? std::string() : made.error().text() + " | " + made.error().hint;
  };
  for (const auto* good :
       {"https://b.example.com", "https://b.example.com/", "https://B.example.com:8443"})
    EXPECT_EQ(problem_of(good), "") << good;
  for (const auto* bad :
       {"b.example.com", "http://b.example.com", "https://b.example.com/hooks/hubspot",
        "https://b.example.com?x=1", "https://", "//b.example.com", "https://b.example.com:443"})
    EXPECT_NE(problem_of(bad).find("'public_url': expected https"), std::string::npos)
        << bad << problem_of(bad);
  EXPECT_NE(problem_of("http://b.example.com/hooks").find("| write https://b.example.com"),
            std::string::npos);
}

// LinkedIn's page can be read in two ways; tests/data/webhooks has the one that is the default.
TEST(Webhooks, LinkedInsOtherReadingIsASetting) {
  const std::string body = R"({"type":"LEAD_ACTION","leadAction":"CREATED","notificationId":7})";
  const auto delivery = [&body](const std::string& signature) {
    return Inbound{"POST",
                   "/hooks/linkedin",
                   body,
                   {{"Content-Type", "application/json"}, {"X-LI-Signature", signature}}};
  };
  const auto with_prefix =
      delivery(core::to_hex(core::hmac_sha256("client-secret", "hmacsha256=" + body)));
  const auto alone =
      delivery("hmacsha256=" + core::to_hex(core::hmac_sha256("client-secret", body)));
  const auto usual = hook("linkedin", "linkedin", {"client-secret"});
  EXPECT_TRUE(usual->receive(with_prefix, kNow));
  EXPECT_FALSE(usual->receive(alone, kNow));
  const auto other = hook("linkedin", "linkedin", {"client-secret"}, Json{{"signed_text", "body"}});
  EXPECT_TRUE(other->receive(alone, kNow));
  EXPECT_FALSE(other->receive(with_prefix, kNow));
  const auto bare = delivery(core::to_hex(core::hmac_sha256("client-secret", body)));
  EXPECT_FALSE(other->receive(bare, kNow));
  EXPECT_FALSE(usual->receive(bare, kNow));

  auto options = hook_options("linkedin", "linkedin", Json{{"signed_text", "header"}});
  ASSERT_TRUE(options);
  options->secrets.emplace_back("client-secret");
  const auto made = Hook::make(std::move(*options), manifest("linkedin")->decoder);
  ASSERT_FALSE(made);
  EXPECT_EQ(made.error().where, "signed_text");
}

// Newer apps subscribe to `object.*`, which names the kind of object by its number; and what is
// told of an association names two objects.
TEST(Webhooks, HubSpotsObjectsHaveTheNamesOfTheCommonModel) {
  DecodeOptions options;
  options.connection = "hubspot";
  const auto decoder = manifest("hubspot")->decoder;
  const auto read = [&](const Json& change) {
    Json item{
        {"eventId", 1}, {"subscriptionId", 2}, {"portalId", 3}, {"occurredAt", 1777888860000}};
    item.update(change);
    const Inbound request{"POST", "/", core::dump(Json::array({item})), {}};
    return decoder->events(*decoder->read(request, options), request, options, kNow)
        .value()
        .events.at(0);
  };
  for (const auto& [number, type] : {std::pair("0-1", "crm.contact.updated"),
                                     {"0-2", "crm.account.updated"},
                                     {"0-3", "crm.opportunity.updated"},
                                     {"0-5", "ticket.updated"},
                                     {"2-77", "hubspot.object.updated"}})
    EXPECT_EQ(read({{"subscriptionType", "object.propertyChange"},
                    {"objectTypeId", number},
                    {"objectId", 4}})
                  .type,
              type);
  const auto between = [&](int from, int to) {
    return read({{"subscriptionType", "contact.associationChange"},
                 {"fromObjectId", from},
                 {"toObjectId", to}});
  };
  const auto associated = between(4, 5);
  EXPECT_EQ(associated.type, "crm.contact.associated");
  EXPECT_EQ(associated.subject, "4");
  EXPECT_EQ(associated.data.at("id"), "4");
  EXPECT_NE(associated.origin, between(4, 6).origin);
}

// What docs/examples/mail/incoming.py posts; tests/e2e/test_people.py runs it.
TEST(Webhooks, ReportsOnMailAreEvents) {
  const auto receiver = hook("email", "hmac", {"s"}, Json{{"header", "X-Signature"}});
  const auto told = [&](const char* action, const char* status) {
    const Json report{{"message_id", "<baton.1@example.com>"},
                      {"recipient", "ada@example.com"},
                      {"action", action},
                      {"status", status},
                      {"diagnostic", "smtp; 550 5.1.1 no such user"},
                      {"time", "2026-05-04T12:11:12+02:00"}};
    return receiver->receive(signed_json(core::dump(report), "s"), kNow).value().events.at(0);
  };
  const auto bounced = told("failed", "5.1.1");
  EXPECT_EQ(bounced.type, "message.email.bounced");
  EXPECT_EQ(bounced.subject, "<baton.1@example.com>");
  EXPECT_EQ(bounced.time, at("2026-05-04T10:11:12Z"));
  EXPECT_EQ(bounced.data.at("permanent"), true);
  EXPECT_EQ(bounced.data.at("recipient"), "ada@example.com");
  const auto delayed = told("delayed", "4.4.1");
  EXPECT_EQ(delayed.type, "message.email.delayed");
  EXPECT_EQ(delayed.data.at("permanent"), false);
  EXPECT_NE(delayed.origin, bounced.origin);
  EXPECT_EQ(told("relayed", "2.0.0").type, "message.email.passed_on");
  EXPECT_FALSE(
      receiver->receive(signed_json(R"({"message_id": "<baton.1@example.com>"})", "s"), kNow));
}

// The same program posts what people answer. A run finds it by the first message of the thread.
TEST(Webhooks, AnswersByMailAreEventsWithTheirAuthor) {
  const auto receiver = hook("email", "hmac", {"s"}, Json{{"header", "X-Signature"}});
  const auto told = [&receiver](const Json& answer) {
    return receiver->receive(signed_json(core::dump(answer), "s"), kNow).value().events.at(0);
  };
  Json answer{{"from", "lea@example.com"},         {"name", "Lea"},
              {"subject", "Re: Agree?"},           {"text", "No logo."},
              {"message_id", "<r-1@example.com>"}, {"thread", "<baton.1@example.com>"}};
  const auto received = told(answer);
  EXPECT_EQ(received.type, "message.email.received");
  EXPECT_EQ(received.origin, "<r-1@example.com>");
  EXPECT_EQ(received.subject, "<baton.1@example.com>");
  EXPECT_EQ(received.time, kNow);
  EXPECT_EQ(received.data, Json({{"from", "Lea <lea@example.com>"},
                                 {"user", "lea@example.com"},
                                 {"subject", "Re: Agree?"},
                                 {"text", "No logo."},
                                 {"message", "<r-1@example.com>"},
                                 {"thread", "<baton.1@example.com>"}}));
  answer.erase("thread");
  EXPECT_EQ(told(answer).subject, "<r-1@example.com>") << "it begins a thread of its own";
  const auto bare = told({{"from", "lea@example.com"}, {"text", ""}});
  EXPECT_EQ(bare.data,
            Json({{"from", "lea@example.com"}, {"user", "lea@example.com"}, {"text", ""}}));
  EXPECT_TRUE(bare.origin.starts_with("sha256:")) << bare.origin;
}

}  // namespace
}  // namespace baton::ingress
