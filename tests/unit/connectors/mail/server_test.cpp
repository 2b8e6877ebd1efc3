#include "connectors/mail/server.hpp"

#include <gtest/gtest.h>

namespace baton::connectors {
namespace {

TEST(MailServer, HasThePortOfItsKind) {
  for (const auto& [text, wanted] :
       {std::pair("smtp://mail.example.com", "smtp://mail.example.com:587"),
        {"smtps://mail.example.com", "smtps://mail.example.com:465"},
        {"SMTP://Mail.Example.com:25", "smtp://mail.example.com:25"},
        {"smtps://mail.example.com:443", "smtps://mail.example.com:443"},
        {"smtp://[fd12::1]:80", "smtp://[fd12::1]:80"},
        {"smtp://[fd12::1]", "smtp://[fd12::1]:587"}}) {
    const auto read = parse_mail_server(text);
    ASSERT_TRUE(read) << text;
    EXPECT_EQ(mail_server_text(read->origin), wanted);
  }
  EXPECT_TRUE(parse_mail_server("smtps://a.bc")->origin.tls);
  EXPECT_FALSE(parse_mail_server("smtp://a.bc")->origin.tls);
}

TEST(MailServer, IsNoOtherAddress) {
  for (const auto* bad : {"", "mail.example.com", "https://mail.example.com", "smtp://",
                          "smtp://a.bc/path", "smtp://a.bc?x", "smtp://user@a.bc", "smtp://a b"})
    EXPECT_FALSE(parse_mail_server(bad)) << bad;
}

}  // namespace
}  // namespace baton::connectors
