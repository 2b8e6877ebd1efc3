#include "connectors/crypto.hpp"
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
        return Loopback::Step{Loopback::answer(200, R"({"access_token":"an-access-token","expires_in":3600})")};
      std::string lines;
      for (const auto& field : request) lines += std::string(field.name_string()) + ": " + std::string(field.value()) + "\n";
      const auto auth = std::string(request["Authorization"]);
      return Loopback::Step{Loopback::answer(status,
                                             type == "application/json" ? core::dump(Json{{"echo", lines}, {lines, 1}}) : lines,
                                             "X-Echo: " + auth + std::string(request["X-Custom"]) + "\r\nSet-Cookie: s=" + auth +
                                                 "\r\nX-Hex: " + to_hex(auth) + "\r\n",
                                             type)};
    });
    connect(more_);
    return perform(action("echo"));
  }
  void expect_clean(std::initializer_list<std::string> forms) {
    for (const auto& [status, type] : {std::pair(200, "application/json"), std::pair(400, "application/json"),
                                       std::pair(200, "text/plain"), std::pair(500, "text/html")}) {
      const auto result = echoed(status, type);
      const auto shown = core::dump(result.output) + result.code + result.message;
      for (const auto& form : forms)
        EXPECT_EQ(shown.find(form), std::string::npos) << status << " " << type << ": " << form << "\n" << shown;
      EXPECT_EQ(shown.find("set-cookie"), std::string::npos);
      EXPECT_NE(shown.find("[secret]"), std::string::npos) << shown;
      TearDown();
    }
  }
  std::string more_{};
};

TEST_F(Secrets, OfBasicAuthorization) {
  more_ = "auth: { kind: basic, username: 'test:ada', password: 'test:a-\"pass\\word' }";
  expect_clean({"pass", to_base64("ada:a-\"pass\\word")});
}

TEST_F(Secrets, OfABearerToken) {
  more_ = "auth: { kind: bearer, token: 'test:bearer-token' }";
  expect_clean({"bearer-token", to_hex("bearer-token")});
}

TEST_F(Secrets, OfAnAccessToken) {
  more_ = "auth: { kind: oauth2, client_id: 'test:client-id', client_secret: 'test:client-secret' }";
  expect_clean({"an-access-token"});
}

TEST_F(Secrets, OfTheConnectionsHeaders) {
  more_ = "auth: { kind: none }\n    headers: { X-Custom: 'test:header-secret' }";
  expect_clean({"header-secret"});
}

}  // namespace
}  // namespace baton::connectors
