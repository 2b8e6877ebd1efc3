#include "connectors/auth/jwt.hpp"

#include "unit/connectors/auth/rsa_key.hpp"

#include <gtest/gtest.h>

namespace baton::connectors {
namespace {

using core::Json;

TEST(Jwt, IsSignedWithRs256) {
  const tests::RsaKey key;
  const auto signing = SigningKey::read(key.pem());
  ASSERT_TRUE(signing) << signing.error().message;
  const auto token = signing->sign({{"iss", "ada"}, {"exp", 1300819380}}, "key-1");
  const auto read = key.verified(token);
  ASSERT_TRUE(read) << "the signature does not fit";
  EXPECT_EQ(read->head, (Json{{"alg", "RS256"}, {"typ", "JWT"}, {"kid", "key-1"}}));
  EXPECT_EQ(read->claims, (Json{{"iss", "ada"}, {"exp", 1300819380}}));
  auto changed = token;
  changed[changed.find('.') + 3] ^= 1;
  EXPECT_FALSE(key.verified(changed));
  EXPECT_FALSE(tests::RsaKey().verified(token)) << "another key";
  EXPECT_FALSE(key.verified(signing->sign(Json::object(), {}))->head.contains("kid"));
}

TEST(Jwt, SaysWhatIsWrongWithAKey) {
  const auto said = [](const std::string& pem) {
    const auto key = SigningKey::read(core::Secret(pem));
    return key ? std::string() : key.error().message;
  };
  EXPECT_NE(said("not a key, but a secret text").find("expected a private key in PEM"),
            std::string::npos);
  EXPECT_EQ(said("not a key, but a secret text").find("secret text"), std::string::npos);
  EXPECT_EQ(said(std::string(tests::RsaKey(1024).pem().reveal())),
            "expected an RSA key of at least 2048 bits, got 1024");
  EXPECT_NE(said(std::string(tests::RsaKey().pem("passphrase").reveal())).find("passphrase"),
            std::string::npos);
  const std::string whole(tests::RsaKey().pem().reveal());
  EXPECT_NE(said(whole.substr(0, whole.size() / 2)), "");
}

}  // namespace
}  // namespace baton::connectors
