#include "baton/identity/user.hpp"

#include <gtest/gtest.h>

namespace baton::identity {
namespace {

TEST(User, HasANameThatIsOneLineAndNotBatons) {
  for (const std::string_view good : {"ada", "ada@example.com", "Élodie Martin", "o'neil"})
    EXPECT_TRUE(check_user_name(good)) << good;
  for (const std::string_view bad : {"", " ada", "ada ", "a\nb", "a/b", "token:ada", "Token:ada",
                                     "server", "Config", "baton", ".", ".."})
    EXPECT_FALSE(check_user_name(bad)) << bad;
  for (const std::string_view unseen : {"ada\u200b", "a\u00adda", "ada\u2060", "ad\u202ea",
                                        "ada\ufeff", "ada\U000e0041", "ada\x9b"})
    EXPECT_FALSE(check_user_name(unseen)) << "it looks like the name of ada: " << unseen;
  EXPECT_FALSE(check_user_name(std::string(65, 'a')));
}

TEST(User, IsNotTakenForAnotherWhoseNameLooksAlike) {
  User ada;
  ada.name = "ada";
  EXPECT_TRUE(user_name_in_use({ada}, "Ada"));
  EXPECT_FALSE(user_name_in_use({ada}, "ben"));
  const std::vector<User> users{ada};
  EXPECT_EQ(find_user(users, "Ada"), nullptr) << "who signs in writes the name as it is";
  EXPECT_EQ(find_user(users, "ada"), &users.front());
}

TEST(User, SignsInWithAPasswordUntilDisabled) {
  User ada;
  EXPECT_EQ(ada.state(), "invited");
  EXPECT_FALSE(ada.can_sign_in());
  ada.password = "$argon2id$…";
  EXPECT_EQ(ada.state(), "active");
  EXPECT_TRUE(ada.can_sign_in());
  ada.disabled_at = core::Time{};
  EXPECT_EQ(ada.state(), "disabled");
  EXPECT_FALSE(ada.can_sign_in());
}

}  // namespace
}  // namespace baton::identity
