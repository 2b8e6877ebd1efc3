#include "unit/app/fake_api.hpp"

#include <filesystem>
#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

namespace baton::app {
namespace {

namespace fs = std::filesystem;
using core::Json;
using testing::HasSubstr;

class ConnectorsNew : public testing::Test {
 protected:
  ConnectorsNew() { fs::create_directories(folder_ / "connectors"); }
  ~ConnectorsNew() override { fs::remove_all(folder_); }
  Outcome run(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), {"--config", folder_.string(), "connectors"});
    return bench_.run(arguments);
  }
  std::string text_of(const std::string& name) const {
    std::ifstream file(folder_ / name);
    return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  }

  const fs::path folder_ = fs::path(testing::TempDir()) /
                           ("baton-connectors-new-" + std::to_string(::getpid()) + "-" +
                            testing::UnitTest::GetInstance()->current_test_info()->name());
  Bench bench_{};
};

TEST_F(ConnectorsNew, MakesAManifestThatPassesItsOwnTest) {
  const auto made = run({"new", "desk", "--base-url", "https://desk.example", "--auth", "header"});
  EXPECT_EQ(made.exit, kOk) << made.err;
  EXPECT_THAT(made.out, HasSubstr("env:DESK_KEY"));
  EXPECT_THAT(text_of("connectors/desk.yaml"), HasSubstr("connector: desk\n"));
  const auto checked = run({"check", "desk"});
  EXPECT_EQ(checked.exit, kOk) << checked.out << checked.err;
  EXPECT_EQ(checked.out, "2 cases, 0 of them differ\n");
  EXPECT_EQ(run({"new", "desk"}).exit, kConflict);
}

TEST_F(ConnectorsNew, AsksWhoeverIsAtTheTerminal) {
  bench_.answers = {"Help desk", " https://desk.example/api ", "query"};
  const auto made = run({"new", "desk"});
  EXPECT_EQ(made.exit, kOk) << made.err;
  EXPECT_EQ(bench_.asked.size(), 3U);
  EXPECT_THAT(bench_.asked.at(1), HasSubstr("[https://api.example.com]"));
  const auto manifest = text_of("connectors/desk.yaml");
  EXPECT_THAT(manifest, HasSubstr("title: Help desk\n"));
  EXPECT_THAT(manifest, HasSubstr("base_url: \"https://desk.example/api\"\n"));
  EXPECT_THAT(manifest, HasSubstr("kind: query"));
  EXPECT_EQ(run({"check", "desk"}).exit, kOk);
}

TEST_F(ConnectorsNew, AnEmptyLineIsTheUsualAnswer) {
  bench_.answers = {"", "", ""};
  EXPECT_EQ(run({"new", "desk"}).exit, kOk);
  EXPECT_THAT(text_of("connectors/desk.yaml"), HasSubstr("kind: bearer"));
}

TEST_F(ConnectorsNew, AsksNothingThatAnOptionSays) {
  bench_.answers = {"not asked"};
  EXPECT_EQ(run({"new", "desk", "--auth", "basic"}).exit, kOk);
  EXPECT_TRUE(bench_.asked.empty());
}

TEST_F(ConnectorsNew, RefusesAnAnswerThatIsNone) {
  bench_.answers = {"", "somewhere"};
  EXPECT_EQ(run({"new", "desk"}).exit, kUsage);
  bench_.answers = {"", "", "magic"};
  const auto refused = run({"new", "desk"});
  EXPECT_EQ(refused.exit, kUsage);
  EXPECT_THAT(refused.err, HasSubstr("basic"));
  EXPECT_FALSE(fs::exists(folder_ / "connectors/desk.yaml"));
}

TEST_F(ConnectorsNew, TheTestTellsWhenAnOperationSendsSomethingElse) {
  run({"new", "desk"});
  auto manifest = text_of("connectors/desk.yaml");
  manifest.replace(manifest.find("/things/${"), 8, "/items/");
  std::ofstream(folder_ / "connectors/desk.yaml") << manifest;
  const auto checked = run({"check", "desk"});
  EXPECT_EQ(checked.exit, kNo);
  EXPECT_THAT(checked.out, HasSubstr("2 cases, 1 of them differs"));
  std::ofstream(folder_ / "connectors/desk.yaml") << "connector: desk\noperatons: {}\n";
  EXPECT_THAT(run({"check", "desk"}).err, HasSubstr("operatons"));
}

TEST_F(ConnectorsNew, ShowsTheLineOfAMistakeAndWhatDiffers) {
  run({"new", "desk"});
  auto manifest = text_of("connectors/desk.yaml");
  manifest.replace(manifest.find("/things/${"), 8, "/items/");
  std::ofstream(folder_ / "connectors/desk.yaml") << manifest;
  EXPECT_THAT(run({"check", "desk"}).out, HasSubstr("\n  they differ in /url\n"));
  std::ofstream(folder_ / "connectors/desk.yaml") << "connector: desk\noperatons: {}\n";
  const auto refused = run({"check", "desk"});
  EXPECT_THAT(refused.err, HasSubstr("2 | operatons: {}"));
  EXPECT_THAT(refused.err, HasSubstr("1 mistake in the connector desk\n"));
}

TEST_F(ConnectorsNew, SaysWhatIsWrongWithATest) {
  const auto missing = run({"check", "desk"});
  EXPECT_THAT(missing.err, HasSubstr("the connector desk has no test"));
  EXPECT_THAT(missing.err, HasSubstr("baton connectors new desk makes a manifest and its test"));
  run({"new", "desk"});
  const auto checked = [this](const std::string& test) {
    std::ofstream(folder_ / "connectors/desk.test.json") << test;
    const auto outcome = run({"check", "desk"});
    EXPECT_NE(outcome.exit, kOk) << test;
    return outcome.err;
  };
  EXPECT_THAT(checked("{}"), HasSubstr("expected a list of cases"));
  for (const auto* one : {"7", R"({"operation": "create_thing", "input": {"name": "a"}})",
                          R"({"operation": "create_thing", "input": 7, "sends": {}})"})
    EXPECT_THAT(checked("[" + std::string(one) + "]"),
                HasSubstr("case 1: expected an operation, its input and what it sends"));
  EXPECT_THAT(checked("nothing"), HasSubstr("expected JSON"));
}

TEST_F(ConnectorsNew, RefusesAnAddressThatIsNone) {
  const auto refused = run({"new", "desk", "--base-url", "desk.example"});
  EXPECT_EQ(refused.exit, kUsage);
  EXPECT_THAT(refused.err, HasSubstr("--base-url: "));
  EXPECT_THAT(refused.err, HasSubstr("got \"desk.example\""));
  EXPECT_FALSE(fs::exists(folder_ / "connectors/desk.yaml"));
}

TEST_F(ConnectorsNew, TakesTheDescriptionOfAVendor) {
  const auto jira = std::string(BATON_SOURCE_DIR) + "/tests/data/openapi/jira.json";
  const auto made = run({"new", "help_desk", "--from", jira, "--operation", "createIssue"});
  EXPECT_EQ(made.exit, kOk) << made.err;
  EXPECT_EQ(run({"check", "help_desk"}).exit, kOk);
  EXPECT_EQ(run({"new", "b", "--from", jira}).exit, kUsage);
  EXPECT_EQ(run({"new", "Desk!"}).exit, kUsage);
}

}  // namespace
}  // namespace baton::app
