#include "app/config.hpp"
#include "app/shipped.hpp"
#include "unit/app/fake_api.hpp"

#include <filesystem>
#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <map>
#include <string>
#include <unistd.h>

namespace baton::app {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;
using testing::Not;

std::string text_of(const fs::path& path) {
  const auto text = read_file(path, 1'000'000);
  return text ? *text : text.error().text();
}

class InitTest : public testing::Test {
 protected:
  void TearDown() override { fs::remove_all(folder_); }
  std::string text(const std::string& path) { return text_of(folder_ / path); }

  fs::path folder_ = fs::temp_directory_path() / ("baton-init-" + std::to_string(::getpid()));
};

TEST(Shipped, IsTheFolderOfTheRepositoryWithoutWhatIsForOthers) {
  const fs::path config = fs::path(BATON_SOURCE_DIR) / "config";
  std::size_t files = 0;
  for (const auto& entry : fs::recursive_directory_iterator(config))
    files += entry.is_regular_file() && entry.path().parent_path().filename() != "ops" ? 1 : 0;
  EXPECT_EQ(shipped_files().size(), files);
  for (const ShippedFile& file : shipped_files())
    EXPECT_EQ(text_of(config / file.path), file.text) << file.path;
  EXPECT_EQ(shipped_text("nothing.yaml"), "");
}

TEST_F(InitTest, WritesAFolderThatPassesTheChecks) {
  Bench bench;
  const auto outcome = bench.run({"init", folder_.string()});
  EXPECT_EQ(outcome.exit, kOk) << outcome.err;
  EXPECT_THAT(outcome.err, HasSubstr("next: cd " + folder_.string() + " && baton serve"));
  EXPECT_TRUE(core::parse_json(text("events/hello.said.json")).has_value());
  const auto editor = core::parse_json(text(".vscode/settings.json"));
  ASSERT_TRUE(editor.has_value());
  for (const auto& [schema, files] : editor->at("yaml.schemas").items())
    EXPECT_TRUE(fs::is_regular_file(folder_ / schema)) << schema;
  EXPECT_EQ(text("config/calendars/default.yaml"), shipped_text("calendars/default.yaml"));
  const auto lint = bench.run({"--config", (folder_ / "config").string(), "template", "lint",
                               (folder_ / "config/templates").string()});
  EXPECT_EQ(lint.exit, kOk) << lint.err;
}

TEST_F(InitTest, KeepsWhatIsThereAndRenewsTheSchemas) {
  Bench bench;
  bench.run({"init", folder_.string()});
  std::ofstream(folder_ / "config/templates/hello.yaml") << "mine";
  std::ofstream(folder_ / "config/schema/workflow.schema.json") << "old";
  const auto again = bench.run({"init", folder_.string(), "-o", "ndjson"});
  EXPECT_EQ(again.exit, kOk);
  EXPECT_THAT(again.out, HasSubstr("hello.yaml\",\"state\":\"kept\""));
  EXPECT_THAT(again.out, HasSubstr("workflow.schema.json\",\"state\":\"replaced\""));
  EXPECT_THAT(again.out, Not(HasSubstr("\"written\"")));
  EXPECT_EQ(text("config/templates/hello.yaml"), "mine");
  EXPECT_EQ(text("config/schema/workflow.schema.json"),
            shipped_text("schema/workflow.schema.json"));
}

TEST_F(InitTest, TheNextCommandCanBeCopied) {
  Bench bench;
  const auto spaced = (folder_ / "my campaign").string();
  EXPECT_THAT(bench.run({"init", spaced}).err,
              HasSubstr("next: cd '" + spaced + "' && baton serve\n"));
}

TEST_F(InitTest, WritesThroughNoLink) {
  fs::create_directories(folder_ / "config/schema");
  std::ofstream(folder_ / "theirs") << "theirs";
  fs::create_symlink(folder_ / "nothing", folder_ / "config/baton.yaml");
  fs::create_symlink(folder_ / "theirs", folder_ / "config/schema/workflow.schema.json");
  Bench bench;
  const auto outcome = bench.run({"init", folder_.string(), "-o", "ndjson"});
  EXPECT_EQ(outcome.exit, kOk) << outcome.err;
  EXPECT_THAT(outcome.out, HasSubstr("config/baton.yaml\",\"state\":\"kept\""));
  EXPECT_THAT(outcome.out, HasSubstr("workflow.schema.json\",\"state\":\"kept\""));
  EXPECT_FALSE(fs::exists(folder_ / "nothing"));
  EXPECT_EQ(text("theirs"), "theirs");
}

TEST_F(InitTest, TheDoctorTellsOfWhatNobodyHasSetUpInOneLine) {
  const auto asked = [this](const std::map<std::string, std::string>& variables) {
    Bench bench;
    bench.server.away = core::Error{core::Errc::unavailable, "no server", {}, {}};
    bench.variables = variables;
    bench.run({"init", folder_.string()});
    return bench
        .run({"doctor", "--config", (folder_ / "config").string(), "--data",
              (folder_ / "data").string()})
        .out;
  };
  const auto fresh = asked({});
  EXPECT_THAT(fresh, HasSubstr("! connections: not set up: asana, email, google_ads, "));
  EXPECT_THAT(fresh, HasSubstr(", webhook http"));
  EXPECT_THAT(fresh, Not(HasSubstr("inactive")));
  const auto begun = asked({{"JIRA_USER", "ana@example.com"}});
  EXPECT_THAT(begun, HasSubstr("! connection jira: inactive: JIRA_BASE_URL is not set"))
      << "who has begun is told what is missing";
  EXPECT_THAT(begun, HasSubstr("! connections: not set up: asana, "));
}

}  // namespace
}  // namespace baton::app
