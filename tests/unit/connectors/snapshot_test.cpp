#include "connectors/snapshot.hpp"

#include "baton/simulate/clock.hpp"
#include "unit/connectors/loopback.hpp"

#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <memory>
#include <string>
#include <utility>

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

  void put(const std::string& token, const char* file = "token") {
    std::ofstream(folder_ / file, std::ios::trunc) << token;
  }

  // The reference to a file that put() has written.
  std::string at(const char* file) const { return "\"file:" + (folder_ / file).string() + "\""; }
  // Gives the files of the connection "other" time to be read again.
  void look_at_other() {
    for (int look = 0; look < 4; ++look, clock_.advance(std::chrono::seconds(3)))
      EXPECT_EQ(registry_->held("other", "get"), "");
  }
  // The vendor answers with these words; the words that an action gets of them.
  void load_answering(const core::Json& told) {
    load([told](const auto&) {
      return Loopback::Step{Loopback::answer(200, core::dump(core::Json{{"words", told}}))};
    });
  }
  core::Json words() { return perform().output.at("body").at("words"); }

  void load(Loopback::Script script) {
    server_ = std::make_unique<Loopback>(io_, std::move(script));
    std::ofstream(folder_ / "connectors" / "acme.yaml")
        << "connector: acme\nauth: [{ kind: bearer }]\noperations:\n"
           "  get: { request: { path: /things }, output: { body: \"${body}\" } }\n"
           "webhook: { decode: [{ body: json, events: [{ type: acme.said }] }] }\n";
    std::ofstream connections(folder_ / "connections.yml");
    connections << "connections:\n";
    for (const auto& [name, file] : {std::pair("shop", "token"), std::pair("other", "others")})
      if (fs::exists(folder_ / file))
        connections << "  " << name
                    << ":\n    connector: acme\n    allow_private: true\n    base_url: "
                    << server_->url() << "\n    auth: { token: " << at(file) << " }\n";
    if (!hook_of_last_.empty()) connections << "    webhook: " << hook_of_last_ << "\n";
    connections.close();
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
  std::string hook_of_last_{};  // in YAML; of the connection "other", or of "shop" without it
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

TEST_F(SnapshotTest, CredentialsOfOtherConnectionsAreTakenOutOfAnAnswer) {
  put("t0ken-of-the-others", "others");
  load_answering({"t0ken-of-the-others", "an0ther-token-of-theirs", "the-others"});
  EXPECT_EQ(words(), (core::Json{"[secret]", "an0ther-token-of-theirs", "the-others"}));
  put("an0ther-token-of-theirs", "others");
  look_at_other();
  EXPECT_EQ(words(), (core::Json{"t0ken-of-the-others", "[secret]", "the-others"}));
}

TEST_F(SnapshotTest, SecretsOfTheWebhookOfAnotherConnectionAreTakenOutOfAnAnswer) {
  put("t0ken-of-the-others", "others");
  put("s3cret-of-their-hook", "hook");
  put("v3rify-token-of-theirs", "verify");
  hook_of_last_ =
      "{ scheme: meta, secret: " + at("hook") + ", verify_token: " + at("verify") + " }";
  load_answering({"s3cret-of-their-hook", "v3rify-token-of-theirs", "their-hook"});
  EXPECT_EQ(words(), (core::Json{"[secret]", "[secret]", "their-hook"}));
}

TEST_F(SnapshotTest, SecretsByNameOfTheWebhookOfAnotherConnectionAreTakenOutOfAnAnswer) {
  put("t0ken-of-the-others", "others");
  put("s3cret-of-their-hook", "hook");
  put("cl1ent-secret-of-theirs", "client");
  hook_of_last_ = "{ scheme: linkedin, secret: " + at("hook") +
                  ", client_secrets: { a77: " + at("client") + " } }";
  load_answering({"s3cret-of-their-hook", "cl1ent-secret-of-theirs", "a77"});
  EXPECT_EQ(words(), (core::Json{"[secret]", "[secret]", "a77"}));
}

// The actions go on with the token from before, since the new one is of no use, and the webhook has
// the new secret: both are withheld.
TEST_F(SnapshotTest, EachSideThatIsRenewedBringsItsOwnSecrets) {
  put("t0ken-of-the-others", "others");
  put("s3cret-of-their-hook", "hook");
  hook_of_last_ = "{ scheme: header, header: X-Key, secret: " + at("hook") + " }";
  load_answering({"t0ken-of-the-others", "s3cret-of-their-hook", "n3w-secret-of-their-hook"});
  EXPECT_EQ(words(), (core::Json{"[secret]", "[secret]", "n3w-secret-of-their-hook"}));
  put("short", "others");
  put("n3w-secret-of-their-hook", "hook");
  look_at_other();
  EXPECT_EQ(words(), (core::Json{"[secret]", "s3cret-of-their-hook", "[secret]"}));
}

// Those that are settings of its scheme are withheld as its own secret is, unless they are words.
TEST_F(SnapshotTest, AnAnswerKeepsTheWordThatItsOwnWebhookIsVerifiedBy) {
  put("s3cret-of-our-hook", "hook");
  put("facebook", "verify");
  hook_of_last_ =
      "{ scheme: meta, secret: " + at("hook") + ", verify_token: " + at("verify") + " }";
  load_answering({"s3cret-of-our-hook", "facebook", "posted on facebook"});
  EXPECT_EQ(words(), (core::Json{"[secret]", "facebook", "posted on facebook"}));
}

// A password that is a word may stand in what another system says by chance.
TEST_F(SnapshotTest, AWordThatIsTheCredentialOfAnotherConnectionStays) {
  put("marketing", "others");
  load(
      [](const auto&) { return Loopback::Step{Loopback::answer(200, R"({"team":"marketing"})")}; });
  EXPECT_EQ(perform().output.at("body").at("team"), "marketing");
}

// What the snapshot takes out of an answer of a connection, which that connection's own performer
// has left.
TEST(SnapshotOfCredentials, AnAnswerIsNotSearchedOnceMoreForWhatIsItsOwn) {
  Snapshot snapshot;
  const auto add = [&snapshot](const std::string& name, const std::string& token) {
    auto entry = std::make_shared<Entry>();
    if (!token.empty()) entry->connection.secrets.emplace_back(token);
    entry->connection.credentials = entry->connection.secrets;
    snapshot.entries.emplace(name, std::move(entry));
    snapshot.learn_credentials();
  };
  const auto left_in = [&snapshot](const std::string& name, std::string answer) {
    snapshot.of_others(name).redact(answer);
    return answer;
  };
  add("shop", "t0ken-of-the-shop");
  add("desk", "");
  EXPECT_EQ(left_in("shop", "t0ken-of-the-shop"), "t0ken-of-the-shop");
  EXPECT_EQ(left_in("desk", "t0ken-of-the-shop"), "[secret]");
  add("mail", "t0ken-of-the-mail");
  EXPECT_EQ(left_in("shop", "t0ken-of-the-mail"), "[secret]");
  EXPECT_EQ(left_in("mail", "t0ken-of-the-shop"), "[secret]");
}

}  // namespace
}  // namespace baton::connectors
