#include "unit/connectors/performing.hpp"

// Sessions that begin with a sign-in, over the shipped connector of Tableau.
namespace baton::connectors {
namespace {

constexpr auto kTableauSource = "9dbd2263-16b5-46e1-9c43-a76bb8ab65fb";

class SignIns : public Perform {
 protected:
  // A vendor whose sessions count up, and of which only the newest is good.
  void serve_sessions(std::string site = "6b7179ba") {
    serve([this, site = std::move(site)](const Loopback::Request& request) {
      if (request.target() == "/auth/signin") {
        ++sign_ins_;
        if (refuses_) {
          const auto* body = R"({"error":{"summary":"Signin Error","code":"401001"}})";
          return Loopback::Step{Loopback::answer(401, body)};
        }
        return Loopback::Step{Loopback::answer(
            200, core::dump(Json{{"credentials",
                                  {{"token", "session-" + std::to_string(sign_ins_)},
                                   {"site", {{"id", site}}}}}}))};
      }
      const bool good = request["X-Tableau-Auth"] == "session-" + std::to_string(sign_ins_);
      return Loopback::Step{good ? Loopback::answer(202, R"({"job":{"id":"j-1"}})")
                                 : Loopback::answer(401, R"({"error":{"code":"401002"}})")};
    });
    connect_shipped("tableau",
                    "auth: { kind: sign_in, username: 'test:baton', password: "
                    "'test:a-secret\"quoted', site: marketing }");
  }
  core::StartAction refresh() const {
    return action("refresh_datasource", {{"datasource", kTableauSource}});
  }
  int sign_ins_ = 0;
  bool refuses_ = false;
};

TEST_F(SignIns, BringATokenAndTheRestOfTheAddress) {
  serve_sessions();
  const auto result = perform(refresh());
  ASSERT_EQ(result.kind, Kind::succeeded) << result.message;
  EXPECT_EQ(result.output.at("job"), "j-1");
  ASSERT_EQ(server_->requests().size(), 2U);
  const auto& first = server_->requests().at(0);
  EXPECT_EQ(core::parse_json(first.body()).value(),
            (Json{{"credentials",
                   {{"personalAccessTokenName", "baton"},
                    {"personalAccessTokenSecret", "a-secret\"quoted"},
                    {"site", {{"contentUrl", "marketing"}}}}}}));
  const auto& second = server_->requests().at(1);
  EXPECT_EQ(second.target(),
            "/sites/6b7179ba/datasources/" + std::string(kTableauSource) + "/refresh");
  EXPECT_EQ(second["X-Tableau-Auth"], "session-1");
}

TEST_F(SignIns, AreSharedByAllActions) {
  serve_sessions();
  for (const auto& result : perform({refresh(), refresh(), refresh()}))
    EXPECT_EQ(result.kind, Kind::succeeded) << result.message;
  EXPECT_EQ(sign_ins_, 1);
}

// Somebody has signed in with the same token elsewhere, which ended our session.
TEST_F(SignIns, AreRepeatedOnceAfterA401) {
  serve_sessions();
  EXPECT_EQ(perform(refresh()).kind, Kind::succeeded);
  ++sign_ins_;
  EXPECT_EQ(perform(refresh()).kind, Kind::succeeded);
  EXPECT_EQ(sign_ins_, 3);
}

TEST_F(SignIns, AreRepeatedBeforeTheSessionEnds) {
  serve_sessions();
  EXPECT_EQ(perform(refresh()).kind, Kind::succeeded);
  clock_.advance(std::chrono::minutes(100));
  EXPECT_EQ(perform(refresh()).kind, Kind::succeeded);
  EXPECT_EQ(sign_ins_, 2);
}

// Wrong credentials hold the actions until somebody changes them, and say nothing of themselves.
TEST_F(SignIns, ThatAreRefusedHoldTheAction) {
  refuses_ = true;
  serve_sessions();
  const auto result = perform(refresh());
  EXPECT_EQ(result.kind, Kind::held);
  EXPECT_EQ(result.code, "auth_refused");
  EXPECT_EQ(result.message, "not signed in: HTTP 401, the answer has no token");
  EXPECT_EQ(server_->requests().size(), 1U);
}

TEST_F(SignIns, CannotBeLedElsewhereByTheAnswer) {
  serve_sessions("../../admin?x=");
  EXPECT_EQ(perform(refresh()).kind, Kind::succeeded);
  EXPECT_TRUE(server_->requests().at(1).target().starts_with("/sites/..%2F..%2Fadmin%3Fx%3D/"))
      << server_->requests().at(1).target();
  TearDown();
  serve_sessions("..");
  EXPECT_EQ(perform(refresh()).code, "auth_refused");
}

TEST_F(SignIns, AreCheckedAtLoad) {
  const auto finding = [](const std::string& auth) {
    core::Findings findings;
    Manifest::load("connector: vendor\nauth: [ { kind: sign_in" + auth +
                       " } ]\noperations: { get: { request: { path: /a } } }\n",
                   "vendor.yaml", findings);
    return findings.empty() ? std::string() : findings.front().message;
  };
  const std::string whole = ", sign_in_url: /in, header: X-S, token_pointer: /t";
  EXPECT_EQ(finding(whole + ", sign_in_body: '{\"a\": \"{password}\"}'"), "");
  EXPECT_EQ(finding(whole), "auth of kind sign_in needs \"sign_in_body\"");
  EXPECT_NE(finding(whole + ", sign_in_body: text").find("expected the text of a JSON object"),
            std::string::npos);
  EXPECT_NE(finding(", sign_in_url: /in, header: X-S, token_pointer: t, sign_in_body: '{}'")
                .find("expected a JSON pointer"),
            std::string::npos);
  EXPECT_NE(finding(whole + ", sign_in_body: '{}', life: long").find("expected a duration"),
            std::string::npos);
}

}  // namespace
}  // namespace baton::connectors
