#include "ingress/crypto.hpp"

#include "baton/core/encoding.hpp"

#include <gtest/gtest.h>

namespace baton::ingress {
namespace {

// RFC 4231 test cases 1 and 2.
TEST(Crypto, HmacSha256MatchesTheRfc) {
  EXPECT_EQ(core::to_hex(hmac_sha256(std::string(20, '\x0b'), "Hi There")),
            "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
  EXPECT_EQ(core::to_hex(hmac_sha256("Jefe", "what do ya want for nothing?")),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
}

TEST(Crypto, AnEmptyKeyIsAKey) {
  EXPECT_EQ(core::to_hex(hmac_sha256("", "")),
            "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad");
}

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

}  // namespace
}  // namespace baton::ingress
