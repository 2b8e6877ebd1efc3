// What the shipped manifests make of answers that integrations get wrong: failures inside of a
// success, and the ways in which vendors say when to come back.
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
      return Loopback::Step{Loopback::answer(one.status, one.body, one.head)};
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

}  // namespace
}  // namespace baton::connectors
