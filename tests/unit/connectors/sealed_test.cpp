#include "baton/connectors/sealed.hpp"

#include <gtest/gtest.h>

namespace baton::connectors {
namespace {

TEST(Sealed, OpensWithItsKeyAndName) {
  const core::Secret key = new_seal_key();
  const std::string sealed =
      seal(key, "hook-secret/asana", core::Secret("b537207f20cbfa02357cf448134da559"));
  EXPECT_EQ(sealed.find("b537"), std::string::npos);
  const auto opened = unseal(key, "hook-secret/asana", sealed);
  ASSERT_TRUE(opened);
  EXPECT_EQ(opened->reveal(), "b537207f20cbfa02357cf448134da559");
  EXPECT_EQ(unseal(key, "empty", seal(key, "empty", core::Secret("")))->reveal(), "");
}

TEST(Sealed, IsDifferentEachTime) {
  const core::Secret key = new_seal_key();
  EXPECT_NE(seal(key, "a", core::Secret("same")), seal(key, "a", core::Secret("same")));
}

TEST(Sealed, TellsWhichKeyItWasSealedWith) {
  const core::Secret key = new_seal_key();
  const auto id = id_of_key(key);
  EXPECT_EQ(id.size(), 8U);
  EXPECT_EQ(key_of_sealed(seal(key, "a", core::Secret("secret"))), id);
  EXPECT_NE(id_of_key(new_seal_key()), id);
  EXPECT_EQ(key_of_sealed("v1:AAAA"), "");
  EXPECT_EQ(key_of_sealed(""), "");
}

// AES-256-GCM, nonce 00 01 … 0b, made with another implementation.
TEST(Sealed, OpensWhatAnEarlierVersionSealed) {
  std::string bytes;
  for (char byte = 0; byte < 32; ++byte) bytes += byte;
  const core::Secret key(bytes);
  const std::string sealed =
      "v1:AAECAwQFBgcICQoLJiKlfqaXp2+tLvGr0IdYCOKk612VCX8KXRWW7HIH6aJF1uK/2Vfd/vByaLUAOg==";
  const auto opened = unseal(key, "hook-secret/asana", sealed);
  ASSERT_TRUE(opened);
  EXPECT_EQ(opened->reveal(), "a secret of an earlier version");
  EXPECT_FALSE(unseal(key, "hook-secret/other", sealed));
  EXPECT_FALSE(unseal(new_seal_key(), "hook-secret/asana", sealed));
}

TEST(Sealed, StaysShutForAnotherKeyNameOrText) {
  const core::Secret key = new_seal_key();
  const std::string sealed = seal(key, "hook-secret/asana", core::Secret("secret"));
  EXPECT_FALSE(unseal(new_seal_key(), "hook-secret/asana", sealed));
  EXPECT_FALSE(unseal(key, "hook-secret/other", sealed));
  for (std::size_t at = 0; at < sealed.size(); ++at) {
    std::string changed = sealed;
    changed[at] = changed[at] == 'A' ? 'B' : 'A';
    EXPECT_FALSE(unseal(key, "hook-secret/asana", changed)) << at;
    EXPECT_FALSE(unseal(key, "hook-secret/asana", sealed.substr(0, at))) << at;
  }
}

}  // namespace
}  // namespace baton::connectors
