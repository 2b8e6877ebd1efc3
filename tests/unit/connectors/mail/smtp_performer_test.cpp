#include "connectors/mail/smtp_performer.hpp"

#include "baton/simulate/clock.hpp"
#include "unit/connectors/test_mode.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <fstream>
#include <gtest/gtest.h>
#include <iterator>
#include <optional>

// What the performer does before a server is asked, and with one that is not there.
// tests/e2e/test_people.py has it speak with a server.
namespace baton::connectors {
namespace {

using core::ActionResult;
using core::Json;
using Kind = core::ActionResult::Kind;

class SmtpPerformerTest : public testing::Test {
 protected:
  // A port at which nothing listens.
  static std::uint16_t free_port() {
    boost::asio::io_context io;
    boost::asio::ip::tcp::acceptor acceptor(io, {boost::asio::ip::make_address("127.0.0.1"), 0});
    return acceptor.local_endpoint().port();
  }

  core::Findings connect(const std::string& more) {
    std::ifstream file(std::string(BATON_SOURCE_DIR) + "/config/connectors/email.yaml");
    core::Findings findings;
    const auto manifest = Manifest::load(
        std::string{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()},
        "email.yaml", findings);
    const auto connections = ConnectionsFile::read(
        "connections:\n  email:\n    " + more + "\n", "connections.yaml",
        {{{"email", manifest}}, {}}, [](const auto& name) { return tests::test_mode(name); },
        findings);
    connection_ = connections->connection("email", findings);
    performer_ = std::make_unique<SmtpPerformer>(connection_, http_, threads_, clock_, options_);
    return findings;
  }
  core::Findings connect_to(std::uint16_t port, const std::string& settings) {
    return connect(
        "base_url: smtp://127.0.0.1:" + std::to_string(port) +
        "\n    allow_private: true\n    auth: { kind: none }\n    settings: " + settings);
  }

  template <class Value>
  Value wait_for(boost::asio::awaitable<Value> work) {
    std::optional<Value> came;
    boost::asio::co_spawn(io_, std::move(work), [&came](std::exception_ptr error, Value value) {
      EXPECT_FALSE(error);
      came = std::move(value);
    });
    io_.restart();
    while (!came && io_.run_one() > 0) {}
    return *came;
  }
  ActionResult perform(const std::string& operation, Json input,
                       core::StartAction::Mode mode = core::StartAction::Mode::perform) {
    action_.connection = "email";
    action_.operation = operation;
    action_.key = "key-1";
    action_.input = std::move(input);
    action_.context = Json::object();
    action_.timeout = std::chrono::seconds(20);
    action_.mode = mode;
    return wait_for(performer_->perform(action_));
  }
  void TearDown() override {
    performer_->stop();
    threads_.stop();
    http_.stop();
  }

  boost::asio::io_context io_{1};
  simulate::VirtualClock clock_{};
  Registry::Options options_{};
  HttpClient http_{};
  CurlThreads threads_{{.all = 2, .of_one_server = 1}, {}};
  Connection connection_{};
  core::StartAction action_{};
  std::unique_ptr<SmtpPerformer> performer_{};
};

const Json kSent{{"to", "ada@example.com"}, {"subject", "Hello"}, {"text", "Hello"}};

TEST_F(SmtpPerformerTest, IsTriedAgainWhereNothingListens) {
  EXPECT_TRUE(connect_to(free_port(), "{ from: ops@example.com, tls: none }").empty());
  const auto result = perform("send", kSent);
  EXPECT_EQ(result.kind, Kind::transient);
  EXPECT_EQ(result.code, "connect");
  EXPECT_FALSE(result.in_doubt);
}

TEST_F(SmtpPerformerTest, FailsForAnInputThatIsWrong) {
  connect_to(free_port(), "{ from: ops@example.com, tls: none }");
  EXPECT_EQ(perform("send", {{"subject", "Hello"}}).code, "bad_input");
  auto result = perform("send", {{"to", "nobody"}, {"subject", "Hello"}, {"text", "Hello"}});
  EXPECT_EQ(result.kind, Kind::permanent);
  EXPECT_NE(result.message.find("nobody"), std::string::npos) << result.message;
  EXPECT_EQ(perform("send", {{"to", "a@b.cd"}, {"subject", "Hello"}}).code, "bad_input");
}

TEST_F(SmtpPerformerTest, WaitsForASettingThatIsNotThere) {
  connect_to(free_port(), "{ tls: none }");
  auto result = perform("send", kSent);
  EXPECT_EQ(result.kind, Kind::held);
  EXPECT_NE(result.message.find("from"), std::string::npos) << result.message;
  connect_to(free_port(), "{ from: ops@example.com, tls: none }");
  result = perform("tell", {{"title", "Hello"}});
  EXPECT_EQ(result.kind, Kind::held);
  EXPECT_NE(result.message.find("to ("), std::string::npos) << result.message;
  result = perform("ask_approval", {{"to", "ada@example.com"},
                                    {"question", "May it?"},
                                    {"approval", "run_0000000000001.legal"}});
  EXPECT_EQ(result.kind, Kind::held);
  EXPECT_NE(result.message.find("console"), std::string::npos) << result.message;
}

// What a server has taken cannot be looked up.
TEST_F(SmtpPerformerTest, LeavesALostAnswerToAPerson) {
  connect_to(free_port(), "{ from: ops@example.com, tls: none }");
  constexpr auto kReadBack = core::StartAction::Mode::read_back;
  EXPECT_EQ(perform("send", kSent, kReadBack).kind, Kind::undecidable);
  connect_to(free_port(), "{ from: ops@example.com, tls: none, on_unknown: resend }");
  EXPECT_EQ(perform("send", kSent, kReadBack).kind, Kind::not_found);
}

TEST_F(SmtpPerformerTest, DoesNotGoWhereItMayNot) {
  connect("base_url: smtp://127.0.0.1:" + std::to_string(free_port()) +
          "\n    auth: { kind: none }\n    settings: { from: ops@example.com }");
  const auto result = perform("send", kSent);
  EXPECT_EQ(result.kind, Kind::held);
  EXPECT_NE(result.message.find("127.0.0.1"), std::string::npos) << result.message;
}

TEST_F(SmtpPerformerTest, SpeaksWithoutEncryptionInANetworkOfOnesOwnOnly) {
  const auto findings = connect(
      "base_url: smtp://mail.example.com\n    auth: { kind: none }\n    settings: { from: a@b.cd, "
      "tls: none }");
  ASSERT_EQ(findings.size(), 1U);
  EXPECT_EQ(findings.front().rule, "config/plain-smtp");
  EXPECT_FALSE(connection_.state.active);
}

TEST_F(SmtpPerformerTest, IsTriedOutStepByStep) {
  connect_to(free_port(), "{ from: ops@example.com, tls: none }");
  std::string told;
  for (const auto& check : wait_for(performer_->probe()))
    told += (check.result == Registry::Check::Result::failed ? " !" : " ") + check.what;
  EXPECT_EQ(told, " configuration name !tcp");
}

}  // namespace
}  // namespace baton::connectors
