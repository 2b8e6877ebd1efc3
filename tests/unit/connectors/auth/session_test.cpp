#include "connectors/auth/session.hpp"

#include "baton/connectors/sealed.hpp"
#include "baton/formats/form.hpp"
#include "baton/simulate/chance.hpp"
#include "baton/store/memory.hpp"
#include "unit/connectors/performing.hpp"

#include <set>

// Refresh tokens that the vendor replaces with each use: the new one is stored before it is used.
namespace baton::connectors {
namespace {

constexpr auto kRotating = R"(
connector: vendor
auth:
  - { kind: oauth2, flow: refresh_token, token_url: /token }
operations:
  post: { request: { method: POST, path: /things, json: {} } }
)";

constexpr auto kByRefresh =
    "auth: { kind: oauth2, client_id: 'test:client-id', client_secret: 'test:client-secret', "
    "refresh_token: 'test:refresh-0' }";

// A vendor that replaces its refresh token each time, and ends the authorization when a used one
// comes again, as RFC 9700 section 4.14.2 advises.
class Rotating : public Perform {
 protected:
  void SetUp() override {
    serve([this](const Loopback::Request& request) {
      if (request.target() != "/token") {
        const std::string proof(request["Authorization"]);
        const bool known =
            proof == "Bearer access-" + std::to_string(given_) && !revoked_.contains(proof);
        return Loopback::Step{Loopback::answer(known ? 200 : 401, "{}")};
      }
      const auto form = formats::parse_form(request.body());
      const auto* token = formats::find_field(*form, "refresh_token");
      sent_.push_back(token != nullptr ? *token : "");
      if (ended_ || sent_.back() != "refresh-" + std::to_string(given_)) {
        ended_ = true;
        return Loopback::Step{Loopback::answer(400, R"({"error":"invalid_grant"})")};
      }
      ++given_;
      const auto number = std::to_string(given_);
      return Loopback::Step{Loopback::answer(200, R"({"access_token":"access-)" + number +
                                                      R"(","refresh_token":"refresh-)" + number +
                                                      R"(","expires_in":3600})")};
    });
    start();
  }
  void TearDown() override {
    Perform::TearDown();
    secrets_.reset();
  }
  // The process starts, with what the store has.
  void start(const std::string& more = kByRefresh) {
    if (performer_) performer_->stop();
    performer_.reset();
    secrets_ = std::make_unique<SecretStore>(clock_);
    SecretKey key;
    key.bytes = key_;
    key.missing = key_.empty() ? "there is no key" : "";
    boost::asio::co_spawn(io_, secrets_->open(*store_, std::move(key)),
                          [](std::exception_ptr thrown) { EXPECT_FALSE(thrown); });
    bool done = false;
    boost::asio::post(io_, [&done] { done = true; });
    io_.restart();
    while (!done) io_.run_one();
    io_.poll();
    options_.secrets = secrets_.get();
    connect(kRotating, "vendor", more);
  }
  ActionResult post() { return perform(action("post")); }

  simulate::CountingRandom random_{};
  std::unique_ptr<ports::Store> store_ = store::open_memory({clock_, random_, false});
  core::Secret key_ = new_seal_key();
  std::unique_ptr<SecretStore> secrets_{};
  int given_ = 0;
  bool ended_ = false;
  std::vector<std::string> sent_{};
  std::set<std::string> revoked_{};
};

TEST_F(Rotating, TheNewestTokenIsUsedAfterARestart) {
  EXPECT_EQ(post().kind, Kind::succeeded);
  EXPECT_EQ(secrets_->refresh_token("v", core::Secret("refresh-0")).reveal(), "refresh-1");
  start();
  const auto result = post();
  EXPECT_EQ(result.kind, Kind::succeeded) << result.message;
  EXPECT_EQ(sent_, (std::vector<std::string>{"refresh-0", "refresh-1"}));
}

// The process ends right after the vendor's answer was taken: what the store has by then is the way
// on.
TEST_F(Rotating, ItIsStoredBeforeItIsUsed) {
  EXPECT_EQ(post().kind, Kind::succeeded);
  std::string stored_at_use;
  server_->stop();
  io_.restart();
  io_.poll();
  server_ = std::make_unique<Loopback>(io_, [&](const Loopback::Request& request) {
    if (request.target() == "/token")
      return Loopback::Step{Loopback::answer(
          200, R"({"access_token":"access-9","refresh_token":"refresh-9","expires_in":3600})")};
    stored_at_use = secrets_->refresh_token("v", core::Secret("refresh-0")).reveal();
    return Loopback::Step{"", true};  // and here everything stops
  });
  start();
  EXPECT_NE(post().kind, Kind::succeeded);
  EXPECT_EQ(stored_at_use, "refresh-9");
  start();
  EXPECT_EQ(secrets_->refresh_token("v", core::Secret("refresh-0")).reveal(), "refresh-9");
}

TEST_F(Rotating, ATokenThatCannotBeStoredIsNotUsedAndNotLost) {
  const auto key = key_;
  key_ = core::Secret();
  start();
  const auto held = post();
  EXPECT_EQ(held.kind, Kind::transient);
  EXPECT_EQ(held.code, "token_not_kept");
  EXPECT_NE(held.message.find("there is no key"), std::string::npos) << held.message;
  for (const auto& request : server_->requests()) EXPECT_EQ(request.target(), "/token");
  EXPECT_EQ(sent_.size(), 1U);
  EXPECT_EQ(post().code, "token_not_kept");
  EXPECT_EQ(sent_.size(), 1U) << "the used refresh token is not sent again";
  SecretKey found;
  found.bytes = key;
  boost::asio::co_spawn(io_, secrets_->open(*store_, std::move(found)),
                        [](std::exception_ptr thrown) { EXPECT_FALSE(thrown); });
  io_.restart();
  io_.poll();
  EXPECT_EQ(post().kind, Kind::succeeded);
  EXPECT_EQ(sent_.size(), 1U);
}

TEST_F(Rotating, OneRefreshIsForAllCallers) {
  const std::vector<core::StartAction> five(5, action("post"));
  for (const auto& result : perform(five)) EXPECT_EQ(result.kind, Kind::succeeded);
  EXPECT_EQ(sent_, std::vector<std::string>{"refresh-0"});
  // The token is refused to all five: one new one is fetched, and each action is sent once more.
  revoked_.insert("Bearer access-1");
  for (const auto& result : perform(five)) EXPECT_EQ(result.kind, Kind::succeeded);
  EXPECT_EQ(sent_, (std::vector<std::string>{"refresh-0", "refresh-1"}));
  EXPECT_EQ(server_->requests().size(), 2U + 5U + 5U + 5U);
  EXPECT_FALSE(ended_);
}

TEST_F(Rotating, ANewAuthorizationEndsTheChainOfTheOldOne) {
  EXPECT_EQ(post().kind, Kind::succeeded);
  start(
      "auth: { kind: oauth2, client_id: 'test:client-id', client_secret: 'test:client-secret', "
      "refresh_token: 'test:refresh-of-another-login' }");
  EXPECT_EQ(post().kind, Kind::held);
  EXPECT_EQ(sent_.back(), "refresh-of-another-login");
}

TEST_F(Rotating, NoTextOfTheStoreHasIt) {
  EXPECT_EQ(post().kind, Kind::succeeded);
  std::string stored;
  auto read = [&stored](ports::Queries& queries) {
    stored = queries.setting("secret/refresh/v") + queries.setting("secrets");
  };
  store_->submit_read(read, [](std::exception_ptr thrown) { EXPECT_FALSE(thrown); });
  EXPECT_NE(stored, "");
  EXPECT_EQ(stored.find("refresh-1"), std::string::npos) << stored;
}

}  // namespace
}  // namespace baton::connectors
