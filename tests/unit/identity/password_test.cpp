#include "baton/identity/password.hpp"

#include <gmock/gmock.h>

namespace baton::identity {
namespace {

// As little as libsodium takes: the tests are about what is made, not about what it costs.
constexpr HashCost kCheap{1, 8'192};

TEST(Password, IsKeptAsArgon2idAndMatchesItselfOnly) {
  const std::string kept = hash_password("four old lamps glow", kCheap);
  EXPECT_THAT(kept, testing::StartsWith("$argon2id$v=19$m=8,t=1,p=1$"));
  EXPECT_NE(kept, hash_password("four old lamps glow", kCheap)) << "each has a salt of its own";
  EXPECT_TRUE(password_matches(kept, "four old lamps glow"));
  EXPECT_FALSE(password_matches(kept, "four old lamps glow "));
  EXPECT_FALSE(password_matches(kept, ""));
}

TEST(Password, MatchesNothingThatIsNoHash) {
  EXPECT_FALSE(password_matches("plain", "plain"));
  EXPECT_FALSE(password_matches(std::string(500, 'x'), "plain"));
  EXPECT_FALSE(password_matches("", "")) << "a user who has not chosen one";
}

TEST(Password, IsRefusedWhenItIsEasyToGuess) {
  EXPECT_TRUE(check_password("four old lamps glow", "ada"));
  EXPECT_TRUE(check_password("éléphantéléphant", "ada"));
  for (const std::string_view bad : {"", "short", "elevenchars"})
    EXPECT_FALSE(check_password(bad, "ada")) << bad;
  EXPECT_FALSE(check_password("ééééééé", "ada")) << "characters count, not bytes";
  EXPECT_FALSE(check_password("Ada.Lovelace", "ada.lovelace"));
  EXPECT_FALSE(check_password(std::string(201, 'x'), "ada"));
  EXPECT_EQ(check_password("short", "ada").error().where, "/password");
}

}  // namespace
}  // namespace baton::identity
