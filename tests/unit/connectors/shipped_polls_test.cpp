// What the polls of the shipped manifests ask for, and what events they make of the answers.
#include "baton/core/event_model.hpp"
#include "baton/formats/json_schema.hpp"
#include "unit/connectors/asking.hpp"

namespace baton::connectors {
namespace {

TEST_F(AskPage, OfServiceNowAsksInItsOwnForm) {
  answer(
      R"({"result":[{"sys_id":"9d385017c611228701d22104cc95c371","number":"INC0010002","short_description":"Sync failed",
      "state":"2","priority":"1","sys_updated_on":"2026-05-04 11:59:10","sys_updated_by":"ada","sys_mod_count":"0"}]})");
  connect_shipped("servicenow",
                  "auth: { kind: basic, username: test:baton-user, password: test:s3cret-pass }\n"
                  "    poll: { incidents: { since: 1h } }");
  const auto page = ask({}, kPollNoon, "incidents");
  ASSERT_EQ(page.result.kind, Kind::succeeded) << page.result.message;
  const std::string target(server_->requests().at(0).target());
  EXPECT_NE(target.find("sys_updated_on%3E%3D2026-05-04%2011%3A00%3A00"), std::string::npos)
      << target;
  ASSERT_EQ(page.events.size(), 1U);
  EXPECT_EQ(page.events[0].type, "ticket.created");
  EXPECT_EQ(page.events[0].origin, "9d385017c611228701d22104cc95c371:0");
  EXPECT_EQ(page.events[0].subject, "INC0010002");
  EXPECT_EQ(page.events[0].time, poll_time("2026-05-04T11:59:10Z"));
  EXPECT_EQ(page.events[0].data.at("summary"), "Sync failed");
}

TEST_F(AskPage, OfSalesforceAsksForWholePagesInOrder) {
  answer(
      R"({"totalSize":3,"done":false,"nextRecordsUrl":"/services/data/v68.0/query/01gRO0000016PIAYA2-200","records":[
      {"Id":"0065g00000XYZabAAD","Name":"Acme","StageName":"Closed Won","Amount":12000.5,"CurrencyIsoCode":"EUR","Account":{"Name":"Acme"},
       "CreatedDate":"2026-05-01T09:00:00.000+0000","LastModifiedDate":"2026-05-04T11:59:10.000+0000","SystemModstamp":"2026-05-04T11:59:10.000+0000"}]})");
  connect_shipped("salesforce",
                  "auth: { kind: bearer, token: test:token-0123456789 }\n"
                  "    poll: { opportunities: { since: 1h } }");
  const auto page = ask({}, kPollNoon, "opportunities");
  ASSERT_EQ(page.result.kind, Kind::succeeded) << page.result.message;
  const auto& request = server_->requests().at(0);
  EXPECT_NE(request.target().find("2026-05-04T11%3A00%3A00Z"), std::string_view::npos)
      << request.target();
  EXPECT_EQ(request["Sforce-Query-Options"], "batchSize=200");
  ASSERT_EQ(page.events.size(), 1U);
  EXPECT_EQ(page.events[0].type, "crm.opportunity.updated");
  EXPECT_EQ(page.events[0].data.at("amount"), 12000.5);
  EXPECT_EQ(page.events[0].data.at("money"),
            (Json{{"minor_units", 1'200'050}, {"currency", "EUR"}}));
  EXPECT_TRUE(page.more);
  EXPECT_TRUE(page.progress.at("next").is_null()) << "the next page begins at a time";
  EXPECT_EQ(page.progress.at("since"), "2026-05-04T11:59:10Z");
}

// What is wrong with the data of an event by the schema of its family; empty: nothing.
std::string misfit_of(const core::Event& event) {
  const std::string family(core::event_family(event.type));
  std::ifstream file(std::string(BATON_SOURCE_DIR) + "/config/schema/events/" + family +
                     ".schema.json");
  const auto schema = core::parse_json(
      std::string{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()});
  if (!schema) return event.type + " belongs to no family";
  const auto misfit = formats::JsonSchema(*schema).misfit(event.data);
  return misfit ? formats::to_error(*misfit, "data").text() : std::string();
}

Json euros(std::int64_t units) { return {{"minor_units", units}, {"currency", "EUR"}}; }

// The polls of the platforms of advertising.
class AskAds : public AskPage {
 protected:
  void connect_ads(const std::string& connector, const std::string& poll,
                   const std::string& settings) {
    connect_shipped(connector,
                    "auth: { kind: bearer, token: test:token-0123456789 }\n    settings: " +
                        settings + "\n    poll: { " + poll + ": { since: 72h } }");
  }
  // The one event of a page, which fits the common data model.
  core::Event only(const std::string& poll) {
    const auto page = ask({}, kPollNoon, poll);
    EXPECT_EQ(page.result.kind, Kind::succeeded) << page.result.message;
    EXPECT_EQ(page.events.size(), 1U);
    if (page.events.size() != 1) return {};
    EXPECT_EQ(misfit_of(page.events[0]), "") << core::dump(page.events[0].data);
    return page.events[0];
  }
};

constexpr auto kMetaCampaigns = R"({"data":[
  {"id":"120210000000000001","name":"Spring","account_id":"123456789","status":"PAUSED","effective_status":"PAUSED","objective":"OUTCOME_LEADS",
   "daily_budget":"5000","start_time":"2026-05-01T00:00:00+0200","created_time":"2026-05-01T09:00:00+0200","updated_time":"2026-05-04T12:11:12+0200"},
  {"id":"120210000000000002","name":"Autumn","status":"PAUSED","created_time":"2025-09-01T09:00:00+0200","updated_time":"2025-11-04T12:11:12+0200"}],
  "paging":{"cursors":{"before":"QVFI","after":"QVFJ"}}})";

TEST_F(AskAds, OfMetaMakeEventsOfCampaigns) {
  answer(kMetaCampaigns);
  connect_ads("meta", "campaigns", "{ account: act_123456789, currency: EUR }");
  const auto event = only("campaigns");
  EXPECT_EQ(event.type, "ads.campaign.updated");
  EXPECT_EQ(event.origin, "campaign:120210000000000001:2026-05-04T12:11:12+0200");
  EXPECT_EQ(event.time, poll_time("2026-05-04T10:11:12Z"));
  EXPECT_EQ(event.data.at("id"), "120210000000000001");
  EXPECT_EQ(event.data.at("budget"), euros(5'000));
  EXPECT_EQ(event.data.at("fields").at("updated_time"), "2026-05-04T12:11:12+0200")
      << "its time keeps its zone";
  EXPECT_TRUE(server_->requests().at(0).target().starts_with("/act_123456789/campaigns?"));
}

TEST_F(AskAds, OfMetaCountAsTheCurrencyDoes) {
  for (const auto& [currency, units] : {std::pair{"JPY", 5'000}, {"HUF", 500'000}}) {
    answer(kMetaCampaigns);
    connect_ads("meta", "campaigns", std::string("{ account: \"1\", currency: ") + currency + " }");
    EXPECT_EQ(only("campaigns").data.at("budget"),
              (Json{{"minor_units", units}, {"currency", currency}}));
    TearDown();
  }
  answer(kMetaCampaigns);
  connect_ads("meta", "campaigns", "{ account: \"1\" }");
  EXPECT_FALSE(only("campaigns").data.contains("budget")) << "nobody says in which currency";
}

TEST_F(AskAds, OfMetaMakeEventsOfAdSets) {
  answer(
      R"({"data":[{"id":"120210000000000101","name":"Set A","campaign_id":"120210000000000001","status":"ACTIVE","daily_budget":"2500","bid_amount":200,
      "created_time":"2026-05-04T12:11:12+0200","updated_time":"2026-05-04T12:11:12+0200"}]})");
  connect_ads("meta", "ad_sets", "{ account: \"123456789\", currency: EUR }");
  const auto event = only("ad_sets");
  EXPECT_EQ(event.type, "ads.adset.created");
  EXPECT_EQ(event.data.at("bid"), euros(200));
  EXPECT_EQ(event.data.at("budget"), euros(2'500));
}

// A day whose figures may still change everywhere on earth is not asked for.
TEST_F(AskAds, OfMetaMakeEventsOfTheFiguresOfDaysThatAreOver) {
  answer(
      R"({"data":[{"account_id":"123456789","account_currency":"EUR","campaign_id":"120210000000000001","campaign_name":"Spring","impressions":"1000","clicks":"42",
      "spend":"12.34","date_start":"2026-05-02","date_stop":"2026-05-02","actions":[{"action_type":"lead","value":"3"}]}]})");
  connect_ads("meta", "reports", "{ account: \"123456789\", time_zone: Europe/Paris }");
  const auto event = only("reports");
  EXPECT_EQ(event.type, "ads.report.ready");
  EXPECT_EQ(event.origin, "report:120210000000000001:2026-05-02:1000:42:12.34");
  EXPECT_EQ(event.data.at("cost"), euros(1'234));
  EXPECT_EQ(event.data.at("clicks"), 42);
  EXPECT_EQ(event.data.at("time_zone"), "Europe/Paris");
  const std::string target(server_->requests().at(0).target());
  EXPECT_NE(target.find("%7B%22since%22%3A%222026-05-01%22%2C%22until%22%3A%222026-05-03%22%7D"),
            std::string::npos)
      << target;
}

// The first answer is of the changes, the second of what was changed.
TEST_F(AskAds, OfGoogleMakeEventsOfCampaignsInTheirOwnZone) {
  serve([](const auto& request) {
    const bool changes = request.body().find("FROM change_status") != std::string::npos;
    return Loopback::Step{Loopback::answer(200, changes ? R"({"results":[
              {"campaign":{"id":"9007199254740993"},"changeStatus":{"lastChangeDateTime":"2026-05-04 12:11:12.345678","resourceStatus":"CHANGED"}},
              {"campaign":{"id":"2"},"changeStatus":{"lastChangeDateTime":"2026-05-01 01:00:00.5","resourceStatus":"ADDED"}}]})"
                                                        : R"({"results":[
              {"campaign":{"id":"9007199254740993","name":"Spring","status":"PAUSED","startDate":"2026-05-01"},"campaignBudget":{"id":"444","amountMicros":"50000000"},
               "customer":{"id":"1234567890","currencyCode":"EUR","timeZone":"Europe/Paris"}},
              {"campaign":{"id":"2","name":"Old","status":"ENABLED"},"customer":{"id":"1234567890","currencyCode":"EUR","timeZone":"Europe/Paris"}}]})")};
  });
  connect_ads("google_ads", "campaigns", "{ customer: 123-456-7890 }");
  const auto event = only("campaigns");
  EXPECT_EQ(event.type, "ads.campaign.updated");
  EXPECT_EQ(event.origin, "campaigns:9007199254740993:2026-05-04 12:11:12.345678");
  EXPECT_EQ(event.time, poll_time("2026-05-04T10:11:12Z"));
  EXPECT_EQ(event.data.at("budget"), euros(5'000));
  EXPECT_EQ(event.data.at("fields").at("customer").at("timeZone"), "Europe/Paris");
  ASSERT_EQ(server_->requests().size(), 2U);
  EXPECT_NE(server_->requests().at(0).body().find("'2026-05-01 00:00:00'"), std::string::npos)
      << server_->requests().at(0).body();
  EXPECT_NE(server_->requests().at(1).body().find("IN (0, 9007199254740993, 2)"), std::string::npos)
      << server_->requests().at(1).body();
}

TEST_F(AskAds, OfGoogleMakeEventsOfAdGroups) {
  serve([](const auto& request) {
    const bool changes = request.body().find("FROM change_status") != std::string::npos;
    return Loopback::Step{Loopback::answer(
        200,
        changes
            ? R"({"results":[{"adGroup":{"id":"77"},"changeStatus":{"lastChangeDateTime":"2026-05-04 12:11:12","resourceStatus":"REMOVED"}}]})"
            : R"({"results":[{"adGroup":{"id":"77","name":"A","status":"REMOVED","cpcBidMicros":"1500000"},"campaign":{"id":"12"},
               "customer":{"id":"1234567890","currencyCode":"EUR","timeZone":"Europe/Paris"}}]})")};
  });
  connect_ads("google_ads", "ad_groups", "{ customer: \"1234567890\" }");
  const auto event = only("ad_groups");
  EXPECT_EQ(event.type, "ads.adset.removed");
  EXPECT_EQ(event.data.at("campaign"), "12");
  EXPECT_EQ(event.data.at("bid"), euros(150));
}

TEST_F(AskAds, OfGoogleMakeEventsOfFigures) {
  answer(
      R"({"results":[{"campaign":{"resourceName":"customers/1234567890/campaigns/111222333","id":"111222333","name":"Spring"},
      "metrics":{"clicks":"42","impressions":"1000","costMicros":"12340000","conversions":3,"conversionsValue":99.5},
      "segments":{"date":"2026-05-02"},"customer":{"id":"1234567890","currencyCode":"EUR","timeZone":"Europe/Berlin"}}]})");
  connect_ads("google_ads", "reports", "{ customer: \"1234567890\" }");
  const auto event = only("reports");
  EXPECT_EQ(event.type, "ads.report.ready");
  EXPECT_EQ(event.data.at("cost"), euros(1'234));
  EXPECT_EQ(event.data.at("value"), euros(9'950));
  EXPECT_EQ(event.data.at("conversions"), 3);
  EXPECT_NE(server_->requests().at(0).body().find("BETWEEN '2026-05-01' AND '2026-05-03'"),
            std::string::npos)
      << server_->requests().at(0).body();
}

TEST_F(AskAds, OfLinkedInMakeEventsOfCampaigns) {
  answer(
      R"({"elements":[{"id":9007199254740993,"account":"urn:li:sponsoredAccount:512352200","name":"Spring","status":"PAUSED",
      "dailyBudget":{"amount":"100.5","currencyCode":"EUR"},"runSchedule":{"start":1777890672123},
      "changeAuditStamps":{"created":{"time":1777000000000},"lastModified":{"time":1777889472000}}}]})");
  connect_ads("linkedin", "campaigns", "{ account: \"512352200\" }");
  const auto event = only("campaigns");
  EXPECT_EQ(event.type, "ads.campaign.updated");
  EXPECT_EQ(event.data.at("id"), 9'007'199'254'740'993);
  EXPECT_EQ(event.data.at("budget"), euros(10'050));
  EXPECT_EQ(event.data.at("starts"), "2026-05-04T10:31:12Z");
  EXPECT_EQ(event.time, poll_time("2026-05-04T10:11:12Z"));
}

TEST_F(AskAds, OfLinkedInMakeEventsOfFigures) {
  answer(
      R"({"elements":[{"pivotValues":["urn:li:sponsoredCampaign:141049524"],"dateRange":{"start":{"year":2026,"month":5,"day":2},"end":{"year":2026,"month":5,"day":2}},
      "impressions":1000,"clicks":42,"costInLocalCurrency":"12.34","externalWebsiteConversions":3}]})");
  connect_ads("linkedin", "reports", "{ account: \"512352200\", currency: EUR }");
  const auto event = only("reports");
  EXPECT_EQ(event.data.at("campaign"), "141049524");
  EXPECT_EQ(event.data.at("from"), "2026-05-02");
  EXPECT_EQ(event.data.at("cost"), euros(1'234));
  EXPECT_NE(server_->requests().at(0).target().find(
                "accounts=List(urn%3Ali%3AsponsoredAccount%3A512352200)"),
            std::string_view::npos)
      << server_->requests().at(0).target();
}

TEST_F(AskAds, OfLinkedInMakeEventsOfLeads) {
  answer(
      R"J({"elements":[{"id":"5e57f3b7-7f34-4d3f-8f0d-0b8b0c1a9f11-4","submittedAt":1777889472123,"leadType":"SPONSORED",
      "versionedLeadGenFormUrn":"urn:li:versionedLeadGenForm:(urn:li:leadGenForm:1,1)",
      "formResponse":{"answers":[{"questionId":1,"answerDetails":{"textQuestionAnswer":{"answer":"Ada"}}}]}}],"paging":{"start":0,"count":10,"links":[]}})J");
  connect_ads("linkedin", "leads", "{ account: \"512352200\" }");
  const auto event = only("leads");
  EXPECT_EQ(event.type, "ads.lead.created");
  EXPECT_EQ(event.time, poll_time("2026-05-04T10:11:12.123Z"));
  EXPECT_EQ(event.data.at("fields").at(0).at("questionId"), 1);
  EXPECT_NE(server_->requests().at(0).target().find(
                "submittedAtTimeRange=(start:1777636800000,end:1777896000999)"),
            std::string_view::npos)
      << server_->requests().at(0).target();
}

TEST_F(AskAds, OfGoogleAnalyticsMakeAConversionOfEachPurchase) {
  answer(
      R"J({"dimensionHeaders":[{"name":"transactionId"},{"name":"dateHourMinute"},{"name":"sessionCampaignName"}],"metricHeaders":[{"name":"purchaseRevenue","type":"TYPE_CURRENCY"}],
      "rows":[{"dimensionValues":[{"value":"A-1"},{"value":"202605041211"},{"value":"spring"}],"metricValues":[{"value":"49.9"}]},
              {"dimensionValues":[{"value":"(not set)"},{"value":"202605041212"},{"value":"spring"}],"metricValues":[{"value":"1"}]
}],
      "rowCount":2,"metadata":{"currencyCode":"EUR","timeZone":"Europe/Berlin"}
})J");
  connect_ads("google_analytics", "purchases", "{ property: \"123\" }");
  const auto event = only("purchases");
  EXPECT_EQ(event.type, "web.conversion");
  EXPECT_EQ(event.origin, "purchase:A-1");
  EXPECT_EQ(event.time, poll_time("2026-05-04T10:11:00Z"));
  EXPECT_EQ(event.data.at("money"), euros(4'990));
  EXPECT_EQ(event.data.at("campaign"), "spring");
}

TEST_F(AskAds, OfAsanaMakeEventsOfTasks) {
  answer(
      R"({"data":[{"gid":"9007199254740993","name":"Landing page","completed":true,"completed_at":"2026-05-04T11:59:10.100Z","created_at":"2026-05-01T08:00:00.000Z",
      "modified_at":"2026-05-04T11:59:10.123Z","due_on":"2026-05-08","due_at":null,"assignee":{"gid":"12345","name":"Ada"},
      "memberships":[{"project":{"gid":"1331","name":"Spring"},"section":{"gid":"901","name":"Doing"}}],"permalink_url":"https://app.asana.com/0/1331/9007199254740993"}],
      "next_page":null})");
  connect_shipped("asana",
                  "auth: { kind: bearer, token: test:token-0123456789 }\n"
                  "    poll: { tasks: { since: 1h, with: { project: \"1331\" } } }");
  const auto event = only("tasks");
  EXPECT_EQ(event.type, "project.task.completed");
  EXPECT_EQ(event.origin, "9007199254740993:2026-05-04T11:59:10.123Z");
  EXPECT_EQ(event.data.at("section").at("name"), "Doing");
  EXPECT_EQ(event.data.at("due"), "2026-05-08");
  EXPECT_NE(server_->requests().at(0).target().find("modified_since=2026-05-04T11%3A00%3A00Z"),
            std::string_view::npos)
      << server_->requests().at(0).target();
}

// Asana is asked for the changed tasks, and then for their stories.
class AskAsanaForComments : public AskAds {
 protected:
  void connect_comments(const std::string& tasks, const std::string& stories) {
    serve([tasks, stories](const auto& request) {
      const bool batch = request.target() == "/batch";
      return Loopback::Step{Loopback::answer(200, batch ? stories : tasks)};
    });
    connect_shipped("asana",
                    "auth: { kind: bearer, token: test:token-0123456789 }\n"
                    "    poll: { comments: { since: 1h, with: { project: \"1331\" } } }");
  }
};

constexpr auto kChangedTasks = R"({"data":[{"gid":"1202"},{"gid":"1203"}],"next_page":null})";
constexpr auto kStoriesOfTask = R"({"status_code":200,"headers":{},"body":{"data":[
  {"gid":"5000","text":"before","created_at":"2026-05-04T10:59:10.100Z","created_by":{"gid":"1","name":"Lea"},"resource_subtype":"comment_added","target":{"gid":"1202","name":"Page"}},
  {"gid":"5001","text":"The logo is too small.","created_at":"2026-05-04T11:30:10.100Z","created_by":{"gid":"1","name":"Lea"},"resource_subtype":"comment_added","target":{"gid":"1202","name":"Page"}},
  {"gid":"5002","text":"It is larger now.\n\n[baton run_0000000000001/a/1]","created_at":"2026-05-04T11:40:10.100Z","created_by":{"gid":"2","name":"Baton"},"resource_subtype":"comment_added","target":{"gid":"1202","name":"Page"}},
  {"gid":"5003","text":"marked today","created_at":"2026-05-04T11:50:10.100Z","created_by":null,"resource_subtype":"due_today","target":{"gid":"1202","name":"Page"}}]}})";

// What Baton wrote, what was done without a word, and what is older is left out.
TEST_F(AskAsanaForComments, EachIsAnEventWithItsAuthorAndItsText) {
  connect_comments(kChangedTasks,
                   std::string("{\"data\":[") + kStoriesOfTask +
                       R"(,{"status_code":404,"body":{"errors":[{"message":"Gone"}]}}]})");
  const auto event = only("comments");
  EXPECT_EQ(event.type, "project.task.commented");
  EXPECT_EQ(event.origin, "story:5001");
  EXPECT_EQ(event.subject, "1202");
  EXPECT_EQ(event.time, poll_time("2026-05-04T11:30:10.100Z"));
  EXPECT_EQ(event.data.at("key"), "1202");
  EXPECT_EQ(event.data.at("comment"),
            (Json{{"id", "5001"}, {"author", "Lea"}, {"text", "The logo is too small."}}));
  ASSERT_EQ(server_->requests().size(), 2U);
  const std::string target(server_->requests().at(0).target());
  EXPECT_NE(target.find("modified_since=2026-05-04T11%3A00%3A00Z"), std::string::npos) << target;
  const auto sent = Json::parse(server_->requests().at(1).body());
  EXPECT_EQ(sent.at("data").at("actions").at(1).at("relative_path"), "/tasks/1203/stories");
}

TEST_F(AskAsanaForComments, WhatWasDoneWithoutAWordMovesThePollOn) {
  connect_comments(R"({"data":[{"gid":"1202"}],"next_page":null})",
                   std::string("{\"data\":[") + kStoriesOfTask + "]}");
  EXPECT_EQ(ask({}, kPollNoon, "comments").progress.at("watermark"), "2026-05-04T11:50:10.100Z");
}

TEST_F(AskAsanaForComments, NothingMoreIsAskedWhenNoTaskWasChanged) {
  connect_comments(R"({"data":[],"next_page":null})", "{}");
  const auto page = ask({}, kPollNoon, "comments");
  EXPECT_EQ(page.result.kind, Kind::succeeded) << page.result.message;
  EXPECT_TRUE(page.events.empty());
  EXPECT_EQ(server_->requests().size(), 1U);
}

// The poll stays where it is, so that no comment is missed.
TEST_F(AskAsanaForComments, AreAskedForAgainWhenThoseOfOneTaskCannotBeRead) {
  for (const auto* rest :
       {R"(,{"status_code":500,"body":{"errors":[{"message":"Server Error"}]}}]})", "]}"}) {
    if (server_) TearDown();
    connect_comments(kChangedTasks, std::string("{\"data\":[") + kStoriesOfTask + rest);
    const auto page = ask({}, kPollNoon, "comments");
    EXPECT_EQ(page.result.kind, Kind::transient) << rest;
    EXPECT_TRUE(page.events.empty()) << rest;
    EXPECT_EQ(page.progress.at("since"), "2026-05-04T11:00:00Z") << rest;
  }
}

}  // namespace
}  // namespace baton::connectors
