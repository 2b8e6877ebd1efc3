#include "baton/connectors/usage_ledger.hpp"
#include "unit/connectors/performing.hpp"

namespace baton::connectors {
namespace {

class MeteredActions : public Perform {
 protected:
  // A language model that answers with these tokens.
  void connect_model(const std::string& body, int status = 200,
                     const std::string& caps = "{ run: { tokens: 2000 } }",
                     const std::string& head = {}) {
    serve([body, status, head](const auto&) {
      return Loopback::Step{Loopback::answer(status, body, head)};
    });
    options_.usage = &ledger_;
    connect_shipped("openai",
                    "auth: { kind: none }\n    settings: { model: m, max_tokens: 500 }\n"
                    "    prices: { currency: USD, input: 0.25, output: 2 }\n    caps: " +
                        caps);
  }
  ActionResult ask(const std::string& prompt = "How much is it?") {
    auto one = action("complete", {{"prompt", prompt}, {"prompt_version", "v7"}});
    one.run = core::RunId(7);
    return perform(one);
  }
  Usage used() const { return ledger_.this_month("v"); }

  UsageLedger ledger_{clock_};
};

constexpr auto kAnswered =
    R"({"model":"m-1","choices":[{"finish_reason":"stop","message":{"content":"12"}}],
  "usage":{"prompt_tokens":40,"completion_tokens":2}})";

TEST_F(MeteredActions, CountWhatTheAnswerSays) {
  connect_model(kAnswered);
  const auto result = ask();
  ASSERT_EQ(result.kind, Kind::succeeded) << result.message;
  EXPECT_EQ(result.output.at("model"), "m-1");
  EXPECT_EQ(result.output.at("prompt_version"), "v7");
  EXPECT_EQ(used().input_tokens, 40);
  EXPECT_EQ(used().output_tokens, 2);
  EXPECT_EQ(used().cost_micros, 10 + 4);
}

// The vendor counts an answer that is cut off, and so do we, although the step fails.
TEST_F(MeteredActions, CountAnAnswerThatCountsAsAnError) {
  connect_model(
      R"({"model":"m","choices":[{"finish_reason":"length","message":{"content":"1"}}],"usage":{"prompt_tokens":40,"completion_tokens":500}})");
  EXPECT_EQ(ask().code, "truncated");
  EXPECT_EQ(used().tokens(), 540);
}

// A number that does not fit into 64 bits must not count as none.
TEST_F(MeteredActions, CountAsMuchAsThereCanBeOfANumberThatIsTooLarge) {
  connect_model(
      R"({"model":"m","choices":[{"finish_reason":"stop","message":{"content":"1"}}],"usage":{"prompt_tokens":1e300,"completion_tokens":1e300}})");
  EXPECT_EQ(ask().kind, Kind::succeeded);
  EXPECT_EQ(used().input_tokens, 1'000'000'000);
  EXPECT_EQ(used().output_tokens, 1'000'000'000);
}

TEST_F(MeteredActions, CountNothingOfARefusal) {
  connect_model(R"({"error":{"message":"no such model","code":"model_not_found"}})", 404);
  EXPECT_EQ(ask().kind, Kind::permanent);
  EXPECT_EQ(used().tokens(), 0);
}

// An action that waits for the quota of the vendor was not sent.
TEST_F(MeteredActions, CountNothingWhileTheVendorHasNoQuota) {
  connect_model(kAnswered, 200, "{ run: { tokens: 2000 } }",
                "x-ratelimit-remaining-requests: 0\r\nx-ratelimit-reset-requests: 40s\r\n");
  EXPECT_EQ(ask().kind, Kind::succeeded);
  for (int time = 0; time < 5; ++time) EXPECT_EQ(ask().code, "quota_used_up");
  EXPECT_EQ(server_->requests().size(), 1U);
  EXPECT_EQ(used().tokens(), 42);
}

TEST_F(MeteredActions, CountTheMostWhereTheAnswerDoesNotSay) {
  connect_model(R"({"model":"m","choices":[{"finish_reason":"stop","message":{"content":"12"}}]})");
  EXPECT_EQ(ask("x").kind, Kind::succeeded);
  EXPECT_EQ(used().output_tokens, 500);
  EXPECT_EQ(used().input_tokens, 101);
}

TEST_F(MeteredActions, CountTheMostOfALostAnswer) {
  serve([](const auto&) { return Loopback::Step{"", true}; });
  options_.usage = &ledger_;
  connect_shipped("openai", "auth: { kind: none }\n    settings: { model: m, max_tokens: 500 }");
  EXPECT_NE(ask("x").kind, Kind::succeeded);
  EXPECT_EQ(used().output_tokens, 500);
}

TEST_F(MeteredActions, AreNotSentBeyondACap) {
  connect_model(kAnswered, 200, "{ run: { tokens: 600 } }");
  EXPECT_EQ(ask().kind, Kind::permanent) << "15 bytes, 100 and 500 tokens";
  EXPECT_EQ(ask().code, "cap_reached");
  EXPECT_NE(ask().message.find("allows a run 600 tokens"), std::string::npos) << ask().message;
  EXPECT_TRUE(server_->requests().empty());
  EXPECT_EQ(used().tokens(), 0);
}

TEST_F(MeteredActions, AreCheckedAtLoad) {
  const auto findings_of = [](const std::string& more) {
    core::Findings findings;
    std::ifstream file(std::string(BATON_SOURCE_DIR) + "/config/connectors/openai.yaml");
    const auto manifest = Manifest::load(
        std::string{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()},
        "openai.yaml", findings);
    EXPECT_TRUE(findings.empty());
    ConnectionsFile::read(
        "connections:\n  v:\n    connector: openai\n    auth: { kind: none }\n" + more,
        "connections.yaml", {{{"openai", manifest}}, {}},
        [](const auto& name) { return tests::test_mode(name); }, findings)
        ->connection("v", findings);
    return findings.empty() ? std::string() : findings.front().message;
  };
  EXPECT_EQ(findings_of("    caps: { month: { cost: 5 } }\n"), "a cap on the cost needs prices");
  EXPECT_NE(findings_of("    prices: { input: -1 }\n").find("expected an amount"),
            std::string::npos);
  EXPECT_EQ(findings_of("    prices: { input: 0.25 }\n    caps: { month: { cost: 5 } }\n"), "");
}

}  // namespace
}  // namespace baton::connectors
