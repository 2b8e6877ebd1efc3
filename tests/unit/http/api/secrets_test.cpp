#include "unit/http/api/server_at_rest.hpp"

#include <gmock/gmock.h>

namespace baton::http {
namespace {

using core::Json;
using testing::HasSubstr;
using testing::Not;

constexpr const char* kCanary = "canary-7f3a91c2d4";

class SecretsApi : public ServerAtRest {
 protected:
  void SetUp() override {
    keep_secrets();
    admin_ = sign_in(identity::Role::admin);
  }
  std::string sign_in(identity::Role role) {
    const auto made = identity::new_token({std::string(to_text(role)), role}, {}, clock_.now());
    known_.push_back(made.token);
    services_.access.replace({known_}, clock_.now());
    return "Bearer " + made.text;
  }
  Response ask(std::string_view method, const std::string& path, const Json& body = {},
               const std::string& proof = {}) {
    return call(
        method, path,
        {{"Authorization", proof.empty() ? admin_ : proof}, {"Content-Type", "application/json"}},
        body.is_null() ? std::string() : core::dump(body));
  }

  std::vector<identity::Token> known_{};
  std::string admin_{};
};

TEST_F(SecretsApi, TakesASecretAndNeverGivesItBack) {
  const auto set = ask("PUT", "/api/v1/secrets/jira", {{"value", kCanary}});
  EXPECT_EQ(set.status, 200) << set.body;
  EXPECT_THAT(set.body, Not(HasSubstr(kCanary)));
  EXPECT_EQ(secrets_.find("jira").value.reveal(), kCanary);
  const auto listed = ask("GET", "/api/v1/secrets");
  EXPECT_THAT(listed.body, Not(HasSubstr(kCanary)));
  const auto item = Json::parse(listed.body).at("items").at(0);
  EXPECT_EQ(item.at("name"), "jira");
  EXPECT_EQ(item.at("changed_by"), "token:admin");
  EXPECT_EQ(item.at("used_by"), Json::array());
  EXPECT_EQ(item.at("fault"), "");
  const auto audit = ask("GET", "/api/v1/audit");
  EXPECT_THAT(audit.body, HasSubstr("secrets.set"));
  EXPECT_THAT(audit.body, Not(HasSubstr(kCanary)));
  EXPECT_EQ(ask("DELETE", "/api/v1/secrets/jira").status, 204);
  EXPECT_EQ(ask("DELETE", "/api/v1/secrets/jira").status, 404);
  EXPECT_THAT(ask("GET", "/api/v1/audit").body, HasSubstr("secrets.remove"));
}

// The private key of an OAuth client or of an SFTP account is longer than a name.
TEST_F(SecretsApi, TakesALongSecret) {
  constexpr auto kLongest = connectors::SecretStore::kValueBytesMax;
  for (const std::size_t bytes : {std::size_t{1'704}, kLongest}) {
    const std::string value = kCanary + std::string(bytes - std::string_view(kCanary).size(), 'k');
    const auto set = ask("PUT", "/api/v1/secrets/key", {{"value", value}});
    EXPECT_EQ(set.status, 200) << set.body;
    EXPECT_EQ(secrets_.find("key").value.reveal(), value);
  }
  const auto refused =
      ask("PUT", "/api/v1/secrets/key", {{"value", kCanary + std::string(kLongest, 'k')}});
  EXPECT_EQ(refused.status, 400);
  EXPECT_THAT(refused.body, Not(HasSubstr(kCanary)));
}

TEST_F(SecretsApi, ARefusalDoesNotRepeatTheValue) {
  for (const Json& body : {Json{{"value", kCanary}, {"more", kCanary}}, Json{{"valu", kCanary}},
                           Json{{"value", Json::array({kCanary})}}, Json(kCanary)}) {
    const auto refused = ask("PUT", "/api/v1/secrets/jira", body);
    EXPECT_EQ(refused.status, 400) << body;
    EXPECT_THAT(refused.body, Not(HasSubstr(kCanary)));
  }
  const auto named = ask("PUT", "/api/v1/secrets/a%2Fb", {{"value", kCanary}});
  EXPECT_EQ(named.status, 400);
  EXPECT_THAT(named.body, Not(HasSubstr(kCanary)));
  EXPECT_EQ(ask("PUT", "/api/v1/secrets/jira", {{"value", "short"}}).status, 400);
}

TEST_F(SecretsApi, IsForAdminsOnly) {
  for (const auto role :
       {identity::Role::viewer, identity::Role::operator_, identity::Role::sender}) {
    const auto proof = sign_in(role);
    EXPECT_EQ(ask("GET", "/api/v1/secrets", {}, proof).status, 403);
    EXPECT_EQ(ask("PUT", "/api/v1/secrets/jira", {{"value", kCanary}}, proof).status, 403);
    EXPECT_EQ(ask("DELETE", "/api/v1/secrets/jira", {}, proof).status, 403);
    EXPECT_EQ(ask("POST", "/api/v1/secret-key/rotate", {}, proof).status, 403);
  }
  EXPECT_FALSE(secrets_.find("jira").missing.empty());
}

TEST_F(SecretsApi, ARotationWaitsOutAHandshake) {
  ask("PUT", "/api/v1/secrets/jira", {{"value", kCanary}});
  const auto old = connectors::id_of_key(file_);
  services_.handshakes->insert("board");
  EXPECT_EQ(ask("POST", "/api/v1/secret-key/rotate").status, 409);
  services_.handshakes->clear();
  const auto done = ask("POST", "/api/v1/secret-key/rotate");
  EXPECT_EQ(done.status, 200) << done.body;
  EXPECT_EQ(Json::parse(done.body).at("secrets"), 1);
  EXPECT_NE(connectors::id_of_key(file_), old);
  EXPECT_EQ(services_.options.seal_key.reveal(), file_.reveal());
  EXPECT_TRUE(services_.handshakes->empty());
  EXPECT_EQ(secrets_.find("jira").value.reveal(), kCanary);
}

TEST_F(SecretsApi, WithoutAStoreOfSecretsThereAreNone) {
  services_.parts.secrets = nullptr;
  EXPECT_EQ(ask("GET", "/api/v1/secrets").status, 503);
  EXPECT_EQ(ask("PUT", "/api/v1/secrets/jira", {{"value", kCanary}}).status, 503);
}

}  // namespace
}  // namespace baton::http
