#include "connectors/snapshot.hpp"

#include "baton/simulate/clock.hpp"
#include "unit/connectors/loopback.hpp"

#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>

namespace baton::connectors {
namespace {

namespace fs = std::filesystem;
using tests::Loopback;

// A registry over a vendor on loopback, whose token stands in a file.
class SnapshotTest : public testing::Test {
 protected:
  void SetUp() override {
    fs::create_directories(folder_ / "connectors");
    put("the-first-token");
  }
  void TearDown() override {
    if (server_) server_->stop();
    if (registry_) registry_->stop();
    io_.restart();
    io_.run();
    fs::remove_all(folder_);
  }

  void put(const std::string& token) { std::ofstream(folder_ / "token", std::ios::trunc) << token; }

  void load(Loopback::Script script) {
    server_ = std::make_unique<Loopback>(io_, std::move(script));
    std::ofstream(folder_ / "connectors" / "acme.yaml")
        << "connector: acme\nauth: [{ kind: bearer }]\noperations:\n"
           "  get: { request: { path: /things } }\n";
    std::ofstream(folder_ / "connections.yml")
        << "connections:\n  shop:\n    connector: acme\n    allow_private: true\n    base_url: "
        << server_->url() << "\n    auth: { token: \"file:" << (folder_ / "token").string()
        << "\" }\n";
    auto loaded = Registry::load(
        folder_ / "connectors", folder_ / "connections.yml",
        [](const std::string&) { return std::nullopt; }, clock_);
    for (const auto& finding : loaded.findings) ADD_FAILURE() << finding.message;
    registry_ = std::move(loaded.registry);
  }

  core::ActionResult perform() {
    core::StartAction action;
    action.connection = "shop";
    action.operation = "get";
    action.input = action.context = core::Json::object();
    core::ActionResult result;
    auto run = [this, &action, &result]() -> boost::asio::awaitable<void> {
      result = co_await registry_->perform(action);
    };
    bool done = false;
    boost::asio::co_spawn(io_, run, [&done](std::exception_ptr error) {
      EXPECT_FALSE(error);
      done = true;
    });
    io_.restart();
    while (!done && io_.run_one() > 0) {}
    return result;
  }

  boost::asio::io_context io_{1};
  simulate::VirtualClock clock_{};
  fs::path folder_ = fs::path(testing::TempDir()) / "baton-snapshot";
  std::unique_ptr<Loopback> server_{};
  std::unique_ptr<Registry> registry_{};
};

TEST_F(SnapshotTest, AnActionUnderWayEndsWithTheConnectionItBeganWith) {
  load([this](const auto&) {
    if (server_->requests().size() == 1) {
      put("the-second-token");
      for (int look = 0; look < 4; ++look, clock_.advance(std::chrono::seconds(3)))
        EXPECT_EQ(registry_->held("shop", "get"), "");
    }
    return Loopback::Step{Loopback::answer(200, R"({"echo":"the-first-token"})")};
  });
  const auto first = perform();
  EXPECT_EQ(first.kind, core::ActionResult::Kind::succeeded) << first.message;
  EXPECT_EQ(core::dump(first.output).find("the-first-token"), std::string::npos)
      << "its secret is still kept out of the answer";
  EXPECT_EQ(perform().kind, core::ActionResult::Kind::succeeded);
  ASSERT_EQ(server_->requests().size(), 2U);
  EXPECT_EQ(server_->requests()[0]["Authorization"], "Bearer the-first-token");
  EXPECT_EQ(server_->requests()[1]["Authorization"], "Bearer the-second-token");
}

}  // namespace
}  // namespace baton::connectors
