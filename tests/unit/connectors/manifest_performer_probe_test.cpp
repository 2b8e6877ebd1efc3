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

}  // namespace
}  // namespace baton::connectors
