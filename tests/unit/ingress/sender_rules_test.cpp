#include "ingress/sender_rules.hpp"

#include "unit/ingress/certificate.hpp"

#include <cctype>
#include <gtest/gtest.h>

namespace baton::ingress {
namespace {

using core::Errc;
using RuleTexts = std::vector<std::string>;

const core::Time kRulesNow = core::parse_rfc3339("2026-05-04T10:11:12Z").value();

std::shared_ptr<const SenderRules> sender_rules(const SchemeSettings& settings) {
  auto made = SenderRules::make(settings);
  EXPECT_TRUE(made) << made.error().message;
  return *made;
}

Inbound from(std::string client, std::string certificate = {}) {
  Inbound request;
  request.client = std::move(client);
  request.certificate = std::move(certificate);
  return request;
}

// Where the refusal is; empty when the request may come in.
std::string refused_by(const SenderRules& rules, const Inbound& request,
                       core::Time now = kRulesNow) {
  const auto allowed = rules.check(request, now);
  if (allowed) return {};
  EXPECT_EQ(allowed.error().code, Errc::denied);
  return allowed.error().where;
}

TEST(SenderRules, AreNoneWhereNothingIsSet) {
  EXPECT_EQ(sender_rules({}), nullptr);
  EXPECT_EQ(sender_rules({{"header", std::string("X")}}), nullptr);
}

TEST(SenderRules, LetInTheAddressesOfTheList) {
  const auto made =
      sender_rules({{"allow_ips", RuleTexts{"203.0.113.0/24", "2001:db8::/32", "198.51.100.7"}}});
  for (const char* client : {"203.0.113.9", "198.51.100.7", "2001:db8::1", "::ffff:203.0.113.1"})
    EXPECT_EQ(refused_by(*made, from(client)), "") << client;
  for (const char* client : {"203.0.114.9", "198.51.100.8", "2001:db9::1", "", "nobody"})
    EXPECT_EQ(refused_by(*made, from(client)), "address") << client;
}

TEST(SenderRules, LetInACertificateByItsDigest) {
  const auto made = sender_rules({{"client_cert_sha256", RuleTexts{tests::kCertificateDigest}}});
  EXPECT_EQ(refused_by(*made, from("203.0.113.9", tests::certificate_der())), "");
  EXPECT_EQ(refused_by(*made, from("203.0.113.9")), "certificate") << "none came";
  EXPECT_EQ(refused_by(*made, from("203.0.113.9", "no certificate")), "certificate");
  const auto other = sender_rules({{"client_cert_sha256", RuleTexts{std::string(64, 'a')}}});
  EXPECT_EQ(refused_by(*other, from("203.0.113.9", tests::certificate_der())), "certificate");
}

TEST(SenderRules, TakeADigestAsToolsPrintIt) {
  std::string printed;
  for (const char digit : std::string_view(tests::kCertificateDigest)) {
    if (printed.size() % 3 == 2) printed += ':';
    printed += static_cast<char>(std::toupper(static_cast<unsigned char>(digit)));
  }
  const auto made = sender_rules({{"client_cert_sha256", RuleTexts{printed}}});
  EXPECT_EQ(refused_by(*made, from("203.0.113.9", tests::certificate_der())), "");
}

TEST(SenderRules, LetInACertificateByItsSubjectOrItsName) {
  for (const char* subject : {"CN=events.example.com,O=Example\\, Inc.,C=FR",
                              "DNS:events.example.com", "DNS:EVENTS.example.com"}) {
    const auto made = sender_rules({{"client_cert_subjects", RuleTexts{subject}}});
    EXPECT_EQ(refused_by(*made, from("", tests::certificate_der())), "") << subject;
  }
  for (const char* subject : {"CN=events.example.com", "DNS:example.com", "events.example.com"}) {
    const auto made = sender_rules({{"client_cert_subjects", RuleTexts{subject}}});
    EXPECT_EQ(refused_by(*made, from("", tests::certificate_der())), "certificate") << subject;
  }
}

TEST(SenderRules, LetInNoCertificateOfAnotherTime) {
  const auto made = sender_rules({{"client_cert_sha256", RuleTexts{tests::kCertificateDigest}}});
  const auto request = from("", tests::certificate_der());
  EXPECT_EQ(refused_by(*made, request, core::parse_rfc3339("2025-12-31T23:59:59Z").value()),
            "certificate");
  EXPECT_EQ(refused_by(*made, request, core::parse_rfc3339("2036-01-01T00:00:01Z").value()),
            "certificate");
}

TEST(SenderRules, AskForAllThatIsSet) {
  const auto made = sender_rules({{"allow_ips", RuleTexts{"203.0.113.0/24"}},
                                  {"client_cert_sha256", RuleTexts{tests::kCertificateDigest}}});
  EXPECT_EQ(refused_by(*made, from("203.0.113.9", tests::certificate_der())), "");
  EXPECT_EQ(refused_by(*made, from("198.51.100.7", tests::certificate_der())), "address");
  EXPECT_EQ(refused_by(*made, from("203.0.113.9")), "certificate");
}

TEST(SenderRules, NameTheSettingThatIsWrong) {
  const auto wrong = [](const SchemeSettings& settings) {
    const auto made = SenderRules::make(settings);
    return made ? std::string() : made.error().where;
  };
  EXPECT_EQ(wrong({{"allow_ips", RuleTexts{}}}), "allow_ips");
  EXPECT_EQ(wrong({{"allow_ips", RuleTexts{"example.com"}}}), "allow_ips");
  EXPECT_EQ(wrong({{"client_cert_sha256", RuleTexts{"abc"}}}), "client_cert_sha256");
  EXPECT_EQ(wrong({{"client_cert_subjects", RuleTexts{}}}), "client_cert_subjects");
}

}  // namespace
}  // namespace baton::ingress
