#include "unit/connectors/performing.hpp"

#include <optional>

namespace baton::connectors {
namespace {

using Result = Registry::Check::Result;

class Probe : public Perform {
 protected:
  std::vector<Registry::Check> probe() {
    std::optional<std::vector<Registry::Check>> checks;
    auto run = [this, &checks]() -> boost::asio::awaitable<void> {
      checks = co_await performer_->probe();
    };
    boost::asio::co_spawn(io_, run, [](std::exception_ptr error) { EXPECT_FALSE(error); });
    io_.restart();
    while (!checks && io_.run_one() > 0) {}
    return checks.value_or(std::vector<Registry::Check>{});
  }
  // "configuration name tcp answer", with a ! before what failed and a ? before what is not known.
  static std::string told(const std::vector<Registry::Check>& checks) {
    std::string text;
    for (const auto& check : checks)
      text += (text.empty() ? "" : " ") +
              std::string(check.result == Result::failed    ? "!"
                          : check.result == Result::unknown ? "?"
                                                            : "") +
              check.what;
    return text;
  }
};

TEST_F(Probe, AsksTheBaseAddressAndChangesNothing) {
  serve([](const auto&) { return Loopback::Step{Loopback::answer(404, "{}")}; });
  connect();
  const auto checks = probe();
  EXPECT_EQ(told(checks), "configuration name tcp answer ?sign_in");
  EXPECT_EQ(checks[3].text, "HTTP 404");
  ASSERT_EQ(server_->requests().size(), 1U);
  EXPECT_EQ(server_->requests().front().method(), boost::beast::http::verb::get);
}

TEST_F(Probe, SaysThatTheCredentialsAreRefused) {
  serve([](const auto&) { return Loopback::Step{Loopback::answer(401, "{}")}; });
  connect("auth: { kind: bearer, token: 'test:token-token' }");
  EXPECT_EQ(told(probe()), "configuration name tcp answer !sign_in");
  EXPECT_EQ(server_->requests().front()["Authorization"], "Bearer token-token");
}

TEST_F(Probe, EndsWhereNothingListens) {
  serve([](const auto&) { return Loopback::Step{Loopback::answer(200, "{}")}; });
  connect();
  server_->stop();
  EXPECT_EQ(told(probe()), "configuration name !tcp");
}

TEST_F(Probe, SaysThatNoAnswerCame) {
  serve([](const auto&) { return Loopback::Step{"", true}; });
  connect();
  EXPECT_EQ(told(probe()), "configuration name tcp !answer");
}

// A manifest with a `test`.
constexpr auto kTried = R"(
connector: vendor
auth:
  - kind: bearer
errors:
  - { status: [200, 4xx], when: 'body.?ok.orValue(true) == false', kind: permanent, code: "${body.error}", message: "says ${body.error}" }
settings: [account]
operations:
  get: { request: { path: "/things" } }
test:
  request: { path: "/whoami", query: { account: "${connection.settings.account}" } }
  scopes: "${headers[?'x-scopes'].orValue('')}"
  errors: [{ status: 404, when: 'body.?error.orValue("") == "no_thing"', kind: done }]
)";

class ProbeByTest : public Probe {
 protected:
  // What is told where the base URL answers 404 and the request of the test with `answer`.
  std::string told_of(const std::string& answer, const std::string& settings = "account: '7'") {
    serve([answer](const auto& request) {
      return Loopback::Step{std::string(request.target()).starts_with("/whoami")
                                ? answer
                                : Loopback::answer(404, "{}")};
    });
    connect(
        kTried, "vendor",
        "auth: { kind: bearer, token: 'test:token-token' }\n    settings: { " + settings + " }");
    checks_ = probe();
    return told(checks_);
  }

  std::vector<Registry::Check> checks_{};
};

TEST_F(ProbeByTest, TellsThatTheCredentialsAreRight) {
  EXPECT_EQ(told_of(Loopback::answer(200, "{\"ok\": true}")),
            "configuration name tcp answer sign_in ?scope");
  ASSERT_EQ(server_->requests().size(), 2U);
  EXPECT_EQ(server_->requests()[1].target(), "/whoami?account=7");
  EXPECT_EQ(server_->requests()[1]["Authorization"], "Bearer token-token");
}

TEST_F(ProbeByTest, SaysWhatTheVendorSaysOfTheirScopes) {
  EXPECT_EQ(told_of(Loopback::answer(200, "{\"ok\": true}", "X-Scopes: read,write\r\n")),
            "configuration name tcp answer sign_in scope");
  EXPECT_EQ(checks_.back().text, "read,write");
}

TEST_F(ProbeByTest, TellsThatTheyAreRefused) {
  EXPECT_EQ(told_of(Loopback::answer(401, "{\"message\": \"no\"}")),
            "configuration name tcp answer !sign_in");
}

TEST_F(ProbeByTest, TellsThatTheyAreRefusedInsideASuccess) {
  EXPECT_EQ(told_of(Loopback::answer(200, "{\"ok\": false, \"error\": \"invalid_auth\"}")),
            "configuration name tcp answer !sign_in");
  EXPECT_EQ(checks_.back().text, "says invalid_auth");
}

TEST_F(ProbeByTest, TellsThatTheyAreRefusedWith400) {
  EXPECT_EQ(told_of(Loopback::answer(400, "{\"ok\": false, \"error\": \"OAuthException\"}")),
            "configuration name tcp answer !sign_in");
}

TEST_F(ProbeByTest, TellsThatTheyMayNotDoIt) {
  EXPECT_EQ(told_of(Loopback::answer(403, "{\"ok\": false, \"error\": \"scope\"}")),
            "configuration name tcp answer !scope");
}

TEST_F(ProbeByTest, MayCallARefusalASuccess) {
  EXPECT_EQ(told_of(Loopback::answer(404, "{\"error\": \"no_thing\"}")),
            "configuration name tcp answer sign_in ?scope");
}

TEST_F(ProbeByTest, ClaimsNothingWhereTheVendorDoesNotAnswerTheQuestion) {
  EXPECT_EQ(told_of(Loopback::answer(503, "{}")), "configuration name tcp answer ?sign_in");
}

TEST_F(ProbeByTest, ClaimsNothingWithoutTheSettingThatItAsksFor) {
  EXPECT_EQ(told_of(Loopback::answer(200, "{}"), ""), "configuration name tcp answer ?sign_in");
  EXPECT_EQ(server_->requests().size(), 1U);
}

}  // namespace
}  // namespace baton::connectors
