#include "http/api/access.hpp"

#include "baton/simulate/chance.hpp"
#include "baton/simulate/clock.hpp"
#include "baton/store/memory.hpp"
#include "unit/at_once.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <gtest/gtest.h>
#include <string>

namespace baton::http {
namespace {

using namespace std::chrono_literals;
using identity::Role;
using identity::token_text;
using identity::TokenBits;

constexpr core::Time kNow{core::Duration(1'780'000'000'000'000)};

TokenBits bits_of(unsigned char seed) {
  TokenBits bits{};
  for (std::size_t i = 0; i < bits.size(); ++i)
    bits[i] = static_cast<unsigned char>(seed * 31U + i * 7U);
  return bits;
}

std::string proof(unsigned char seed) { return "Bearer " + token_text(bits_of(seed)); }
std::string cookie(unsigned char seed) { return "bs_" + token_text(bits_of(seed)).substr(3); }

identity::Token token(unsigned char seed, std::string name, Role role) {
  identity::Token made;
  made.id = core::TokenId(seed);
  made.name = std::move(name);
  made.role = role;
  made.hash = identity::to_text(identity::hash_of(bits_of(seed)));
  return made;
}

identity::User ada() {
  identity::User user;
  user.id = core::UserId(7);
  user.name = "ada";
  user.role = Role::approver;
  user.password = "$argon2id$…";
  return user;
}

identity::Session session(unsigned char seed, core::UserId user, core::TokenId token = {}) {
  return {
      identity::to_text(identity::hash_of(bits_of(seed))), user, token, kNow, kNow, kNow + 168h};
}

TEST(Access, KnowsWhoIsAskingByAToken) {
  Access access;
  access.replace({{token(1, "ops", Role::operator_), token(2, "eyes", Role::viewer)}}, kNow);
  const auto who = access.by_token(proof(1), kNow);
  ASSERT_NE(who, nullptr);
  EXPECT_EQ(who->actor, "token:ops");
  EXPECT_EQ(who->role, Role::operator_);
  EXPECT_FALSE(who->in_session);
  EXPECT_NE(access.by_token("bearer " + token_text(bits_of(2)), kNow), nullptr);
}

// A store of which people ask too much: only the server's own reads get through.
class CrowdedStore final : public ports::Store {
 public:
  explicit CrowdedStore(ports::Store& in) : in_(in) {}
  void submit(std::unique_ptr<Work> work) override { in_.submit(std::move(work)); }
  void submit_read(std::function<void(ports::Queries&)> /*read*/,
                   std::function<void(std::exception_ptr)> done) override {
    done(std::make_exception_ptr(ports::StoreUnavailable("too many reads wait already")));
  }
  void submit_server_read(std::function<void(ports::Queries&)> read,
                          std::function<void(std::exception_ptr)> done) override {
    in_.submit_read(std::move(read), std::move(done));
  }

 private:
  ports::Store& in_;
};

// Else a token that was revoked would open everything until the store has less to do.
TEST(Access, LearnsWhatHasChangedWhateverPeopleAskOfTheStore) {
  simulate::VirtualClock clock;
  simulate::CountingRandom random;
  const auto store = store::open_memory({clock, random, false});
  CrowdedStore crowded(*store);
  tests::at_once(*store, [](ports::Tx& tx) { tx.put_token(token(1, "ops", Role::operator_)); });
  Access access;
  boost::asio::io_context io;
  std::exception_ptr failed;
  boost::asio::co_spawn(io, access.refresh(crowded, kNow),
                        [&failed](std::exception_ptr thrown) { failed = thrown; });
  io.run();
  EXPECT_FALSE(failed);
  EXPECT_NE(access.by_token(proof(1), kNow), nullptr);
}

TEST(Access, KnowsNobodyElseByAToken) {
  Access access;
  identity::Token revoked = token(2, "old", Role::admin);
  revoked.revoked_at = core::Time{};
  access.replace({{token(1, "ops", Role::operator_), revoked, token(4, "odd", Role::nobody)}},
                 kNow);
  for (const std::string& text :
       {std::string(), std::string("Bearer "), std::string("Bearer x"), token_text(bits_of(1)),
        "Basic " + token_text(bits_of(1)), proof(2), proof(3), proof(4),
        "Bearer  " + token_text(bits_of(1)), "Bearer " + cookie(1)}) {
    EXPECT_EQ(access.by_token(text, kNow), nullptr) << text;
  }
  EXPECT_EQ(access.by_session(cookie(1), kNow), nullptr) << "a token is no session";
}

TEST(Access, ATokenOpensNothingOnceItHasExpired) {
  Access access;
  identity::Token brief = token(1, "ops", Role::viewer);
  brief.expires_at = kNow + 1h;
  access.replace({{brief}}, kNow);
  const auto who = access.by_token(proof(1), kNow);
  ASSERT_NE(who, nullptr);
  access.sweep(kNow + 59min);
  EXPECT_TRUE(who->valid);
  access.sweep(kNow + 1h);
  EXPECT_FALSE(who->valid) << "a stream that is open learns of it";
  EXPECT_EQ(access.by_token(proof(1), kNow + 1h), nullptr);
}

TEST(Access, KnowsWhoHasSignedIn) {
  Access access;
  access.replace({{token(2, "ops", Role::operator_)},
                  {ada()},
                  {session(3, core::UserId(7)), session(4, {}, core::TokenId(2))}},
                 kNow);
  const auto person = access.by_session(cookie(3), kNow);
  ASSERT_NE(person, nullptr);
  EXPECT_EQ(person->actor, "ada");
  EXPECT_TRUE(person->in_session);
  EXPECT_EQ(person->expires_at, kNow + 168h);
  const auto tool = access.by_session(cookie(4), kNow);
  ASSERT_NE(tool, nullptr);
  EXPECT_EQ(tool->actor, "token:ops");
  EXPECT_EQ(access.by_token(proof(3), kNow), nullptr) << "a session is no token";
  EXPECT_EQ(access.by_session("bs_", kNow), nullptr);
  EXPECT_EQ(access.by_session("", kNow), nullptr);
}

TEST(Access, ASessionEndsWithItsOwner) {
  Access access;
  const identity::Token ops = token(2, "ops", Role::operator_);
  const std::vector<identity::Session> sessions{session(3, core::UserId(7)),
                                                session(4, {}, core::TokenId(2))};
  access.replace({{ops}, {ada()}, sessions}, kNow);
  const auto person = access.by_session(cookie(3), kNow);
  const auto tool = access.by_session(cookie(4), kNow);
  identity::User disabled = ada();
  disabled.disabled_at = kNow;
  identity::Token revoked = ops;
  revoked.revoked_at = kNow;
  access.replace({{revoked}, {disabled}, sessions}, kNow);
  EXPECT_FALSE(person->valid);
  EXPECT_FALSE(tool->valid);
  EXPECT_EQ(access.by_session(cookie(3), kNow), nullptr);
}

TEST(Access, AnotherRoleIsTakenOverInPlace) {
  Access access;
  access.replace({{}, {ada()}, {session(3, core::UserId(7))}}, kNow);
  const auto person = access.by_session(cookie(3), kNow);
  identity::User raised = ada();
  raised.role = Role::admin;
  access.replace({{}, {raised}, {session(3, core::UserId(7))}}, kNow);
  EXPECT_TRUE(person->valid);
  EXPECT_EQ(person->role, Role::admin) << "a stream goes on with it";
}

TEST(Access, ASessionThatIsNotUsedEnds) {
  Access access;
  access.limit({12h, 168h});
  access.replace({{}, {ada()}, {session(3, core::UserId(7))}}, kNow);
  EXPECT_NE(access.by_session(cookie(3), kNow + 11h), nullptr);
  EXPECT_NE(access.by_session(cookie(3), kNow + 22h), nullptr) << "it was used in between";
  EXPECT_EQ(access.by_session(cookie(3), kNow + 34h), nullptr);
}

TEST(Access, TellsWhatWasUsed) {
  Access access;
  access.replace({{token(1, "ops", Role::operator_)}, {ada()}, {session(3, core::UserId(7))}},
                 kNow);
  EXPECT_TRUE(access.take_uses().empty());
  access.by_token(proof(1), kNow + 1s);
  access.by_session(cookie(3), kNow + 2s);
  auto uses = access.take_uses();
  ASSERT_EQ(uses.size(), 2U);
  if (!uses[0].token) std::swap(uses[0], uses[1]);
  EXPECT_EQ(uses[0].token, core::TokenId(1));
  EXPECT_EQ(uses[0].at, kNow + 1s);
  EXPECT_EQ(uses[1].user, core::UserId(7));
  EXPECT_EQ(uses[1].session, session(3, core::UserId(7)).hash);
  EXPECT_TRUE(access.take_uses().empty()) << "it is told once";
}

}  // namespace
}  // namespace baton::http
