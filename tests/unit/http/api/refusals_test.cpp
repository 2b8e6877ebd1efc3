#include "http/api/refusals.hpp"

#include "baton/core/digest.hpp"

#include <gtest/gtest.h>

namespace baton::http {
namespace {

using core::Json;

// A hook that expects its proof in a field with a harmless name.
std::shared_ptr<const ingress::Hook> refusing_hook() {
  core::Findings findings;
  const std::string yaml = "- { body: json, events: [ { type: t } ] }";
  const auto file = formats::YamlFile::read(yaml, "m.yaml", findings);
  auto decoder = ingress::compile_decoder(*file, "", file->value(), findings);
  auto options = ingress::hook_options("shop", "header", {{"header", "X-Event-Key"}});
  options->secrets.emplace_back("s3cret-s3cret");
  return ingress::Hook::make(*std::move(options), std::move(decoder)).value();
}

Json refusal_of(const ingress::Inbound& request) {
  const core::Error error{core::Errc::unauthenticated, "the key in X-Event-Key is another", {}, {}};
  return refusal_record(*refusing_hook(), request, error, "bad_signature", 401, core::Time{});
}

ingress::Inbound refused_request() {
  ingress::Inbound sent;
  sent.method = "POST";
  sent.target = "/hooks/shop/path-token?access_token=query-token&a=1&bare";
  sent.body = R"({"a":1})";
  sent.client = "203.0.113.9";
  return sent;
}

// The value that is shown of a field; null when it is not.
Json shown_of(const Json& record, const std::string& name) {
  for (const auto& field : record.at("headers"))
    if (field.at("name") == name) return field.value("value", Json());
  return "there is no such field";
}

TEST(Refusals, TellWhyAndWhatCame) {
  const auto told = refusal_of(refused_request());
  EXPECT_EQ(told.at("connection"), "shop");
  EXPECT_EQ(told.at("scheme"), "header");
  EXPECT_EQ(told.at("status"), 401);
  EXPECT_EQ(told.at("reason"), "bad_signature");
  EXPECT_EQ(told.at("detail"), "the key in X-Event-Key is another");
  EXPECT_EQ(told.at("from"), "203.0.113.9");
  EXPECT_EQ(told.at("body_bytes"), 7);
  EXPECT_EQ(told.at("body_sha256"), core::sha256_hex(R"({"a":1})"));
  EXPECT_EQ(told.at("query"), (Json{"access_token", "a"}));
}

TEST(Refusals, ShowNothingThatCouldBeUsed) {
  auto sent = refused_request();
  for (const char* name : {"Authorization", "Cookie", "X-Api-Key", "X-Hub-Signature-256",
                           "X-Event-Key", "X-Hook-Secret", "X-Goog-Channel-Token",
                           "Proxy-Authorization", "X-Event-Signature", "X-Custom", "Client-Cert"})
    sent.headers.emplace_back(name, "canary-0123456789");
  sent.body = "canary-0123456789";
  const auto told = refusal_of(sent);
  const auto text = core::dump(told);
  EXPECT_EQ(text.find("canary"), std::string::npos) << text;
  EXPECT_EQ(text.find("query-token"), std::string::npos) << text;
  EXPECT_EQ(text.find("path-token"), std::string::npos) << text;
  for (const auto& field : told.at("headers")) EXPECT_EQ(field.at("bytes"), 17) << field;
}

TEST(Refusals, ShowWhatSaysWhichDeliveryItWas) {
  auto sent = refused_request();
  for (const char* name : {"Content-Type", "User-Agent", "X-GitHub-Event", "X-GitHub-Delivery",
                           "X-Slack-Request-Timestamp", "webhook-id", "x-adobe-public-key1-path"})
    sent.headers.emplace_back(name, "seen");
  const auto told = refusal_of(sent);
  for (const char* name : {"content-type", "user-agent", "x-github-event", "x-github-delivery",
                           "x-slack-request-timestamp", "webhook-id", "x-adobe-public-key1-path"})
    EXPECT_EQ(shown_of(told, name), "seen") << name;
}

TEST(Refusals, AreBoundedWhateverComes) {
  auto sent = refused_request();
  for (int field = 0; field < 500; ++field)
    sent.headers.emplace_back("Content-Type", std::string(5'000, 'x'));
  const auto told = refusal_of(sent);
  EXPECT_EQ(told.at("fields"), 500);
  EXPECT_EQ(told.at("headers").size(), 60U);
  EXPECT_LT(core::dump(told).size(), 40'000U);
}

TEST(Refusals, KeepTheLastOfEachConnection) {
  Refusals refusals;
  for (int number = 0; number < 250; ++number)
    refusals.keep({{"connection", "noisy"}, {"number", number}});
  refusals.keep({{"connection", "quiet"}, {"number", 1}});
  const auto all = core::parse_json(refusals.text({})).value();
  ASSERT_EQ(all.at("items").size(), 101U);
  EXPECT_EQ(all.at("items")[0].at("connection"), "quiet");
  EXPECT_EQ(all.at("items")[1].at("number"), 249);
  EXPECT_EQ(all.at("items")[100].at("number"), 150);
  const auto quiet = core::parse_json(refusals.text("quiet")).value();
  EXPECT_EQ(quiet.at("items").size(), 1U);
  EXPECT_EQ(core::parse_json(refusals.text("nobody")).value().at("items").size(), 0U);
}

TEST(Refusals, KeepNoMoreThanAPageHolds) {
  Refusals refusals;
  for (int number = 0; number < 60; ++number)
    refusals.keep({{"connection", "c" + std::to_string(number)},
                   {"detail", std::string(core::kPageBytesMax / 10, 'x')}});
  EXPECT_LE(refusals.text({}).size(), core::kPageBytesMax + 1'000);
}

}  // namespace
}  // namespace baton::http
