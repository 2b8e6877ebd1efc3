#include "unit/simulator/vendor_world.hpp"

// Salesforce's composite requests, which are requests of the same vendor in one.
namespace baton::simulator {
namespace {

using core::Json;
using tests::VendorWorld;

constexpr const char* kAccount = "/services/data/v68.0/sobjects/Account";
constexpr const char* kContact = "/services/data/v68.0/sobjects/Contact";

Json composite(bool all_or_none, const Json& contact) {
  return {
      {"allOrNone", all_or_none},
      {"compositeRequest",
       {{{"method", "POST"},
         {"url", kAccount},
         {"referenceId", "account"},
         {"body", {{"Name", "Analytical Engines"}}}},
        {{"method", "POST"}, {"url", kContact}, {"referenceId", "contact"}, {"body", contact}}}}};
}

TEST(SimulatedBatch, LaterRequestsReferToWhatEarlierOnesGave) {
  VendorWorld world(tests::shipped_vendor("salesforce"));
  const auto all = world.json(
      200, world.ask("POST", "/services/data/v68.0/composite",
                     composite(true, {{"LastName", "Lovelace"}, {"AccountId", "@{account.id}"}})));
  const auto& answers = all.at("compositeResponse");
  ASSERT_EQ(answers.size(), 2U);
  EXPECT_EQ(answers[0]["httpStatusCode"], 201);
  const auto contact = answers[1]["body"]["id"].get<std::string>();
  EXPECT_EQ(world.json(200, world.ask("GET", kContact + ("/" + contact)))["AccountId"],
            answers[0]["body"]["id"]);
}

TEST(SimulatedBatch, OneThatFailsUndoesAllOfThem) {
  VendorWorld world(tests::shipped_vendor("salesforce"));
  const auto all = world.json(200, world.ask("POST", "/services/data/v68.0/composite",
                                             composite(true, {{"FirstName", "Ada"}})));
  const auto& answers = all.at("compositeResponse");
  EXPECT_EQ(answers[0]["body"][0]["errorCode"], "PROCESSING_HALTED");
  EXPECT_EQ(answers[1]["body"][0]["errorCode"], "REQUIRED_FIELD_MISSING");
  const auto accounts =
      world.json(200, world.ask("GET", "/services/data/v68.0/query?q=SELECT Id FROM Account"));
  EXPECT_EQ(accounts["totalSize"], 1);
}

TEST(SimulatedBatch, WithoutAllOrNoneWhatWorksStays) {
  VendorWorld world(tests::shipped_vendor("salesforce"));
  world.ask("POST", "/services/data/v68.0/composite", composite(false, {{"FirstName", "Ada"}}));
  const auto accounts =
      world.json(200, world.ask("GET", "/services/data/v68.0/query?q=SELECT Id FROM Account"));
  EXPECT_EQ(accounts["totalSize"], 2);
}

}  // namespace
}  // namespace baton::simulator
