#include "connectors/auth/login.hpp"

#include "baton/connectors/sealed.hpp"
#include "baton/core/digest.hpp"
#include "baton/core/encoding.hpp"
#include "baton/formats/form.hpp"
#include "baton/simulate/chance.hpp"
#include "baton/simulate/clock.hpp"
#include "baton/store/memory.hpp"
#include "unit/connectors/loopback.hpp"
#include "unit/connectors/test_mode.hpp"

#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>

// Log-ins against an authorization server on loopback that checks PKCE, state and device codes.
namespace baton::connectors {
namespace {

namespace fs = std::filesystem;
using core::Errc;
using core::Json;
using tests::Loopback;

class LoginTest : public testing::Test {
 protected:
  void SetUp() override {
    fs::create_directories(folder_ / "connectors");
    server_ = std::make_unique<Loopback>(
        io_, [this](const Loopback::Request& request) { return Loopback::Step{answer(request)}; });
    secrets_ = std::make_unique<SecretStore>(clock_);
    SecretKey key;
    key.bytes = new_seal_key();
    wait(secrets_->open(*store_, std::move(key)));
    std::ofstream(folder_ / "connectors" / "vendor.yaml") << R"(
connector: vendor
auth:
  - kind: oauth2
    flow: refresh_token
    token_url: /token
    authorize_url: "/authorize?access_type=offline"
    device_url: /device
    scope: read write
  - kind: bearer
operations:
  get: { request: { path: /things } }
)";
    load(
        "auth: { kind: oauth2, client_id: 'test:client-id', client_secret: 'test:client-secret', "
        "refresh_token: 'secret:vendor_refresh' }");
  }
  void TearDown() override {
    server_->stop();
    registry_->stop();
    registry_.reset();
    io_.restart();
    io_.run();
    fs::remove_all(folder_);
  }
  void load(const std::string& more) {
    std::ofstream(folder_ / "connections.yaml")
        << "connections:\n  vendor:\n    base_url: " << server_->url()
        << "\n    allow_private: true\n    " << more << "\n";
    Registry::Options options;
    options.secrets = secrets_.get();
    auto loaded = Registry::load(folder_ / "connectors", folder_ / "connections.yaml",
                                 Environment(tests::test_mode), clock_, options);
    for (const auto& finding : loaded.findings) ADD_FAILURE() << finding.message;
    if (registry_) registry_->stop();
    registry_ = std::move(loaded.registry);
    secrets_->on_change([this](const std::string& name) { registry_->secret_changed(name); });
  }

  template <class Value>
  Value wait(boost::asio::awaitable<Value> work) {
    std::optional<Value> got;
    boost::asio::co_spawn(io_, std::move(work), [&got](std::exception_ptr thrown, Value value) {
      EXPECT_FALSE(thrown);
      got = std::move(value);
    });
    io_.restart();
    while (!got && io_.run_one() > 0) {}
    return *std::move(got);
  }
  void wait(boost::asio::awaitable<void> work) {
    bool done = false;
    boost::asio::co_spawn(io_, std::move(work), [&done](std::exception_ptr thrown) {
      EXPECT_FALSE(thrown);
      done = true;
    });
    io_.restart();
    while (!done && io_.run_one() > 0) {}
  }

  core::Result<Registry::Login> begin(const std::string& redirect, bool to_console = false) {
    Registry::LoginAsked asked;
    asked.redirect_uri = redirect;
    asked.to_console = to_console;
    asked.by = core::Actor::user("ada");
    return wait(registry_->begin_login("vendor", asked));
  }
  core::Result<Registry::LoginOutcome> finish(const std::string& id, const std::string& code = {},
                                              const std::string& state = {},
                                              const std::string& by = "ada") {
    return wait(registry_->log_in("vendor", id, {code, state}, core::Actor::user(by)));
  }
  // The person opens the page and agrees: what the redirection brings.
  std::map<std::string, std::string> agree(const std::string& page) {
    const auto fields = formats::parse_form(page.substr(page.find('?') + 1));
    std::map<std::string, std::string> asked(fields->begin(), fields->end());
    challenge_ = asked["code_challenge"];
    redirect_ = asked["redirect_uri"];
    return asked;
  }

  // The authorization server.
  std::string answer(const Loopback::Request& request) {
    const auto form = formats::parse_form(request.body());
    std::map<std::string, std::string> said(form->begin(), form->end());
    if (request.target() == "/device") {
      EXPECT_EQ(said["client_id"], "client-id");
      EXPECT_EQ(said["scope"], "read write");
      EXPECT_FALSE(said.contains("client_secret"));
      return Loopback::answer(
          200, R"({"device_code":"device-code-1","user_code":"WDJB-MJHT","verification_uri":")" +
                   device_page_ + R"(","expires_in":900,"interval":7})");
    }
    if (request.target() == "/things") {
      return Loopback::answer(request["Authorization"] == "Bearer access-2" ? 200 : 401, "{}");
    }
    EXPECT_EQ(said["client_secret"], "client-secret");
    if (said["grant_type"] == "refresh_token") {
      const bool known = said["refresh_token"] == "refresh-1";
      return known ? Loopback::answer(200, R"({"access_token":"access-2","expires_in":3600})")
                   : Loopback::answer(400, R"({"error":"invalid_grant"})");
    }
    if (said["grant_type"] == "authorization_code") {
      const auto digest = core::sha256(said["code_verifier"]);
      const bool good = said["code"] == "code-1" && said["redirect_uri"] == redirect_ &&
                        core::to_base64url(core::bytes_of(digest)) == challenge_;
      return good ? granted() : Loopback::answer(400, R"({"error":"invalid_grant"})");
    }
    EXPECT_EQ(said["grant_type"], "urn:ietf:params:oauth:grant-type:device_code");
    EXPECT_EQ(said["device_code"], "device-code-1");
    if (!device_says_.empty())
      return Loopback::answer(400, R"({"error":")" + device_says_ + R"("})");
    return granted();
  }
  std::string granted() const {
    return Loopback::answer(
        200, gives_refresh_
                 ? R"({"access_token":"access-1","refresh_token":"refresh-1","expires_in":3600})"
                 : R"({"access_token":"access-1","expires_in":3600})");
  }

  boost::asio::io_context io_{1};
  simulate::VirtualClock clock_{};
  simulate::CountingRandom random_{};
  std::unique_ptr<ports::Store> store_ = store::open_memory({clock_, random_, false});
  std::unique_ptr<SecretStore> secrets_{};
  std::unique_ptr<Loopback> server_{};
  std::unique_ptr<Registry> registry_{};
  fs::path folder_ =
      fs::path(testing::TempDir()) /
      ("baton-login-" + std::string(testing::UnitTest::GetInstance()->current_test_info()->name()));
  std::string challenge_{};
  std::string redirect_{};
  std::string device_says_{};
  std::string device_page_ = "https://vendor.example.com/device";
  bool gives_refresh_ = true;
};

constexpr auto kRedirect = "http://127.0.0.1:8765/callback";

TEST_F(LoginTest, ByTheAuthorizationCodeWithPkce) {
  EXPECT_FALSE(registry_->active("vendor"));
  const auto login = begin(kRedirect);
  ASSERT_TRUE(login) << login.error().text();
  EXPECT_TRUE(login->url.starts_with(server_->url() + "/authorize?")) << login->url;
  const auto asked = agree(login->url);
  EXPECT_EQ(asked.at("access_type"), "offline");
  EXPECT_EQ(asked.at("response_type"), "code");
  EXPECT_EQ(asked.at("client_id"), "client-id");
  EXPECT_EQ(asked.at("code_challenge_method"), "S256");
  EXPECT_EQ(asked.at("scope"), "read write");
  EXPECT_EQ(asked.at("redirect_uri"), kRedirect);
  EXPECT_EQ(login->url.find("client-secret"), std::string::npos);
  const auto outcome = finish(login->id, "code-1", asked.at("state"));
  ASSERT_TRUE(outcome) << outcome.error().text();
  EXPECT_TRUE(outcome->done);
  EXPECT_EQ(outcome->secret, "vendor_refresh");
  EXPECT_EQ(secrets_->find("vendor_refresh").value.reveal(), "refresh-1");
  EXPECT_EQ(secrets_->rows().front().changed_by.text(), "ada");
  EXPECT_TRUE(registry_->active("vendor")) << "it is in use at once";
  core::StartAction action;
  action.connection = "vendor";
  action.operation = "get";
  action.input = action.context = Json::object();
  EXPECT_EQ(wait(registry_->perform(action)).kind, core::ActionResult::Kind::succeeded);
  const auto again = finish(login->id, "code-1", asked.at("state"));
  ASSERT_FALSE(again) << "a log-in is good once";
  EXPECT_EQ(again.error().code, Errc::not_found);
}

// These vendors show no page without a scope, and Atlassian gives no refresh token without another.
TEST(ShippedLogIns, AskForTheScopesThatTheirVendorsNeed) {
  const auto page_of = [](const std::string& connector) {
    std::ifstream file(std::string(BATON_SOURCE_DIR) + "/config/connectors/" + connector + ".yaml");
    std::string line;
    while (std::getline(file, line))
      if (line.find("authorize_url: ") != std::string::npos) break;
    const auto query = line.find('?');
    const auto fields =
        formats::parse_form(query == std::string::npos ? "" : line.substr(query + 1));
    const auto* scope = fields ? formats::find_field(*fields, "scope") : nullptr;
    return scope == nullptr ? std::string() : *scope;
  };
  EXPECT_EQ(page_of("jira"), "read:jira-work write:jira-work read:jira-user offline_access");
  EXPECT_EQ(page_of("linkedin"), "rw_ads r_ads_reporting");
  EXPECT_EQ(page_of("google_ads"), "https://www.googleapis.com/auth/adwords");
}

TEST_F(LoginTest, AnotherStateOrCodeIsRefused) {
  const auto login = begin(kRedirect);
  const auto asked = agree(login->url);
  const auto forged = finish(login->id, "code-1", "another-state");
  ASSERT_FALSE(forged);
  EXPECT_EQ(forged.error().code, Errc::denied);
  EXPECT_FALSE(finish(login->id, "", asked.at("state")));
  EXPECT_TRUE(server_->requests().empty()) << "the vendor was not asked";
  const auto wrong = finish(login->id, "code-2", asked.at("state"));
  ASSERT_FALSE(wrong);
  EXPECT_EQ(wrong.error().code, Errc::denied);
  EXPECT_NE(wrong.error().message.find("invalid_grant"), std::string::npos);
  EXPECT_TRUE(secrets_->rows().empty());
}

TEST_F(LoginTest, OnlyWhoBeganItEndsIt) {
  const auto login = begin(kRedirect);
  const auto asked = agree(login->url);
  const auto of_ben = finish(login->id, "code-1", asked.at("state"), "ben");
  ASSERT_FALSE(of_ben);
  EXPECT_EQ(of_ben.error().code, Errc::not_found);
  EXPECT_TRUE(server_->requests().empty()) << "the vendor was not asked";
  EXPECT_TRUE(finish(login->id, "code-1", asked.at("state")));
}

TEST_F(LoginTest, AlsoOnlyWhoBeganItByADeviceCode) {
  const auto login = begin("");
  EXPECT_EQ(finish(login->id, {}, {}, "ben").error().code, Errc::not_found);
  EXPECT_TRUE(finish(login->id)->done);
}

TEST_F(LoginTest, TheConsoleIsReturnedToWhereverItIs) {
  constexpr auto kConsole = "https://baton.example.com/login/callback";
  EXPECT_EQ(begin(kConsole).error().where, "/redirect_uri") << "only where it is the console";
  EXPECT_EQ(begin("null/login/callback", true).error().where, "/redirect_uri");
  const auto login = begin(kConsole, true);
  ASSERT_TRUE(login) << login.error().text();
  const auto asked = agree(login->url);
  EXPECT_EQ(asked.at("redirect_uri"), kConsole);
  const auto outcome = finish(login->id, "code-1", asked.at("state"));
  ASSERT_TRUE(outcome) << outcome.error().text();
  EXPECT_TRUE(outcome->done);
}

TEST_F(LoginTest, AConnectionSaysHowToLogIn) {
  const auto logins = [this] { return registry_->state("vendor")->logins; };
  EXPECT_EQ(logins(), (std::vector<std::string>{"redirect", "device"}));
  load("auth: { kind: bearer, token: 'test:a-bearer-token' }");
  EXPECT_TRUE(logins().empty());
  load(
      "auth: { kind: oauth2, client_id: 'test:client-id', client_secret: 'test:client-secret', "
      "refresh_token: 'test:refresh-0' }");
  EXPECT_TRUE(logins().empty()) << "what a log-in brings could not be stored";
}

TEST_F(LoginTest, AConnectionMayNameThePagesOfAnotherProvider) {
  const std::string account =
      "auth: { kind: oauth2, client_id: 'test:client-id', client_secret: 'test:client-secret', "
      "refresh_token: 'secret:vendor_refresh', ";
  load(account + "authorize_url: 'https://login.example.com/authorize?tenant=7' }");
  const auto login = begin(kRedirect);
  ASSERT_TRUE(login) << login.error().text();
  EXPECT_TRUE(login->url.starts_with("https://login.example.com/authorize?")) << login->url;
  EXPECT_EQ(agree(login->url).at("tenant"), "7");
  load(account + "device_url: /device }");
  EXPECT_EQ(begin("")->user_code, "WDJB-MJHT");
}

TEST_F(LoginTest, EachLogInIsAnotherOne) {
  const auto one = begin(kRedirect);
  const auto other = begin(kRedirect);
  EXPECT_NE(one->id, other->id);
  const auto of_one = agree(one->url);
  const auto of_other = agree(other->url);
  EXPECT_NE(of_one.at("state"), of_other.at("state"));
  EXPECT_NE(of_one.at("code_challenge"), of_other.at("code_challenge"));
  EXPECT_FALSE(finish(one->id, "code-1", of_one.at("state"))) << "its verifier is another one";
  EXPECT_TRUE(finish(other->id, "code-1", of_other.at("state")));
}

TEST_F(LoginTest, ByADeviceCode) {
  const auto login = begin("");
  ASSERT_TRUE(login) << login.error().text();
  EXPECT_EQ(login->user_code, "WDJB-MJHT");
  EXPECT_EQ(login->url, "https://vendor.example.com/device");
  EXPECT_EQ(login->interval, std::chrono::seconds(7));
  EXPECT_EQ(login->lives, std::chrono::seconds(900));
  device_says_ = "authorization_pending";
  EXPECT_FALSE(finish(login->id)->done);
  EXPECT_EQ(finish(login->id)->interval, std::chrono::seconds(7));
  device_says_ = "slow_down";
  EXPECT_EQ(finish(login->id)->interval, std::chrono::seconds(12));
  device_says_ = "temporarily_unavailable";
  const auto away = finish(login->id);
  ASSERT_FALSE(away);
  EXPECT_EQ(away.error().code, Errc::unavailable);
  device_says_.clear();
  const auto outcome = finish(login->id);
  ASSERT_TRUE(outcome) << outcome.error().text();
  EXPECT_TRUE(outcome->done);
  EXPECT_EQ(secrets_->find("vendor_refresh").value.reveal(), "refresh-1");
}

TEST_F(LoginTest, TheVendorNamesAPageForABrowserAndNothingElse) {
  for (const auto* page :
       {"file:///etc/passwd", "--help", "https://vendor.example.com/\\u001b[31m"}) {
    device_page_ = page;
    EXPECT_EQ(begin("").error().code, Errc::unavailable) << page;
  }
  device_page_ = "https://vendor.example.com/#/device";
  EXPECT_TRUE(begin(""));
}

TEST_F(LoginTest, ADeviceCodeThatIsRefusedIsOver) {
  const auto login = begin("");
  device_says_ = "access_denied";
  const auto refused = finish(login->id);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, Errc::denied);
  device_says_.clear();
  EXPECT_EQ(finish(login->id).error().code, Errc::not_found);
}

TEST_F(LoginTest, ALogInEndsByItself) {
  const auto login = begin(kRedirect);
  const auto asked = agree(login->url);
  clock_.advance(std::chrono::minutes(10));
  EXPECT_EQ(finish(login->id, "code-1", asked.at("state")).error().code, Errc::not_found);
  for (int count = 0; count < 20; ++count) EXPECT_TRUE(begin(kRedirect));
  EXPECT_EQ(begin(kRedirect).error().code, Errc::limited);
  clock_.advance(std::chrono::minutes(10));
  EXPECT_TRUE(begin(kRedirect));
}

TEST_F(LoginTest, TheRedirectionGoesToLoopback) {
  for (const auto* bad : {"https://127.0.0.1:1/cb", "http://evil.example.com/cb",
                          "http://127.0.0.1.example.com/", "http://10.0.0.1:80/", "callback"}) {
    const auto login = begin(bad);
    ASSERT_FALSE(login) << bad;
    EXPECT_EQ(login.error().where, "/redirect_uri");
  }
  EXPECT_TRUE(begin("http://[::1]:8765/callback"));
  EXPECT_TRUE(begin("http://localhost:8765/"));
}

TEST_F(LoginTest, SaysWhyAConnectionDoesNotLogIn) {
  EXPECT_EQ(wait(registry_->begin_login("vendr", {})).error().hint, "did you mean \"vendor\"?");
  load("auth: { kind: bearer, token: 'test:a-bearer-token' }");
  EXPECT_NE(begin(kRedirect).error().message.find("its auth is bearer"), std::string::npos);
  load(
      "auth: { kind: oauth2, client_id: 'test:client-id', client_secret: 'test:client-secret', "
      "refresh_token: 'test:refresh-0' }");
  EXPECT_EQ(begin(kRedirect).error().hint,
            "write in connections.yaml: refresh_token: secret:vendor_refresh_token");
}

TEST_F(LoginTest, WithoutARefreshTokenThereIsNothingToKeep) {
  gives_refresh_ = false;
  const auto login = begin(kRedirect);
  const auto asked = agree(login->url);
  const auto outcome = finish(login->id, "code-1", asked.at("state"));
  ASSERT_FALSE(outcome);
  EXPECT_NE(outcome.error().message.find("no refresh token"), std::string::npos);
  EXPECT_NE(outcome.error().hint.find("offline_access"), std::string::npos);
}

}  // namespace
}  // namespace baton::connectors
