#include "baton/ingress/cloudevents.hpp"

#include "baton/core/encoding.hpp"

#include <fstream>
#include <gtest/gtest.h>
#include <iterator>

namespace baton::ingress {
namespace {

using core::Json;

Json read_data(const std::string& name) {
  std::ifstream file(std::string(BATON_SOURCE_DIR) + "/tests/data/" + name);
  return Json::parse(
      std::string(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()));
}

Inbound inbound(const Json& message) {
  Inbound request;
  request.method = "POST";
  request.target = "/events";
  for (const auto& [name, value] : message.at("headers").items())
    request.headers.emplace_back(name, value.get<std::string>());
  const auto& body = message.at("body");
  if (body.is_string()) request.body = body.get<std::string>();
  if (body.is_object())
    request.body = core::from_base64(body.at("base64").get<std::string>()).value();
  return request;
}

void expect_event(const CloudEvent& got, const Json& expect, const std::string& name) {
  for (const auto& [attribute, value] : expect.at("attributes").items()) {
    const auto found = got.attributes.find(attribute);
    ASSERT_NE(found, got.attributes.end()) << name << ": " << attribute;
    const auto expected = value.is_string() ? value.get<std::string>() : value.dump();
    const bool same = attribute == "time"
                          ? *core::parse_rfc3339(found->second) == *core::parse_rfc3339(expected)
                          : found->second == expected;
    EXPECT_TRUE(same) << name << ": " << attribute << " is " << found->second;
  }
  const auto& data = expect.at("data");
  if (data.contains("json")) {
    EXPECT_EQ(got.event.data, data.at("json")) << name;
  }
  if (data.contains("text")) {
    EXPECT_EQ(got.event.data, data.at("text")) << name;
  }
  if (data.contains("base64")) {
    EXPECT_EQ(got.event.data, (Json{{"data_base64", data.at("base64")}})) << name;
  }
  if (data.contains("none")) {
    EXPECT_TRUE(got.event.data.is_null()) << name;
  }
}

// Messages made with the CNCF SDK; tests/data/cloudevents-http.
TEST(CloudEvents, ReadsTheSdksMessages) {
  const auto messages = read_data("cloudevents-http/messages.json");
  ASSERT_GT(messages.size(), 50U);
  for (const auto& message : messages) {
    const auto name = message.at("name").get<std::string>();
    const auto read = read_cloudevents(inbound(message), {});
    const auto& expect = message.at("expect");
    if (expect == "reject") {
      EXPECT_FALSE(read) << name;
      continue;
    }
    ASSERT_TRUE(read) << name << ": " << read.error().text();
    if (expect.contains("count")) {
      Json ids = Json::array();
      for (const auto& one : *read) ids.push_back(one.event.origin);
      EXPECT_EQ(ids, expect.at("ids")) << name;
      continue;
    }
    ASSERT_EQ(read->size(), 1U) << name;
    expect_event(read->front(), expect, name);
  }
}

TEST(CloudEvents, AnErrorNamesTheAttributeAndTheElement) {
  Inbound request{
      "POST",
      "/events",
      R"([{"specversion":"1.0","id":"1","source":"/s","type":"t"},{"specversion":"1.0","id":"2","source":"/s"}])",
      {{"Content-Type", "application/cloudevents-batch+json"}}};
  const auto read = parse_cloudevents(request);
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().where, "/1/type");
}

TEST(CloudEvents, AnErrorOfOneEventHasAJsonPointerAndNamesAllThatIsMissing) {
  const auto wrong = [](std::string body) {
    const Inbound request{
        "POST", "/events", std::move(body), {{"Content-Type", "application/cloudevents+json"}}};
    return parse_cloudevents(request).error();
  };
  const auto bare = wrong(R"({"specversion":"1.0","source":"/s"})");
  EXPECT_EQ(bare.where, "/id");
  EXPECT_EQ(bare.message,
            "CloudEvent: the attributes 'id' and 'type' are required and may not be empty");
  EXPECT_EQ(wrong(R"({"specversion":"1.0","id":"1","source":"/s","type":7})").where, "/type");
  EXPECT_EQ(wrong(R"({"specversion":"1.0","id":"1","source":"/s","type":"t","a/b":"x"})").where,
            "/a~1b");
  const std::string no_json = core::to_base64("{x}");
  EXPECT_EQ(wrong(R"({"specversion":"1.0","id":"1","source":"/s","type":"t",)"
                  R"("datacontenttype":"application/json","data_base64":")" +
                  no_json + "\"}")
                .where,
            "/data_base64");
}

TEST(CloudEvents, AStrangeAttributeNameIsRefused) {
  Inbound request{"POST",
                  "/events",
                  "{}",
                  {{"Content-Type", "application/json"},
                   {"ce-specversion", "1.0"},
                   {"ce-id", "1"},
                   {"ce-source", "/s"},
                   {"ce-type", "t"},
                   {"ce-bad_name", "x"}}};
  EXPECT_FALSE(parse_cloudevents(request));
  request.headers.back() = {"CE-Subject", "a%20b"};
  const auto read = parse_cloudevents(request);
  ASSERT_TRUE(read);
  EXPECT_EQ(read->front().subject, "a b");
}

TEST(CloudEvents, AMediaTypeIsText) {
  const formats::Headers named{
      {"ce-id", "1"}, {"ce-source", "/a"}, {"ce-type", "a.b"}, {"ce-specversion", "1.0"}};
  Inbound request{"POST", "/events", "{}", named};
  request.headers.emplace_back("Content-Type", "application/json");
  EXPECT_TRUE(read_cloudevents(request, {}));
  request.headers.back().second = "application/json; a=\xC4";
  const auto read = read_cloudevents(request, {});
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().where, "datacontenttype");
}

TEST(CloudEvents, ABodyInACodingIsRefused) {
  const formats::Headers named{
      {"ce-id", "1"}, {"ce-source", "/a"}, {"ce-type", "a.b"}, {"ce-specversion", "1.0"}};
  Inbound request{"POST", "/events", "\x1f\x8b\x08", named};
  request.headers.emplace_back("Content-Type", "text/plain");
  request.headers.emplace_back("Content-Encoding", "gzip");
  const auto read = read_cloudevents(request, {});
  ASSERT_FALSE(read) << "the event would hold packed bytes in place of a text";
  EXPECT_EQ(read.error().code, core::Errc::unsupported);
  request.headers.back().second = "Identity";
  EXPECT_TRUE(read_cloudevents(request, {}));
}

TEST(CloudEvents, AHandshakeGrantsOnlyKnownOrigins) {
  const Inbound request{
      "OPTIONS", "/events", "", {{"WebHook-Request-Origin", "sender.example.com"}}};
  EXPECT_EQ(
      formats::find_header(cloudevents_handshake(request, {}).headers, "webhook-allowed-origin"),
      nullptr);
  const auto granted = cloudevents_handshake(request, {"sender.example.com"});
  ASSERT_NE(formats::find_header(granted.headers, "webhook-allowed-origin"), nullptr);
  EXPECT_EQ(*formats::find_header(granted.headers, "webhook-allowed-origin"), "sender.example.com");
}

}  // namespace
}  // namespace baton::ingress
