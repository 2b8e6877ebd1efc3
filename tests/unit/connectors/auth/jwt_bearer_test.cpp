#include "baton/formats/form.hpp"
#include "unit/connectors/auth/rsa_key.hpp"
#include "unit/connectors/performing.hpp"

// The JWT bearer flow, against a token endpoint that checks the signature and the claims.
namespace baton::connectors {
namespace {

namespace fs = std::filesystem;

constexpr auto kSalesforceLike = R"(
connector: vendor
auth:
  - { kind: jwt_bearer, token_url: /token, audience: "https://login.example.com" }
operations:
  post: { request: { method: POST, path: /things, json: {} } }
)";

constexpr auto kGoogleLike = R"(
connector: vendor
auth:
  - { kind: jwt_bearer, token_url: /token, scope: "https://api.example.com/auth/ads", scope_in: claims }
operations:
  post: { request: { method: POST, path: /things, json: {} } }
)";

class JwtBearer : public Perform {
 protected:
  void SetUp() override {
    fs::create_directories(folder_);
    serve([this](const Loopback::Request& request) {
      if (request.target() != "/token") {
        const bool known = request["Authorization"] == "Bearer token-" + std::to_string(given_);
        return Loopback::Step{Loopback::answer(known ? 200 : 401, "{}")};
      }
      const auto form = formats::parse_form(request.body());
      const auto text = [&form](std::string_view name) {
        const auto* found = formats::find_field(*form, name);
        return found != nullptr ? *found : std::string();
      };
      form_ = *form;
      read_ = key_.verified(text("assertion"));
      const auto now = std::chrono::duration_cast<std::chrono::seconds>(
                           (clock_.now() + vendor_ahead_).time_since_epoch())
                           .count();
      const bool good = text("grant_type") == "urn:ietf:params:oauth:grant-type:jwt-bearer" &&
                        read_ && read_->claims.at("exp") > now &&
                        read_->claims.at("exp") <= now + 180 && read_->claims.at("iat") <= now;
      if (!good)
        return Loopback::Step{
            Loopback::answer(400, R"({"error":"invalid_grant"})", "Date: " + date_ + "\r\n")};
      ++given_;
      return Loopback::Step{Loopback::answer(
          200, R"({"access_token":"token-)" + std::to_string(given_) + R"(","expires_in":3600})")};
    });
  }
  void TearDown() override {
    Perform::TearDown();
    fs::remove_all(folder_);
  }
  std::string file(const std::string& name, const std::string& text) {
    const auto path = folder_ / name;
    std::ofstream(path) << text;
    return "'file:" + path.string() + "'";
  }
  std::string key_file() { return file("key.pem", std::string(key_.pem().reveal())); }
  ActionResult post() { return perform(action("post")); }

  tests::RsaKey key_{};
  std::optional<tests::RsaKey::Read> read_{};
  formats::Fields form_{};
  int given_ = 0;
  std::chrono::seconds vendor_ahead_{0};
  std::string date_ = "Mon, 04 May 2026 10:00:00 GMT";
  fs::path folder_ =
      fs::path(testing::TempDir()) /
      ("baton-jwt-" + std::string(testing::UnitTest::GetInstance()->current_test_info()->name()));
};

TEST_F(JwtBearer, AsSalesforceHasIt) {
  connect(kSalesforceLike, "vendor",
          "auth: { kind: jwt_bearer, issuer: 'test:consumer-key', subject: 'test:ada@example.com', "
          "key: " +
              key_file() + " }");
  const auto result = post();
  ASSERT_EQ(result.kind, Kind::succeeded) << result.message;
  ASSERT_TRUE(read_);
  EXPECT_EQ(read_->head, (Json{{"alg", "RS256"}, {"typ", "JWT"}}));
  const auto& claims = read_->claims;
  EXPECT_EQ(claims.at("iss"), "consumer-key");
  EXPECT_EQ(claims.at("sub"), "ada@example.com");
  EXPECT_EQ(claims.at("aud"), "https://login.example.com");
  EXPECT_EQ(claims.at("exp").get<std::int64_t>() - claims.at("iat").get<std::int64_t>(), 180);
  EXPECT_FALSE(claims.contains("scope"));
  EXPECT_EQ(form_.size(), 2U);
}

TEST_F(JwtBearer, AsAServiceAccountOfGoogleHasIt) {
  const Json account{{"type", "service_account"},
                     {"client_email", "baton@project.iam.example.com"},
                     {"private_key_id", "4711"},
                     {"private_key", std::string(key_.pem().reveal())},
                     {"token_uri", "https://elsewhere.example.com/token"}};
  connect(kGoogleLike, "vendor",
          "auth: { kind: jwt_bearer, key: " + file("account.json", core::dump(account)) + " }");
  const auto result = post();
  ASSERT_EQ(result.kind, Kind::succeeded) << result.message;
  ASSERT_TRUE(read_);
  EXPECT_EQ(read_->head.at("kid"), "4711");
  EXPECT_EQ(read_->claims.at("iss"), "baton@project.iam.example.com");
  EXPECT_EQ(read_->claims.at("aud"), server_->url() + "/token");
  EXPECT_EQ(read_->claims.at("scope"), "https://api.example.com/auth/ads");
  EXPECT_FALSE(read_->claims.contains("sub"));
  EXPECT_EQ(formats::find_field(form_, "scope"), nullptr);
}

TEST_F(JwtBearer, EachAssertionIsAnotherOne) {
  connect(kSalesforceLike, "vendor",
          "auth: { kind: jwt_bearer, issuer: 'test:consumer-key', key: " + key_file() + " }");
  ASSERT_EQ(post().kind, Kind::succeeded);
  const auto first = read_->claims;
  // The vendor takes the token back: one new one, and the action is sent once more.
  ++given_;
  ASSERT_EQ(post().kind, Kind::succeeded);
  EXPECT_NE(read_->claims.at("jti"), first.at("jti"));
  clock_.advance(std::chrono::hours(2));
  ASSERT_EQ(post().kind, Kind::succeeded);
  EXPECT_GT(read_->claims.at("iat").get<std::int64_t>(), first.at("iat").get<std::int64_t>());
}

TEST_F(JwtBearer, AClockThatIsWrongIsNamed) {
  connect(kSalesforceLike, "vendor",
          "auth: { kind: jwt_bearer, issuer: 'test:consumer-key', key: " + key_file() + " }");
  vendor_ahead_ = std::chrono::minutes(10);
  date_ = "Mon, 04 May 2026 10:10:00 GMT";
  const auto result = post();
  EXPECT_EQ(result.kind, Kind::held);
  EXPECT_EQ(result.message,
            "no access token: HTTP 400, invalid_grant; this machine's clock is 600 s behind the "
            "vendor's");
}

TEST_F(JwtBearer, AnotherKeyIsRefusedByTheVendor) {
  connect(kSalesforceLike, "vendor",
          "auth: { kind: jwt_bearer, issuer: 'test:consumer-key', key: " +
              file("other.pem", std::string(tests::RsaKey().pem().reveal())) + " }");
  const auto result = post();
  EXPECT_EQ(result.kind, Kind::held);
  EXPECT_EQ(result.message, "no access token: HTTP 400, invalid_grant");
}

// What an endpoint repeats of the key, whole or line by line, does not come back.
TEST_F(JwtBearer, NoLineOfTheKeyComesBack) {
  const std::string pem(key_.pem().reveal());
  connect(kSalesforceLike, "vendor",
          "auth: { kind: jwt_bearer, issuer: 'test:consumer-key', key: " + key_file() + " }");
  Redaction redaction;
  for (const auto& secret : connection_.secrets) redaction.add(secret.reveal());
  std::string shown = "begin " + pem + " end " + pem.substr(100, 200);
  redaction.redact(shown);
  for (std::size_t at = pem.find('\n') + 1; at + 64 < pem.size() - 30; at += 65)
    EXPECT_EQ(shown.find(pem.substr(at, 64)), std::string::npos) << at;
}

TEST_F(JwtBearer, AKeyThatIsNoneIsAMistakeOfTheConnection) {
  core::Findings findings;
  const auto manifest = Manifest::load(kSalesforceLike, "vendor.yaml", findings);
  const auto said = [&](const std::string& key) {
    core::Findings mistakes;
    const auto yaml =
        "connections:\n  v:\n    connector: vendor\n    base_url: https://example.com\n    auth: { "
        "kind: jwt_bearer, issuer: 'test:consumer-key', key: " +
        key + " }\n";
    const auto read = ConnectionsFile::read(
        yaml, "connections.yaml", {{{"vendor", manifest}}, {}},
        [](const auto& name) { return tests::test_mode(name); }, mistakes);
    const auto connection = read->connection("v", mistakes);
    EXPECT_FALSE(connection.state.active) << key;
    return mistakes.empty() ? std::string() : mistakes.front().message;
  };
  EXPECT_EQ(said("'test:not-a-private-key'"),
            "\"key\": expected a private key in PEM, \"-----BEGIN PRIVATE KEY-----\", without a "
            "passphrase");
  EXPECT_NE(
      said(file("a.json", "{\"type\":\"service_account\"}")).find("no key of a service account"),
      std::string::npos);
  EXPECT_NE(said(file("b.json", "{\"type\":")).find("no key of a service account"),
            std::string::npos);
  EXPECT_EQ(said("env:NOT_SET"), "");
}

}  // namespace
}  // namespace baton::connectors
