#include "connectors/mail/mime.hpp"

#include "baton/core/encoding.hpp"
#include "baton/core/utf8.hpp"

#include <gtest/gtest.h>

namespace baton::connectors {
namespace {

Mail sample_mail() {
  Mail made;
  made.from = {"Baton", "ops@example.com"};
  made.to = {{"", "ada@example.com"}};
  made.subject = "Hello";
  made.text = "One\nTwo\n";
  return made;
}

std::string mime(const Mail& made) { return to_mime(made, "<id@example.com>", core::Time{}); }

TEST(Mime, OfPlainTextIsHeadersAndText) {
  EXPECT_EQ(mime(sample_mail()),
            "From: Baton <ops@example.com>\r\n"
            "To: ada@example.com\r\n"
            "Subject: Hello\r\n"
            "Date: Thu, 01 Jan 1970 00:00:00 +0000\r\n"
            "Message-ID: <id@example.com>\r\n"
            "Auto-Submitted: auto-generated\r\n"
            "MIME-Version: 1.0\r\n"
            "Content-Type: text/plain; charset=utf-8\r\n"
            "Content-Transfer-Encoding: quoted-printable\r\n"
            "\r\n"
            "One\r\nTwo\r\n");
}

TEST(Mime, NamesNobodyWhoIsInBcc) {
  auto made = sample_mail();
  made.bcc = {{"", "eve@example.com"}};
  EXPECT_EQ(mime(made).find("eve"), std::string::npos);
}

TEST(Mime, HasOnlyShortLinesOfAscii) {
  auto made = sample_mail();
  made.from.name = "Zoë, Ängström";
  made.subject = std::string(300, 'x') + " — „Ümläute“ und mehr davon, bis die Zeile voll ist";
  made.text = std::string(5'000, 'y') + "\nÄ\n.\nend ";
  made.html = "<p>" + std::string(500, '=') + "</p>";
  made.attachments = {{"Größe.csv", "text/csv", std::string(1'000, '\xff')}};
  const auto text = mime(made);
  for (std::size_t at = 0, end = 0; at < text.size(); at = end + 2) {
    end = text.find("\r\n", at);
    ASSERT_NE(end, std::string::npos);
    const auto line = std::string_view(text).substr(at, end - at);
    EXPECT_LE(line.size(), 78U) << line;
    for (const char letter : line)
      EXPECT_TRUE((letter >= ' ' && letter < 0x7f) || letter == '\t') << line;
  }
}

TEST(Mime, HasPartsForTextHtmlAndFiles) {
  auto made = sample_mail();
  made.html = "<p>One</p>";
  EXPECT_NE(mime(made).find("multipart/alternative"), std::string::npos);
  EXPECT_EQ(mime(made).find("multipart/mixed"), std::string::npos);
  made.attachments = {{"a.csv", "text/csv", "a,b"}};
  const auto text = mime(made);
  EXPECT_LT(text.find("multipart/mixed"), text.find("multipart/alternative"));
  EXPECT_LT(text.find("text/html"), text.find("filename=\"a.csv\""));
  EXPECT_NE(text.find("YSxi\r\n"), std::string::npos);
}

TEST(Mime, IsTheSameForTheSameMail) { EXPECT_EQ(mime(sample_mail()), mime(sample_mail())); }

TEST(HeaderText, IsEncodedWhereItIsNotShortAscii) {
  EXPECT_EQ(header_text("Hello"), "Hello");
  EXPECT_EQ(header_text("Grüße"), "=?UTF-8?B?R3LDvMOfZQ==?=");
  EXPECT_EQ(header_text("=?x?="), "=?UTF-8?B?PT94Pz0=?=");
  EXPECT_NE(header_text(std::string(100, 'x')).find("?=\r\n =?UTF-8?B?"), std::string::npos);
}

// A word holds whole characters: half of one would be shown as two marks.
TEST(HeaderText, IsNotCutInACharacter) {
  std::string text;
  for (int at = 0; at < 40; ++at) text += "€";
  const auto encoded = header_text(text);
  int words = 0;
  for (std::size_t at = 0; (at = encoded.find("?B?", at)) != std::string::npos; ++words) {
    at += 3;
    const auto word = core::from_base64(encoded.substr(at, encoded.find("?=", at) - at));
    ASSERT_TRUE(word);
    EXPECT_TRUE(core::is_utf8(*word));
  }
  EXPECT_EQ(words, 4);
}

TEST(QuotedPrintable, KeepsTextAndItsLines) {
  EXPECT_EQ(quoted_printable("a=b"), "a=3Db\r\n");
  EXPECT_EQ(quoted_printable("ä"), "=C3=A4\r\n");
  EXPECT_EQ(quoted_printable("a \nb\t"), "a=20\r\nb=09\r\n");
  EXPECT_EQ(quoted_printable("a\rb\r\nc\n"), "a\r\nb\r\nc\r\n");
  EXPECT_EQ(quoted_printable(std::string(80, 'x')),
            std::string(75, 'x') + "=\r\n" + std::string(5, 'x') + "\r\n");
  EXPECT_EQ(quoted_printable(""), "");
}

TEST(MailDate, IsUtc) {
  EXPECT_EQ(mail_date(core::Time(std::chrono::seconds(1'777'889'471))),
            "Mon, 04 May 2026 10:11:11 +0000");
}

}  // namespace
}  // namespace baton::connectors
