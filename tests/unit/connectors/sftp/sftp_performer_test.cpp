#include "connectors/sftp/sftp_performer.hpp"

#include "unit/connectors/test_mode.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <fstream>
#include <gtest/gtest.h>
#include <iterator>
#include <optional>

// What the performer does before a server is asked, and with one that is not there.
// tests/e2e/test_sftp.py has it speak with OpenSSH's.
namespace baton::connectors {
namespace {

using core::ActionResult;
using core::Json;
using Kind = core::ActionResult::Kind;

constexpr auto kHostKey = "SHA256:2qHn6Yk1vVm0q7yQ1Jc2b0m0b6kq3w6m4M8b1m1H3aU";

class SftpPerformerTest : public testing::Test {
 protected:
  core::Findings connect(
      const std::string& base, const std::string& settings,
      const std::string& auth = "{ kind: basic, username: test:ada, password: test:s3cret-pass }") {
    std::ifstream file(std::string(BATON_SOURCE_DIR) + "/config/connectors/sftp.yaml");
    core::Findings findings;
    const auto manifest = Manifest::load(
        std::string{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()},
        "sftp.yaml", findings);
    const auto connections = ConnectionsFile::read(
        "connections:\n  sftp:\n    base_url: " + base +
            "\n    allow_private: true\n    auth: " + auth + "\n    settings: " + settings + "\n",
        "connections.yaml", {{{"sftp", manifest}}, {}},
        [](const auto& name) { return tests::test_mode(name); }, findings);
    connection_ = connections->connection("sftp", findings);
    performer_ = std::make_unique<SftpPerformer>(connection_, threads_, options_);
    return findings;
  }
  core::Findings connect_to_nobody() {
    boost::asio::io_context io;
    boost::asio::ip::tcp::acceptor acceptor(io, {boost::asio::ip::make_address("127.0.0.1"), 0});
    const auto port = acceptor.local_endpoint().port();
    acceptor.close();
    return connect("sftp://127.0.0.1:" + std::to_string(port) + "/outbox",
                   std::string("{ host_key: \"") + kHostKey + "\" }");
  }
  core::StartAction action(const std::string& operation, Json input) const {
    core::StartAction made;
    made.operation = operation;
    made.connection = "sftp";
    made.key = "key-1";
    made.input = std::move(input);
    made.context = Json::object();
    made.timeout = std::chrono::seconds(5);
    return made;
  }
  ActionResult perform(const core::StartAction& one) {
    std::optional<ActionResult> came;
    boost::asio::co_spawn(io_, performer_->perform(one),
                          [&came](std::exception_ptr error, ActionResult value) {
                            EXPECT_FALSE(error);
                            came = std::move(value);
                          });
    io_.restart();
    while (!came && io_.run_one() > 0) {}
    return *came;
  }
  void TearDown() override { threads_.stop(); }

  boost::asio::io_context io_{1};
  Registry::Options options_{};
  CurlThreads threads_{{.all = 2, .of_one_server = 1}, {}};
  Connection connection_{};
  std::unique_ptr<SftpPerformer> performer_{};
};

TEST_F(SftpPerformerTest, NeedsAKnownHostKey) {
  const auto findings = connect("sftp://files.example.com", "{}");
  ASSERT_EQ(findings.size(), 1U);
  EXPECT_EQ(findings[0].rule, "config/host-key");
  EXPECT_NE(findings[0].hint.find("ssh-keyscan"), std::string::npos) << findings[0].hint;
  EXPECT_FALSE(connect("sftp://files.example.com", "{ host_key: anything }").empty());
  EXPECT_TRUE(connect("sftp://files.example.com", std::string("{ host_key: \"") + kHostKey + "\" }")
                  .empty());
}

TEST_F(SftpPerformerTest, RefusesWhatIsNoFileBeforeAnybodyIsAsked) {
  ASSERT_TRUE(connect_to_nobody().empty());
  for (const auto& [input, words] : std::initializer_list<std::pair<Json, const char*>>{
           {{{"path", "../x"}, {"text", "a"}}, "leaves its folder"},
           {{{"path", "a.txt"}}, "has no content"},
           {{{"path", "a.txt"}, {"base64", "!"}}, "no base64"},
           {{{"path", "a.txt"}, {"more", 1}}, "more"}}) {
    const auto result = perform(action("put_file", input));
    EXPECT_EQ(result.kind, Kind::permanent) << core::dump(input);
    EXPECT_NE(result.message.find(words), std::string::npos) << result.message;
  }
}

TEST_F(SftpPerformerTest, TriesAgainWhereNobodyAnswers) {
  ASSERT_TRUE(connect_to_nobody().empty());
  const auto result = perform(action("put_file", {{"path", "a.txt"}, {"text", "x"}}));
  EXPECT_EQ(result.kind, Kind::transient) << result.message;
  EXPECT_EQ(result.code, "connect");
}

TEST_F(SftpPerformerTest, ShowsWhatItWouldWriteWithoutWriting) {
  ASSERT_TRUE(connect_to_nobody().empty());
  const auto shown = performer_->preview(action("put_file", {{"path", "a.txt"}, {"text", "abc"}}));
  ASSERT_TRUE(shown) << shown.error().message;
  EXPECT_EQ(shown->at("file"),
            (Json{{"put", "a.txt"},
                  {"bytes", 3},
                  {"sha256", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"}}));
}

TEST_F(SftpPerformerTest, TakesNoOtherKindOfAuth) {
  const auto findings =
      connect("sftp://files.example.com", std::string("{ host_key: \"") + kHostKey + "\" }",
              "{ kind: bearer, token: test:token-0123456789 }");
  EXPECT_FALSE(findings.empty());
}

}  // namespace
}  // namespace baton::connectors
