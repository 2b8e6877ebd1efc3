#include "connectors/auth/aws_sigv4.hpp"

#include "baton/core/encoding.hpp"
#include "unit/connectors/performing.hpp"

#include <fstream>

// Signatures against tests/data/sigv4/cases.json, and files in a store on loopback.
namespace baton::connectors {
namespace {

// "20260504T101112Z" as RFC 3339.
core::Time time_of_case(const std::string& text) {
  return core::parse_rfc3339(text.substr(0, 4) + "-" + text.substr(4, 2) + "-" + text.substr(6, 5) +
                             ":" + text.substr(11, 2) + ":" + text.substr(13))
      .value();
}

std::string field_of(const std::string& head, const std::string& name) {
  const auto at = head.find(name + ": ");
  if (at == std::string::npos) return {};
  const auto from = at + name.size() + 2;
  return head.substr(from, head.find("\r\n", from) - from);
}

TEST(AwsSigV4, SignsAsTheCasesSay) {
  std::ifstream file(std::string(BATON_SOURCE_DIR) + "/tests/data/sigv4/cases.json");
  const auto all = Json::parse(file);
  int signed_ones = 0;
  for (const auto& one : all.at("cases")) {
    if (one.contains("presign")) continue;  // a signature in the address, which Baton does not make
    AwsKey key;
    key.id = one.at("access_key").get<std::string>();
    key.secret = core::Secret(one.at("secret_key").get<std::string>());
    key.session_token = core::Secret(one.value("session_token", ""));
    key.region = one.at("region").get<std::string>();
    const auto method = one.at("method").get<std::string>();
    HttpRequest request;
    request.method = method;
    request.target = core::percent_encode(one.at("key_path").get<std::string>(), "/:@");
    std::string query;
    if (one.contains("query"))
      for (const auto& field : one.at("query"))
        query += (query.empty() ? "?" : "&") +
                 core::percent_encode(field.at(0).get<std::string>()) + "=" +
                 core::percent_encode(field.at(1).get<std::string>());
    request.target += query;
    if (one.contains("headers"))
      for (const auto& [name, value] : one.at("headers").items())
        request.head += name + ": " + value.get<std::string>() + "\r\n";
    request.head += "Accept: application/xml\r\nAccept-Encoding: identity\r\n";
    request.body = one.value("body", "");
    sign_for_aws(key, one.at("host").get<std::string>(),
                 time_of_case(one.at("time").get<std::string>()), request);
    const auto& expected = one.at("expect");
    const auto name = one.at("name").get<std::string>();
    EXPECT_EQ(field_of(request.head, "Authorization"),
              expected.at("authorization").get<std::string>())
        << name;
    EXPECT_EQ(field_of(request.head, "X-Amz-Content-Sha256"),
              expected.at("payload_hash").get<std::string>())
        << name;
    EXPECT_EQ(field_of(request.head, "X-Amz-Date"), one.at("time").get<std::string>()) << name;
    EXPECT_EQ(field_of(request.head, "X-Amz-Security-Token"), one.value("session_token", ""))
        << name;
    const auto mark = request.target.find('?');
    EXPECT_EQ(mark == std::string::npos ? "" : request.target.substr(mark + 1),
              expected.at("query").get<std::string>())
        << name;
    ++signed_ones;
  }
  EXPECT_EQ(signed_ones, 12);
}

// A store that checks each signature with the key that it knows.
class S3Store : public Perform {
 protected:
  void SetUp() override {
    serve([this](const Loopback::Request& request) {
      HttpRequest again;
      const std::string method(request.method_string());
      again.method = method;
      again.target = std::string(request.target());
      again.body = request.body();
      for (const auto& field : request)
        if (field.name_string() == "Content-Type" || field.name_string() == "If-None-Match" ||
            field.name_string() == "x-amz-meta-baton-key")
          again.head +=
              std::string(field.name_string()) + ": " + std::string(field.value()) + "\r\n";
      AwsKey key;
      key.id = "AKIAIOSFODNN7EXAMPLE";
      key.secret = core::Secret("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY");
      key.region = "eu-central-1";
      sign_for_aws(key, std::string(request["Host"]), clock_.now(), again);
      if (field_of(again.head, "Authorization") != std::string(request["Authorization"]))
        return Loopback::Step{Loopback::answer(
            403, "<Error><Code>SignatureDoesNotMatch</Code><Message>no</Message></Error>", {},
            "application/xml")};
      auto& kept = files_[again.target];
      if (method == "PUT") {
        if (kept && request["If-None-Match"] == "*")
          return Loopback::Step{Loopback::answer(
              412, "<Error><Code>PreconditionFailed</Code></Error>", {}, "application/xml")};
        kept = std::pair(std::string(request["Content-Type"]), request.body());
        return Loopback::Step{Loopback::answer(200, "", "ETag: \"e-1\"\r\n")};
      }
      if (!kept)
        return Loopback::Step{Loopback::answer(
            404, "<Error><Code>NoSuchKey</Code><Message>The key does not exist.</Message></Error>",
            {}, "application/xml")};
      return Loopback::Step{Loopback::answer(200, kept->second, "ETag: \"e-1\"\r\n", kept->first)};
    });
  }
  void connect_with(const std::string& secret) {
    connect_shipped("s3",
                    "auth: { kind: aws_sigv4, region: eu-central-1, access_key_id: "
                    "'test:AKIAIOSFODNN7EXAMPLE', secret_access_key: 'test:" +
                        secret + "' }\n    settings: { bucket: reports }");
  }
  void connect_rightly() { connect_with("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"); }

  std::map<std::string, std::optional<std::pair<std::string, std::string>>> files_{};
};

TEST_F(S3Store, KeepsAndGivesFiles) {
  connect_rightly();
  for (const Json& file :
       {Json{{"key", "2026/may report.csv"}, {"text", "a;b\n"}, {"type", "text/csv"}},
        Json{{"key", "grö+e=1&~.json"}, {"text", "{\"a\": 1}"}, {"type", "application/json"}},
        Json{{"key", "a.xml"}, {"text", "<a>1</a>"}, {"type", "application/xml"}},
        Json{{"key", "empty"}, {"text", ""}}, Json{{"key", "raw.bin"}, {"base64", "AP8Q"}},
        Json{{"key", "b"}, {"text", "other"}, {"bucket", "archive"}}}) {
    const auto put = perform(action("put_object", file));
    ASSERT_EQ(put.kind, Kind::succeeded) << file << put.message;
    EXPECT_EQ(put.output.at("etag"), "\"e-1\"");
    Json asked{{"key", file.at("key")}};
    if (file.contains("bucket")) asked["bucket"] = file.at("bucket");
    const auto got = perform(action("get_object", asked));
    ASSERT_EQ(got.kind, Kind::succeeded) << file << got.message;
    EXPECT_EQ(got.output.value("text", Json()), file.value("text", Json())) << file;
    EXPECT_EQ(got.output.value("base64", Json()), file.value("base64", Json())) << file;
  }
  EXPECT_TRUE(files_.contains("/reports/2026/may%20report.csv")) << "slashes stay";
  EXPECT_TRUE(files_.contains("/archive/b"));
}

TEST_F(S3Store, SaysWhatTheStoreSays) {
  connect_rightly();
  const auto none = perform(action("get_object", {{"key", "none"}}));
  EXPECT_EQ(none.kind, Kind::permanent);
  EXPECT_EQ(none.code, "NoSuchKey");
  EXPECT_EQ(none.message, "The key does not exist.");
  const Json once{{"key", "once"}, {"text", "x"}, {"create_only", true}};
  EXPECT_EQ(perform(action("put_object", once)).kind, Kind::succeeded);
  EXPECT_EQ(perform(action("put_object", once)).code, "exists");
  for (const auto* key : {"../up", "a/../b", "a//b", "/a", "a/"})
    EXPECT_EQ(perform(action("put_object", {{"key", key}, {"text", "x"}})).kind, Kind::permanent)
        << key;
  connect_with("another-key-of-forty-characters-in-length");
  EXPECT_EQ(perform(action("get_object", {{"key", "once"}})).code, "SignatureDoesNotMatch");
}

TEST_F(S3Store, ConfigurationNeedsARegion) {
  core::Findings findings;
  const auto file = formats::YamlFile::read(
      "{ access_key_id: 'test:AKIAIOSFODNN7EXAMPLE', secret_access_key: 'test:a-secret-key' }",
      "connections.yaml", findings);
  const formats::FieldReader at(*file, "", file->value(), findings);
  const Environment environment = tests::test_mode;
  std::string reasons;
  std::vector<core::Secret> secrets;
  const AuthSpec spec{&kAuthAwsSigv4, {}};
  const AuthReader reader(at, spec, environment, reasons, secrets);
  Authorization authorization;
  kAuthAwsSigv4.read(reader, authorization);
  ASSERT_EQ(findings.size(), 1U);
  EXPECT_EQ(findings.front().message, "\"region\" is missing");
  ASSERT_EQ(secrets.size(), 1U);
  EXPECT_EQ(secrets.front().reveal(), "a-secret-key");
}

}  // namespace
}  // namespace baton::connectors
