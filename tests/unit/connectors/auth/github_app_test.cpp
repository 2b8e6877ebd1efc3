#include "unit/connectors/auth/rsa_key.hpp"
#include "unit/connectors/performing.hpp"

#include <filesystem>

// An installation of an app, against a vendor that checks the signature and the claims.
namespace baton::connectors {
namespace {

namespace fs = std::filesystem;

class GithubApp : public Perform {
 protected:
  void SetUp() override {
    fs::create_directories(folder_);
    std::ofstream(folder_ / "key.pem") << key_.pem().reveal();
    serve([this](const Loopback::Request& request) {
      const std::string proof(request["Authorization"]);
      if (request.target() == "/app/installations/42/access_tokens")
        return Loopback::Step{give(proof.substr(std::string("Bearer ").size()))};
      const bool known = proof == "Bearer token-" + std::to_string(given_) && !ended_;
      ended_ = false;
      return Loopback::Step{
          known ? Loopback::answer(
                      200, R"({"number":1,"title":"t","state":"open","labels":[],"html_url":"u"})")
                : Loopback::answer(401, R"({"message":"Bad credentials"})")};
    });
  }
  // The answer to a request for a token.
  std::string give(const std::string& assertion) {
    const auto read = key_.verified(assertion);
    const auto now =
        std::chrono::duration_cast<std::chrono::seconds>(clock_.now().time_since_epoch()).count();
    const auto date = [&read](const char* name) {
      return read->claims.at(name).get<std::int64_t>();
    };
    const bool good = refused_.empty() && read && read->head.at("alg") == "RS256" &&
                      read->claims.at("iss") == "Iv1.0123456789abcdef" && date("iat") <= now &&
                      date("exp") > now && date("exp") <= now + 600;
    if (!good) return Loopback::answer(status_, refused_);
    ++given_;
    return Loopback::answer(201,
                            R"({"token":"token-)" + std::to_string(given_) + R"(","expires_at":")" +
                                core::to_rfc3339(clock_.now() + std::chrono::hours(1)) + "\"}");
  }
  void TearDown() override {
    Perform::TearDown();
    fs::remove_all(folder_);
  }
  void install() {
    connect_shipped("github",
                    "auth: { kind: github_app, issuer: 'test:Iv1.0123456789abcdef', "
                    "installation: 'test:42', key: 'file:" +
                        (folder_ / "key.pem").string() + "' }");
  }
  ActionResult read_issue() {
    return perform(action("get_issue", {{"owner", "o"}, {"repo", "r"}, {"number", 1}}));
  }

  tests::RsaKey key_{};
  int given_ = 0;
  bool ended_ = false;  // the token that was given has ended before its time
  int status_ = 404;
  std::string refused_{};
  fs::path folder_ =
      fs::path(testing::TempDir()) /
      ("baton-app-" + std::string(testing::UnitTest::GetInstance()->current_test_info()->name()));
};

TEST_F(GithubApp, ATokenIsFetchedOnceAnHour) {
  install();
  for (int time = 0; time < 3; ++time) {
    const auto result = read_issue();
    EXPECT_EQ(result.kind, Kind::succeeded) << result.message;
  }
  EXPECT_EQ(given_, 1);
  clock_.advance(std::chrono::hours(1));
  EXPECT_EQ(read_issue().kind, Kind::succeeded);
  EXPECT_EQ(given_, 2);
  ended_ = true;
  EXPECT_EQ(read_issue().kind, Kind::succeeded) << "a new one is fetched after a 401";
  EXPECT_EQ(given_, 3);
}

TEST_F(GithubApp, ATokenIsAskedForInTheVersionOfTheOperations) {
  install();
  ASSERT_EQ(read_issue().kind, Kind::succeeded);
  const auto& requests = server_->requests();
  ASSERT_EQ(requests.size(), 2U);
  const std::string of_token(requests.front()["X-GitHub-Api-Version"]);
  EXPECT_FALSE(of_token.empty());
  EXPECT_EQ(of_token, std::string(requests.back()["X-GitHub-Api-Version"]));
}

TEST_F(GithubApp, ARefusalHoldsTheConnection) {
  install();
  refused_ = R"({"message":"Integration not found"})";
  const auto held = read_issue();
  EXPECT_EQ(held.kind, Kind::held);
  EXPECT_EQ(held.code, "auth_refused");
  EXPECT_NE(held.message.find("Integration not found"), std::string::npos) << held.message;
  status_ = 502;
  EXPECT_EQ(read_issue().kind, Kind::transient);
  status_ = 429;
  EXPECT_EQ(read_issue().kind, Kind::throttled);
}

}  // namespace
}  // namespace baton::connectors
