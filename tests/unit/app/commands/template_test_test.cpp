#include "unit/app/fake_api.hpp"

#include <filesystem>
#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

namespace baton::app {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;
using testing::Not;

// A folder as `baton init` writes it.
class TemplateTestTest : public testing::Test {
 protected:
  TemplateTestTest() { bench_.run({"init", folder_.string()}); }
  ~TemplateTestTest() override { fs::remove_all(folder_); }

  std::string write(const std::string& path, const std::string& text) {
    std::ofstream(folder_ / path) << text;
    return (folder_ / path).string();
  }
  Outcome test(std::vector<std::string> more = {}) {
    more.insert(more.begin(), {"--config", (folder_ / "config").string(), "template", "test"});
    return bench_.run(more);
  }

  Bench bench_;
  fs::path folder_ = fs::temp_directory_path() / ("baton-test-" + std::to_string(::getpid()));
};

constexpr const char* kWrong = R"(template: hello.yaml
steps:
  - event: { type: hello.said, data: { name: Ada } }
  - run: { status: succeeded }
  - advance: 2s
  - run: { status: failed }
)";

TEST_F(TemplateTestTest, PlaysWhatInitWrites) {
  const auto outcome = test();
  EXPECT_EQ(outcome.exit, kOk) << outcome.out << outcome.err;
  EXPECT_THAT(outcome.out, HasSubstr("passed  "));
  EXPECT_THAT(outcome.out, HasSubstr("hello.scenario.yaml"));
  EXPECT_THAT(outcome.err, HasSubstr("1 passed, 0 failed"));
  EXPECT_TRUE(bench_.server.requests.empty()) << "it asks no server";
}

TEST_F(TemplateTestTest, ShowsTheFirstDifferenceAndNoOther) {
  const auto file = write("config/templates/wrong.scenario.yaml", kWrong);
  const auto outcome = test();
  EXPECT_EQ(outcome.exit, kNo);
  EXPECT_THAT(outcome.out, HasSubstr("failed  " + file));
  EXPECT_THAT(outcome.out, HasSubstr("expected succeeded, got waiting"));
  EXPECT_THAT(outcome.out, HasSubstr("wrong.scenario.yaml:4:"));
  EXPECT_THAT(outcome.out, Not(HasSubstr("expected failed")));
  EXPECT_THAT(outcome.err, HasSubstr("1 passed, 1 failed"));
}

TEST_F(TemplateTestTest, SaysTheSameAsJson) {
  const auto file = write("config/templates/wrong.scenario.yaml", kWrong);
  const auto outcome = test({file, "-o", "json"});
  EXPECT_EQ(outcome.exit, kNo);
  const auto json = core::parse_json(outcome.out).value();
  EXPECT_EQ(json.at("ok"), false);
  EXPECT_EQ(json.at("failed"), 1);
  const auto& item = json.at("items").at(0);
  EXPECT_EQ(item.at("result"), "failed");
  EXPECT_EQ(item.at("findings").at(0).at("line"), 4);
}

TEST_F(TemplateTestTest, RefusesWhatCannotBePlayed) {
  const auto file = write("unknown.scenario.yaml", "steps: [{advanze: 2s}]\n");
  const auto outcome = test({file});
  EXPECT_EQ(outcome.exit, kUsage);
  EXPECT_THAT(outcome.out, HasSubstr("not played"));
  EXPECT_THAT(outcome.out, HasSubstr("did you mean \"advance\"?"));
  EXPECT_EQ(test({(folder_ / "events").string()}).exit, kUsage) << "there is none";
  EXPECT_EQ(test({(folder_ / "config/templates/hello.yaml").string()}).exit, kUsage);
  EXPECT_EQ(test({(folder_ / "nothing").string()}).exit, kNotFound);
}

TEST_F(TemplateTestTest, SaysWhereAFileWasLookedFor) {
  const auto file = write("gone.scenario.yaml", "template: gone.yaml\nsteps: []\n");
  const auto outcome = test({file});
  EXPECT_EQ(outcome.exit, kNo);
  EXPECT_THAT(outcome.out, HasSubstr("there is no file gone.yaml"));
}

TEST_F(TemplateTestTest, ReadsTheTablesOfTheConfigurationFolder) {
  const auto file = write("asks.scenario.yaml", R"(template: |
  workflow: asks
  on: [{event: go}]
  steps:
    agree:
      approve:
        by: {route: legal-review, with: {amount: 60000, region: EMEA, channel: web}}
        ask: "Yes?"
steps:
  - event: {type: go}
  - step: {name: agree, status: waiting}
)");
  const auto outcome = test({file});
  EXPECT_EQ(outcome.exit, kOk) << outcome.out;
}

TEST_F(TemplateTestTest, AScenarioBesideTemplatesIsNoTemplate) {
  write("config/templates/wrong.scenario.yaml", kWrong);
  const auto lint = bench_.run({"--config", (folder_ / "config").string(), "template", "lint",
                                (folder_ / "config/templates").string()});
  EXPECT_EQ(lint.exit, kOk) << lint.out;
  EXPECT_THAT(lint.err, HasSubstr("1 file"));
}

}  // namespace
}  // namespace baton::app
