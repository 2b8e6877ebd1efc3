#include "connectors/mail/smtp.hpp"

#include <gtest/gtest.h>

namespace baton::connectors {
namespace {

TEST(Smtp, TheEnhancedCodeSaysWhetherItMayWorkLater) {
  EXPECT_TRUE(may_work_later(450, "450 busy"));
  EXPECT_TRUE(may_work_later(421, "421 4.3.2 closing"));
  EXPECT_FALSE(may_work_later(550, "550 no such user (RCPT TO:<ada@example.com>)"));
  EXPECT_TRUE(may_work_later(550, "550 4.7.1 come back later (RCPT TO:<ada@example.com>)"));
  EXPECT_FALSE(may_work_later(450, "450 5.1.1 no such user (RCPT TO:<ada@example.com>)"));
  // What looks like such a code and is none.
  for (const auto* words : {"450 5.1", "450 5.1.1.1 no", "450 5x1.1 no", "450 55.1.1 no", "450", "",
                            "450 2.1.1 odd", "450 5.1234.1 no", "450 .5.1"})
    EXPECT_TRUE(may_work_later(450, words)) << words;
}

TEST(Smtp, TooManyRecipientsMayWorkLater) {
  EXPECT_TRUE(may_work_later(552, "552 too many recipients (RCPT TO:<ada@example.com>)"));
  EXPECT_FALSE(may_work_later(552, "552 5.2.2 mailbox full (RCPT TO:<ada@example.com>)"));
  EXPECT_FALSE(may_work_later(552, "552 message too large"));
}

}  // namespace
}  // namespace baton::connectors
