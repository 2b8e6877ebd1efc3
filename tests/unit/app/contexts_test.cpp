#include "app/contexts.hpp"

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

class ContextsTest : public testing::Test {
 protected:
  void SetUp() override {
    bench_.variables["XDG_CONFIG_HOME"] = folder_.string();
    bench_.server.answer("GET /api/v1/runs?limit=100",
                         {{"items", core::Json::array()}, {"next", nullptr}});
  }
  void TearDown() override { fs::remove_all(folder_); }
  std::string url_of_a_command() {
    bench_.run({"runs", "ls"});
    return bench_.server.url;
  }

  Bench bench_;
  fs::path folder_ = fs::temp_directory_path() / ("baton-contexts-" + std::to_string(::getpid()));
};

TEST_F(ContextsTest, CommandsTalkToTheOneInUse) {
  fs::create_directories(folder_);
  const auto token = folder_ / "token";
  std::ofstream(token) << "bt_prod\n";
  EXPECT_EQ(bench_
                .run({"context", "add", "prod", "--url", "https://baton.example", "--token-file",
                      token.string()})
                .exit,
            kOk);
  EXPECT_EQ(url_of_a_command(), "http://127.0.0.1:8700") << "it is only known";
  EXPECT_EQ(bench_.run({"context", "use", "prod"}).exit, kOk);
  EXPECT_EQ(url_of_a_command(), "https://baton.example");
  EXPECT_EQ(bench_.server.token, "bt_prod");
  bench_.run({"runs", "ls", "--url", "http://127.0.0.1:9"});
  EXPECT_EQ(bench_.server.url, "http://127.0.0.1:9");
  EXPECT_NE(bench_.server.token, "bt_prod") << "it is for its own server only";
  bench_.variables["BATON_CONTEXT"] = "local";
  EXPECT_EQ(url_of_a_command(), "http://127.0.0.1:8700");
  bench_.variables.erase("BATON_CONTEXT");
  EXPECT_EQ(bench_.run({"context", "rm", "prod"}).exit, kOk);
  EXPECT_EQ(url_of_a_command(), "http://127.0.0.1:8700");
}

TEST_F(ContextsTest, TheDoctorNamesTheServerThatItAsks) {
  bench_.run({"context", "add", "prod", "--url", "https://baton.example"});
  bench_.run({"context", "use", "prod"});
  bench_.server.answer("GET /api/v1/system", {{"version", "1.2.3"}});
  bench_.server.answer("GET /readyz", {{"status", "ready"}});
  bench_.server.answer("GET /api/v1/connections",
                       {{"items", core::Json::array()}, {"next", nullptr}});
  const auto outcome =
      bench_.run({"doctor", "--config", folder_.string(), "--data", (folder_ / "data").string()});
  EXPECT_THAT(outcome.out, HasSubstr("server: https://baton.example, version 1.2.3"));
}

TEST_F(ContextsTest, SlipsAreAnswered) {
  EXPECT_EQ(bench_.run({"context", "use", "prod"}).exit, kNotFound);
  EXPECT_EQ(bench_.run({"context", "add", "prod"}).exit, kUsage);
  EXPECT_EQ(bench_.run({"context", "add", "local", "--url", "http://a"}).exit, kUsage);
  bench_.run({"context", "add", "prod", "--url", "https://a.example"});
  EXPECT_EQ(bench_.run({"context", "ls", "-o", "name"}).out, "prod\n");
  const auto mode = fs::status(folder_ / "baton" / "contexts.json").permissions();
  EXPECT_EQ(mode, fs::perms::owner_read | fs::perms::owner_write);
  bench_.variables["BATON_CONTEXT"] = "prdo";
  EXPECT_THAT(bench_.run({"runs", "ls"}).err, HasSubstr("did you mean \"prod\"?"));
  std::ofstream(folder_ / "baton" / "contexts.json") << "{";
  EXPECT_EQ(bench_.run({"context", "ls"}).exit, kUsage);
}

}  // namespace
}  // namespace baton::app
