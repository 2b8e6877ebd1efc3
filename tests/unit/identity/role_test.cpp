#include "baton/identity/role.hpp"

#include <gmock/gmock.h>
#include <map>

namespace baton::identity {
namespace {

// docs/reliability.md, P29: the whole table, written down a second time on purpose.
TEST(Roles, MayDoWhatTheTableSays) {
  const std::map<Role, std::string> table{{Role::nobody, "n"},
                                          {Role::sender, "ns"},
                                          {Role::viewer, "nrd"},
                                          {Role::operator_, "nsrdo"},
                                          {Role::admin, "nsrdoa"}};
  const std::map<char, Needs> needs{{'n', Needs::nothing}, {'s', Needs::send},
                                    {'r', Needs::read},    {'d', Needs::decide},
                                    {'o', Needs::operate}, {'a', Needs::admin}};
  for (const auto& [role, letters] : table)
    for (const auto& [letter, need] : needs)
      EXPECT_EQ(may(role, need), letters.find(letter) != std::string::npos)
          << to_text(role) << ' ' << letter;
}

// Words of roles are stored with tokens: they are added to, and never changed.
TEST(Roles, HaveTheWordsThatAreStored) {
  EXPECT_THAT(role_words(), testing::ElementsAre("admin", "operator", "viewer", "sender"));
  for (const Role each : kRoles) EXPECT_EQ(role(to_text(each)), each);
  for (const std::string_view none : {"nobody", "Admin", "emperor", ""}) EXPECT_FALSE(role(none));
}

TEST(Roles, AreSaidToThoseWhoMayNot) {
  EXPECT_EQ(roles_that_may(Needs::operate), "operator or admin");
  EXPECT_EQ(roles_that_may(Needs::send), "sender, operator or admin");
  EXPECT_EQ(roles_that_may(Needs::admin), "admin");
}

TEST(Roles, HintsSayHowAnAdminMakesAToken) {
  EXPECT_EQ(command_to_create(Role::operator_), "baton token create NAME --role operator");
  EXPECT_EQ(command_to_create(Role::viewer, "--group legal"),
            "baton token create NAME --role viewer --group legal");
}

}  // namespace
}  // namespace baton::identity
