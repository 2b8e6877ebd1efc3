// What the shipped manifests make of answers that integrations get wrong: failures inside of a
// success, and the ways in which vendors say when to come back.
#include "baton/core/template.hpp"
#include "unit/connectors/performing.hpp"

#include <algorithm>

namespace baton::connectors {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;

// What a vendor answers.
struct Given {
  int status = 200;
  std::string body{};
  // Header fields, each with its line break.
  std::string head{};
  std::string type = "application/json";
};

class Shipped : public Perform {
 protected:
  // Performs an operation over a vendor that gives these answers, one after the other; the last one
  // is given again.
  ActionResult ask(const std::string& connector, const std::string& operation, const Json& input,
                   const std::vector<Given>& answers, int attempt = 1) {
    if (server_) TearDown();
    std::size_t next = 0;
    serve([answers, next](const auto&) mutable {
      const auto& one = answers.at(std::min(next++, answers.size() - 1));
      return Loopback::Step{Loopback::answer(one.status, one.body, one.head, one.type)};
    });
    connect_shipped(connector, "auth: " + auth_ + "\n    settings: " + settings_);
    auto made = action(operation, input);
    made.attempt = attempt;
    return perform(made);
  }
  // The JSON that was sent last.
  Json sent() const { return Json::parse(server_->requests().back().body()); }

  std::string auth_ = "{ kind: bearer, token: 'test:token-token' }";
  std::string settings_ = "{}";
};

// --- Google Ads ---

// The strategy of a campaign, as the lookup finds it.
Given strategy(const std::string& members) {
  return {200, R"({"results":[{"campaign":{"id":"111222333",)" + members + "}}]}"};
}

TEST_F(Shipped, GoogleAdsTakesNoCampaignOutOfItsPortfolioStrategy) {
  settings_ = "{ customer: '123' }";
  const Json input{{"campaign", "111222333"}, {"target_cpa_micros", "20000000"}};
  const Given done{200, R"({"results":[{"resourceName":"customers/123/campaigns/111222333"}]})"};
  const auto own = strategy(R"("biddingStrategyType":"TARGET_CPA")");
  const auto set = [&](const Given& found, const Given& changed) {
    return ask("google_ads", "set_campaign_bid_target", input, {found, changed});
  };
  EXPECT_EQ(set(own, done).kind, Kind::succeeded);
  EXPECT_EQ(sent().at("operations")[0].at("updateMask"), "targetCpa.targetCpaMicros");

  const auto shared =
      set(strategy(R"("biddingStrategyType":"TARGET_CPA","biddingStrategy":"customers/123/)"
                   R"(biddingStrategies/9")"),
          done);
  EXPECT_EQ(shared.code, "portfolio_strategy");
  EXPECT_NE(shared.message.find("customers/123/biddingStrategies/9"), std::string::npos);
  EXPECT_EQ(server_->requests().size(), 1U) << "nothing is changed";

  EXPECT_EQ(set(strategy(R"("biddingStrategyType":"MANUAL_CPC")"), done).code, "no_target");
  const auto none = set({200, R"({"fieldMask":"campaign.id"})"}, done);
  EXPECT_EQ(none.kind, Kind::permanent);
  EXPECT_EQ(none.code, "no_such_campaign");
  EXPECT_EQ(set(own, {200, "{}"}).kind, Kind::unknown) << "no change is named";
}

TEST_F(Shipped, GoogleAdsChecksATargetAndChangesNothing) {
  settings_ = "{ customer: '123' }";
  const auto checked =
      ask("google_ads", "set_campaign_bid_target",
          {{"campaign", "111222333"}, {"target_cpa_micros", "20000000"}, {"validate_only", true}},
          {strategy(R"("biddingStrategyType":"TARGET_CPA")"), {200, "{}"}});
  EXPECT_EQ(checked.kind, Kind::succeeded) << checked.message;
  EXPECT_EQ(checked.output.at("validated"), true);
  EXPECT_EQ(sent().at("validateOnly"), true);
}

TEST_F(Shipped, GoogleAdsSaysWhenToComeBackInOneOfItsDetails) {
  settings_ = "{ customer: '123' }";
  const auto wait = [&](const std::string& details) {
    const auto result = ask("google_ads", "search", {{"query", "SELECT campaign.id FROM campaign"}},
                            {{429, R"({"error":{"code":429,"message":"m")" + details + "}}"}});
    EXPECT_EQ(result.kind, Kind::throttled);
    return result.retry_after;
  };
  const std::string own =
      R"({"errors":[{"errorCode":{"quotaError":"RESOURCE_EXHAUSTED"},"message":"m",)"
      R"("details":{"quotaErrorDetails":{"retryDelay":"900s"}}}]})";
  const std::string common = R"({"@type":"google.rpc.RetryInfo","retryDelay":"33s"})";
  EXPECT_EQ(wait(R"(,"details":[)" + own + "]"), seconds(900));
  EXPECT_EQ(wait(R"(,"details":[)" + common + "," + own + "]"), seconds(900));
  EXPECT_EQ(wait(R"(,"details":[)" + common + "]"), seconds(33));
  EXPECT_EQ(wait(""), seconds(60));
}

TEST_F(Shipped, GoogleAdsTriesAConcurrentChangeAgain) {
  settings_ = "{ customer: '123' }";
  for (const int status : {400, 409}) {
    const auto result =
        ask("google_ads", "set_campaign_status", {{"campaign", "1"}, {"status", "PAUSED"}},
            {{status, R"({"error":{"details":[{"errors":[{"errorCode":)"
                      R"({"databaseError":"CONCURRENT_MODIFICATION"}}]}]}})"}});
    EXPECT_EQ(result.kind, Kind::transient) << status;
    EXPECT_EQ(result.code, "CONCURRENT_MODIFICATION");
  }
}

// --- Meta ---

TEST_F(Shipped, MetaSaysInMinutesWhenToComeBack) {
  const auto wait = [&](const std::string& head) {
    const auto result = ask("meta", "set_status", {{"id", "1"}, {"status", "PAUSED"}},
                            {{400, R"({"error":{"code":80004,"message":"m"}})", head}});
    EXPECT_EQ(result.kind, Kind::throttled);
    return result.retry_after;
  };
  const auto usage = [](const std::string& of_time) {
    return R"(X-Business-Use-Case-Usage: {"1":[{"estimated_time_to_regain_access":)" + of_time +
           "}]}\r\n";
  };
  EXPECT_EQ(wait(usage("2")), minutes(2));
  EXPECT_EQ(wait(usage("19")), minutes(19));
  EXPECT_EQ(wait(usage("0")), minutes(5));
  EXPECT_EQ(wait(""), minutes(5));
}

// --- GitHub ---

TEST_F(Shipped, GitHubSaysInThreeWaysWhenToComeBack) {
  const auto now = std::chrono::duration_cast<seconds>(clock_.now().time_since_epoch()).count();
  const auto wait = [&](int status, const std::string& head) {
    const auto result = ask("github", "get_issue", {{"owner", "o"}, {"repo", "r"}, {"number", 1}},
                            {{status, R"({"message":"You have exceeded a rate limit"})", head}});
    EXPECT_EQ(result.kind, Kind::throttled) << head;
    return result.retry_after;
  };
  const auto used_up =
      "X-RateLimit-Remaining: 0\r\nX-RateLimit-Reset: " + std::to_string(now + 7) + "\r\n";
  EXPECT_GT(wait(403, used_up), seconds(5));
  EXPECT_LE(wait(403, used_up), seconds(7));
  EXPECT_EQ(wait(429, used_up + "Retry-After: 90\r\n"), seconds(90));
  EXPECT_EQ(wait(403, "X-RateLimit-Remaining: 4000\r\n"), seconds(60)) << "the secondary limit";
}

// The last request that the quota allows says so, and the one after it would be refused.
TEST_F(Shipped, GitHubIsLeftAloneOnceItsQuotaIsUsedUp) {
  const auto now = std::chrono::duration_cast<seconds>(clock_.now().time_since_epoch()).count();
  const Json input{{"owner", "o"}, {"repo", "r"}, {"number", 1}};
  const Given last{
      200, R"({"number":1,"title":"t","state":"open","labels":[],"html_url":"u"})",
      "X-RateLimit-Remaining: 0\r\nX-RateLimit-Reset: " + std::to_string(now + 40) + "\r\n"};
  EXPECT_EQ(ask("github", "get_issue", input, {last}).kind, Kind::succeeded);
  const auto waits = perform(action("get_issue", input));
  EXPECT_EQ(waits.kind, Kind::throttled);
  EXPECT_EQ(waits.code, "quota_used_up");
  EXPECT_FALSE(waits.too_fast);
  EXPECT_EQ(waits.scope, ActionResult::Scope::connection);
  EXPECT_LE(waits.retry_after, seconds(40));
  EXPECT_GT(waits.retry_after, seconds(35));
  EXPECT_EQ(server_->requests().size(), 1U);
  clock_.advance(seconds(41));
  EXPECT_EQ(perform(action("get_issue", input)).kind, Kind::succeeded);
}

// The same by header fields of their own.
TEST_F(Shipped, SalesforceAndMetaAreLeftAloneOnceTheirQuotaIsUsedUp) {
  const auto waits = [&](const std::string& connector, const std::string& operation,
                         const Json& input, const Given& last) {
    const auto result = ask(connector, operation, input, {last});
    EXPECT_EQ(result.kind, Kind::succeeded) << result.message;
    const auto next = perform(action(operation, input)).retry_after;
    EXPECT_EQ(result.retry_after > seconds(0), next > seconds(0)) << "whoever keeps it is told";
    return next;
  };
  const Json record{{"object", "Account"}, {"id", "001000000000001"}};
  const auto used = [&](const std::string& calls) {
    return waits("salesforce", "get_record", record,
                 {200, R"({"Id":"001000000000001"})", "Sforce-Limit-Info: " + calls + "\r\n"});
  };
  EXPECT_EQ(used("api-usage=18/15000"), seconds(0));
  EXPECT_EQ(used("api-usage=15000/15000"), seconds(60));
  EXPECT_EQ(used("api-usage=15001/15000; per-app-api-usage=17/250(appName=a)"), seconds(60));
  EXPECT_EQ(used("something else"), seconds(0));
  const auto regained = [&](const std::string& in_minutes) {
    return waits("meta", "set_status", {{"id", "1"}, {"status", "PAUSED"}},
                 {200, R"({"success":true})",
                  R"(X-Business-Use-Case-Usage: {"1":[{"estimated_time_to_regain_access":)" +
                      in_minutes + "}]}\r\n"});
  };
  EXPECT_EQ(regained("0"), seconds(0));
  EXPECT_EQ(regained("7"), minutes(7));
}

TEST_F(Shipped, GitHubsOutputOfACheckHasTitleAndSummary) {
  const Given made{201, R"({"id":4,"status":"in_progress"})"};
  Json input{{"owner", "o"}, {"repo", "r"}, {"name", "launch"}, {"sha", std::string(40, 'a')}};
  ask("github", "create_check_run", input, {made});
  EXPECT_FALSE(sent().contains("output"));
  input["summary"] = "All green";
  ask("github", "create_check_run", input, {made});
  EXPECT_EQ(sent().at("output"), (Json{{"title", "launch"}, {"summary", "All green"}}));
  input.erase("summary");
  input["title"] = "Ready";
  ask("github", "create_check_run", input, {made});
  EXPECT_EQ(sent().at("output"), (Json{{"title", "Ready"}, {"summary", "Ready"}}));
}

// --- language models ---

TEST_F(Shipped, ModelsAreAskedAgainUnlessTheySayThatItIsOfNoUse) {
  settings_ = "{ model: m }";
  const std::string body = R"({"type":"error","error":{"type":"busy","message":"m","code":null}})";
  for (const auto* connector : {"openai", "anthropic"}) {
    const auto kind = [&](int status, const std::string& head) {
      return ask(connector, "complete", {{"prompt", "Hello"}}, {{status, body, head}}).kind;
    };
    for (const int status : {408, 409, 500}) {
      EXPECT_EQ(kind(status, ""), Kind::transient) << connector << status;
      EXPECT_EQ(kind(status, "x-should-retry: true\r\n"), Kind::transient) << connector << status;
      EXPECT_EQ(kind(status, "x-should-retry: false\r\n"), Kind::permanent) << connector << status;
    }
    EXPECT_EQ(kind(429, ""), Kind::throttled) << connector;
    EXPECT_EQ(kind(429, "x-should-retry: false\r\n"), Kind::permanent) << connector;
    EXPECT_EQ(kind(400, ""), Kind::permanent) << connector;
  }
}

TEST_F(Shipped, AnthropicHasALimitForTokensThatComeIn) {
  settings_ = "{ model: m }";
  const auto head = [this](const std::string& kind) {
    return "anthropic-ratelimit-" + kind + "-remaining: 0\r\nanthropic-ratelimit-" + kind +
           "-reset: " + core::to_rfc3339(clock_.now() + seconds(40)) + "\r\n";
  };
  for (const auto* kind : {"requests", "tokens", "input-tokens", "output-tokens"}) {
    const auto result =
        ask("anthropic", "complete", {{"prompt", "Hello"}}, {{429, "{}", head(kind)}});
    EXPECT_GT(result.retry_after, seconds(35)) << kind;
    EXPECT_LE(result.retry_after, seconds(40)) << kind;
  }
}

// --- Salesforce ---

TEST_F(Shipped, SalesforceTriesALockedRowAgainWhereNothingWasDone) {
  const Json request{{"method", "POST"},
                     {"path", "/sobjects/Account"},
                     {"reference", "a"},
                     {"fields", {{"Name", "Acme"}}}};
  const auto failed = [](const std::string& code) {
    return R"([{"httpStatusCode":400,"referenceId":"a","body":[{"errorCode":")" + code +
           R"(","message":"m"}]}])";
  };
  const auto kind = [&](const char* operation, Json input, const std::string& body) {
    input["requests"] = Json::array({request});
    return ask("salesforce", operation, input, {{200, body}}).kind;
  };
  const auto composite = [&](const Json& input, const std::string& code) {
    return kind("composite", input, R"({"compositeResponse":)" + failed(code) + "}");
  };
  EXPECT_EQ(composite(Json::object(), "UNABLE_TO_LOCK_ROW"), Kind::transient);
  EXPECT_EQ(composite(Json::object(), "REQUIRED_FIELD_MISSING"), Kind::permanent);
  EXPECT_EQ(composite({{"all_or_none", false}}, "UNABLE_TO_LOCK_ROW"), Kind::succeeded)
      << "the others were done, and items say which was not";
  const auto graph = [&](const std::string& code) {
    return kind("composite_graph", Json::object(),
                R"({"graphs":[{"graphId":"g1","isSuccessful":false,"graphResponse":)"
                R"({"compositeResponse":)" +
                    failed(code) + "}}]}");
  };
  EXPECT_EQ(graph("UNABLE_TO_LOCK_ROW"), Kind::transient);
  EXPECT_EQ(graph("REQUIRED_FIELD_MISSING"), Kind::permanent);
}

TEST_F(Shipped, SalesforceGetsTheExternalIdInTheAddressAlone) {
  const auto upsert = [&](const Json& fields) {
    ask("salesforce", "upsert_record",
        {{"object", "Account"},
         {"external_id_field", "Number__c"},
         {"external_id", "4711"},
         {"fields", fields}},
        {{201, R"({"id":"001000000000001","success":true,"created":true})"}});
    return sent();
  };
  EXPECT_EQ(upsert({{"Name", "Acme"}, {"Number__c", 4711}}), (Json{{"Name", "Acme"}}));
  EXPECT_TRUE(server_->requests().back().target().ends_with("/sobjects/Account/Number__c/4711"));
  const Json other{{"Name", "Acme"}, {"Number__c", "4712"}, {"Site", nullptr}};
  EXPECT_EQ(upsert(other), other) << "another value is no slip, and Salesforce refuses it";
}

// --- HubSpot ---

TEST_F(Shipped, HubSpotTellsOfAFailedPartBySeveralMeans) {
  const std::string body = R"({"status":"COMPLETE","results":[],"numErrors":1,"errors":)"
                           R"([{"category":"VALIDATION_ERROR","message":"no such property"}]})";
  for (const int status : {200, 207}) {
    for (const auto& [operation, input] :
         {std::pair("upsert_contact",
                    Json{{"email", "ada@example.com"}, {"properties", {{"a", "1"}}}}),
          std::pair("upsert_object", Json{{"type", "deals"},
                                          {"id_property", "number"},
                                          {"id", "7"},
                                          {"properties", {{"a", "1"}}}})}) {
      const auto result = ask("hubspot", operation, input, {{status, body}});
      EXPECT_EQ(result.kind, Kind::permanent) << operation << status;
      EXPECT_EQ(result.code, "VALIDATION_ERROR");
      EXPECT_EQ(result.message, "no such property");
    }
  }
}

TEST_F(Shipped, HubSpotAssociatesWithIdsAndNothingElse) {
  const auto create = [this](const Json& associations) {
    return ask(
        "hubspot", "create_object",
        {{"type", "deals"}, {"properties", {{"dealname", "d"}}}, {"associations", associations}},
        {{201, R"({"id":"7"})"}});
  };
  EXPECT_EQ(create(Json::array({Json{{"to", 512}, {"type", 3}}})).kind, Kind::succeeded);
  EXPECT_EQ(sent().at("associations").at(0).at("to").at("id"), "512");
  const auto named = create(Json::array({Json{{"to", "ada@example.com"}, {"type", 3}}}));
  EXPECT_EQ(named.code, "bad_input");
  EXPECT_NE(named.message.find("input/associations/0/to: expected a text that matches ^[0-9]+$"),
            std::string::npos)
      << named.message;
  const auto no_list = create(512);
  EXPECT_EQ(no_list.code, "bad_input");
  EXPECT_NE(no_list.message.find("input/associations: expected the type array, got number"),
            std::string::npos)
      << no_list.message;
}

TEST_F(Shipped, HubSpotListsHoldIdsAsTexts) {
  const Given done{200, R"({"recordsIdsAdded":["512","513"],"recordIdsRemoved":[]})"};
  for (const auto* operation : {"add_to_list", "remove_from_list"}) {
    const Json input{{"list", 42}, {"records", Json::array({512, "513"})}};
    EXPECT_EQ(ask("hubspot", operation, input, {done}).kind, Kind::succeeded) << operation;
    EXPECT_EQ(sent(), Json::array({"512", "513"})) << operation;
  }
}

TEST_F(Shipped, HubSpotRefusesARefreshTokenInItsOwnWords) {
  auth_ =
      "{ kind: oauth2, client_id: 'test:client-id', client_secret: 'test:client-secret', "
      "refresh_token: 'test:refresh-token' }";
  const Json input{{"type", "contacts"}, {"id", "512"}};
  const auto refused = ask(
      "hubspot", "get_object", input,
      {{400, R"({"status":"BAD_REFRESH_TOKEN","message":"missing or invalid refresh token"})"}});
  EXPECT_EQ(refused.kind, Kind::held) << "somebody has to log in again";
  EXPECT_NE(refused.message.find("BAD_REFRESH_TOKEN"), std::string::npos) << refused.message;
  EXPECT_EQ(
      ask("hubspot", "get_object", input, {{500, R"({"status":"error","message":"m"})"}}).kind,
      Kind::transient);
}

// --- ServiceNow ---

TEST_F(Shipped, ServiceNowsShortPageIsNotTheLastOne) {
  const auto page = [&](int next, const std::string& head) {
    return ask("servicenow", "query",
               {{"table", "incident"}, {"query", "active=true"}, {"limit", 2}, {"next", next}},
               {{200, R"({"result":[{"sys_id":"a"}]})", head}})
        .output;
  };
  EXPECT_EQ(page(0, "X-Total-Count: 5\r\n").at("next"), 2) << "one record may not be read";
  EXPECT_EQ(page(2, "X-Total-Count: 5\r\n").at("next"), 4);
  EXPECT_FALSE(page(4, "X-Total-Count: 5\r\n").contains("next"));
  EXPECT_FALSE(page(0, "").contains("next")) << "without a total a short page is the last one";
}

TEST_F(Shipped, ServiceNowsSuccessThatChangedNothingIsNone) {
  const std::string id(32, 'a');
  const std::string group(32, 'b');
  const auto update = [&](const Json& change, const std::string& kept) {
    Json input{{"id", id}};
    input.update(change);
    return ask("servicenow", "update_incident", input,
               {{200, R"({"result":{"sys_id":")" + id + R"(","state":"3",)" + kept + "}}"}});
  };
  EXPECT_EQ(update({{"hold_reason", "1"}}, R"("hold_reason":"1")").kind, Kind::succeeded);
  EXPECT_EQ(update({{"assigned_to", group}}, R"("urgency":"1")").kind, Kind::succeeded)
      << "the answer does not say";
  for (const auto& [change, kept] :
       {std::pair(Json{{"hold_reason", "99"}}, R"("hold_reason":"")"),
        std::pair(Json{{"assigned_to", group}}, R"("assigned_to":"")"),
        std::pair(Json{{"assignment_group", group}}, R"("assignment_group":"other")"),
        std::pair(Json{{"urgency", "1"}}, R"("urgency":"3")")}) {
    const auto result = update(change, kept);
    EXPECT_EQ(result.code, "not_applied") << change;
    EXPECT_NE(result.message.find(change.begin().key()), std::string::npos) << result.message;
  }
}

TEST_F(Shipped, ServiceNowSaysWhichFieldsItDidNotTake) {
  const std::string id(32, 'a');
  const Json fields{{"u_name", "Spring"}, {"u_gone", "x"},         {"u_count", 3},
                    {"u_none", nullptr},  {"work_notes", "noted"}, {"u_group", "g1"}};
  const std::string record = R"({"result":{"sys_id":")" + id +
                             R"(","u_name":"Spring","u_count":"3","u_none":"",)"
                             R"("u_group":{"link":"l","value":"g1"}}})";
  const auto inserted = ask("servicenow", "insert_record",
                            {{"table", "u_campaign"}, {"fields", fields}}, {{201, record}});
  EXPECT_EQ(inserted.kind, Kind::succeeded) << inserted.message;
  EXPECT_EQ(inserted.output.at("ignored"), Json::array({"u_gone"}));
  const auto updated =
      ask("servicenow", "update_record", {{"table", "u_campaign"}, {"id", id}, {"fields", fields}},
          {{200, record}});
  EXPECT_EQ(updated.output.at("ignored"), Json::array({"u_gone"})) << updated.message;
}

// --- Jira ---

TEST_F(Shipped, JirasDescriptionsAreDocuments) {
  const auto update = [&](const Json& change) {
    Json input{{"key", "WEB-12"}};
    input.update(change);
    return ask("jira", "update_issue", input, {{204, ""}});
  };
  EXPECT_EQ(update({{"description", "Ready"}}).kind, Kind::succeeded);
  EXPECT_EQ(sent().at("fields").at("description").at("type"), "doc");
  EXPECT_EQ(update({{"description", ""}, {"fields", {{"summary", "S"}}}}).kind, Kind::succeeded);
  EXPECT_EQ(sent().at("fields"), (Json{{"description", nullptr}, {"summary", "S"}}));
  const Json document{{"type", "doc"}, {"version", 1}, {"content", Json::array()}};
  EXPECT_EQ(update({{"fields", {{"description", document}}}}).kind, Kind::succeeded);
  EXPECT_EQ(sent().at("fields").at("description"), document) << "it is sent as it is";
  EXPECT_EQ(update({{"description", "a"}, {"fields", {{"description", document}}}}).code,
            "bad_input");
  EXPECT_EQ(update(Json::object()).code, "bad_input") << "there is nothing to change";
  ask("jira", "create_issue",
      {{"project", "WEB"}, {"summary", "S"}, {"fields", {{"description", document}}}},
      {{201, R"({"id":"1","key":"WEB-1","self":"u"})"}});
  EXPECT_EQ(sent().at("fields").at("description"), document);
}

TEST_F(Shipped, JirasIssueThatIsThereAlreadyNeedsNoTransition) {
  const auto issue = [](const std::string& status, const std::string& transitions) {
    return Given{200, R"({"key":"WEB-12","fields":{"status":{"name":")" + status +
                          R"("}},"transitions":[)" + transitions + "]}"};
  };
  const std::string start = R"({"id":"21","name":"Start","to":{"name":"In Progress"}})";
  const std::string again = R"({"id":"31","name":"Done again","to":{"name":"Done"}})";
  const Json input{{"key", "WEB-12"}, {"to", "Done"}};
  const auto move = [&](const Json& change, const Given& found) {
    auto asked = input;
    asked.update(change);
    return ask("jira", "transition_issue", asked, {found, {204, ""}});
  };
  const auto there = move(Json::object(), issue("Done", start));
  EXPECT_EQ(there.kind, Kind::succeeded) << there.message;
  EXPECT_EQ(there.output, (Json{{"key", "WEB-12"}, {"status", "Done"}}));
  ASSERT_EQ(server_->requests().size(), 1U) << "nothing is sent but the look at the issue";
  EXPECT_EQ(server_->requests().back().target(),
            "/rest/api/3/issue/WEB-12?expand=transitions&fields=status");

  EXPECT_EQ(move(Json::object(), issue("Done", start + "," + again)).kind, Kind::succeeded);
  EXPECT_EQ(sent().at("transition").at("id"), "31") << "one that leads there again is taken";
  EXPECT_EQ(move(Json::object(), issue("To Do", start)).code, "no_such_transition");
  EXPECT_EQ(move({{"fields", {{"resolution", {{"name", "Fixed"}}}}}}, issue("Done", start)).code,
            "no_such_transition")
      << "the fields would not be set";
}

TEST_F(Shipped, JiraSaysByATimeWhenToComeBack) {
  const auto reset = core::to_rfc3339(clock_.now() + seconds(40));
  const auto result = ask("jira", "get_issue", {{"key", "WEB-12"}},
                          {{429, R"({"errorMessages":["Rate limit exceeded."],"errors":{}})",
                            "X-RateLimit-Remaining: 0\r\nX-RateLimit-Reset: " + reset + "\r\n"}});
  EXPECT_EQ(result.kind, Kind::throttled);
  EXPECT_GT(result.retry_after, seconds(35));
  EXPECT_LE(result.retry_after, seconds(40));
}

// --- Asana ---

TEST_F(Shipped, AsanaTakesNamesOfFilesInAscii) {
  const auto name_of = [&](const char* name) {
    ask("asana", "attach", {{"parent", "1"}, {"name", name}, {"content", "AAEC"}},
        {{200, R"({"data":{"gid":"5"}})"}});
    const auto body = server_->requests().back().body();
    const auto from = body.find("filename=\"") + 10;
    return body.substr(from, body.find('"', from) - from);
  };
  EXPECT_EQ(name_of("plan of may.pdf"), "plan of may.pdf");
  EXPECT_EQ(name_of("grün.pdf"), "gr%C3%BCn.pdf");
}

TEST_F(Shipped, AsanaIsAskedForDaysOnly) {
  for (const auto* operation : {"create_task", "create_subtask"}) {
    Json input{{"name", "n"}, {"due_on", "tomorrow"}};
    input[std::string(operation) == "create_task" ? "project" : "task"] = "1";
    EXPECT_EQ(ask("asana", operation, input, {{201, R"({"data":{"gid":"5"}})"}}).code, "bad_input");
    input["due_on"] = "2026-05-04";
    EXPECT_EQ(ask("asana", operation, input, {{201, R"({"data":{"gid":"5"}})"}}).kind,
              Kind::succeeded);
  }
}

// --- Teams ---

TEST_F(Shipped, TeamsTakesACardInAMessageOrAlone) {
  auth_ = "{ kind: query, key: 'test:sig-0123456789' }";
  EXPECT_EQ(ask("teams", "post_card", {{"title", "Open"}}, {{202, ""}}).kind, Kind::succeeded);
  const auto message = sent();
  EXPECT_EQ(message.at("type"), "message");
  EXPECT_TRUE(message.at("attachments")[0].at("contentUrl").is_null());
  EXPECT_EQ(message.at("attachments")[0].at("content").at("type"), "AdaptiveCard");
  settings_ = "{ bare_card: true }";
  for (const auto* operation : {"post_card", "tell"}) {
    EXPECT_EQ(ask("teams", operation, {{"title", "Open"}}, {{202, ""}}).kind, Kind::succeeded);
    EXPECT_EQ(sent().at("type"), "AdaptiveCard") << operation;
    const auto body = core::dump(sent().at("body")[0]);
    EXPECT_NE(body.find(R"("text":"Open")"), std::string::npos) << body;
  }
}

TEST_F(Shipped, TeamsShowsNoCardThatIsTooLarge) {
  auth_ = "{ kind: query, key: 'test:sig-0123456789' }";
  const auto code = [&](std::size_t letters) {
    return ask("teams", "post_card", {{"title", "Open"}, {"text", std::string(letters, 'x')}},
               {{202, ""}})
        .code;
  };
  EXPECT_EQ(code(27'000), "");
  EXPECT_EQ(code(28'000), "too_large");
}

// --- Google Analytics ---

TEST_F(Shipped, GoogleAnalyticsDropsOldEventsWithoutAWord) {
  auth_ = "{ kind: query, key: 'test:secret-0123456789' }";
  settings_ = "{ measurement_id: G-ABC123 }";
  const auto code = [&](std::chrono::hours ago) {
    return ask("google_analytics_events", "send_event",
               {{"client", "1.2"},
                {"name", "generate_lead"},
                {"time", core::to_rfc3339(clock_.now() - ago)}},
               {{204, ""}})
        .code;
  };
  EXPECT_EQ(code(std::chrono::hours(71)), "");
  EXPECT_EQ(code(std::chrono::hours(73)), "too_old");
}

// --- Power BI ---

TEST_F(Shipped, PowerBiNamesARefreshInOneOfTwoHeaders) {
  const std::string id = "1344a272-7893-4afa-a4b3-3fb87222fdac";
  const Json input{{"workspace", "f089354e-8366-4e18-aea3-4cb4a3a50b48"},
                   {"dataset", "cfafbeb1-8037-4d0c-896e-a46fb27ff229"}};
  for (const auto& head : {"Location: https://api.powerbi.com/v1.0/refreshes/" + id + "\r\n",
                           "x-ms-request-id: " + id + "\r\n"}) {
    const auto result = ask("power_bi", "refresh", input, {{202, "", head}});
    EXPECT_EQ(result.kind, Kind::succeeded) << result.message;
    EXPECT_EQ(result.output.at("id"), id) << head;
  }
  EXPECT_EQ(ask("power_bi", "refresh", input, {{202, ""}}).kind, Kind::unknown)
      << "then it is looked for";
}

// --- S3 ---

class ShippedS3 : public Shipped {
 protected:
  void SetUp() override {
    auth_ =
        "{ kind: aws_sigv4, region: eu-central-1, access_key_id: 'test:AKIAIOSFODNN7EXAMPLE', "
        "secret_access_key: 'test:secret-0123456789' }";
    settings_ = "{ bucket: reports }";
  }
  ActionResult put(int status, int attempt) {
    return ask("s3", "put_object", input_, {{status, "", ""}}, attempt);
  }
  // Looks for the file of an attempt whose answer was lost.
  ActionResult look(const Given& answer) {
    if (server_) TearDown();
    serve([answer](const auto&) {
      return Loopback::Step{Loopback::answer(answer.status, answer.body, answer.head)};
    });
    connect_shipped("s3", "auth: " + auth_ + "\n    settings: " + settings_);
    auto made = action("put_object", input_, core::StartAction::Mode::read_back);
    made.sent_at = clock_.steady() - minutes(1);
    return perform(made);
  }

  Json input_{{"key", "may.csv"}, {"text", "a;b"}, {"create_only", true}};
};

TEST_F(ShippedS3, AFileOfAnEarlierAttemptIsItsOwn) {
  EXPECT_EQ(put(200, 1).kind, Kind::succeeded);
  EXPECT_EQ(server_->requests().back()["x-amz-meta-baton-key"], "key-1");
  EXPECT_EQ(put(412, 1).code, "exists") << "another's file";
  EXPECT_EQ(put(412, 1).kind, Kind::permanent);
  EXPECT_EQ(put(412, 2).kind, Kind::unknown) << "the first attempt may have written it";
  const auto own = look({200, "a;b", "ETag: \"e-1\"\r\nx-amz-meta-baton-key: key-1\r\n"});
  EXPECT_EQ(own.kind, Kind::succeeded) << own.message;
  EXPECT_EQ(own.output.at("etag"), "\"e-1\"");
  EXPECT_EQ(look({200, "a;b", "ETag: \"e-1\"\r\n"}).kind, Kind::not_found) << "another's file";
}

// Without the right to list, S3 answers 403 for a file that is not there.
TEST_F(ShippedS3, IsWrittenAgainWhereLookingTellsNothing) {
  input_.erase("create_only");
  EXPECT_EQ(put(200, 1).kind, Kind::succeeded);
  EXPECT_EQ(server_->requests().back().count("x-amz-meta-baton-key"), 0U);
  for (const int status : {403, 404, 500}) {
    const auto result = look({status, "", ""});
    EXPECT_EQ(result.kind, Kind::not_found) << status << result.message;
  }
}

// --- http ---

TEST_F(Shipped, HttpsOperationsAreAllKnownByTheirNames) {
  ask("http", "get", {{"path", "/orders"}}, {{200, "[]"}});
  for (const auto& [name, operation] : connection_.manifest->operations)
    EXPECT_TRUE(core::is_http_operation(name))
        << name << ": what stands in ${} of its path would not be escaped";
}

TEST_F(Shipped, HttpSendsForms) {
  const Json form{{"a", "1 2"}, {"b", Json::array({1, 2})}};
  const auto result =
      ask("http", "post_form", {{"path", "/orders"}, {"form", form}}, {{201, R"({"id":7})"}});
  EXPECT_EQ(result.kind, Kind::succeeded) << result.message;
  EXPECT_EQ(result.output.at("body").at("id"), 7);
  const auto& request = server_->requests().back();
  EXPECT_EQ(request["Content-Type"], "application/x-www-form-urlencoded");
  EXPECT_EQ(request["Idempotency-Key"], "key-1");
  EXPECT_EQ(request.body(), "a=1%202&b=1&b=2");
}

TEST_F(Shipped, HttpSendsFilesInAForm) {
  const Json note{{"name", "note"}, {"text", "of May"}};
  const Json file{
      {"name", "file"}, {"base64", "AAEC"}, {"filename", "a.png"}, {"type", "image/png"}};
  const auto send = [&](const Json& parts) {
    return ask("http", "post_parts", {{"path", "/orders/1/files"}, {"parts", parts}},
               {{201, "{}"}});
  };
  EXPECT_EQ(send(Json::array({note, file})).kind, Kind::succeeded);
  const auto body = server_->requests().back().body();
  const std::string type(server_->requests().back()["Content-Type"]);
  const std::string begin = "multipart/form-data; boundary=";
  ASSERT_TRUE(type.starts_with(begin)) << type;
  const auto line = "--" + type.substr(begin.size());
  EXPECT_EQ(body, line +
                      "\r\nContent-Disposition: form-data; name=\"note\"\r\nContent-Type: "
                      "text/plain; charset=utf-8\r\n\r\nof May\r\n" +
                      line +
                      "\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.png\"\r\n"
                      "Content-Type: image/png\r\n\r\n" +
                      std::string("\0\1\2", 3) + "\r\n" + line + "--\r\n");
  EXPECT_EQ(send(Json::array({note, file})).kind, Kind::succeeded);
  EXPECT_EQ(server_->requests().back().body(), body) << "it is the same at every attempt";

  for (const auto& [member, value] :
       {std::pair("base64", "AAEC"), {"text", ""}, {"name", "a\nb"}}) {
    auto wrong = file;
    wrong["text"] = "two contents";
    if (std::string(member) != "base64") {
      wrong.erase("text");
      wrong[member] = value;
    }
    EXPECT_EQ(send(Json::array({note, wrong})).code, "bad_input") << wrong;
  }
  auto broken = file;
  broken["base64"] = "no base64!";
  EXPECT_EQ(send(Json::array({broken})).code, "bad_input");
}

TEST_F(Shipped, HttpSendsAndReadsXml) {
  const Given answer{200, "<order><id>7</id></order>", "", "text/xml; charset=utf-8"};
  const Json sent_xml{{"path", "/orders"}, {"text", "<a>1</a>"}, {"type", "application/xml"}};
  for (const auto* operation : {"post_raw", "put_raw"}) {
    const auto result = ask("http", operation, sent_xml, {answer});
    EXPECT_EQ(result.output.at("body"), (Json{{"order", {{"id", "7"}}}})) << result.message;
    EXPECT_EQ(server_->requests().back()["Content-Type"], "application/xml");
    EXPECT_EQ(server_->requests().back().body(), "<a>1</a>");
  }
  EXPECT_EQ(ask("http", "get_xml", {{"path", "/orders/7"}}, {answer}).output.at("body"),
            (Json{{"order", {{"id", "7"}}}}));
}

TEST_F(Shipped, HttpReadsPages) {
  const auto all = [&](Json input, const std::vector<Given>& pages) {
    input["path"] = "/orders";
    input["query"] = {{"status", "open"}};
    input["all"] = true;
    const auto result = ask("http", "get_list", input, pages);
    EXPECT_EQ(result.kind, Kind::succeeded) << result.message;
    return result.output.at("items");
  };
  const Json whole = Json::array({1, 2, 3});
  EXPECT_EQ(all({{"items", "data.orders"}, {"next_at", "paging.after"}, {"cursor", "after"}},
                {{200, R"({"data":{"orders":[1,2]},"paging":{"after":"c&2"}})"},
                 {200, R"({"data":{"orders":[3]},"paging":{"after":null}})"}}),
            whole);
  EXPECT_EQ(server_->requests().back().target(), "/orders?after=c%262&status=open");
  EXPECT_EQ(all({{"items", "orders"}, {"next_at", "next"}, {"cursor", "page"}},
                {{200, R"({"orders":[1,2],"next":2})"}, {200, R"({"orders":[3]})"}}),
            whole);
  EXPECT_EQ(server_->requests().back().target(), "/orders?page=2&status=open");
  EXPECT_EQ(all(Json::object(), {{200, "[1,2,3]"}}), whole);
  // An address may be relative to that of the request (RFC 8288 section 3).
  for (const auto* link : {"?page=2&ids=1,2", "orders?page=2&ids=1,2", "/orders?page=2&ids=1,2",
                           "./x/../orders?page=2&ids=1,2"}) {
    EXPECT_EQ(all(Json::object(),
                  {{200, "[1,2]",
                    "Link: </first>; rel=\"first\", <" + std::string(link) + ">; rel=next\r\n"},
                   {200, "[3]"}}),
              whole)
        << link;
    EXPECT_EQ(server_->requests().back().target(), "/orders?page=2&ids=1,2") << link;
  }
  EXPECT_EQ(all({{"items", "orders"}, {"next_at", "next"}},
                {{200, R"({"orders":[1,2],"next":"/orders/page/2/"})"},
                 {200, R"({"orders":[],"next":"../3/"})"},
                 {200, R"({"orders":[3],"next":""})"}}),
            whole);
  EXPECT_EQ(server_->requests().back().target(), "/orders/page/3/")
      << "relative to the page before";
  for (const std::string link :
       {"</orders?ids=1,2&page=2>; rel=\"next\"", "</orders?ids=1,2&page=2>; rel=\"last next\"",
        "</orders>; rel=\"first\", </orders?ids=1,2&page=2>; title=\"a, b\"; REL=next",
        "</orders?ids=1,2&page=2>; title=\"a < \\\"b\\\" <c>\"; rel=\"next\""}) {
    EXPECT_EQ(all(Json::object(), {{200, "[1,2]", "Link: " + link + "\r\n"}, {200, "[3]"}}), whole)
        << link;
    EXPECT_EQ(server_->requests().back().target(), "/orders?ids=1,2&page=2") << link;
  }
  EXPECT_EQ(all(Json::object(), {{200, "[1]", "Link: </orders?page=0>; rel=\"prev\"\r\n"}}),
            Json::array({1}));
  // A page is asked for below the connection's address, and nowhere else.
  for (const auto* link :
       {"https://elsewhere.example/orders?page=2", "//elsewhere.example/orders"}) {
    const auto elsewhere =
        ask("http", "get_list", {{"path", "/orders"}, {"all", true}},
            {{200, "[1]", "Link: <" + std::string(link) + ">; rel=\"next\"\r\n"}});
    EXPECT_EQ(elsewhere.code, "bad_input") << link;
    EXPECT_EQ(server_->requests().size(), 1U);
  }
}

// A part of a path may come from an event, and ".." in it would lead to another resource.
TEST_F(Shipped, SalesforcesCompositePathsStayBelowTheirObject) {
  const auto code = [&](const std::string& path) {
    const Json one{{"method", "GET"}, {"path", path}, {"reference", "a"}};
    return ask("salesforce", "composite", {{"requests", {one}}},
               {{200, R"({"compositeResponse":[{"httpStatusCode":200,"referenceId":"a"}]})"}})
        .code;
  };
  for (const auto* path : {"/sobjects/Contact/003", "/sobjects/Account/Ext__c/a.b",
                           "/sobjects/Contact/@{a.id}", "/sobjects/Account/Ext__c/a%2Fb"})
    EXPECT_EQ(code(path), "") << path;
  for (const auto* path : {"/sobjects/Contact/../../query", "/sobjects/..", "/sobjects/./Contact",
                           "/sobjects/Contact/%2e%2E/query", "/sobjects//Contact", "/sobjects/a/"})
    EXPECT_EQ(code(path), "bad_input") << path;
}

// The page of a proxy or of a gateway comes with the status 200, and the vendor has done nothing.
TEST_F(Shipped, APageThatIsNoAnswerIsNoSuccess) {
  struct Asked {
    const char* connector;
    const char* operation;
    Json input;
    Kind kind;
  };
  const std::vector<Asked> all{
      {"meta", "set_status", {{"id", "1"}, {"status", "PAUSED"}}, Kind::transient},
      {"meta", "set_budget", {{"id", "1"}, {"daily_budget", 100}}, Kind::transient},
      {"meta", "wait_for_report", {{"report", "1"}}, Kind::transient},
      {"slack",
       "add_reaction",
       {{"channel", "C1"}, {"ts", "1503435956.000247"}, {"emoji", "tada"}},
       Kind::transient},
      {"asana", "move_task", {{"task", "1"}, {"section", "2"}}, Kind::transient},
      {"asana", "add_dependencies", {{"task", "1"}, {"on", {"2"}}}, Kind::transient},
      {"hubspot",
       "associate",
       {{"from_type", "deals"}, {"from", "1"}, {"to_type", "contacts"}, {"to", "2"}},
       Kind::transient},
      {"github",
       "workflow_dispatch",
       {{"owner", "o"}, {"repo", "r"}, {"workflow", "deploy.yml"}, {"ref", "main"}},
       Kind::undecidable}};
  for (const auto& [connector, operation, input, kind] : all) {
    const auto result = ask(connector, operation, input,
                            {{200, "<html><body>Please sign in</body></html>", {}, "text/html"}});
    EXPECT_EQ(result.kind, kind) << operation << ": " << result.message;
    EXPECT_EQ(result.code, "answer_not_understood") << operation;
  }
}

// Where the vendor's own answer has no body, an answer with a text is not the vendor's.
TEST_F(Shipped, ATextIsNoAnswerOfAVendorThatSendsNone) {
  const auto code = [&](const std::string& operation, const Json& input, const std::string& body) {
    return ask("jira", operation, input, {{200, body, {}, "text/html"}}).code;
  };
  const Json issue{{"key", "WEB-12"}, {"fields", {{"summary", "s"}}}};
  const Json property{{"key", "WEB-12"}, {"property", "customer"}, {"value", 1}};
  for (const auto& [operation, input] :
       {std::pair<std::string, Json>("update_issue", issue), {"set_property", property}}) {
    EXPECT_EQ(code(operation, input, "<html></html>"), "answer_not_understood") << operation;
    EXPECT_EQ(code(operation, input, ""), "") << operation;
  }
}

// An operation whose rules ask nothing of the body has succeeded, whatever the body is.
TEST_F(Shipped, AnAnswerWithoutABodyIsStillASuccess) {
  EXPECT_EQ(
      ask("github", "workflow_dispatch",
          {{"owner", "o"}, {"repo", "r"}, {"workflow", "deploy.yml"}, {"ref", "main"}}, {{204, ""}})
          .kind,
      Kind::succeeded);
}

}  // namespace
}  // namespace baton::connectors
