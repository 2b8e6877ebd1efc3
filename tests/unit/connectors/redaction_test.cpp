#include "connectors/redaction.hpp"

#include "connectors/crypto.hpp"
#include "connectors/uri.hpp"

#include <gtest/gtest.h>

namespace baton::connectors {
namespace {

using core::Json;

Redaction with(std::initializer_list<std::string_view> secrets) {
  Redaction redaction;
  for (const auto secret : secrets) redaction.add(secret);
  return redaction;
}

std::string redacted(const Redaction& redaction, std::string text) {
  redaction.redact(text);
  return text;
}

TEST(Redactions, TakeASecretInEveryForm) {
  const std::string secret = R"(p"ss\w/rd&1<é)";
  const auto redaction = with({secret});
  const auto upper = [](std::string text) {
    for (auto& letter : text) letter = static_cast<char>(std::toupper(static_cast<unsigned char>(letter)));
    return text;
  };
  const auto json = core::dump(Json(secret));
  for (const auto& form : std::vector<std::string>{
           secret,
           to_hex(secret),
           upper(to_hex(secret)),
           to_base64(secret),
           to_base64url(secret),
           to_base64("user:" + secret),
           to_base64("ada@example.com:" + secret),
           to_base64(secret + ":x"),
           to_base64("Bearer " + secret + "\r\n"),
           percent_encode(secret),
           percent_encode(percent_encode(secret)),
           percent_encode(to_base64(secret)),
           json.substr(1, json.size() - 2),
           R"(p\u0022ss\\w\/rd\u0026\u0031\u003c\u00e9)",
           R"(p&quot;ss\\w/rd&amp;1&lt;&#233;)",
           "p&#34;ss&#x5c;w&#x2F;rd&amp;1&lt;é",
       }) {
    EXPECT_EQ(redacted(redaction, "before " + form + " after"), "before [secret] after") << form;
  }
}

TEST(Redactions, LeaveOtherTextAlone) {
  const auto redaction = with({"a-long-secret", "12345678"});
  for (const auto* text : {"", "a", "a-long-secre", "100% \\ & &amp; %41", "1234567"}) EXPECT_EQ(redacted(redaction, text), text);
  // Too short to be told from honest text.
  EXPECT_EQ(redacted(with({"short"}), "in short"), "in short");
}

TEST(Redactions, GoThroughAllOfADocument) {
  const auto redaction = with({"a-long-secret", "12345678"});
  Json document{{"text", "is a-long-secret."}, {"list", {1, "a-long-secret", {{"a-long-secret", true}}}}, {"number", 12345678}};
  redaction.redact(document);
  EXPECT_EQ(document, (Json{{"text", "is [secret]."}, {"list", {1, "[secret]", {{"[secret]", true}}}}, {"number", "[secret]"}}));
}

}  // namespace
}  // namespace baton::connectors
