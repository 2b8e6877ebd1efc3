#include "app/commands/dev_round.hpp"
#include "unit/app/fake_api.hpp"

#include <filesystem>
#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sstream>
#include <unistd.h>

namespace baton::app {
namespace {

namespace fs = std::filesystem;
using core::Json;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

constexpr std::string_view kHallo = R"(workflow: hallo
on: [{ event: hello.said }]
steps:
  greet: { set: { text: "Hallo" } }
)";

Json step(const std::string& name, const std::string& status) {
  return {{"step", name}, {"status", status}};
}

// A folder as `baton init` writes it.
class DevTest : public testing::Test {
 protected:
  DevTest() { bench_.run({"init", folder_.string()}); }
  ~DevTest() override { fs::remove_all(folder_); }

  void write(const std::string& path, std::string_view text) {
    std::ofstream(folder_ / path) << text;
  }
  Outcome once(std::vector<std::string> more = {}) {
    more.insert(more.begin(), {"dev", folder_.string(), "--once"});
    return bench_.run(more);
  }
  Json document(std::vector<std::string> more = {}) {
    more.insert(more.end(), {"-o", "json"});
    return core::parse_json(once(std::move(more)).out).value();
  }

  Bench bench_;
  fs::path folder_ = fs::temp_directory_path() / ("baton-dev-" + std::to_string(::getpid()));
};

TEST_F(DevTest, ChecksPlaysAndShowsTheWayOfTheEvent) {
  const auto outcome = once();
  EXPECT_EQ(outcome.exit, kOk) << outcome.out << outcome.err;
  EXPECT_THAT(outcome.out, AllOf(HasSubstr("passed  "), HasSubstr("hello.scenario.yaml"),
                                 HasSubstr("by hello.said of "), HasSubstr("hello  succeeded"),
                                 HasSubstr("greeting  ✓ succeeded"), Not(HasSubstr("BEFORE"))));
  EXPECT_THAT(outcome.err, AllOf(HasSubstr("1 file, 0 errors"), HasSubstr("all is well, in ")));
  EXPECT_TRUE(bench_.server.requests.empty()) << "it asks no server";
}

TEST_F(DevTest, SaysTheSameAsJson) {
  write("config/templates/hallo.yaml", kHallo);
  const auto told = document();
  EXPECT_EQ(told.at("ok"), true);
  EXPECT_EQ(told.at("files").size(), 2U);
  EXPECT_EQ(told.at("scenarios").at(0).at("result"), "passed");
  EXPECT_EQ(told.at("event").at("type"), "hello.said");
  const auto& ways = told.at("workflows");
  ASSERT_EQ(ways.size(), 2U);
  EXPECT_EQ(ways.at(0).at("workflow"), "hallo");
  EXPECT_EQ(ways.at(0).at("steps"), Json::array({step("greet", "succeeded")}));
}

TEST_F(DevTest, ExitsWithOneWhenSomethingIsWrong) {
  write("config/templates/hallo.yaml", "workflow: hallo\nsteps: { greet: { needs: gret } }\n");
  EXPECT_EQ(once().exit, kNo) << "a mistake";
  EXPECT_THAT(once().err, HasSubstr("not yet right"));
  write("config/templates/hallo.yaml", kHallo);
  write("config/scenarios/hallo.scenario.yaml",
        "template: hallo.yaml\nsteps:\n  - event: {type: hello.said}\n  - run: {status: failed}\n");
  EXPECT_EQ(once().exit, kNo) << "a scenario";
  fs::remove(folder_ / "config/scenarios/hallo.scenario.yaml");
  write("events/hello.said.json", "{ \"nam\": \"Ada\" }");
  const auto outcome = once();
  EXPECT_EQ(outcome.exit, kNo) << "an expression that cannot be evaluated";
  EXPECT_THAT(outcome.out, HasSubstr("error: "));
}

TEST_F(DevTest, TakesTheEventThatItIsGiven) {
  write("note.json", R"({ "type": "hello.said", "data": { "name": "Bo" } })");
  EXPECT_EQ(document({"--event", (folder_ / "note.json").string()}).at("workflows").size(), 1U);
  write("bare.json", R"({ "type": "hello.said" })");
  EXPECT_EQ(document({"--event", (folder_ / "bare.json").string()}).at("event").at("type"),
            "hello.said")
      << "an event needs no data";
  write("events/order.paid.json", "{}");
  EXPECT_EQ(document().at("event").at("type"), "order.paid") << "the newest";
  write("order.paid.json", "{}");
  const auto outcome = once({"--event", (folder_ / "order.paid.json").string()});
  EXPECT_EQ(outcome.exit, kOk) << "that it starts nothing is no mistake";
  EXPECT_THAT(outcome.err, HasSubstr("no workflow starts by order.paid"));
  write("order.json", "{}");
  const auto refused = once({"--event", (folder_ / "order.json").string()});
  EXPECT_EQ(refused.exit, kUsage);
  EXPECT_THAT(refused.err, HasSubstr("name it after the type"));
  EXPECT_EQ(once({"--event", (folder_ / "none.json").string()}).exit, kNotFound);
}

TEST_F(DevTest, NeedsAFolderWithTemplates) {
  EXPECT_EQ(bench_.run({"dev", (folder_ / "none").string(), "--once"}).exit, kNotFound);
  EXPECT_EQ(bench_.run({"dev", (folder_ / "events").string(), "--once"}).exit, kNotFound);
  EXPECT_EQ(bench_.run({"dev", (folder_ / "config").string(), "--once"}).exit, kOk)
      << "the configuration folder itself";
  EXPECT_EQ(bench_.run({"--config", (folder_ / "config").string(), "dev", "--once"}).exit, kOk);
}

TEST_F(DevTest, WatchesWhatARoundReadsAndNothingBelowAnEventFromElsewhere) {
  fs::remove_all(folder_ / "events");
  fs::create_directories(folder_ / "notes/deep");
  const commands::DevFolders folders{folder_ / "config", folder_ / "events",
                                     folder_ / "notes/note.json"};
  FolderWatch watch(folders.watched());
  const auto changed = [&watch] {
    return watch.changed(std::chrono::milliseconds(0), std::chrono::milliseconds(0)).files;
  };
  write("notes/deep/note.json", "{}");
  EXPECT_THAT(changed(), testing::IsEmpty());
  write("notes/note.json", "{}");
  EXPECT_THAT(changed(), testing::ElementsAre(folder_ / "notes/note.json"));
  fs::create_directories(folder_ / "events");
  write("events/order.paid.json", "{}");
  EXPECT_THAT(changed(), testing::ElementsAre(folder_ / "events/order.paid.json"));
}

// Rounds one after the other, as a watch begins them.
class DevRoundsTest : public DevTest {
 protected:
  // The document of the round after these files, given by their paths in the folder, were saved.
  Json after(const std::vector<std::string>& files) {
    FolderChanges changes;
    for (const auto& file : files) changes.files.insert(folder_ / file);
    return told(changes);
  }
  Json told(const std::optional<FolderChanges>& changes) {
    out_.str("");
    rounds_.round(changes);
    return out_.str().empty() ? Json() : core::parse_json(out_.str()).value();
  }

  std::istringstream in_{};
  std::ostringstream out_{}, err_{};
  Terminal terminal_{out_, err_, {Format::ndjson}};
  Shell shell_{World{[](const std::string&) { return std::nullopt; },
                     in_,
                     false,
                     false,
                     0,
                     [] { return core::parse_rfc3339("2026-05-04T10:00:00Z").value(); },
                     {},
                     {}},
               terminal_};
  commands::DevRounds rounds_{shell_, {folder_ / "config", folder_ / "events", {}}};
  void SetUp() override { shell_.globals.config_dir = (folder_ / "config").string(); }
};

TEST_F(DevRoundsTest, ShowWhatHasChangedOfTheWay) {
  write("config/templates/hallo.yaml", kHallo);
  told(std::nullopt);
  write("config/templates/hallo.yaml",
        std::string(kHallo) + "  more: { when: 'trigger.data.name == \"Bo\"', set: { a: 1 } }\n");
  const auto added = after({"config/templates/hallo.yaml"});
  Json more = step("more", "skipped");
  more["before"] = nullptr;
  EXPECT_EQ(added.at("workflows").at(0).at("steps"),
            Json::array({step("greet", "succeeded"), more}));
  write("config/templates/hallo.yaml", "workflow: hallo\n");
  EXPECT_EQ(after({"config/templates/hallo.yaml"}).at("workflows").size(), 1U)
      << "of one with a mistake there is no way";
  write("config/templates/hallo.yaml", kHallo);
  const auto removed = after({"config/templates/hallo.yaml"});
  EXPECT_EQ(removed.at("workflows").at(0).at("steps").at(1),
            Json({{"step", "more"}, {"status", nullptr}, {"before", "skipped"}}));
}

TEST_F(DevRoundsTest, PlayTheScenariosThatItMattersTo) {
  write("config/templates/hallo.yaml", kHallo);
  write("config/scenarios/hallo.scenario.yaml",
        "template: hallo.yaml\nsteps: [{ event: { type: hello.said } }]\n");
  EXPECT_EQ(told(std::nullopt).at("scenarios").size(), 2U) << "all at first";
  const auto one = after({"config/templates/hallo.yaml"}).at("scenarios");
  ASSERT_EQ(one.size(), 1U);
  EXPECT_THAT(core::text_at(one.at(0), "file"), HasSubstr("hallo.scenario.yaml"));
  EXPECT_EQ(after({"config/scenarios/hello.scenario.yaml"}).at("scenarios").size(), 1U);
  EXPECT_EQ(after({"events/hello.said.json"}).at("scenarios").size(), 0U);
  EXPECT_EQ(after({"config/routes/legal-review.yaml"}).at("scenarios").size(), 2U)
      << "a table may matter to all";
  write("config/scenarios/hallo.scenario.yaml",
        "template: hallo.yaml\nsteps: [{ run: { status: failed } }]\n");
  EXPECT_EQ(after({"config/scenarios/hallo.scenario.yaml"}).at("ok"), false);
  EXPECT_EQ(after({"config/templates/hello.yaml"}).at("scenarios").size(), 2U)
      << "one that has failed is played again";
}

TEST_F(DevRoundsTest, TakeNoNoticeOfOtherFiles) {
  told(std::nullopt);
  EXPECT_EQ(after({"config/templates/hello.yaml~", "config/templates/4913"}), Json());
}

}  // namespace
}  // namespace baton::app
