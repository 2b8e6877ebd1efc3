#include "ingress/crypto.hpp"

#include "baton/core/encoding.hpp"
#include "unit/ingress/certificate.hpp"

#include <gtest/gtest.h>

namespace baton::ingress {
namespace {

// RFC 8032 section 7.1, test 2.
TEST(Crypto, Ed25519MatchesTheRfc) {
  const auto key =
      core::from_hex("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c").value();
  const auto signature = core::from_hex(
                             "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac"
                             "1e43e15996e458f3613d0f11d8c387"
                             "b2eaeb4302aeeb00d291612bb0c00")
                             .value();
  EXPECT_TRUE(ed25519_verifies(key, signature, "\x72"));
  EXPECT_FALSE(ed25519_verifies(key, signature, "\x73"));
  EXPECT_FALSE(ed25519_verifies(key, signature.substr(1), "\x72"));
}

// A key that was made for this test, and its signature over "hello".
constexpr auto kRsaPem =
    "-----BEGIN PUBLIC KEY-----\n"
    "MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAqPEa6ETLyrro2kmOj7FH\n"
    "XAUbv9KJ1lK/N0iRuhrS4gzshal94xvRsS4uaSl9PUaZOcnF7WQWiOXOorxblQi0\n"
    "7RFeQ+dVK3nZLDI5DC1j0QGgTR7xqttbEd1srSD22FvdCOaNqZid/bz1/oyAmAN5\n"
    "Xy2ZdECdb1HjPHFkb4dTBMhk+va4jVa0T4i2cM4AqfXDcKxbl4WSs43uRfACe6wE\n"
    "KsH7BEp0m8gZfU+PrA7C+ZhXHnP9rBNjntLa3xWOfPIIB7O5s7SuE1DlbB+G6Jhr\n"
    "fYpetcoB3mOERogGcfGGz7vtSBRKjybW9pcy4b62dh4N4FTFgydu/7AhnPQxP4F/\n"
    "rwIDAQAB\n"
    "-----END PUBLIC KEY-----\n";
constexpr auto kRsaSignature =
    "odysgSecJ89+30LjulniWGuoHscW9dXqqwATchxVQ29RlAQnF6q9TT3XW9bqfYoHzdyT590q1FBKh+Jz"
    "b3BI8kjDfIc0RewCniioPuVE6HoLkmUMzveR4madMdlFDezOD34dP+4f1sJ+3DCb8dzpeQkjEfwnp6Oj"
    "LjG29EdDiKE/piUwNtqPyDVjcPJXQFUzxca+e+lf5oA5MJ+Gux0SfSRB3kG8uR0glmzXbsf2YUkV7DpT"
    "c/dErfgBJgyniivLZl+3TblnoJUhqum5AT+RFGrhDdd29/SQrw65nyPf8PkS3ih4ih5N9zSmHKr/Plf6"
    "6Kl9U9TfxgCjHWaJFPcNzw==";
// A key of 1024 bits.
constexpr auto kShortRsaPem =
    "-----BEGIN PUBLIC KEY-----\n"
    "MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQC61dG3pu8Nji5lsEG/gExdQJ0I\n"
    "mj822REsaTmMlneztCi7QPnI+mxDGSumNHgDZcitYJugRh7bHzsG8bljY/6YeuWH\n"
    "rsMo09Qo1uUgtR1h1GZqyIRMxS2FlddbvIhlF9BxaXPXBAVwJ61bLbMNsh7D1HIg\n"
    "xN4E/c0MNjm4/3+fXQIDAQAB\n"
    "-----END PUBLIC KEY-----\n";

TEST(Crypto, RsaVerifiesWhatTheKeyHasSignedAndNothingElse) {
  const auto key = RsaPublicKey::from_pem(kRsaPem);
  ASSERT_TRUE(key);
  const auto signature = core::from_base64(kRsaSignature).value();
  EXPECT_TRUE(key->verifies(signature, "hello"));
  EXPECT_FALSE(key->verifies(signature, "hellO"));
  EXPECT_FALSE(key->verifies(signature.substr(1), "hello"));
  EXPECT_FALSE(key->verifies("", "hello"));
}

TEST(Crypto, RsaKeysThatAreShortOrNoneAreNotRead) {
  EXPECT_FALSE(RsaPublicKey::from_pem(kShortRsaPem));
  EXPECT_FALSE(RsaPublicKey::from_pem(""));
  EXPECT_FALSE(
      RsaPublicKey::from_pem("-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n"));
}

TEST(Crypto, ACertificateTellsItsSubjectItsNamesAndItsTime) {
  const auto read = read_certificate(tests::certificate_der());
  ASSERT_TRUE(read);
  EXPECT_EQ(read->sha256, tests::kCertificateDigest);
  EXPECT_EQ(read->subject, "CN=events.example.com,O=Example\\, Inc.,C=FR");
  EXPECT_EQ(read->dns_names, std::vector<std::string>{"events.example.com"});
  EXPECT_EQ(core::to_rfc3339(read->from), "2026-01-01T00:00:00Z");
  EXPECT_EQ(core::to_rfc3339(read->until), "2036-01-01T00:00:00Z");
}

TEST(Crypto, BytesThatAreNoCertificateOrMoreThanOneAreNotRead) {
  const auto der = tests::certificate_der();
  EXPECT_FALSE(read_certificate(""));
  EXPECT_FALSE(read_certificate(der.substr(0, der.size() - 1)));
  EXPECT_FALSE(read_certificate(der + "x"));
  EXPECT_FALSE(read_certificate("-----BEGIN CERTIFICATE-----"));
}

}  // namespace
}  // namespace baton::ingress
