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
using testing::Not;

class ConnectorsCall : public testing::Test {
 protected:
  ConnectorsCall() {
    fs::create_directories(folder_ / "connectors");
    fs::copy_file(std::string(BATON_SOURCE_DIR) + "/docs/examples/plugins/ledger.py",
                  folder_ / "connectors/ledger.py");
    fs::copy_file(std::string(BATON_SOURCE_DIR) + "/docs/examples/plugins/ledger.yaml",
                  folder_ / "connectors/ledger.yaml");
    std::ofstream(folder_ / "connectors/desk.yaml")
        << "connector: desk\nauth: [{ kind: bearer }]\noperations: { open: { input: { type: "
           "object, "
           "properties: { subject: { type: string } } }, request: { method: POST, path: /issues, "
           "json: { subject: \"${input.subject}\", key: \"${key}\" } } } }\n";
    std::ofstream(folder_ / "connections.yaml")
        << "connections:\n  books: { connector: ledger, settings: { file: "
        << (folder_ / "ledger.db").string()
        << " } }\n  desk: { base_url: \"https://desk.example\", auth: { kind: bearer, token: "
           "\"env:DESK_TOKEN\" } }\n";
  }
  ~ConnectorsCall() override { fs::remove_all(folder_); }
  Outcome run(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), {"--config", folder_.string(), "-o", "json", "connectors"});
    return bench_.run(arguments);
  }

  const fs::path folder_ = fs::path(testing::TempDir()) /
                           ("baton-connectors-call-" + std::to_string(::getpid()) + "-" +
                            testing::UnitTest::GetInstance()->current_test_info()->name());
  Bench bench_{};
};

TEST_F(ConnectorsCall, PerformsAnOperation) {
  const auto done =
      run({"call", "books", "book", "-d", R"({"account": "rent", "cents": 5})", "--key", "k1"});
  EXPECT_EQ(done.exit, kOk) << done.err;
  const auto result = Json::parse(done.out);
  EXPECT_EQ(result.at("outcome"), "succeeded");
  EXPECT_EQ(result.at("output"), Json({{"id", 1}}));
  EXPECT_EQ(result.at("key"), "k1");
}

TEST_F(ConnectorsCall, ADryRunShowsWhatWouldBeSent) {
  const auto shown =
      run({"call", "desk", "open", "-d", R"({"subject": "No light"})", "--key", "k1", "--dry-run"});
  EXPECT_EQ(shown.exit, kOk) << shown.err;
  const auto request = Json::parse(shown.out);
  EXPECT_EQ(request.at("method"), "POST");
  EXPECT_EQ(request.at("url"), "https://desk.example/issues");
  EXPECT_EQ(request.at("body"), Json({{"subject", "No light"}, {"key", "k1"}}));
  EXPECT_EQ(request.at("auth"), "bearer");
}

TEST_F(ConnectorsCall, AConnectionWithoutAnAddressTakesAWholeUrl) {
  std::ofstream(folder_ / "connections.yaml", std::ios::app) << "  web: { connector: http }\n";
  const auto shown =
      run({"call", "web", "get", "-d", R"({"url": "https://desk.example/a"})", "--dry-run"});
  EXPECT_EQ(shown.exit, kOk) << shown.err;
  EXPECT_THAT(shown.out, HasSubstr("\"https://desk.example/a\""));
  const auto below = run({"call", "web", "get", "-d", R"({"path": "/a"})", "--dry-run"});
  EXPECT_THAT(below.out, HasSubstr("\"https://web.example/a\"")) << "some address is shown";
}

// A connector that cannot be read has no operations, which is not what has to be mended.
TEST_F(ConnectorsCall, SaysWhatIsWrongWithTheConnector) {
  std::ofstream(folder_ / "connectors/ledger.yaml") << "connector: ledger\nprogram: ledger.py\n";
  const auto refused = run({"call", "books", "book", "-d", "{}"});
  EXPECT_EQ(refused.exit, kNo);
  EXPECT_THAT(refused.err, HasSubstr("in the connector ledger"));
  EXPECT_THAT(refused.err, HasSubstr("ledger.yaml"));
  EXPECT_THAT(refused.err, Not(HasSubstr("no operation")));
}

TEST_F(ConnectorsCall, SaysWhatIsWrong) {
  EXPECT_THAT(run({"call", "desk", "opn"}).err, HasSubstr("open"));
  EXPECT_THAT(run({"call", "dsk", "open"}).err, HasSubstr("desk"));
  EXPECT_THAT(run({"call", "desk", "open", "-d", R"({"subject": 1.5})"}).err, HasSubstr("subject"));
  EXPECT_NE(run({"call", "desk", "open", "-d", "{"}).exit, kOk);
  // Nothing proves who we are, so nothing is sent.
  const auto held = run({"call", "desk", "open", "-d", R"({"subject": "x"})"});
  EXPECT_EQ(held.exit, kNo);
  EXPECT_THAT(held.out, HasSubstr("DESK_TOKEN is not set"));
  const auto told = bench_.run({"--config", folder_.string(), "connectors", "call", "desk", "open",
                                "-d", R"({"subject": "x"})"});
  EXPECT_THAT(told.err, HasSubstr("next: baton doctor"));
}

TEST_F(ConnectorsCall, NothingIsRecordedWithoutAnAnswer) {
  const auto file = (folder_ / "kept.json").string();
  const auto none = run({"record", "desk", "open", file, "-d", R"({"subject": "x"})"});
  EXPECT_NE(none.exit, kOk);
  EXPECT_FALSE(fs::exists(file));
}

}  // namespace
}  // namespace baton::app
