#include "app/connection_watch.hpp"

#include "baton/core/lifecycle.hpp"
#include "baton/simulate/clock.hpp"

#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>

namespace baton::app {
namespace {

namespace fs = std::filesystem;

class ConnectionWatchTest : public testing::Test {
 protected:
  void SetUp() override {
    fs::create_directories(folder_ / "connectors");
    std::ofstream(folder_ / "connectors" / "acme.yaml")
        << "connector: acme\nbase_url: https://acme.example.com\nauth: [{ kind: bearer }, { kind: "
           "none }]\noperations: { get: { request: { path: /x } } }\n";
  }
  void TearDown() override { fs::remove_all(folder_); }
  void write(const std::string& connections) {
    std::ofstream(folder_ / "connections.yaml") << "connections:\n" << connections;
  }
  void load() {
    auto loaded = connectors::Registry::load(
        folder_ / "connectors", folder_ / "connections.yaml",
        [](const std::string&) { return std::nullopt; }, clock_);
    registry_ = std::move(loaded.registry);
    ASSERT_TRUE(registry_);
    watch_.emplace(*registry_, bus_, clock_);
  }
  // "baton.connection.inactive acme", for each event that waits.
  std::vector<std::string> told() {
    std::vector<std::string> texts;
    for (const auto& batch : bus_.take(100))
      for (const auto& event : batch.events) texts.push_back(event.type + " " + event.subject);
    return texts;
  }
  using Texts = std::vector<std::string>;

  fs::path folder_ =
      fs::path(testing::TempDir()) /
      ("baton-watch-" + std::string(testing::UnitTest::GetInstance()->current_test_info()->name()));
  simulate::VirtualClock clock_{};
  bus::Bus bus_{};
  std::unique_ptr<connectors::Registry> registry_{};
  std::optional<ConnectionWatch> watch_{};
};

TEST_F(ConnectionWatchTest, SaysNothingOfWhatIsNotSetUp) {
  write("  acme: { auth: { kind: bearer, token: env:NOT_SET } }\n");
  load();
  watch_->look();
  EXPECT_EQ(told(), Texts{});
}

TEST_F(ConnectionWatchTest, TellsOfAMistakeAtTheStart) {
  write("  acme: { auth: { kind: bearer, token: written-here } }\n");
  load();
  watch_->look();
  EXPECT_EQ(told(), Texts{"baton.connection.inactive acme"});
  watch_->look();
  EXPECT_EQ(told(), Texts{});
}

TEST_F(ConnectionWatchTest, TellsOfWhatChanges) {
  write("  acme: { auth: { kind: none } }\n");
  load();
  watch_->look();
  EXPECT_EQ(told(), Texts{});
  core::Findings findings;
  write("  acme: { auth: { kind: bearer, token: env:NOT_SET } }\n");
  ASSERT_TRUE(registry_->reload(findings));
  watch_->look();
  EXPECT_EQ(told(), Texts{"baton.connection.inactive acme"});
  write("  acme: { auth: { kind: none } }\n");
  ASSERT_TRUE(registry_->reload(findings));
  watch_->look();
  EXPECT_EQ(told(), Texts{"baton.connection.active acme"});
}

}  // namespace
}  // namespace baton::app
