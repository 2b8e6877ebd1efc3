#pragma once

#include "baton/core/text.hpp"
#include "baton/simulate/clock.hpp"
#include "connectors/plugin/manifest_plugin.hpp"
#include "connectors/plugin/plugin_performer.hpp"

#include <atomic>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <filesystem>
#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <memory>
#include <string>
#include <unistd.h>
#include <vector>

// A connection whose connector is a program.
namespace baton::connectors {

// A folder of the test's own, which goes with the test.
class PluginTest : public testing::Test {
 protected:
  using Json = core::Json;
  using Result = core::ActionResult;
  using Mode = core::StartAction::Mode;

  PluginTest() {
    std::filesystem::remove_all(folder_);
    std::filesystem::create_directories(folder_);
    options_.plugins.library_host = {std::string(BATON_BUILD_DIR) + "/tests/plugin_host"};
    options_.plugins.restart_first = std::chrono::milliseconds(1);
    options_.plugins.restart_max = std::chrono::milliseconds(4);
    options_.plugins.cancel = std::chrono::milliseconds(50);
    options_.plugins.end = std::chrono::milliseconds(500);
  }
  ~PluginTest() override { std::filesystem::remove_all(folder_); }

  void write(const std::string& name, const std::string& text) const {
    std::ofstream(folder_ / name) << text;
  }
  // A file of tests/plugins, or with another folder of the sources.
  void copy(const std::string& from, const std::string& name) const {
    std::filesystem::copy_file(from, folder_ / name,
                               std::filesystem::copy_options::overwrite_existing);
  }
  static std::string source(const std::string& path) {
    return std::string(BATON_SOURCE_DIR) + "/" + path;
  }
  static std::string built(const std::string& path) {
    return std::string(BATON_BUILD_DIR) + "/" + path;
  }

  // Connects to a program by its manifest. `settings` is YAML.
  void connect(const std::string& manifest_yaml, const std::string& settings = "{}") {
    core::Findings findings;
    const auto file = folder_ / "c.yaml";
    auto manifest = Manifest::load("connector: c\n" + manifest_yaml, file.string(), findings);
    ASSERT_TRUE(manifest);
    const auto program = program_of(*manifest, options_.plugins.library_host);
    host_ = std::make_unique<PluginHost>(options_.plugins);
    const auto said = host_->describe(program).get();
    ASSERT_TRUE(said) << said.error().text();
    auto whole = std::make_shared<Manifest>(*with_operations(*manifest, *said, findings));
    whole->program = program;
    const auto connections = ConnectionsFile::read(
        "connections: { c: { settings: " + settings + " } }", "connections.yaml",
        {{{"c", whole}}, {}},
        [](const std::string& name) {
          return core::lower(name).ends_with("_proxy") ? std::nullopt
                                                       : std::optional("the-value-of-" + name);
        },
        findings);
    connection_ = connections->connection("c", findings);
    for (const auto& finding : findings) ADD_FAILURE() << finding.message;
    performer_ = std::make_unique<PluginPerformer>(connection_, *host_, options_);
  }
  void connect_trouble(const std::string& more = "") {
    copy(source("tests/plugins/trouble.py"), "trouble.py");
    connect("program: [python3, trouble.py]\n",
            "{ file: " + (folder_ / "booked").string() + more + " }");
  }

  core::StartAction action(const std::string& operation, Json input = Json::object(),
                           Mode mode = Mode::perform) const {
    core::StartAction made;
    made.connection = "c";
    made.operation = operation;
    made.key = "key-1";
    made.input = std::move(input);
    made.context = Json::object();
    made.timeout = std::chrono::seconds(20);
    made.mode = mode;
    return made;
  }
  std::vector<Result> perform(const std::vector<core::StartAction>& actions) {
    std::vector<Result> results(actions.size());
    for (std::size_t index = 0; index < actions.size(); ++index) {
      auto one = [this, &actions, &results, index]() -> boost::asio::awaitable<void> {
        results[index] = co_await performer_->perform(actions[index]);
      };
      boost::asio::co_spawn(io_, one, [](const std::exception_ptr& error) { EXPECT_FALSE(error); });
    }
    io_.restart();
    io_.run();
    return results;
  }
  // Performs an action, again as long as the program is being started again.
  Result perform(const core::StartAction& one) {
    for (;;) {
      auto result = perform(std::vector<core::StartAction>{one}).front();
      if (result.code != "connector_restarting") return result;
    }
  }
  std::vector<Registry::Check> probe() {
    std::vector<Registry::Check> checks;
    auto one = [this, &checks]() -> boost::asio::awaitable<void> {
      checks = co_await performer_->probe();
    };
    boost::asio::co_spawn(io_, one, [](const std::exception_ptr& error) { EXPECT_FALSE(error); });
    io_.restart();
    io_.run();
    return checks;
  }
  // How often something stands in the file that the program writes to.
  int booked() const {
    std::ifstream file(folder_ / "booked");
    int lines = 0;
    for (std::string line; std::getline(file, line);) ++lines;
    return lines;
  }

  const std::filesystem::path folder_ =
      std::filesystem::path(testing::TempDir()) /
      ("baton-plugin-" + std::to_string(::getpid()) + "-" +
       testing::UnitTest::GetInstance()->current_test_info()->name());
  Registry::Options options_{};
  boost::asio::io_context io_{};
  Connection connection_{};
  std::unique_ptr<PluginHost> host_{};
  std::unique_ptr<PluginPerformer> performer_{};
};

}  // namespace baton::connectors
