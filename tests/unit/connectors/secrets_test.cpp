#include "baton/core/encoding.hpp"
#include "unit/connectors/performing.hpp"

// A vendor that repeats what it was sent brings no secret into a run.
namespace baton::connectors {
namespace {

class Secrets : public Perform {
 protected:
  // Everything of the request comes back: in the body, in a header, in a cookie.
  ActionResult echoed(int status, const std::string& type = "application/json") {
    serve([status, type](const Loopback::Request& request) {
      if (request.target() == "/token")
        return Loopback::Step{
            Loopback::answer(200, R"({"access_token":"an-access-token","expires_in":3600})")};
      std::string lines;
      for (const auto& field : request)
        lines += std::string(field.name_string()) + ": " + std::string(field.value()) + "\n";
      const auto auth = std::string(request["Authorization"]);
      return Loopback::Step{Loopback::answer(
          status,
          type == "application/json" ? core::dump(Json{{"echo", lines}, {lines, 1}}) : lines,
          "X-Echo: " + auth + std::string(request["X-Custom"]) + "\r\nSet-Cookie: s=" + auth +
              "\r\nX-Hex: " + core::to_hex(auth) + "\r\n",
          type)};
    });
    connect(more_);
    return perform(action("echo"));
  }
  void expect_clean(std::initializer_list<std::string> forms) {
    for (const auto& [status, type] :
         {std::pair(200, "application/json"), std::pair(400, "application/json"),
          std::pair(200, "text/plain"), std::pair(500, "text/html")}) {
      const auto result = echoed(status, type);
      const auto shown =
          core::dump(result.output) + result.code + result.message + core::dump(result.exchange);
      EXPECT_EQ(result.exchange.is_null(), status == 200);
      for (const auto& form : forms)
        EXPECT_EQ(shown.find(form), std::string::npos)
            << status << " " << type << ": " << form << "\n"
            << shown;
      EXPECT_EQ(shown.find("set-cookie"), std::string::npos);
      EXPECT_NE(shown.find("[secret]"), std::string::npos) << shown;
      TearDown();
    }
  }
  std::string more_{};
};

TEST_F(Secrets, OfBasicAuthorization) {
  more_ = "auth: { kind: basic, username: 'test:ada', password: 'test:a-\"pass\\word' }";
  expect_clean({"pass", core::to_base64("ada:a-\"pass\\word")});
}

TEST_F(Secrets, OfABearerToken) {
  more_ = "auth: { kind: bearer, token: 'test:bearer-token' }";
  expect_clean({"bearer-token", core::to_hex("bearer-token")});
}

TEST_F(Secrets, OfAnAccessToken) {
  more_ =
      "auth: { kind: oauth2, client_id: 'test:client-id', client_secret: 'test:client-secret' }";
  expect_clean({"an-access-token"});
}

TEST_F(Secrets, OfASession) {
  serve([](const Loopback::Request& request) {
    if (request.target() == "/in")
      return Loopback::Step{Loopback::answer(200, R"({"session":{"token":"a-session-token"}})")};
    return Loopback::Step{Loopback::answer(
        200, core::dump(Json{{"token", std::string(request["X-Session"])},
                             {"coded", core::to_base64(std::string(request["X-Session"]))}}))};
  });
  connect("auth: { kind: sign_in, username: 'test:ada', password: 'test:session-password' }");
  const auto result = perform(action("echo"));
  ASSERT_EQ(result.kind, Kind::succeeded) << result.message;
  const auto shown = core::dump(result.output);
  EXPECT_EQ(shown.find("a-session-token"), std::string::npos) << shown;
  EXPECT_EQ(shown.find(core::to_base64("a-session-token")), std::string::npos) << shown;
  EXPECT_EQ(result.output.at("body").at("token"), "[secret]");
}

TEST_F(Secrets, OfTheConnectionsHeaders) {
  more_ = "auth: { kind: none }\n    headers: { X-Custom: 'test:header-secret' }";
  expect_clean({"header-secret"});
}

TEST_F(Secrets, OfAnAnswerInUtf16) {
  serve([](const auto& request) {
    const std::string auth(request["Authorization"]);
    std::string wide;
    for (const char letter : "\"" + auth + "\"") wide.append(1, letter).append(1, '\0');
    const auto* type = "application/json; charset=utf-16le";
    return Loopback::Step{
        Loopback::answer(request.target() == "/echo" ? 200 : 400, wide, {}, type)};
  });
  connect("auth: { kind: bearer, token: 'test:bearer-token' }");
  for (const auto& [operation, input] :
       {std::pair("echo", Json::object()), std::pair("get", Json{{"id", 1}})}) {
    const auto result = perform(action(operation, input));
    std::string shown = core::dump(result.output) + result.message + core::dump(result.exchange);
    for (auto at = shown.find("\\u0000"); at != std::string::npos; at = shown.find("\\u0000"))
      shown.erase(at, 6);
    EXPECT_EQ(shown.find("bearer-token"), std::string::npos) << shown;
    EXPECT_NE(shown.find("[secret]"), std::string::npos) << shown;
  }
}

// What is compressed and cannot be unpacked cannot be searched either.
TEST_F(Secrets, OfAnAnswerInACodingAreNotKept) {
  int status = 200;
  std::string head;
  serve([&status, &head](const auto& request) {
    return Loopback::Step{
        Loopback::answer(status, "\x1f\x8b" + std::string(request["Authorization"]), head)};
  });
  connect("auth: { kind: bearer, token: 'test:bearer-token' }");
  const auto expect_unread = [this](const char* operation, Kind kind, const char* code) {
    const auto result = perform(action(operation, {{"id", 1}, {"name", "x"}}));
    EXPECT_EQ(result.kind, kind) << operation;
    EXPECT_EQ(result.code, code) << operation;
    EXPECT_NE(result.message.find("the coding \"gzip\""), std::string::npos) << result.message;
    EXPECT_TRUE(result.output.is_null()) << core::dump(result.output);
  };
  for (const auto* line :
       {"Content-Encoding: gzip\r\n", "Content-Encoding: identity\r\nContent-Encoding: gzip\r\n"}) {
    head = line;
    status = 200;
    expect_unread("get", Kind::transient, "answer_encoded");
    expect_unread("keyed", Kind::transient, "answer_encoded");
    expect_unread("post", Kind::undecidable,
                  "answer_encoded");  // it was done, or was not: nothing tells
    status = 400;
    expect_unread("get", Kind::permanent, "http_400");
  }
  head = "Content-Encoding: Identity\r\n";
  status = 200;
  EXPECT_EQ(perform(action("get", {{"id", 1}})).kind, Kind::succeeded);
}

// A look-up whose answer cannot be read finds nothing out: above all not that there was no effect.
TEST_F(Secrets, OfAnEncodedLookUpAreNotKept) {
  serve([](const auto&) {
    return Loopback::Step{Loopback::answer(200, R"({"items":[]})", "Content-Encoding: br\r\n")};
  });
  connect();
  clock_.advance(std::chrono::hours(1));
  const auto result = perform(action("list", Json::object(), core::StartAction::Mode::read_back));
  EXPECT_EQ(result.kind, Kind::unknown) << result.code;
  EXPECT_EQ(result.code, "answer_encoded");
}

}  // namespace
}  // namespace baton::connectors
