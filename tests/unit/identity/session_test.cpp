#include "baton/identity/session.hpp"

#include "unit/identity/now.hpp"

#include <gtest/gtest.h>
#include <string>

namespace baton::identity {
namespace {

using namespace std::chrono_literals;

const SessionLimits kLimits{12h, 168h};

TEST(Session, EndsWhenItIsNotUsedAndInTheEndAnyway) {
  Session session = new_session(core::UserId(7), {}, kNow, kLimits).session;
  EXPECT_TRUE(session.valid(kNow + 11h, kLimits.idle));
  EXPECT_FALSE(session.valid(kNow + 12h, kLimits.idle));
  session.seen_at = kNow + 167h;
  EXPECT_TRUE(session.valid(kNow + 167h, kLimits.idle));
  EXPECT_FALSE(session.valid(kNow + 168h, kLimits.idle));
}

TEST(Session, IsFoundByItsTextOnly) {
  const MadeSession made = new_session(core::UserId(7), {}, kNow, kLimits);
  EXPECT_EQ(made.text.substr(0, 3), "bs_");
  EXPECT_EQ(session_hash(made.text), made.session.hash);
  EXPECT_EQ(session_hash("bt_" + made.text.substr(3)), "") << "a token is no session";
  EXPECT_EQ(session_hash(made.text + "A"), "");
  EXPECT_NE(made.text, new_session(core::UserId(7), {}, kNow, kLimits).text);
}

TEST(Code, StandsInTheFragmentAndIsFoundByItsText) {
  Code wanted;
  wanted.purpose = Code::Purpose::password;
  wanted.user = core::UserId(7);
  const MadeCode made = new_code(wanted);
  EXPECT_EQ(code_path(made.text), "/#code=" + made.text);
  EXPECT_EQ(code_hash(made.text), made.code.hash);
  EXPECT_EQ(code_hash("bs_" + made.text.substr(3)), "");
  EXPECT_EQ(made.code.user, core::UserId(7));
}

TEST(Code, HasTheWordsThatAreStored) {
  for (const std::string_view word : {"first_admin", "password", "sign_in"})
    EXPECT_EQ(to_text(code_purpose(word).value()), word);
  EXPECT_FALSE(code_purpose("all"));
}

}  // namespace
}  // namespace baton::identity
