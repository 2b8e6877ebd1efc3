#include "connectors/auth/auth.hpp"

#include "baton/core/digest.hpp"
#include "baton/core/encoding.hpp"
#include "connectors/auth/session.hpp"
#include "unit/connectors/test_mode.hpp"

#include <algorithm>
#include <gtest/gtest.h>

namespace baton::connectors {
namespace {

// A connection's `auth`, over what its connector's manifest says.
struct Read {
  Authorization authorization{};
  std::vector<core::Secret> secrets{};
  std::string reasons{};
  core::Findings findings{};

  std::string head() const {
    HttpRequest request;
    const AccessToken token;
    if (authorization.row->apply != nullptr)
      authorization.row->apply(authorization, token, request);
    return request.head;
  }
};

AuthSpec spec_of(const std::string& yaml, core::Findings& findings) {
  const auto file = formats::YamlFile::read(yaml, "acme.yaml", findings);
  return read_auth_spec(formats::FieldReader(*file, "", file->value(), findings));
}

Read read(const std::string& manifest, const std::string& connection) {
  Read read;
  const auto spec = spec_of(manifest, read.findings);
  const auto file = formats::YamlFile::read(connection, "connections.yaml", read.findings);
  const formats::FieldReader at(*file, "", file->value(), read.findings);
  const Environment environment = tests::test_mode;
  const AuthReader reader(at, spec, environment, read.reasons, read.secrets);
  read.authorization.row = spec.row;
  if (spec.row->read != nullptr) spec.row->read(reader, read.authorization);
  return read;
}

std::string first_of(const core::Findings& findings) {
  return findings.empty() ? std::string() : findings.front().message;
}

TEST(Auth, EachKindSendsItsProof) {
  EXPECT_EQ(read("kind: none", "{}").head(), "");
  EXPECT_EQ(read("kind: basic", "{ username: 'test:ada', password: 'test:a-password' }").head(),
            "Authorization: Basic YWRhOmEtcGFzc3dvcmQ=\r\n");
  EXPECT_EQ(read("kind: bearer", "{ token: 'test:a-token-of-ours' }").head(),
            "Authorization: Bearer a-token-of-ours\r\n");
  const auto header =
      read("{ kind: header, header: X-Key, prefix: 'key ' }", "{ key: 'test:a-key-of-ours' }");
  EXPECT_EQ(header.head(), "X-Key: key a-key-of-ours\r\n");
  EXPECT_EQ(header.authorization.header, "X-Key");
}

// A system that has no connector of its own wants its key where the connector `http` does not know.
TEST(Auth, AConnectionSaysWhereItsKeyStands) {
  const auto header =
      read("{ kind: header, header: X-Key }",
           "{ key: 'test:a-key-of-ours', header: Authorization, prefix: 'Token ' }");
  EXPECT_EQ(header.head(), "Authorization: Token a-key-of-ours\r\n");
  EXPECT_EQ(header.authorization.header, "Authorization");
  EXPECT_TRUE(header.findings.empty());
  for (const auto* wrong :
       {"header: 'X Key'", "header: \"X-Key\\r\\nX-Other\"", "prefix: \"a\\r\\nX-Other: \""}) {
    const auto refused = read("{ kind: header, header: X-Key }",
                              std::string("{ key: 'test:a-key-of-ours', ") + wrong + " }");
    EXPECT_FALSE(refused.findings.empty()) << wrong;
  }
  const auto query = read("{ kind: query, parameter: api_key }",
                          "{ key: 'test:a-key-of-ours', parameter: 'a&b' }");
  HttpRequest request;
  request.target = "/orders";
  query.authorization.row->apply(query.authorization, AccessToken(), request);
  EXPECT_EQ(request.target, "/orders?a%26b=a-key-of-ours");
  const auto flow = [](const std::string& word) {
    return first_of(read("{ kind: oauth2, flow: client_credentials, token_url: /token }",
                         "{ client_id: 'test:an-id', client_secret: 'test:a-secret', "
                         "refresh_token: 'test:to-renew', flow: " +
                             word + " }")
                        .findings);
  };
  EXPECT_EQ(flow("refresh_token"), "");
  EXPECT_EQ(flow("password"), "\"flow\" is client_credentials or refresh_token");
}

TEST(Auth, AKeyInTheQueryIsOneMemberOfIt) {
  const auto query = read("{ kind: query, parameter: sig }", "{ key: 'test:a+key=of&ours' }");
  HttpRequest request;
  request.target = "/invoke?sv=1.0";
  query.authorization.row->apply(query.authorization, AccessToken(), request);
  EXPECT_EQ(request.target, "/invoke?sv=1.0&sig=a%2Bkey%3Dof%26ours");
  request.target = "/invoke";
  query.authorization.row->apply(query.authorization, AccessToken(), request);
  EXPECT_EQ(request.target, "/invoke?sig=a%2Bkey%3Dof%26ours");
  // A link of the vendor's to its next page repeats it, and a template may name it.
  request.target = "/invoke?Sig=mine&sv=1.0&s%69g=%5Bsecret%5D&x=sig";
  query.authorization.row->apply(query.authorization, AccessToken(), request);
  EXPECT_EQ(request.target, "/invoke?sv=1.0&x=sig&sig=a%2Bkey%3Dof%26ours");
  EXPECT_EQ(request.head, "");
  ASSERT_EQ(query.secrets.size(), 1U);
  EXPECT_EQ(query.secrets.front().reveal(), "a+key=of&ours");
  core::Findings findings;
  spec_of("kind: query", findings);
  EXPECT_EQ(first_of(findings), "auth of kind query needs \"parameter\"");
}

// The proof of developers.facebook.com: HMAC-SHA256 of the token under the secret of the app.
TEST(Auth, ATokenMayComeWithAProof) {
  const auto proven =
      read("{ kind: bearer_proof, parameter: appsecret_proof }",
           "{ token: 'test:a-token-of-ours', app_secret: 'test:a-secret-of-ours' }");
  const auto proof = core::to_hex(core::hmac_sha256("a-secret-of-ours", "a-token-of-ours"));
  HttpRequest request;
  request.target = "/v26.0/1?fields=id";
  proven.authorization.row->apply(proven.authorization, AccessToken(), request);
  EXPECT_EQ(request.target, "/v26.0/1?fields=id&appsecret_proof=" + proof);
  EXPECT_EQ(request.head, "Authorization: Bearer a-token-of-ours\r\n");
  for (const auto& kept : {std::string("a-token-of-ours"), std::string("a-secret-of-ours"), proof})
    EXPECT_TRUE(std::any_of(proven.secrets.begin(), proven.secrets.end(), [&kept](const auto& one) {
      return one.reveal() == kept;
    })) << "an answer may repeat it";
  core::Findings findings;
  spec_of("kind: bearer_proof", findings);
  EXPECT_EQ(first_of(findings), "auth of kind bearer_proof needs \"parameter\"");
}

TEST(Auth, OnlyWhatIsSecretMayNotComeBack) {
  const auto basic = read("kind: basic", "{ username: 'test:ada', password: 'test:a-password' }");
  ASSERT_EQ(basic.secrets.size(), 1U);
  EXPECT_EQ(basic.secrets.front().reveal(), "a-password");
  const auto oauth2 = read("{ kind: oauth2, flow: refresh_token, token_url: /token }",
                           "{ client_id: 'test:an-id', client_secret: 'test:a-secret', "
                           "refresh_token: 'test:to-renew' }");
  ASSERT_EQ(oauth2.secrets.size(), 2U);
  EXPECT_EQ(oauth2.secrets[0].reveal(), "a-secret");
  EXPECT_EQ(oauth2.secrets[1].reveal(), "to-renew");
}

TEST(Auth, WhatIsMissingIsSaid) {
  EXPECT_EQ(first_of(read("kind: bearer", "{}").findings), "\"token\" is missing");
  EXPECT_EQ(read("kind: bearer", "{ token: env:NOT_SET }").reasons, "NOT_SET is not set");
  core::Findings findings;
  spec_of("kind: header", findings);
  EXPECT_EQ(first_of(findings), "auth of kind header needs \"header\"");
  findings.clear();
  spec_of("{ kind: oauth2, token_url: /token }", findings);
  EXPECT_EQ(first_of(findings), "\"flow\" is client_credentials or refresh_token");
  findings.clear();
  spec_of("kind: baerer", findings);
  EXPECT_EQ(first_of(findings), "unknown kind of auth \"baerer\"");
  findings.clear();
  spec_of("{ kind: basic, header: 5 }", findings);
  EXPECT_EQ(first_of(findings), "\"header\": expected text, got number");
}

// A browser is sent there with the state of a log-in.
TEST(Auth, APageToLogInOnIsOverTlsOrOnThisMachine) {
  const auto finding = [](const std::string& page) {
    core::Findings findings;
    spec_of(
        "{ kind: oauth2, flow: refresh_token, token_url: /token, authorize_url: \"" + page + "\" }",
        findings);
    return findings.empty() ? std::string() : first_of(findings);
  };
  for (const char* page : {"https://login.example.com/authorize", "http://127.0.0.1:8080/authorize",
                           "http://localhost/authorize", "/authorize?access_type=offline"})
    EXPECT_EQ(finding(page), "") << page;
  EXPECT_EQ(finding("http://login.example.com/authorize"),
            "\"authorize_url\": plain http: expected https://, or a page on loopback");
  for (const char* page : {"ftp://login.example.com", "login.example.com", "javascript:alert(1)"})
    EXPECT_NE(finding(page), "") << page;
}

TEST(Auth, WhatIsReadIsSent) {
  for (const auto& kind : auth_kinds()) {
    const auto* row = find_auth(kind);
    ASSERT_NE(row, nullptr) << kind;
    EXPECT_EQ(row->read == nullptr, row->keys.empty()) << kind;
    // A key pair proves who signs in to an SSH server, and stands in no request.
    const bool in_requests = row->read != nullptr && kind != "ssh_key";
    EXPECT_EQ(row->apply != nullptr || row->sign != nullptr, in_requests) << kind;
  }
}

}  // namespace
}  // namespace baton::connectors
