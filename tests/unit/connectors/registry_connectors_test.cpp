#include "baton/connectors/registry.hpp"
#include "baton/simulate/clock.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <filesystem>
#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <set>
#include <unistd.h>

namespace baton::connectors {
namespace {

namespace fs = std::filesystem;
using core::Json;
using testing::HasSubstr;
using Kind = core::ActionResult::Kind;

// A folder of connectors whose files change, and a registry that picks them up.
class PickUpTest : public testing::Test {
 protected:
  PickUpTest() {
    fs::remove_all(folder_);
    fs::create_directories(folder_ / "connectors");
    options_.plugins.library_host = {std::string(BATON_BUILD_DIR) + "/tests/plugin_host"};
    options_.plugins.restart_first = options_.plugins.restart_max = std::chrono::milliseconds(1);
  }
  ~PickUpTest() override { fs::remove_all(folder_); }

  // Replaces a file at once, as a careful person does. Its time is newer than all before, also
  // where the file system's clock is coarse.
  void put(const std::string& name, const std::string& text) {
    const auto made = folder_ / "connectors" / ("." + name);
    std::ofstream(made) << text;
    fs::last_write_time(made, fs::file_time_type::clock::now() + std::chrono::seconds(++changes_));
    fs::rename(made, folder_ / "connectors" / name);
  }
  static std::string text_of(const std::string& path) {
    std::ifstream file(std::string(BATON_SOURCE_DIR) + "/" + path);
    return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  }
  void load(const std::string& connections) {
    std::ofstream(folder_ / "connections.yaml") << connections;
    auto loaded = Registry::load(
        folder_ / "connectors", folder_ / "connections.yaml",
        [](const auto&) { return std::nullopt; }, clock_, options_);
    registry_ = std::move(loaded.registry);
    findings_ = std::move(loaded.findings);
    ASSERT_TRUE(registry_);
    EXPECT_FALSE(registry_->connectors_changed());
    EXPECT_FALSE(registry_->connectors_changed());
  }
  // What the server does each second: two looks, and a pick-up if they say so.
  bool look() {
    registry_->connectors_changed();
    if (!registry_->connectors_changed()) return false;
    auto pick = [this]() -> boost::asio::awaitable<void> {
      findings_.clear();
      const bool clear = co_await registry_->pick_up(findings_);
      EXPECT_TRUE(clear);
    };
    boost::asio::co_spawn(io_, pick, [](const std::exception_ptr& error) { EXPECT_FALSE(error); });
    io_.restart();
    io_.run();
    return true;
  }
  std::string first_finding() const {
    return findings_.empty() ? std::string() : findings_.front().message;
  }
  core::ActionResult perform(core::StartAction action) {
    core::ActionResult result;
    auto one = [this, &action, &result]() -> boost::asio::awaitable<void> {
      result = co_await registry_->perform(action);
    };
    boost::asio::co_spawn(io_, one, [](const std::exception_ptr& error) { EXPECT_FALSE(error); });
    io_.restart();
    io_.run();
    return result;
  }
  static core::StartAction action(const std::string& operation, Json input = Json::object()) {
    core::StartAction made;
    made.connection = "c";
    made.operation = operation;
    made.key = "key";
    made.input = std::move(input);
    made.context = Json::object();
    made.timeout = std::chrono::seconds(20);
    return made;
  }

  const fs::path folder_ = fs::path(testing::TempDir()) /
                           ("baton-pick-up-" + std::to_string(::getpid()) + "-" +
                            testing::UnitTest::GetInstance()->current_test_info()->name());
  int changes_ = 0;
  Registry::Options options_{};
  simulate::VirtualClock clock_{};
  boost::asio::io_context io_{};
  std::unique_ptr<Registry> registry_{};
  core::Findings findings_{};
};

constexpr auto kHttp = "connector: c\noperations: { get: { request: { path: /x } } }\n";
constexpr auto kProgram = "connector: c\nprogram: [python3, trouble.py]\n";

TEST_F(PickUpTest, AConnectorThatComesIsUsedAndOneThatGoesIsNot) {
  load("connections: { c: { base_url: \"https://c.example\" } }");
  EXPECT_THAT(registry_->state("c")->reason, HasSubstr("unknown connector"));
  put("c.yaml", kHttp);
  EXPECT_FALSE(registry_->connectors_changed());  // it may still be written
  EXPECT_TRUE(registry_->connectors_changed());
  EXPECT_TRUE(look());
  EXPECT_TRUE(registry_->state("c")->active) << registry_->state("c")->reason;
  EXPECT_FALSE(look());
  fs::remove(folder_ / "connectors" / "c.yaml");
  EXPECT_TRUE(look());
  EXPECT_THAT(registry_->state("c")->reason, HasSubstr("unknown connector"));
  EXPECT_TRUE(registry_->state("c")->refused.empty());
}

TEST_F(PickUpTest, TheCatalogueSaysWhatEachConnectorCanDo) {
  put("c.yaml",
      "connector: c\ntitle: The C\nauth: [{ kind: bearer }, { kind: none }]\n"
      "operations: { get: { title: Read., request: { path: /x } } }\n"
      "webhook: { scheme: hmac, decode: [{ body: json, events: [{ type: c.said }] }] }\n");
  put("d.yaml", "connector: d\noperations: { get: { request: { path: /x } } }\n");
  load("connections: { c: {}, c_lab: { connector: c } }");
  const auto all = registry_->connectors();
  ASSERT_EQ(all.size(), 2U);
  EXPECT_EQ(all[0].name, "c");
  EXPECT_EQ(all[0].title, "The C");
  EXPECT_EQ(all[0].auth, (std::vector<std::string>{"bearer", "none"}));
  EXPECT_EQ(all[0].operations,
            (std::vector<std::pair<std::string, std::string>>{{"get", "Read."}}));
  EXPECT_EQ(all[0].scheme, "hmac");
  EXPECT_EQ(all[0].connections, (std::vector<std::string>{"c", "c_lab"}));
  EXPECT_TRUE(all[1].connections.empty());
}

TEST_F(PickUpTest, ABrokenManifestIsRefusedAndTheOldOneStays) {
  put("c.yaml", kHttp);
  load("connections: { c: { base_url: \"https://c.example\" } }");
  put("c.yaml", "connector: c\noperations: { get: { requst: {} } }\n");
  EXPECT_TRUE(look());
  EXPECT_FALSE(findings_.empty());
  EXPECT_TRUE(registry_->state("c")->active);
  EXPECT_THAT(registry_->state("c")->refused, HasSubstr("c.yaml:2:"));
  EXPECT_TRUE(registry_->operations().at("c").contains("get"));
  put("c.yaml", "connector: c\noperations: { put: { request: { path: /x } } }\n");
  EXPECT_TRUE(look());
  EXPECT_EQ(registry_->state("c")->refused, "");
  EXPECT_TRUE(registry_->operations().at("c").contains("put"));
}

TEST_F(PickUpTest, ConnectionsAreReadWhenTheServerIsAskedTo) {
  put("c.yaml", kHttp);
  load("connections: { c: { base_url: \"https://c.example\" } }");
  std::ofstream(folder_ / "connections.yaml") << "connections: [\n";  // somebody is writing
  put("d.yaml", "connector: d\noperations: { get: { request: { path: /x } } }\n");
  EXPECT_TRUE(look());
  EXPECT_TRUE(registry_->state("c")->active);
}

TEST_F(PickUpTest, AProgramDescribesItselfAnewWhenItsFileChanges) {
  put("trouble.py", text_of("tests/plugins/trouble.py"));
  put("c.yaml", kProgram);
  load("connections: { c: { settings: {} } }");
  EXPECT_TRUE(registry_->operations().at("c").contains("echo")) << first_finding();
  EXPECT_EQ(perform(action("echo")).kind, Kind::succeeded);
  auto text = text_of("tests/plugins/trouble.py");
  text.replace(text.find("\"secret\""), 8, "\"secrets\"");
  put("trouble.py", text);
  EXPECT_TRUE(look());
  EXPECT_TRUE(registry_->operations().at("c").contains("secrets"));
  EXPECT_EQ(perform(action("echo")).kind, Kind::succeeded);
  // One that does not even start is refused, and the process of the old one goes on.
  put("trouble.py", "this is no Python\n");
  EXPECT_TRUE(look());
  EXPECT_THAT(first_finding(), HasSubstr("ended with code 1"));
  EXPECT_THAT(registry_->state("c")->refused, HasSubstr("trouble.py"));
  EXPECT_EQ(perform(action("echo")).kind, Kind::succeeded);
  put("trouble.py", text);
  EXPECT_TRUE(look());
  EXPECT_EQ(registry_->state("c")->refused, "");
}

TEST_F(PickUpTest, ALibraryNeedsNoManifest) {
  load("connections: { trouble: { settings: {} } }");
  fs::copy_file(std::string(BATON_BUILD_DIR) + "/tests/trouble.so",
                folder_ / "connectors" / "trouble.so");
  EXPECT_TRUE(look());
  EXPECT_TRUE(registry_->state("trouble")->active) << registry_->state("trouble")->reason;
  auto echo = action("echo", {{"n", 7}});
  echo.connection = "trouble";
  EXPECT_EQ(perform(echo).output, Json({{"n", 7}}));
  // A library of another version of the interface takes its place, and is refused.
  fs::copy_file(std::string(BATON_BUILD_DIR) + "/tests/trouble_old.so",
                folder_ / "connectors" / ".new.so");
  fs::rename(folder_ / "connectors" / ".new.so", folder_ / "connectors" / "trouble.so");
  EXPECT_TRUE(look());
  EXPECT_THAT(registry_->state("trouble")->refused, HasSubstr("made for version 99"));
  EXPECT_EQ(perform(echo).kind, Kind::succeeded);
  fs::remove(folder_ / "connectors" / "trouble.so");
  EXPECT_TRUE(look());
  EXPECT_EQ(perform(echo).kind, Kind::held);
}

TEST_F(PickUpTest, AProgramThatIsBrokenFromTheBeginningHoldsItsConnection) {
  put("c.yaml", "connector: c\nprogram: [./no-such-program]\n");
  load("connections: { c: { settings: {} } }");
  EXPECT_FALSE(registry_->state("c")->active);
  EXPECT_THAT(registry_->state("c")->reason, HasSubstr("cannot be started"));
}

// The program is asked to describe itself while SIGHUP has the files read that are newer.
TEST_F(PickUpTest, AReloadMeanwhileIsNotUndone) {
  const auto text = text_of("tests/plugins/trouble.py");
  put("trouble.py", text);
  put("c.yaml", kProgram);
  load("connections: { c: { settings: { file: " + (folder_ / "booked").string() + " } } }");
  EXPECT_EQ(registry_->state("c")->title, "Trouble");
  put("trouble.py", text + "# another version\n");
  registry_->connectors_changed();
  EXPECT_TRUE(registry_->connectors_changed());
  auto pick = [this]() -> boost::asio::awaitable<void> {
    const bool clear = co_await registry_->pick_up(findings_);
    EXPECT_TRUE(clear);
  };
  boost::asio::co_spawn(io_, pick, [](const std::exception_ptr& error) { EXPECT_FALSE(error); });
  io_.poll();
  put("c.yaml", std::string(kProgram) + "title: Newer\n");
  core::Findings findings;
  EXPECT_TRUE(registry_->reload(findings));
  EXPECT_EQ(registry_->state("c")->title, "Newer");
  io_.run();
  EXPECT_EQ(registry_->state("c")->title, "Newer");
}

// Fifty times another version takes the place of the one that is working: each action is done once.
TEST_F(PickUpTest, ActionsGoOnOverFiftyReplacements) {
  constexpr int kReplacements = 50;
  constexpr int kWorkers = 4;
  const auto text = text_of("tests/plugins/trouble.py");
  put("trouble.py", text);
  put("c.yaml", kProgram);
  load("connections: { c: { settings: { file: " + (folder_ / "booked").string() + " } } }");
  bool replacing = true;
  int done = 0;
  auto work = [&](int worker) -> boost::asio::awaitable<void> {
    for (int number = 0; replacing; ++number) {
      auto book = action("book");
      book.key = std::to_string(worker) + "-" + std::to_string(number);
      const auto result = co_await registry_->perform(book);
      EXPECT_EQ(result.kind, Kind::succeeded) << result.code << ": " << result.message;
      if (result.kind != Kind::succeeded) co_return;
      ++done;
    }
  };
  auto replace = [&]() -> boost::asio::awaitable<void> {
    for (int number = 0; number < kReplacements; ++number) {
      const int before = done;
      put("trouble.py", text + "# version " + std::to_string(number) + "\n");
      registry_->connectors_changed();
      EXPECT_TRUE(registry_->connectors_changed());
      core::Findings findings;
      const bool clear = co_await registry_->pick_up(findings);
      EXPECT_TRUE(clear && findings.empty());
      // Some actions are performed by each version.
      while (done < before + kWorkers) co_await boost::asio::post(io_, boost::asio::use_awaitable);
    }
    replacing = false;
  };
  const auto good = [](const std::exception_ptr& error) { EXPECT_FALSE(error); };
  for (int worker = 0; worker < kWorkers; ++worker) boost::asio::co_spawn(io_, work(worker), good);
  boost::asio::co_spawn(io_, replace(), good);
  io_.run();
  std::multiset<std::string> booked;
  std::ifstream file(folder_ / "booked");
  for (std::string line; std::getline(file, line);) booked.insert(line);
  EXPECT_EQ(booked.size(), static_cast<std::size_t>(done));
  EXPECT_EQ(std::set<std::string>(booked.begin(), booked.end()).size(), booked.size());
  EXPECT_GE(done, kReplacements * kWorkers);
}

}  // namespace
}  // namespace baton::connectors
