#include "connectors/redaction.hpp"

#include "baton/cel/expression.hpp"
#include "baton/core/digest.hpp"
#include "baton/core/encoding.hpp"

#include <array>
#include <functional>
#include <gtest/gtest.h>
#include <utility>

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
    for (auto& letter : text)
      letter = static_cast<char>(std::toupper(static_cast<unsigned char>(letter)));
    return text;
  };
  const auto json = core::dump(Json(secret));
  for (const auto& form : std::vector<std::string>{
           secret,
           core::to_hex(secret),
           upper(core::to_hex(secret)),
           core::to_base64(secret),
           core::to_base64url(secret),
           core::to_base64("user:" + secret),
           core::to_base64("ada@example.com:" + secret),
           core::to_base64(secret + ":x"),
           core::to_base64("Bearer " + secret + "\r\n"),
           core::percent_encode(secret),
           core::percent_encode(core::percent_encode(secret)),
           core::percent_encode(core::to_base64(secret)),
           json.substr(1, json.size() - 2),
           R"(p\u0022ss\\w\/rd\u0026\u0031\u003c\u00e9)",
           R"(p&quot;ss\\w/rd&amp;1&lt;&#233;)",
           "p&#34;ss&#x5c;w&#x2F;rd&amp;1&lt;é",
       }) {
    EXPECT_EQ(redacted(redaction, "before " + form + " after"), "before [secret] after") << form;
  }
}

std::string in_json(const std::string& text) {
  const auto whole = Json(text).dump(-1, ' ', false, Json::error_handler_t::replace);
  return whole.substr(1, whole.size() - 2);
}

// Each byte as printf would write it.
std::string each(std::string_view text, const char* format) {
  std::string out;
  std::array<char, 32> one{};
  for (const char byte : text)
    out.append(one.data(), static_cast<std::size_t>(std::snprintf(
                               one.data(), one.size(), format, static_cast<unsigned char>(byte))));
  return out;
}

std::string in_html(std::string_view text) {
  std::string out;
  for (const char byte : text) {
    constexpr std::string_view kMeaning = "&<>\"'";
    constexpr std::array<std::string_view, 5> kNames{"&amp;", "&lt;", "&gt;", "&quot;", "&#x27;"};
    const auto at = kMeaning.find(byte);
    out += at == std::string_view::npos ? std::string(1, byte) : std::string(kNames[at]);
  }
  return out;
}

std::string folded(const std::string& text, std::size_t width, const std::string& by) {
  std::string out;
  for (std::size_t at = 0; at < text.size(); at += width)
    out.append(at == 0 ? "" : by).append(text.substr(at, width));
  return out;
}

std::string upper_hex(const std::string& text) { return each(text, "%02X"); }

using Coding = std::pair<const char*, std::function<std::string(const std::string&)>>;

const std::vector<Coding>& codings() {
  static const std::vector<Coding> kCodings{
      {"json", in_json},
      {"\\u", [](const auto& text) { return each(text, "\\u%04x"); }},
      {"\\x", [](const auto& text) { return each(text, "\\x%02X"); }},
      {"percent", [](const auto& text) { return core::percent_encode(text); }},
      {"each percent", [](const auto& text) { return each(text, "%%%02x"); }},
      {"%u", [](const auto& text) { return each(text, "%%u%04x"); }},
      {"html", [](const auto& text) { return in_html(text); }},
      {"&#;", [](const auto& text) { return each(text, "&#%d;"); }},
      {"&#x;", [](const auto& text) { return each(text, "&#x0000%x;"); }},
      {"hex", [](const auto& text) { return core::to_hex(text); }},
      {"HEX", upper_hex},
      {"hex:", [](const auto& text) { return folded(core::to_hex(text), 2, ":"); }},
      {"octal", [](const auto& text) { return each(text, "\\%03o"); }},
      {"base64", [](const auto& text) { return core::to_base64(text); }},
      {"base64url", [](const auto& text) { return core::to_base64url(text); }},
      {"base64 of a pair",
       [](const auto& text) { return core::to_base64("service-account:" + text); }},
      {"base64 of JSON",
       [](const auto& text) {
         return core::to_base64(core::dump(Json{{"h", in_json(text)}}));
       }},
      {"base64 in a path", [](const auto& text) { return "/next/" + core::to_base64(text); }},
      {"folded", [](const auto& text) { return folded(core::to_base64(text), 76, "\n"); }},
      {"folded with CRLF",
       [](const auto& text) { return folded(core::to_base64(text), 64, "\r\n"); }},
      {"folded in a header",
       [](const auto& text) { return folded(core::to_base64(text), 76, " "); }},
      {"folded short", [](const auto& text) { return folded(core::to_base64(text), 10, "\n  "); }},
      {"utf-16", [](const auto& text) { return folded(text, 1, std::string(1, '\0')); }},
  };
  return kCodings;
}

const std::vector<std::string>& hard_secrets() {
  static const std::vector<std::string> kSecrets{
      R"(cl1ent-s3cret"x%41y\n-z)",    // it holds escapes itself
      R"(refr3sh-t0ken&amp;%2f+/=q)",  // of HTML and of URLs
      R"(p4ss"w\rd/+long-enough-Zz)",
      R"(a%b%%25c\\d\u12e&f&g;)",
      "tok-secret-abcdef-9",
      "L0ng00Q25Q4aQ6fQ94Qb9QdeQ03Q28Q4dQ72Q97QbcQe1Q06Q2bQ50Q75Q9aQbfQe4Q09Q2eQ53Q78Q9dQc2Qe7Q0cQ3"
      "1Q"};
  return kSecrets;
}

// What is left is the mark, what stood around it, and at most a few bytes that the codings put
// around.
void expect_taken(const Redaction& redaction, const std::string& form, const std::string& how) {
  const auto left = redacted(redaction, "before: " + form + " :after");
  EXPECT_TRUE(left.starts_with("before: ") && left.ends_with(" :after"))
      << how << ": " << left.substr(0, 200);
  EXPECT_NE(left.find("[secret]"), std::string::npos) << how << ": " << form.substr(0, 200);
  EXPECT_LE(left.size(), 60U) << how << ": " << left.substr(0, 200);
}

TEST(Redactions, TakeASecretInEachCodingOfEachCoding) {
  for (const auto& secret : hard_secrets()) {
    const auto redaction = with({secret});
    for (const auto& [outer, code] : codings()) {
      expect_taken(redaction, code(secret), outer);
      for (const auto& [inner, code_first] : codings())
        expect_taken(redaction, code(code_first(secret)), outer + (" of " + std::string(inner)));
    }
  }
}

TEST(Redactions, TakeASecretHoweverDeepItIs) {
  for (const auto& secret : hard_secrets()) {
    const auto redaction = with({secret});
    for (const auto& [name, code] : codings()) {
      std::string form = secret;
      for (int depth = 0; depth < 5 && form.size() < 20'000; ++depth) form = code(form);
      expect_taken(redaction, form, name);
    }
    expect_taken(redaction,
                 core::to_hex(in_html(
                     core::to_base64(core::percent_encode(in_json(core::to_base64(secret)))))),
                 "a mixture");
  }
}

// Where a secret stands in the text is worked out layer by layer, and some layers hold none.
TEST(Redactions, TakeASecretInSeveralLayersOfOneText) {
  const std::string secret = "t/k-secret-1";
  const auto once = core::percent_encode(secret);
  const auto thrice = core::percent_encode(core::percent_encode(once));
  EXPECT_EQ(redacted(with({secret}), secret + " | " + once + " | " + thrice + " | rest"),
            "[secret] | [secret] | [secret] | rest");
}

TEST(Redactions, TakeASecretThatIsNotAscii) {
  const std::string secret = "pässwörd-é-1";
  const auto redaction = with({secret});
  const std::string latin1 = "p\xe4ssw\xf6rd-\xe9-1";
  for (const auto& form :
       {secret, in_json(secret), core::to_base64(secret), core::to_base64(latin1),
        core::percent_encode(latin1), std::string(R"(p\u00e4ssw\u00f6rd-\u00e9-1)"),
        std::string("pÃ¤sswÃ¶rd-Ã©-1"),
        core::to_base64(
            std::string("\xff\xfep\0\xe4\0s\0s\0w\0\xf6\0r\0d\0-\0\xe9\0-\0001\0", 26))})
    expect_taken(redaction, form, form);
  expect_taken(with({"smile-😀-secret"}), R"(smile-\ud83d\ude00-secret)", "two halves of a letter");
}

TEST(Redactions, TakeNoMoreThanTheSecretsOwnLines) {
  const auto redaction = with({"tok-secret-abcdef-9"});
  const auto line = core::to_base64("Bearer tok-secret-abcdef-9");
  EXPECT_EQ(redacted(redaction, "Host\n" + line + "\nAccept\n"), "Host\n[secret]\nAccept\n");
  EXPECT_EQ(redacted(redaction, "a 100% \\ sure & tok-secret-abcdef-9 %41\\n"),
            "a 100% \\ sure & [secret] %41\\n");
}

// What cannot be searched within the bounds is taken out: each of these letters is a base64 letter
// again, in every alignment.
TEST(Redactions, TakeOutWhatTheyCannotSearch) {
  const auto redaction = with({"tok-secret-abcdef-9"});
  std::string deep = "tok-secret-abcdef-9";
  while (deep.size() < 100'000) deep = core::to_base64(deep);
  EXPECT_EQ(redacted(redaction, "before: " + deep + " :after"), "before: [secret] :after");
  const std::string honest =
      core::to_base64(std::string(100'000, 'U')) + " " + core::to_hex(std::string(100'000, 'f'));
  EXPECT_EQ(redacted(redaction, honest), honest);
}

TEST(Redactions, LeaveOtherTextAlone) {
  const auto redaction = with({"a-long-secret", "12345678"});
  for (const auto* text : {"", "a", "a-long-secre", "100% \\ & &amp; %41", "1234567"})
    EXPECT_EQ(redacted(redaction, text), text);
  // Too short to be told from honest text.
  EXPECT_EQ(redacted(with({"short"}), "in short"), "in short");
}

TEST(Redactions, GoThroughAllOfADocument) {
  const auto redaction = with({"a-long-secret", "12345678"});
  Json document{{"text", "is a-long-secret."},
                {"list", {1, "a-long-secret", {{"a-long-secret", true}}}},
                {"number", 12345678}};
  redaction.redact(document);
  EXPECT_EQ(document, (Json{{"text", "is [secret]."},
                            {"list", {1, "[secret]", {{"[secret]", true}}}},
                            {"number", "[secret]"}}));
}

class BodyBindings final : public cel::Bindings {
 public:
  explicit BodyBindings(const Json& body) : body_(body) {}
  std::optional<cel::Value> find(std::string_view name) const override {
    return name == "body" ? std::optional(cel::Value::borrow(body_)) : std::nullopt;
  }

 private:
  const Json& body_;
};

// docs/cel.md: expressions read answers from which the secrets were removed before.
TEST(Redactions, LeaveNothingThatAnExpressionCouldDecode) {
  const std::string secret = "a-long-secret";
  Json body{{"json", core::dump(Json{{"token", secret}})},
            {"json_in_json", core::dump(Json(core::dump(Json{{"token", secret}})))},
            {"base64", core::to_base64(secret)},
            {"url", core::percent_encode(secret + "&x")}};
  with({secret}).redact(body);
  const auto value_of = [&body](std::string_view text) {
    const auto expression = cel::Expression::compile(text).expression;
    const auto result = expression->evaluate(BodyBindings(body)).value;
    return result ? result->text() : "error: " + result.error().message;
  };
  EXPECT_EQ(value_of("json.parse(body.json).token"), "[secret]");
  EXPECT_EQ(value_of("json.parse(json.parse(body.json_in_json)).token"), "[secret]");
  EXPECT_EQ(value_of("hash.sha256(json.parse(body.json).token)"), core::sha256_hex("[secret]"));
  for (const auto* text : {"json.encode(body)", "text.lower(body.base64)", "text.cut(body.url, 99)",
                           "url.encode(body.url)", "string(base64.decode(body.base64))"})
    EXPECT_EQ(value_of(text).find("long"), std::string::npos) << text;
}

}  // namespace
}  // namespace baton::connectors
