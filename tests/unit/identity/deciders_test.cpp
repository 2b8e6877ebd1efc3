#include "baton/identity/deciders.hpp"

#include <gmock/gmock.h>

namespace baton::identity {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

Principal member(std::string name, Role role = Role::operator_,
                 std::vector<std::string> groups = {}) {
  Principal made;
  made.actor = core::Actor::token(name);
  made.role = role;
  made.groups = std::move(groups);
  return made;
}

core::Approval asked(std::string group, std::vector<std::string> users = {}, int count = 1,
                     bool not_requester = false) {
  core::Approval approval;
  approval.request.group = std::move(group);
  approval.request.users = std::move(users);
  approval.request.count = count;
  approval.request.not_requester = not_requester;
  return approval;
}

TEST(Deciders, AreWhoIsInTheGroupOrIsNamedButNoSender) {
  const std::vector<Principal> tokens{
      member("ada", Role::operator_, {"legal"}), member("ben"),
      member("cyd", Role::approver, {"legal"}),  member("root", Role::admin),
      member("crm", Role::sender, {"legal"}),    member("eye", Role::viewer, {"legal"})};
  EXPECT_THAT(deciders(asked("legal"), {}, tokens).may, ElementsAre("ada", "cyd", "root"));
  EXPECT_THAT(deciders(asked("", {"ben", "token:cyd"}), {}, tokens).may, ElementsAre("ben", "cyd"));
  EXPECT_THAT(deciders(asked("legal", {"ben"}), "token:ada", tokens).problem, IsEmpty());
}

TEST(Deciders, SayWhenNobodyIsLeft) {
  const std::vector<Principal> tokens{member("ana"), member("ben", Role::operator_, {"legal"})};
  const auto alone = deciders(asked("", {"ana"}, 1, true), "token:ana", tokens);
  EXPECT_THAT(alone.may, IsEmpty());
  EXPECT_THAT(alone.problem, HasSubstr("1 more person has to agree, and nobody may"));
  EXPECT_THAT(deciders(asked("finance"), {}, tokens).problem, HasSubstr("in group \"finance\""));
  EXPECT_THAT(deciders(asked("legal", {}, 2), {}, tokens).problem, HasSubstr("only ben may"));
}

TEST(Deciders, OfAGroupWithoutMembersAreAdminsOnlyWhichIsSaid) {
  EXPECT_THAT(deciders(asked("finance"), {},
                       {member("ben", Role::operator_, {"legal"}), member("root", Role::admin)})
                  .problem,
              HasSubstr("nobody is in group \"finance\": only root"));
}

TEST(Deciders, ATemplateThatNobodyCouldAnswerIsWarnedOf) {
  core::Template workflow;
  workflow.steps.push_back({"fine", core::Approve{"legal"}});
  workflow.steps.push_back({"zoe", core::Approve{"", {"zoe"}}});
  workflow.steps.back().at = {7, 3};
  workflow.steps.push_back({"board", core::Approve{"board"}});
  const auto found = undecidable(
      workflow, {member("root", Role::admin), member("ben", Role::operator_, {"legal"})});
  ASSERT_EQ(found.size(), 2U);
  EXPECT_THAT(found[0].message,
              HasSubstr("step \"zoe\": 1 more person has to agree, and nobody may"));
  EXPECT_EQ(found[0].at.line, 7U);
  EXPECT_EQ(found[0].severity, core::Finding::Severity::warning);
  EXPECT_THAT(found[1].hint, HasSubstr("--group board"));
}

TEST(Workers, OfATaskThatOnlyAdminsMayDoAreSaidToBeMissing) {
  const std::vector<Principal> people{member("root", Role::admin),
                                      member("ben", Role::operator_, {"content"}),
                                      member("eye", Role::viewer, {"legal"})};
  const auto problem = [&people](std::string group, std::vector<std::string> users) {
    core::TaskRequested request;
    request.group = std::move(group);
    request.users = std::move(users);
    return without_workers(request, people);
  };
  EXPECT_EQ(problem("content", {}), "");
  EXPECT_EQ(problem("", {"ben"}), "");
  EXPECT_EQ(problem("", {"root"}), "") << "an admin who is named";
  EXPECT_EQ(problem("legal", {}), "nobody is in group \"legal\": only root, as admins, may do it")
      << "a viewer may not";
  EXPECT_THAT(problem("", {"zoe"}), HasSubstr("none of the people named is a user"));
}

TEST(Workers, ATemplateWithATaskForNobodyIsWarnedOf) {
  core::Template workflow;
  workflow.steps.push_back({"copy", core::PeopleTask{"content"}});
  workflow.steps.push_back({"text", core::PeopleTask{"legal"}});
  core::PeopleTask routed;
  routed.routing.emplace();
  workflow.steps.push_back({"routed", std::move(routed)});
  const auto found = undecidable(workflow, {member("ben", Role::operator_, {"content"})});
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].rule, "task/nobody-may");
  EXPECT_THAT(found[0].message, HasSubstr("step \"text\": nobody is in group \"legal\""));
  EXPECT_THAT(found[0].hint, HasSubstr("--group legal"));
}

TEST(Deciders, ATemplateIsWarnedOfTheRowsOfItsRoutes) {
  core::Template workflow;
  core::Approve approve;
  approve.routing = core::Routing{"review"};
  workflow.steps.push_back({"legal", std::move(approve)});
  core::PeopleTask task;
  task.routing = core::Routing{"review"};
  workflow.steps.push_back({"copy", std::move(task)});
  const std::vector<Principal> people{member("root", Role::admin),
                                      member("ben", Role::operator_, {"emea"})};
  EXPECT_THAT(undecidable(workflow, people), IsEmpty()) << "nothing is known of the route";
  const AskedByRoutes routes{{"review",
                              {{"here", "emea"},
                               {"there", "apac"},
                               {"there too", "apac"},
                               {"two", "emea", {}, 3},
                               {"soon"}}}};
  const auto found = undecidable(workflow, people, routes);
  ASSERT_EQ(found.size(), 3U);
  EXPECT_EQ(found[0].rule, "approve/nobody-may");
  EXPECT_EQ(found[0].message,
            "step \"legal\": in the row \"there\" of the route \"review\", nobody is in group "
            "\"apac\": only root, as admins, may decide");
  EXPECT_THAT(found[0].hint, HasSubstr("--group apac"));
  EXPECT_THAT(found[1].message, HasSubstr("in the row \"two\" of the route \"review\", 3 more"));
  EXPECT_EQ(found[2].rule, "task/nobody-may");
}

TEST(Deciders, CountWhoHasAgreed) {
  auto approval = asked("legal", {}, 2);
  approval.decisions.push_back({"token:ada", true});
  const auto found = deciders(
      approval, {},
      {member("ada", Role::operator_, {"legal"}), member("ben", Role::operator_, {"legal"})});
  EXPECT_THAT(found.may, ElementsAre("ben"));
  EXPECT_THAT(found.problem, IsEmpty());
}

// A person signs in, and has a token: both are one voice.
TEST(Deciders, AreCountedByPerson) {
  auto approval = asked("legal", {}, 2);
  approval.decisions.push_back({core::Actor::user("ada"), true});
  const std::vector<Principal> tokens{member("ada", Role::operator_, {"legal"}),
                                      member("ben", Role::approver, {"legal"})};
  const auto found = deciders(approval, {}, tokens);
  EXPECT_THAT(found.may, ElementsAre("ben"));
  EXPECT_EQ(found.missing, 1U);
  const auto own = deciders(asked("legal", {}, 1, true), core::Actor::user("ada"), tokens);
  EXPECT_THAT(own.may, ElementsAre("ben")) << "ada asked for it";
}

}  // namespace
}  // namespace baton::identity
