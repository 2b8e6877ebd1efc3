#include "baton/identity/policy.hpp"

#include <algorithm>
#include <gmock/gmock.h>

namespace baton::identity {
namespace {

using core::Actor;
using testing::HasSubstr;

Principal person(Actor actor, Role role = Role::operator_, std::vector<std::string> groups = {}) {
  Principal made;
  made.role = role;
  made.actor = std::move(actor);
  made.groups = std::move(groups);
  return made;
}

core::ApprovalRequested request(std::string group, std::vector<std::string> users = {},
                                bool not_requester = false) {
  core::ApprovalRequested made;
  made.group = std::move(group);
  made.users = std::move(users);
  made.not_requester = not_requester;
  return made;
}

const Actor kAda = Actor::user("ada");
const Actor kTokenOfAda = Actor::token("ada");

TEST(Policy, WhoIsInTheGroupOrNamedOrAnAdminMayDecide) {
  const auto asked = request("legal", {"ben"});
  EXPECT_EQ(barred(asked, {}, person(kAda, Role::approver, {"legal"})), Bar::none);
  EXPECT_EQ(barred(asked, {}, person(Actor::token("ben"))), Bar::none);
  EXPECT_EQ(barred(asked, {}, person(kAda, Role::admin)), Bar::none);
  EXPECT_EQ(barred(asked, {}, person(kAda, Role::operator_, {"finance"})), Bar::not_in_group);
}

TEST(Policy, AListWithoutAGroupIsCompleteForAdminsToo) {
  const auto asked = request("", {"token:ada"});
  EXPECT_EQ(barred(asked, {}, person(kAda)), Bar::none);
  EXPECT_EQ(barred(asked, {}, person(Actor::user("root"), Role::admin)), Bar::not_named);
}

TEST(Policy, SomeRolesDecideNothing) {
  const auto asked = request("legal");
  for (const Role role : {Role::viewer, Role::sender, Role::nobody})
    EXPECT_EQ(barred(asked, {}, person(kAda, role, {"legal"})), Bar::role) << to_text(role);
}

TEST(Policy, ATokenThatWasMadeForLessDecidesNothing) {
  Principal by = person(kTokenOfAda, Role::operator_, {"legal"});
  by.scopes = {"read", "operate"};
  EXPECT_EQ(barred(request("legal"), {}, by), Bar::role);
  by.scopes = {"decide"};
  EXPECT_EQ(barred(request("legal"), {}, by), Bar::none);
}

TEST(Policy, WhoeverAskedMayNotApproveByAnyName) {
  const auto asked = request("legal", {}, true);
  for (const Actor& requester : {kAda, kTokenOfAda})
    for (const Actor& decider : {kAda, kTokenOfAda}) {
      EXPECT_EQ(barred(asked, requester, decider), Bar::asked_for_it);
      EXPECT_EQ(barred(asked, requester, person(decider, Role::admin)), Bar::asked_for_it);
    }
  EXPECT_EQ(barred(asked, kTokenOfAda, Actor::user("ben")), Bar::none);
  EXPECT_EQ(barred(asked, {}, kAda), Bar::none) << "who asked is not known: it is not ada";
}

TEST(Policy, WhoeverHadItBegunAgainMayNotApproveByAnyName) {
  auto asked = request("legal", {}, true);
  asked.again_by = {"token:ada"};
  EXPECT_EQ(barred(asked, "ben", kAda), Bar::asked_for_it);
  EXPECT_EQ(barred(asked, {}, person(kTokenOfAda, Role::admin)), Bar::asked_for_it);
  EXPECT_EQ(barred(asked, {}, "cyd", kAda), Bar::asked_for_it) << "on behalf of ada";
  EXPECT_EQ(barred(asked, "ben", "cyd"), Bar::none);
  asked.not_requester = false;
  EXPECT_EQ(barred(asked, "ben", kAda), Bar::none);
}

TEST(Policy, NobodyAndBatonItselfDecideNothing) {
  const auto asked = request("legal");
  for (const Actor& none : {Actor(), Actor::token(""), Actor::config(), Actor::server()}) {
    EXPECT_EQ(barred(asked, {}, none), Bar::unknown) << none.text();
    EXPECT_EQ(barred(asked, {}, person(none, Role::admin)), Bar::unknown) << none.text();
  }
}

// The door knows more than the run. It may be stricter, and never more lenient: what it lets
// through is taken.
TEST(Policy, TheDoorIsNeverMoreLenientThanTheRun) {
  const auto let_in_and_refused = [](const auto& asked, const Actor& requester, const Actor& by) {
    return std::any_of(kRoles.begin(), kRoles.end(), [&](Role role) {
      return barred(asked, requester, person(by, role, {"legal"})) == Bar::none &&
             barred(asked, requester, by) != Bar::none;
    });
  };
  for (const auto& asked :
       {request("legal"), request("", {"ada"}), request("legal", {"ben"}, true)}) {
    for (const Actor& requester : {Actor(), kAda, Actor::token("ben")}) {
      for (const Actor& by : {Actor(), kAda, kTokenOfAda, Actor::token("ben")})
        EXPECT_FALSE(let_in_and_refused(asked, requester, by)) << requester.text() << by.text();
    }
  }
}

TEST(Policy, SaysWhyNotAndWhatToDo) {
  EXPECT_FALSE(cannot_decide(request("legal"), {}, person(kAda, Role::approver, {"legal"})));
  const auto stranger = cannot_decide(request("legal"), {}, person(kAda));
  ASSERT_TRUE(stranger);
  EXPECT_EQ(stranger->code, core::Errc::denied);
  EXPECT_EQ(stranger->message, "this is for the group \"legal\" to decide, and you are not in it");
  EXPECT_THAT(stranger->hint, HasSubstr("baton token create NAME --role approver --group legal"));
  EXPECT_EQ(stranger->group, "legal");
  EXPECT_EQ(stranger->role, "");
  const auto viewer = cannot_decide(request("legal"), {}, person(kAda, Role::viewer, {"legal"}));
  EXPECT_EQ(viewer->message, "the role viewer decides nothing");
  EXPECT_EQ(viewer->role, "approver");
  EXPECT_EQ(cannot_decide(request("legal", {}, true), kTokenOfAda, person(kAda))->message,
            "whoever asked for it may not approve it");
  EXPECT_EQ(cannot_decide(request("", {"ben"}), {}, person(kAda))->message,
            "only the people named in the template may decide this");
  EXPECT_EQ(cannot_decide(request("legal"), {}, person({}))->message, "who decides is not known");
}

TEST(Policy, TellsTheGroupThatAnApprovalWasEscalatedTo) {
  auto asked = request("", {"ben"});
  asked.groups = {"leads"};
  EXPECT_FALSE(cannot_decide(asked, {}, person(kAda, Role::approver, {"leads"})));
  const auto stranger = cannot_decide(asked, {}, person(kAda));
  ASSERT_TRUE(stranger);
  EXPECT_EQ(stranger->group, "leads");
  EXPECT_THAT(stranger->message, HasSubstr("\"leads\""));
}

core::TaskRequested work(std::string group, std::vector<std::string> users = {}) {
  core::TaskRequested made;
  made.group = std::move(group);
  made.users = std::move(users);
  return made;
}

TEST(TaskPolicy, WhoIsInTheGroupOrNamedOrAnAdminMayDoIt) {
  const auto asked = work("content", {"ben"});
  EXPECT_EQ(barred(asked, person(kAda, Role::approver, {"content"})), Bar::none);
  EXPECT_EQ(barred(asked, person(Actor::token("ben"))), Bar::none);
  EXPECT_EQ(barred(asked, person(kAda, Role::admin)), Bar::none);
  EXPECT_EQ(barred(asked, person(kAda)), Bar::not_in_group);
  EXPECT_EQ(barred(work("", {"ben"}), person(kAda)), Bar::not_named);
}

TEST(TaskPolicy, SomeRolesAndTokensThatWereMadeForLessDoNothing) {
  for (const Role role : {Role::viewer, Role::sender, Role::nobody})
    EXPECT_EQ(barred(work("content"), person(kAda, role, {"content"})), Bar::role) << to_text(role);
  Principal by = person(kTokenOfAda, Role::operator_, {"content"});
  by.scopes = {"read", "operate"};
  EXPECT_EQ(barred(work("content"), by), Bar::role);
  by.scopes = {"decide"};
  EXPECT_EQ(barred(work("content"), by), Bar::none);
  const auto viewer = cannot_work(work("content"), person(kAda, Role::viewer, {"content"}));
  ASSERT_TRUE(viewer);
  EXPECT_EQ(viewer->role, "approver");
  EXPECT_EQ(viewer->group, "content");
}

TEST(Decisions, ArePeoplesAndCountOnceForWhatIsAskedNow) {
  core::Approval approval;
  approval.request.count = 2;
  approval.request.hash = "now";
  approval.decisions.push_back({kAda, true, "", "now"});
  approval.decisions.push_back({Actor::token("cyd"), true, "", "before"});
  approval.decisions.push_back({Actor(), true, "", "before"});
  ASSERT_NE(decision_of(approval, kTokenOfAda), nullptr);
  EXPECT_EQ(decision_of(approval, kTokenOfAda), decision_of(approval, kAda));
  EXPECT_EQ(decision_of(approval, Actor::token("cyd")), nullptr) << "of what was asked before";
  EXPECT_EQ(decision_of(approval, {}), nullptr) << "two nobodies are never one person";
  EXPECT_EQ(agreed(approval), 1U);
  EXPECT_EQ(missing(approval), 1U);
  approval.request.count = 0;
  EXPECT_EQ(missing(approval), 0U);
  approval.decisions.clear();
  EXPECT_EQ(missing(approval), 1U) << "somebody has to agree, whatever is written";
  EXPECT_FALSE(rejected(approval));
}

TEST(Refusal, IsANoByWhichTheStepFailed) {
  core::StepState state;
  state.approval = core::Approval{};
  state.approval->decisions.push_back({Actor::token("ben"), false});
  EXPECT_FALSE(refused(state)) << "it has not failed";
  state.status = core::StepStatus::failed;
  EXPECT_TRUE(refused(state));
  state.approval->decisions.clear();
  EXPECT_FALSE(refused(state)) << "its time ran out";
}

}  // namespace
}  // namespace baton::identity
