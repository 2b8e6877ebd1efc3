#include "baton/identity/delegation.hpp"

#include "baton/identity/policy.hpp"

#include <gtest/gtest.h>

namespace baton::identity {
namespace {

core::Time at(int hour) { return core::Time(std::chrono::hours(hour)); }

Delegation of(std::string person, std::string to, int from = 0, int until = 100) {
  return {"1", std::move(person), std::move(to), at(from), at(until), core::Actor::server()};
}

// Somebody who came by a token.
Principal known(const std::string& name, std::vector<std::string> groups,
                Role role = Role::approver) {
  return {role, core::Actor::token(name), std::move(groups)};
}

core::Approval legal(bool not_requester = false) {
  core::Approval approval;
  approval.request.group = "legal";
  approval.request.not_requester = not_requester;
  approval.request.hash = "h";
  return approval;
}

TEST(Delegation, IsReadBackAsItIsKept) {
  const std::vector<Delegation> all{of("ada", "ben"), of("cyd", "ben", 5, 7)};
  std::vector<Delegation> back;
  for (const auto& json : core::parse_json(to_text(all)).value()) {
    const auto one = delegation_of(json);
    ASSERT_TRUE(one) << json;
    back.push_back(*one);
  }
  ASSERT_EQ(back.size(), 2U);
  EXPECT_EQ(back[1].person, "cyd");
  EXPECT_EQ(back[1].from, at(5));
  EXPECT_EQ(to_text(back), to_text(all));
}

TEST(Delegation, ThatIsNotWholeIsNotReadBack) {
  const auto whole = core::parse_json(to_text({of("ada", "ben")})).value().at(0);
  for (const auto* member : {"id", "person", "to", "from", "until"}) {
    auto json = whole;
    json[member] = 5;
    EXPECT_FALSE(delegation_of(json)) << member;
  }
  EXPECT_FALSE(delegation_of("ada"));
}

TEST(Delegation, MakesSenseOrSaysWhyNot) {
  EXPECT_FALSE(nonsense(of("ada", "ben"), at(1)));
  EXPECT_EQ(nonsense(of("ada", "ada"), at(1))->where, "/to");
  EXPECT_EQ(nonsense(of("", "ben"), at(1))->where, "/person");
  EXPECT_EQ(nonsense(of("ada", "token:ben"), at(1))->where, "/to");
  EXPECT_EQ(nonsense(of("ada", "ben", 5, 5), at(1))->where, "/until");
  EXPECT_EQ(nonsense(of("ada", "ben", 0, 5), at(6))->where, "/until");
  EXPECT_EQ(nonsense(of("ada", "ben", 0, 24 * 400), at(1))->where, "/until");
}

TEST(Delegation, CountsInItsTimeOnly) {
  const std::vector<Delegation> all{of("ada", "ben", 5, 7)};
  const std::vector<Principal> people{known("ada", {"legal"})};
  EXPECT_TRUE(delegators(all, people, "ben", at(4)).empty());
  ASSERT_EQ(delegators(all, people, "token:ben", at(5)).size(), 1U);
  EXPECT_TRUE(delegators(all, people, "ben", at(5))[0].in_group("legal"));
  EXPECT_TRUE(delegators(all, people, "ben", at(7)).empty());
  EXPECT_TRUE(delegators(all, people, "ada", at(5)).empty());
}

TEST(Delegation, GivesAVoiceThatOneHasNot) {
  const std::vector<Delegation> all{of("ada", "ben")};
  const std::vector<Principal> people{known("ada", {"legal"}), known("ben", {})};
  const Principal ben{Role::approver, "ben"};
  const auto for_ben = delegators(all, people, ben.actor, at(5));
  const auto voice = voice_of(legal(), {}, ben, for_ben);
  EXPECT_FALSE(voice.refusal);
  EXPECT_EQ(voice.on_behalf_of, core::Actor("ada"));
  EXPECT_TRUE(voice_of(legal(), {}, ben, {}).refusal);
  const Principal of_legal{Role::approver, "ben", {"legal"}};
  EXPECT_TRUE(voice_of(legal(), {}, of_legal, for_ben).on_behalf_of.is_nobody())
      << "his own voice comes first";
}

TEST(Delegation, GivesNoVoiceToWhoeverAskedForIt) {
  const std::vector<Delegation> all{of("ada", "ben")};
  const std::vector<Principal> people{known("ada", {"legal"})};
  const Principal ben{Role::approver, "ben"};
  const auto for_ben = delegators(all, people, ben.actor, at(5));
  EXPECT_TRUE(voice_of(legal(true), "ben", ben, for_ben).refusal);
  EXPECT_TRUE(voice_of(legal(true), "ada", ben, for_ben).refusal);
  EXPECT_FALSE(voice_of(legal(true), "cyd", ben, for_ben).refusal);
}

TEST(Delegation, GivesNotAwayWhatOnlyAnAdminMay) {
  const std::vector<Delegation> all{of("root", "ben")};
  const std::vector<Principal> people{known("root", {}, Role::admin)};
  const Principal ben{Role::approver, "ben"};
  EXPECT_TRUE(voice_of(legal(), {}, ben, delegators(all, people, ben.actor, at(5))).refusal);
}

TEST(Delegation, GivesAwayWhatAPersonDecidesByAnyOfTheirNames) {
  const std::vector<Delegation> all{of("ada", "ben")};
  const std::vector<Principal> people{known("ada", {"board"}),
                                      {Role::approver, core::Actor::user("ada"), {"legal"}}};
  const auto for_ben = delegators(all, people, core::Actor::user("ben"), at(5));
  ASSERT_EQ(for_ben.size(), 1U);
  EXPECT_TRUE(for_ben[0].in_group("board"));
  EXPECT_TRUE(for_ben[0].in_group("legal"));
}

// Whoever is disabled is none of the people any more.
TEST(Delegation, GivesNothingAwayOfWhoeverMayDecideNothing) {
  const std::vector<Delegation> all{of("ada", "ben")};
  EXPECT_TRUE(delegators(all, {}, "ben", at(5)).empty());
  EXPECT_TRUE(delegators(all, {known("ada", {"legal"}, Role::viewer)}, "ben", at(5)).empty());
  auto made_for_less = known("ada", {"legal"});
  made_for_less.scopes = {"read"};
  EXPECT_TRUE(delegators(all, {made_for_less}, "ben", at(5)).empty());
}

TEST(Delegation, IsNotedAboutThePersonWhoIsAway) {
  const auto row = act_on_delegation("delegations.end", of("ada", "ben"), core::Actor::user("cyd"));
  EXPECT_EQ(row.act, "delegations.end");
  EXPECT_EQ(row.object, "ada");
  EXPECT_EQ(row.actor, "cyd");
  EXPECT_EQ(core::text_at(row.detail, "to"), "ben");
  EXPECT_EQ(core::text_at(row.detail, "until"), core::to_rfc3339(at(100)));
}

TEST(Delegation, GivesNoSecondVoiceOnceTheOtherHasDecided) {
  const std::vector<Delegation> all{of("ada", "ben")};
  const std::vector<Principal> people{known("ada", {"legal"})};
  const Principal ben{Role::approver, "ben"};
  auto approval = legal();
  approval.decisions.push_back({"ada", true, "", "h", at(1)});
  EXPECT_TRUE(voice_of(approval, {}, ben, delegators(all, people, ben.actor, at(5))).refusal);
}

}  // namespace
}  // namespace baton::identity
