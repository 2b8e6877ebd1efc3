#include "connectors/request.hpp"

#include "baton/context/packet.hpp"
#include "connectors/answer.hpp"
#include "unit/connectors/read_back.hpp"
#include "unit/connectors/test_mode.hpp"

#include <fstream>
#include <gtest/gtest.h>
#include <iterator>

// What the shipped connectors send, against the vendors' published interfaces: paths and bodies as
// developer.*.com documents them.
namespace baton::connectors {
namespace {

using core::Json;

struct Sent {
  std::string line;
  Json body;
  std::string head;
};

Connection connection_of(const std::string& connector, const std::string& more) {
  std::ifstream file(std::string(BATON_SOURCE_DIR) + "/config/connectors/" + connector + ".yaml");
  const std::string text{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  core::Findings findings;
  const auto manifest = Manifest::load(text, connector + ".yaml", findings);
  const auto connections = ConnectionsFile::read(
      "connections:\n  c:\n    connector: " + connector + "\n" + more, "connections.yaml",
      {{{connector, manifest}}, {}}, [](const auto& name) { return tests::test_mode(name); },
      findings);
  auto connection = connections->connection("c", findings);
  for (const auto& finding : findings)
    ADD_FAILURE() << finding.file << ":" << finding.at.line << ": " << finding.message;
  return connection;
}

Sent sent(const Connection& connection, const RequestSpec& spec, const Json& input,
          const Json& lookup = {}) {
  const Json key = "run_1:step:0";
  const Json context = Json::object();
  ingress::Values names;
  names.bind("input", input)
      .bind("connection", connection.view)
      .bind("context", context)
      .bind("key", key)
      .bind("lookup", lookup);
  auto rendered = render_request(spec, connection, connection.base ? &*connection.base : nullptr,
                                 names, {}, key.get<std::string>());
  if (!rendered) {
    ADD_FAILURE() << rendered.error().text();
    return {};
  }
  const auto& request = rendered->request;
  const auto body = request.body.empty() ? Json() : Json::parse(request.body);
  return {std::string(request.method) + " " + rendered->origin.text() + request.target, body,
          request.head};
}

const OperationSpec& operation(const Connection& connection, const std::string& name) {
  return connection.manifest->operations.at(name);
}

TEST(Requests, AsanaProject) {
  const auto asana = connection_of("asana",
                                   "    auth: { kind: bearer, token: test:token-token }\n    "
                                   "settings: { workspace: \"12000\" }\n");
  const auto made = sent(asana, operation(asana, "create_project").request,
                         {{"name", "Onboarding Acme"}, {"notes", "why"}});
  EXPECT_EQ(made.line, "POST https://app.asana.com/api/1.0/projects");
  EXPECT_EQ(made.body, (Json{{"data",
                              {{"name", "Onboarding Acme"},
                               {"notes", "why\n\n[baton run_1:step:0]"},
                               {"workspace", "12000"}}}}));
  const auto found = sent(asana, operation(asana, "create_project").find->request, {{"name", "x"}});
  EXPECT_EQ(
      found.line,
      "GET "
      "https://app.asana.com/api/1.0/"
      "projects?archived=false&limit=100&opt_fields=name%2Cnotes%2Cpermalink_url&workspace=12000");
}

TEST(Requests, AsanaTask) {
  const auto asana =
      connection_of("asana", "    auth: { kind: bearer, token: test:token-token }\n");
  const auto made =
      sent(asana, operation(asana, "create_task").request, {{"project", "77"}, {"name", "Brief"}});
  EXPECT_EQ(made.line, "POST https://app.asana.com/api/1.0/tasks");
  EXPECT_EQ(
      made.body,
      (Json{{"data",
             {{"name", "Brief"}, {"notes", "\n\n[baton run_1:step:0]"}, {"projects", {"77"}}}}}));
  const auto found =
      sent(asana, operation(asana, "create_task").find->request, {{"project", "77"}});
  EXPECT_EQ(found.line,
            "GET https://app.asana.com/api/1.0/projects/77/tasks?"
            "limit=100&opt_fields=name%2Cnotes%2Cpermalink_url");
}

TEST(Requests, AsanaTaskWithOauth) {
  const auto asana = connection_of("asana",
                                   "    auth: { kind: bearer, token: test:token-token }\n    "
                                   "settings: { external: true }\n");
  const auto made =
      sent(asana, operation(asana, "create_task").request, {{"project", "77"}, {"name", "Brief"}});
  EXPECT_EQ(made.body, (Json{{"data",
                              {{"name", "Brief"},
                               {"notes", ""},
                               {"projects", {"77"}},
                               {"external", {{"gid", "run_1:step:0"}, {"data", "baton"}}}}}}));
  const auto found =
      sent(asana, operation(asana, "create_task").find->request, {{"project", "77"}});
  EXPECT_EQ(found.line,
            "GET https://app.asana.com/api/1.0/tasks/external:run_1:step:0?"
            "opt_fields=name%2Cnotes%2Cpermalink_url");
}

// CRM, the kit, and five systems, each of which takes the context in the form that it has and hands
// on what is read of it there: at the last hop it is the same bytes, and nothing is dropped.
TEST(Requests, TheContextIsTheSameBytesOverHopsInEachForm) {
  const auto asana =
      connection_of("asana", "    auth: { kind: bearer, token: test:token-token }\n");
  const auto jira =
      connection_of("jira",
                    "    base_url: https://acme.atlassian.net\n    auth: { kind: basic, "
                    "username: test:u, password: test:password }\n");
  const auto slack =
      connection_of("slack", "    auth: { kind: bearer, token: test:token-token }\n");
  const auto given = tests::hostile_packet();
  std::vector<std::string> require;
  for (const auto& [name, value] : given.items()) require.push_back(name);
  auto packet = given;
  const auto hop = [&](const char* to, const std::string& read) {
    packet = context::fields_of(read);
    EXPECT_EQ(packet, given) << to;
    EXPECT_TRUE(context::dropped(given, require, Json(read)).empty()) << to;
  };
  const auto in_asana = [&](const char* name, Json input) {
    input["notes"] = context::summary(packet);
    const auto body = sent(asana, operation(asana, name).request, input).body.at("data");
    EXPECT_FALSE(body.contains("notes")) << name;
    hop(name, tests::text_of_html(body.at("html_notes").get<std::string>()));
  };
  in_asana("create_project", {{"name", "Kit"}});
  const auto issue =
      sent(jira, operation(jira, "create_issue").request,
           {{"project", "WEB"}, {"summary", "Kit"}, {"description", context::summary(packet)}});
  hop("create_issue", tests::text_of_document(issue.body.at("fields").at("description")));
  in_asana("create_task", {{"project", "77"}, {"name", "Brief"}});
  const auto told =
      sent(slack, operation(slack, "post_message").request,
           {{"channel", "C1"}, {"text", "Go"}, {"context", context::summary(packet)}});
  EXPECT_EQ(told.body.at("blocks").at(0).at("text").at("text"), "Go");
  hop("post_message", tests::text_of_sections(told.body.at("blocks"), 1));
  in_asana("create_subtask", {{"task", "78"}, {"name", "Ask"}});
  const auto replied = sent(slack, operation(slack, "reply").request,
                            {{"channel", "C1"},
                             {"thread", "1.2"},
                             {"text", "Go"},
                             {"blocks", Json::array({{{"type", "divider"}}})},
                             {"context", context::summary(packet)}});
  hop("reply", tests::text_of_sections(replied.body.at("blocks"), 1));
  in_asana("update_task", {{"task", "78"}});
  const auto asked = sent(slack, operation(slack, "ask_approval").request,
                          {{"channel", "C1"},
                           {"question", "Go live?"},
                           {"approval", "run_0000000000001.legal"},
                           {"hash", "2c26"},
                           {"context", context::summary(packet)}});
  EXPECT_EQ(asked.body.at("blocks").at(1).at("type"), "actions");
  hop("ask_approval", tests::text_of_sections(asked.body.at("blocks"), 2));
}

// A TextBlock and a FactSet of an adaptive card read Markdown, and a TextRun does not.
TEST(Requests, WhatTeamsTellsIsNoMarkdown) {
  const auto teams = connection_of("teams",
                                   "    base_url: https://flows.example.com/paths\n    auth: { "
                                   "kind: query, key: test:key-of-flows }\n");
  const Json facts = Json::array({{{"title", "*Key*"}, {"value", "[1](https://x.example)"}}});
  const auto told =
      sent(teams, operation(teams, "tell").request,
           {{"title", "[Pay](https://x.example) failed"}, {"text", "**401**"}, {"facts", facts}});
  const auto& card = told.body.at("attachments").at(0).at("content").at("body");
  ASSERT_EQ(card.size(), 3U);
  std::string shown;
  for (const auto& block : card) {
    EXPECT_EQ(block.at("type"), "RichTextBlock");
    for (const auto& run : block.at("inlines")) {
      EXPECT_EQ(run.at("type"), "TextRun");
      shown += run.at("text").get<std::string>() + "|";
    }
  }
  EXPECT_EQ(shown, "[Pay](https://x.example) failed|**401**|*Key*: |[1](https://x.example)|");
}

TEST(Requests, SlackMessageWithoutAContextIsAsItWas) {
  const auto slack =
      connection_of("slack", "    auth: { kind: bearer, token: test:token-token }\n");
  const auto plain =
      sent(slack, operation(slack, "post_message").request, {{"channel", "C1"}, {"text", "Go"}});
  EXPECT_FALSE(plain.body.contains("blocks"));
  const Json blocks = Json::array({{{"type", "divider"}}});
  EXPECT_EQ(sent(slack, operation(slack, "post_message").request,
                 {{"channel", "C1"}, {"text", "Go"}, {"blocks", blocks}})
                .body.at("blocks"),
            blocks);
}

TEST(Requests, HubspotMail) {
  const auto hubspot = connection_of("hubspot",
                                     "    auth: { kind: bearer, token: test:token-token }\n    "
                                     "settings: { templates: { welcome: \"4711\" } }\n");
  const auto& spec = operation(hubspot, "send_email").request;
  const auto made = sent(
      hubspot, spec,
      {{"to", "ada@example.com"}, {"template", "welcome"}, {"properties", {{"firstname", "Ada"}}}});
  EXPECT_EQ(made.line, "POST https://api.hubapi.com/marketing/v4/email/single-send");
  EXPECT_EQ(made.body, (Json{{"emailId", 4711},
                             {"message", {{"to", "ada@example.com"}, {"sendId", "run_1:step:0"}}},
                             {"contactProperties", {{"firstname", "Ada"}}}}));
  EXPECT_EQ(sent(hubspot, spec, {{"to", "a@b.c"}, {"template", 99}}).body.at("emailId"), 99);
}

TEST(Requests, HubspotAssociatesWhatItCreates) {
  const auto hubspot =
      connection_of("hubspot", "    auth: { kind: bearer, token: test:token-token }\n");
  const auto& object = operation(hubspot, "create_object").request;
  Json deal{{"type", "deals"}, {"properties", {{"dealname", "d"}}}};
  EXPECT_EQ(sent(hubspot, object, deal).body, (Json{{"properties", {{"dealname", "d"}}}}));
  deal["associations"] =
      Json::array({Json{{"to", "512"}, {"type", 3}},
                   Json{{"to", "77"}, {"type", 37}, {"category", "USER_DEFINED"}}});
  const auto associated = [](const char* to, const char* category, int type) {
    const Json of_type{{"associationCategory", category}, {"associationTypeId", type}};
    return Json{{"to", {{"id", to}}}, {"types", Json::array({of_type})}};
  };
  EXPECT_EQ(
      sent(hubspot, object, deal).body.at("associations"),
      Json::array({associated("512", "HUBSPOT_DEFINED", 3), associated("77", "USER_DEFINED", 37)}));
  const Json note{{"text", "t"},
                  {"time", "2026-05-04T10:00:00Z"},
                  {"contact", "512"},
                  {"associations", Json::array({Json{{"to", "9"}, {"type", 228}}})}};
  EXPECT_EQ(sent(hubspot, operation(hubspot, "create_note").request, note).body.at("associations"),
            Json::array({associated("512", "HUBSPOT_DEFINED", 202),
                         associated("9", "HUBSPOT_DEFINED", 228)}));
  // An id that a step before has as a number is sent as the text that HubSpot takes.
  deal["associations"] = Json::array({Json{{"to", 512}, {"type", 3}}});
  EXPECT_EQ(sent(hubspot, object, deal).body.at("associations"),
            Json::array({associated("512", "HUBSPOT_DEFINED", 3)}));
  const Json call{{"subject", "s"}, {"due", "2026-05-04T10:00:00Z"}, {"contact", 512}};
  EXPECT_EQ(sent(hubspot, operation(hubspot, "create_task").request, call).body.at("associations"),
            Json::array({associated("512", "HUBSPOT_DEFINED", 204)}));
  const Json task{{"subject", "s"}, {"due", "2026-05-04T10:00:00Z"}};
  EXPECT_EQ(sent(hubspot, operation(hubspot, "create_task").request, task).body.at("associations"),
            Json::array());
}

TEST(Requests, HubspotContact) {
  const auto hubspot =
      connection_of("hubspot", "    auth: { kind: bearer, token: test:token-token }\n");
  const auto made =
      sent(hubspot, operation(hubspot, "upsert_contact").request,
           {{"email", "ada@example.com"}, {"properties", {{"lifecyclestage", "customer"}}}});
  EXPECT_EQ(made.line, "POST https://api.hubapi.com/crm/objects/2026-09/contacts/batch/upsert");
  EXPECT_EQ(made.body, (Json{{"inputs",
                              {{{"idProperty", "email"},
                                {"id", "ada@example.com"},
                                {"properties", {{"lifecyclestage", "customer"}}},
                                {"objectWriteTraceId", "run_1:step:0"}}}}}));
}

TEST(Requests, JiraIssue) {
  const auto jira = connection_of("jira",
                                  "    base_url: https://acme.atlassian.net\n    auth: { kind: "
                                  "basic, username: test:u, password: test:password }\n");
  EXPECT_EQ(jira.auth.line.reveal(), "Authorization: Basic dTpwYXNzd29yZA==\r\n");
  const auto made =
      sent(jira, operation(jira, "create_issue").request,
           {{"project", "WEB"}, {"summary", "Site"}, {"description", "Why and for whom"}});
  EXPECT_EQ(made.line, "POST https://acme.atlassian.net/rest/api/3/issue");
  const Json text{
      {"type", "doc"},
      {"version", 1},
      {"content",
       {{{"type", "paragraph"}, {"content", {{{"type", "text"}, {"text", "Why and for whom"}}}}}}}};
  EXPECT_EQ(made.body, (Json{{"fields",
                              {{"project", {{"key", "WEB"}}},
                               {"issuetype", {{"name", "Task"}}},
                               {"summary", "Site"},
                               {"labels", {"baton-run_1:step:0"}},
                               {"description", text}}}}));
  const auto plain =
      sent(jira, operation(jira, "create_issue").request,
           {{"project", "WEB"}, {"summary", "Site"}, {"type", "Bug"}, {"labels", {"a"}}});
  EXPECT_FALSE(plain.body.at("fields").contains("description"));
  EXPECT_EQ(plain.body.at("fields").at("labels"), (Json{"baton-run_1:step:0", "a"}));
  EXPECT_EQ(plain.body.at("fields").at("issuetype").at("name"), "Bug");
  const auto found = sent(jira, operation(jira, "create_issue").find->request, Json::object());
  EXPECT_EQ(found.line,
            "GET "
            "https://acme.atlassian.net/rest/api/3/search/"
            "jql?fields=summary&jql=labels%20%3D%20%22baton-run_1%3Astep%3A0%22%20ORDER%20BY%"
            "20created%20ASC&maxResults=1");
}

TEST(Requests, JiraTransitionAndComment) {
  const auto jira = connection_of("jira",
                                  "    base_url: https://acme.atlassian.net\n    auth: { kind: "
                                  "basic, username: test:u, password: test:password }\n");
  const Json ways{{"transitions",
                   {{{"id", "11"}, {"name", "Start"}, {"to", {{"name", "In Progress"}}}},
                    {{"id", "31"}, {"name", "Finish"}, {"to", {{"name", "Done"}}}}}}};
  const auto moved = sent(jira, operation(jira, "transition_issue").request,
                          {{"key", "WEB-1"}, {"to", "Done"}}, ways);
  EXPECT_EQ(moved.line, "POST https://acme.atlassian.net/rest/api/3/issue/WEB-1/transitions");
  EXPECT_EQ(moved.body, (Json{{"transition", {{"id", "31"}}}}));
  const auto comment =
      sent(jira, operation(jira, "add_comment").request, {{"key", "WEB-1"}, {"text", "Hello"}});
  EXPECT_EQ(comment.line, "POST https://acme.atlassian.net/rest/api/3/issue/WEB-1/comment");
  EXPECT_EQ(comment.body.at("body").at("content").at(0).at("content").at(0).at("text"), "Hello");
}

TEST(Requests, JiraTransitionThatThereIsNotIsNamed) {
  const auto jira = connection_of("jira",
                                  "    base_url: https://acme.atlassian.net\n    auth: { kind: "
                                  "basic, username: test:u, password: test:password }\n");
  const auto looked_up = [&jira](const Json& transitions, const Json& to) {
    OperationSpec lookup;
    lookup.errors = operation(jira, "transition_issue").errors;
    const Json input{{"key", "WEB-1"}, {"to", to}};
    Answer answer;
    answer.code = 200;
    answer.status = 200;
    answer.body = {{"transitions", transitions}};
    ingress::Values names;
    names.bind("input", input).bind("connection", jira.view);
    answer.bind(names);
    return classify(lookup, answer, names);
  };
  const Json ways{{{"id", "11"}, {"name", "Start"}, {"to", {{"name", "In Progress"}}}},
                  {{"id", "31"}, {"name", "Finish"}, {"to", {{"name", "Done"}}}}};
  EXPECT_EQ(looked_up(ways, "Done").kind, core::ActionResult::Kind::succeeded);
  EXPECT_EQ(looked_up(ways, "Finish").kind, core::ActionResult::Kind::succeeded);
  const auto refused = looked_up(ways, "Cancelled");
  EXPECT_EQ(refused.kind, core::ActionResult::Kind::permanent);
  EXPECT_EQ(refused.code, "no_such_transition");
  EXPECT_EQ(refused.message,
            "WEB-1 cannot go to \"Cancelled\" from the status that it is in: In Progress, Done can "
            "be reached");
  EXPECT_NE(looked_up(Json::array(), "Done").message.find("no status can be reached"),
            std::string::npos);
}

TEST(Requests, GoogleAdsStatus) {
  const auto ads = connection_of("google_ads",
                                 "    auth: { kind: bearer, token: test:token-token }\n    "
                                 "headers: { developer-token: test:developer }\n");
  EXPECT_EQ(ads.header_lines.reveal(), "developer-token: developer\r\n");
  EXPECT_EQ(ads.auth.line.reveal(), "Authorization: Bearer token-token\r\n");
  const auto made =
      sent(ads, operation(ads, "set_campaign_status").request,
           {{"customer", "123-456-7890"}, {"campaign", "901"}, {"status", "ENABLED"}});
  EXPECT_EQ(made.line,
            "POST https://googleads.googleapis.com/v26/customers/1234567890/campaigns:mutate");
  EXPECT_EQ(made.body, (Json{{"operations",
                              {{{"updateMask", "status"},
                                {"update",
                                 {{"resourceName", "customers/1234567890/campaigns/901"},
                                  {"status", "ENABLED"}}}}}}}));
}

TEST(Requests, SalesforceRecords) {
  const auto salesforce = connection_of("salesforce",
                                        "    base_url: https://acme.my.salesforce.com\n    auth: { "
                                        "kind: bearer, token: test:token-token }\n");
  const auto updated =
      sent(salesforce, operation(salesforce, "update_record").request,
           {{"object", "Opportunity"}, {"id", "006A"}, {"fields", {{"StageName", "Closed Won"}}}});
  EXPECT_EQ(updated.line,
            "PATCH https://acme.my.salesforce.com/services/data/v68.0/sobjects/Opportunity/006A");
  EXPECT_EQ(updated.body, (Json{{"StageName", "Closed Won"}}));
  const auto upserted = sent(salesforce, operation(salesforce, "upsert_record").request,
                             {{"object", "Request__c"},
                              {"external_id_field", "Key__c"},
                              {"external_id", "a/b"},
                              {"fields", {{"Name", "x"}}}});
  EXPECT_EQ(
      upserted.line,
      "PATCH https://acme.my.salesforce.com/services/data/v68.0/sobjects/Request__c/Key__c/a%2Fb");
}

TEST(Requests, HttpGoesToItsBaseOrToAUrl) {
  const auto based = connection_of("http", "    base_url: https://api.example.com/v1\n");
  const auto& post = operation(based, "post").request;
  const auto made =
      sent(based, post,
           {{"path", "/orders?x=1"}, {"json", {{"a", 1}}}, {"headers", {{"X-Trace", "t"}}}});
  EXPECT_EQ(made.line, "POST https://api.example.com/v1/orders?x=1");
  EXPECT_EQ(made.body, (Json{{"a", 1}}));
  EXPECT_NE(made.head.find("X-Trace: t\r\n"), std::string::npos);
  EXPECT_EQ(sent(based, post, {{"path", "/book"}, {"body", {{"b", 2}}}}).body, (Json{{"b", 2}}));
  const auto free = connection_of("http", "");
  EXPECT_EQ(sent(free, operation(free, "get").request, {{"url", "https://example.org/a?b=c"}}).line,
            "GET https://example.org/a?b=c");
  EXPECT_EQ(
      sent(free, operation(free, "get").request, {{"url", "https://example.org/a/?b=c"}}).line,
      "GET https://example.org/a/?b=c")
      << "the slash is a part of the name";
  EXPECT_EQ(sent(free, operation(free, "get").request, {{"url", "https://example.org?b=c"}}).line,
            "GET https://example.org/?b=c");
}

TEST(Requests, HttpRefusesWhatLeavesItsPlace) {
  const auto based = connection_of("http",
                                   "    base_url: https://api.example.com/v1\n    auth: { kind: "
                                   "bearer, token: test:token-token }\n");
  const Json key = "k";
  const auto refused = [&](const Json& input) {
    ingress::Values names;
    names.bind("input", input).bind("connection", based.view).bind("context", key).bind("key", key);
    return !render_request(operation(based, "post").request, based, &*based.base, names,
                           "Idempotency-Key", "k");
  };
  for (const auto* path : {"//evil.com/x",
                           "evil",
                           "/a b",
                           "/../x",
                           "/a/%2e%2E/x",
                           "/a/./b",
                           "/a\\b",
                           "/a#b",
                           "/a\r\nX: y",
                           "/a//b",
                           "/..;/x",
                           "/a/..;v=1/x",
                           "/..%2f..%2fadmin",
                           "/a/..%5c..%5cx",
                           "/.%2e%2fx",
                           "/%252e%252e/x",
                           "/%25252e%25252e/x",
                           "/..%c0%af..",
                           "/7%00",
                           "/7%0d%0ax",
                           "/%2e/x",
                           "/a%2f..%2fb",
                           "/%zz",
                           "%2Fa"})
    EXPECT_TRUE(refused({{"path", path}})) << path;
  for (const auto* path : {"/a%2Fb", "/50%25", "/caf%C3%A9", "/a;v=1/b", "/...", "/.well-known",
                           "/a/", "/", "/a?next=%2F..%2F"})
    EXPECT_FALSE(refused({{"path", path}})) << path;
  for (const auto* url :
       {"https://evil.com/steal", "https://api.example.com/v2/x", "https://api.example.com/v1x",
        "https://api.example.com", "https://api.example.com/v1/../v2",
        "https://api.example.com/v1/%2e%2e/v2", "http://api.example.com/v1/x",
        "https://api.example.com/v1/..;/v2", "https://api.example.com/v1%2f..%2fv2"})
    EXPECT_TRUE(refused({{"url", url}})) << url;
  EXPECT_FALSE(refused({{"url", "https://api.example.com/v1/x?y=z"}}));
  EXPECT_TRUE(refused({{"path", "/x"}, {"headers", {{"Authorization", "other"}}}}));
  EXPECT_TRUE(refused({{"path", "/x"}, {"headers", {{"Host", "other"}}}}));
  EXPECT_TRUE(refused({{"path", "/x"}, {"headers", {{"X", "a\r\nY: b"}}}}));
  EXPECT_TRUE(refused({{"path", "/x"}, {"headers", {{"X Y", "a"}}}}));
  EXPECT_FALSE(refused({{"path", "/x"}, {"headers", {{"X-Y", "a"}}}}));
}

TEST(Requests, APartOfAPathThatLeadsElsewhereIsShown) {
  const auto asana =
      connection_of("asana", "    auth: { kind: bearer, token: test:token-token }\n");
  const Json input{{"task", "../7"}};
  const Json key = "k";
  ingress::Values names;
  names.bind("input", input).bind("connection", asana.view).bind("context", key).bind("key", key);
  const auto refused =
      render_request(operation(asana, "get_task").request, asana, &*asana.base, names, {}, "k");
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().message,
            "the part \"..%2F7\" of the path is dots, or hides some, or a control character");
}

TEST(Requests, NoHeaderOfOursStandsTwice) {
  const auto based = connection_of(
      "http",
      "    base_url: https://api.example.com/v1\n    auth: { kind: header, key: test:key-of-ours "
      "}\n    headers: { X-Tenant: acme }\n");
  const Json key = "k";
  const auto refused = [&](const Json& headers) {
    const Json input{{"path", "/x"}, {"headers", headers}};
    ingress::Values names;
    names.bind("input", input).bind("connection", based.view).bind("context", key).bind("key", key);
    return !render_request(operation(based, "post").request, based, &*based.base, names,
                           "Idempotency-Key", "k");
  };
  for (const auto* name :
       {"Idempotency-Key", "idempotency-key", "IDEMPOTENCY_KEY", "X-Api-Key", "x_api_key",
        "X-Tenant", "Authorization", "Host", "Content-Length", "Transfer-Encoding", "Cookie",
        "User-Agent", "Content-Encoding", "Connection"})
    EXPECT_TRUE(refused({{name, "mine"}})) << name;
  EXPECT_TRUE(refused({{"X-A", "1"}, {"x-a", "2"}}));
  EXPECT_FALSE(refused({{"X-A", "1"}, {"Content-Type", "application/vnd.api+json"}}));
}

TEST(Requests, AQueryIsNamesAndValues) {
  const auto based = connection_of("http", "    base_url: https://api.example.com/v1\n");
  const auto made =
      sent(based, operation(based, "get").request,
           {{"path", "/x?a=1"}, {"query", {{"b", "1&c=2"}, {"d", {1, 2}}, {"e", nullptr}}}});
  EXPECT_EQ(made.line, "GET https://api.example.com/v1/x?a=1&b=1%26c%3D2&d=1&d=2");
}

TEST(Manifests, AllThatIsWrongIsFoundWithItsPlace) {
  core::Findings findings;
  const auto loaded = Manifest::load(R"(connector: x
operations:
  go:
    request: { method: FETCH, path: things/${input.id }
)",
                                     "x.yaml", findings);
  EXPECT_EQ(loaded, nullptr);
  EXPECT_FALSE(findings.empty());
  findings.clear();
  EXPECT_EQ(Manifest::load(R"(connector: x
oprations: {}
operations:
  go:
    request: { method: FETCH, path: "/t/${inputt.id}" }
    errors: [{ status: 9, kind: transent }]
)",
                           "x.yaml", findings),
            nullptr);
  std::string all;
  for (const auto& finding : findings)
    all += std::to_string(finding.at.line) + " " + finding.message + " " + finding.hint + "\n";
  for (const auto* expected :
       {"2 unknown key \"oprations\" did you mean \"operations\"?", "5 \"method\" is GET", "inputt",
        "6 expected a status", "did you mean \"transient\"?"}) {
    EXPECT_NE(all.find(expected), std::string::npos) << expected << "\n" << all;
  }
}

}  // namespace
}  // namespace baton::connectors
