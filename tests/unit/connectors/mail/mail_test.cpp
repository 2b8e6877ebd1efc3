#include "connectors/mail/mail.hpp"

#include <gtest/gtest.h>

namespace baton::connectors {
namespace {

using core::Json;

Json plain() { return {{"from", "ops@example.com"}, {"to", "ada@example.com"}, {"text", "Hello"}}; }

std::string where_of(const Json& value) {
  const auto read = read_mail(value);
  return read ? "" : read.error().where;
}

TEST(Mail, NamesTheMemberThatIsWrong) {
  EXPECT_EQ(where_of(plain()), "");
  const std::pair<const char*, Json> bad[]{
      {"from", nullptr},
      {"from", {"a@b.cd", "e@f.gh"}},
      {"to", nullptr},
      {"to", "nobody"},
      {"cc", 7},
      {"subject", Json::array()},
      {"text", ""},
      {"in_reply_to", "<a b@c>"},
      {"in_reply_to", "a@b"},
      {"in_reply_to", "<a@b\xef\xbb\xbf.cd>"},
      {"attachments", "a.csv"},
  };
  for (const auto& [name, value] : bad) {
    auto mail = plain();
    mail[name] = value;
    EXPECT_EQ(where_of(mail), name) << value;
  }
}

TEST(Mail, HasASubjectOfOneLine) {
  auto mail = plain();
  mail["subject"] = "Two\r\nBcc: eve@example.com";
  const auto subject = read_mail(mail)->subject;
  EXPECT_EQ(subject.find_first_of("\r\n"), std::string::npos);
  mail["subject"] = std::string(5'000, 'x');
  EXPECT_LE(read_mail(mail)->subject.size(), 1'003U);  // with the mark that it was cut
}

TEST(Mail, TakesFilesAsTextOrBase64) {
  auto mail = plain();
  mail["attachments"] = {{{"name", "a.csv"}, {"type", "text/csv"}, {"text", "a,b\n"}},
                         {{"name", "b.bin"}, {"base64", "AAEC/w=="}}};
  const auto read = read_mail(mail);
  ASSERT_TRUE(read) << read.error().text();
  EXPECT_EQ(read->attachments[0].bytes, "a,b\n");
  EXPECT_EQ(read->attachments[1].bytes, std::string("\x00\x01\x02\xff", 4));
  EXPECT_EQ(read->attachments[1].type, "application/octet-stream");
  for (const Json& bad : {Json{{"name", "../a"}, {"text", ""}}, Json{{"name", "a"}},
                          Json{{"name", "a"}, {"text", ""}, {"base64", ""}},
                          Json{{"name", "a"}, {"text", ""}, {"type", "text/csv\r\nX: y"}}}) {
    mail["attachments"] = Json::array({bad});
    EXPECT_TRUE(where_of(mail).starts_with("attachments.0")) << bad;
  }
}

TEST(Mail, GoesToEachRecipientOnce) {
  auto mail = plain();
  mail["cc"] = {"ada@example.com", "bob@example.com"};
  mail["bcc"] = "eve@example.com";
  EXPECT_EQ(read_mail(mail)->recipients(),
            (std::vector<std::string>{"ada@example.com", "bob@example.com", "eve@example.com"}));
  mail["to"] = Json::array();
  for (int at = 0; at < 101; ++at) mail["to"].push_back("a" + std::to_string(at) + "@example.com");
  EXPECT_EQ(where_of(mail), "to");
}

// A mailbox knows a repeat by its id: it follows from the key alone, and differs for each action.
TEST(Mail, HasTheIdOfItsAction) {
  const MailAddress from{"", "ops@example.com"};
  EXPECT_EQ(message_id("run_1/step", from), message_id("run_1/step", from));
  EXPECT_NE(message_id("run_1/step", from), message_id("run_1/other", from));
  EXPECT_TRUE(message_id("k", from).starts_with("<baton."));
  EXPECT_TRUE(message_id("k", from).ends_with("@example.com>"));
}

}  // namespace
}  // namespace baton::connectors
