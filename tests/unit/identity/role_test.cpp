#include "baton/identity/role.hpp"

#include <gmock/gmock.h>
#include <map>

namespace baton::identity {
namespace {

// docs/reliability.md, P29: the whole table, written down a second time on purpose.
TEST(Roles, MayDoWhatTheTableSays) {
  const std::map<Role, std::string> table{{Role::nobody, "n"},         {Role::sender, "nks"},
                                          {Role::viewer, "nkr"},       {Role::approver, "nkrd"},
                                          {Role::operator_, "nksrdo"}, {Role::editor, "nksrdoe"},
                                          {Role::admin, "nksrdoea"}};
  const std::map<char, Needs> needs{
      {'n', Needs::nothing}, {'k', Needs::known},   {'s', Needs::send}, {'r', Needs::read},
      {'d', Needs::decide},  {'o', Needs::operate}, {'e', Needs::edit}, {'a', Needs::admin}};
  for (const auto& [role, letters] : table)
    for (const auto& [letter, need] : needs)
      EXPECT_EQ(may(role, need), letters.find(letter) != std::string::npos)
          << to_text(role) << ' ' << letter;
}

// Words of roles are stored with tokens: they are added to, and never changed.
TEST(Roles, HaveTheWordsThatAreStored) {
  EXPECT_THAT(role_words(),
              testing::ElementsAre("admin", "editor", "operator", "approver", "viewer", "sender"));
  for (const Role each : kRoles) EXPECT_EQ(role(to_text(each)), each);
  for (const std::string_view none : {"nobody", "Admin", "emperor", ""}) EXPECT_FALSE(role(none));
}

TEST(Roles, OfPeopleAreAllButThatOfMachines) {
  EXPECT_THAT(role_words_for_people(),
              testing::ElementsAre("admin", "editor", "operator", "approver", "viewer"));
  EXPECT_FALSE(is_for_people(Role::sender));
  EXPECT_FALSE(is_for_people(Role::nobody));
}

TEST(Deeds, HaveTheWordsThatAreStored) {
  EXPECT_THAT(deeds_of(Role::admin),
              testing::ElementsAre("send", "read", "decide", "operate", "edit", "admin"));
  EXPECT_THAT(deeds_of(Role::sender), testing::ElementsAre("send"));
  EXPECT_THAT(deeds_of(Role::nobody), testing::IsEmpty());
  for (const Needs::Kind none : {Needs::nothing, Needs::known}) EXPECT_EQ(to_text(Needs(none)), "");
}

TEST(Roles, AreSaidToThoseWhoMayNot) {
  EXPECT_EQ(roles_that_may(Needs::operate), "operator, editor or admin");
  EXPECT_EQ(roles_that_may(Needs::send), "sender, operator, editor or admin");
  EXPECT_EQ(least_role(Needs::operate), Role::operator_);
  EXPECT_EQ(least_role(Needs::decide), Role::approver);
  EXPECT_EQ(least_role(Needs::edit), Role::editor);
  EXPECT_EQ(least_role(Needs::known), Role::sender);
  EXPECT_EQ(roles_that_may(Needs::admin), "admin");
}

TEST(Roles, HintsSayHowAnAdminMakesAToken) {
  EXPECT_EQ(command_to_create(Role::operator_), "baton token create NAME --role operator");
  EXPECT_EQ(command_to_create(Role::approver, "--group legal"),
            "baton token create NAME --role approver --group legal");
}

}  // namespace
}  // namespace baton::identity
