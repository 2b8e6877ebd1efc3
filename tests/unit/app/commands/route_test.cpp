#include "unit/app/fake_api.hpp"

#include <filesystem>
#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <string>
#include <unistd.h>

namespace baton::app {
namespace {

using testing::HasSubstr;

Outcome check_route(std::vector<std::string> arguments) {
  Bench bench;
  arguments.insert(arguments.begin(), {"route", "check"});
  arguments.insert(arguments.end(), {"--config", std::string(BATON_SOURCE_DIR) + "/config"});
  return bench.run(arguments);
}

TEST(RouteCheck, SaysInWordsWhichRowApplies) {
  const auto board = check_route(
      {"legal-review", "-d", R"({"amount": 60000, "region": "EMEA", "channel": "web"})"});
  EXPECT_EQ(board.exit, kOk) << board.err;
  EXPECT_EQ(board.out,
            "The row \"board\" applies: amount is 60000, and the row asks that it is at least "
            "50000.\nIt gives group: legal-board, sla: 5bd.\n");
  const auto rest =
      check_route({"legal-review", "-d", R"({"amount": 1, "region": "EMEA", "channel": "web"})"});
  EXPECT_THAT(rest.out, HasSubstr("group: legal, sla: 2bd"));
  EXPECT_THAT(rest.err, HasSubstr("\"board\" does not apply: amount is 1"));
}

TEST(RouteCheck, SpeaksToProgramsInJson) {
  const auto json = core::Json::parse(
      check_route({"legal-review", "-d", R"({"amount": 1, "region": "EMEA", "channel": "tv"})",
                   "-o", "json"})
          .out);
  EXPECT_EQ(json.at("chosen").at(0).at("row"), "television");
  EXPECT_EQ(json.at("passed_over").size(), 1U);
}

TEST(RouteCheck, ChecksAllFilesWithoutAName) {
  const auto all = check_route({});
  EXPECT_EQ(all.exit, kOk);
  EXPECT_EQ(all.out, "legal-review\n");
}

TEST(RouteCheck, NamesWhatIsWrong) {
  EXPECT_EQ(check_route({"legal-revue"}).exit, kNotFound);
  EXPECT_EQ(check_route({"legal-review", "-d", "{"}).exit, kUsage);
  EXPECT_THAT(check_route({"legal-review", "-d", R"({"amount": "x"})"}).err,
              HasSubstr("expected number"));
}

TEST(RouteCheck, DoesNotSayThatThereAreNoRoutesWhereOneIsBroken) {
  namespace fs = std::filesystem;
  const fs::path folder = fs::temp_directory_path() / ("baton-route-" + std::to_string(::getpid()));
  fs::create_directories(folder / "routes");
  std::ofstream(folder / "routes" / "legal-review.yaml") << "route: legal-review\nfirst: 7\n";
  Bench bench;
  const auto outcome = bench.run({"route", "check", "legal-review", "--config", folder.string()});
  EXPECT_EQ(outcome.exit, kNotFound);
  EXPECT_THAT(outcome.err, HasSubstr("a file with errors gives no route"));
  EXPECT_THAT(outcome.err, testing::Not(HasSubstr("there are none")));
  fs::remove_all(folder);
}

}  // namespace
}  // namespace baton::app
