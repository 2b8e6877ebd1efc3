#include "http/api/gateway.hpp"

#include "baton/core/json.hpp"
#include "http/api/endpoint.hpp"
#include "http/api/hooks.hpp"
#include "http/api/problem.hpp"
#include "unit/http/api/server_at_rest.hpp"

#include <algorithm>
#include <iterator>
#include <set>
#include <string>

namespace baton::http {
namespace {

using GatewayTest = ServerAtRest;

TEST_F(GatewayTest, CountsAFailedRequestOnce) {
  Exchange exchange = asked("GET", "/healthz");
  ASSERT_TRUE(gateway_.admit(exchange).taken);
  gateway_.refuse({503, "unavailable", "the store takes nothing at the moment"}, exchange.response);
  gateway_.answered(exchange);
  EXPECT_EQ(metrics_.http_answers(503).Value(), 1);
  EXPECT_EQ(metrics_.refused("unavailable").Value(), 1);
}

TEST_F(GatewayTest, ATokenThatIsRevokedWhileTheBodyComesOpensNothing) {
  const auto made = identity::new_token({"eyes", identity::Role::viewer}, {}, clock_.now());
  services_.access.replace({{made.token}}, clock_.now());
  const std::string proof = "Bearer " + made.text;
  Exchange exchange = asked("GET", "/api/v1/connections", {{"Authorization", proof}});
  ASSERT_TRUE(gateway_.admit(exchange).taken);
  services_.access.replace({}, clock_.now());
  ASSERT_TRUE(gateway_.answer_now(exchange));
  EXPECT_EQ(exchange.response.status, 401);
}

TEST_F(GatewayTest, ATokenThatExpiresWhileTheBodyComesOpensNothing) {
  identity::Grant grant{"eyes", identity::Role::viewer};
  grant.expires_at = clock_.now() + std::chrono::seconds(1);
  const auto made = identity::new_token(grant, {}, clock_.now());
  services_.access.replace({{made.token}}, clock_.now());
  const std::string proof = "Bearer " + made.text;
  Exchange exchange = asked("GET", "/api/v1/connections", {{"Authorization", proof}});
  ASSERT_TRUE(gateway_.admit(exchange).taken);
  clock_.advance(std::chrono::seconds(1));
  ASSERT_TRUE(gateway_.answer_now(exchange));
  EXPECT_EQ(exchange.response.status, 401);
}

TEST_F(GatewayTest, AnAnswerForSomeIsKeptByNoCache) {
  const auto made = identity::new_token({"eyes", identity::Role::viewer}, {}, clock_.now());
  services_.access.replace({{made.token}}, clock_.now());
  const std::string proof = "Bearer " + made.text;
  for (const char* path : {"/api/v1/connections", "/api/v1/events", "/api/v1/me"}) {
    const auto fields = call("GET", path, {{"Authorization", proof}}).fields;
    const auto found = fields.find("Cache-Control: no-store\r\n");
    ASSERT_NE(found, std::string::npos) << path;
    EXPECT_EQ(fields.find("Cache-Control", found + 1), std::string::npos) << path << " has two";
  }
  EXPECT_EQ(call("GET", "/healthz").fields.find("Cache-Control"), std::string::npos);
}

TEST_F(GatewayTest, ARoleOpensWhatItMay) {
  const auto made = identity::new_token({"eyes", identity::Role::viewer}, {}, clock_.now());
  services_.access.replace({{made.token}}, clock_.now());
  const std::string proof = "Bearer " + made.text;
  Exchange reading = asked("GET", "/api/v1/runs", {{"Authorization", proof}});
  EXPECT_TRUE(gateway_.admit(reading).taken);
  Exchange managing = asked("GET", "/api/v1/tokens", {{"Authorization", proof}});
  EXPECT_FALSE(gateway_.admit(managing).taken);
  EXPECT_EQ(managing.response.status, 403);
  Exchange nobody = asked("GET", "/api/v1/runs");
  EXPECT_FALSE(gateway_.admit(nobody).taken);
  EXPECT_EQ(nobody.response.status, 401);
}

TEST_F(GatewayTest, AHookThatMakesNoHandshakeByAMethodSaysSoAsDescribed) {
  for (const std::string_view method : {"GET", "OPTIONS"}) {
    const auto refused = call(method, "/hooks/board");
    EXPECT_EQ(refused.status, 405) << method;
    EXPECT_EQ(refused.content_type, kProblemType) << "serialise() says nosniff of it";
    const auto& all = endpoints();
    const auto row = std::find_if(std::begin(all), std::end(all), [method](const Endpoint& each) {
      return each.method == method && each.path.starts_with("/hooks/");
    });
    ASSERT_NE(row, std::end(all));
    EXPECT_EQ(std::count(row->answers.begin(), row->answers.end(), 405), 1) << method;
  }
}

TEST_F(GatewayTest, AMethodIsAllowedOnce) {
  const auto refused = call("PUT", "/hooks/nowhere");
  EXPECT_EQ(refused.status, 405);
  EXPECT_NE(refused.fields.find("Allow: POST, GET, HEAD, OPTIONS\r\n"), std::string::npos)
      << refused.fields;
}

TEST_F(GatewayTest, AHookAllowsTheMethodsOfItsSchemeAlone) {
  for (const std::string_view method : {"PUT", "GET", "OPTIONS"})
    EXPECT_NE(call(method, "/hooks/board/x").fields.find("Allow: POST\r\n"), std::string::npos)
        << method;
  EXPECT_NE(call("PUT", "/metrics").fields.find("Allow: GET, HEAD, OPTIONS\r\n"),
            std::string::npos);
}

TEST_F(GatewayTest, ADeliveryToAWebhookThatIsClosedIsCountedAsRefused) {
  EXPECT_EQ(call("POST", "/hooks/shut", {}, "{}").status, 503);
  EXPECT_EQ(metrics_.hook("shut").refused.Value(), 1.0);
  EXPECT_EQ(call("POST", "/hooks/none", {}, "{}").status, 404);
}

// The body is never read: the head says that it is too large.
TEST_F(GatewayTest, ADeliveryThatIsTooLargeIsKeptAmongTheRefusals) {
  Exchange large = asked("POST", "/hooks/board", {{"Content-Length", "1048577"}});
  large.request.content_length = 1'048'577;
  EXPECT_FALSE(gateway_.admit(large).taken);
  EXPECT_EQ(large.response.status, 413);
  EXPECT_EQ(metrics_.hook("board").refused.Value(), 1.0);
  const auto kept = core::parse_json(services_.refusals.text("board")).value().at("items");
  ASSERT_EQ(kept.size(), 1U);
  EXPECT_EQ(kept[0].at("reason"), "too_large");
  Exchange fitting = asked("POST", "/hooks/board", {{"Content-Length", "1048576"}});
  fitting.request.content_length = 1'048'576;
  EXPECT_TRUE(gateway_.admit(fitting).taken);
}

core::Json problem_of(const Exchange& exchange) {
  return core::parse_json(exchange.response.body).value();
}

TEST_F(GatewayTest, ARefusalNamesTheTraceOfItsRequest) {
  constexpr std::string_view kCame = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
  Exchange traced = asked("GET", "/nowhere", {{"traceparent", kCame}});
  ASSERT_FALSE(gateway_.admit(traced).taken);
  gateway_.complete(traced);
  EXPECT_EQ(problem_of(traced).at("trace_id"), "4bf92f3577b34da6a3ce929d0e0e4736");
  EXPECT_EQ(problem_of(traced).at("status"), 404) << "the other members stay";
  std::set<std::string> seen;
  for (const std::string_view field : {"", "00-not-one", ""}) {
    Exchange untraced = asked("GET", "/nowhere", {{"traceparent", field}});
    ASSERT_FALSE(gateway_.admit(untraced).taken);
    gateway_.complete(untraced);
    seen.insert(problem_of(untraced).at("trace_id").get<std::string>());
  }
  EXPECT_EQ(seen.size(), 3U) << "a request without a trace begins one of its own";
}

TEST_F(GatewayTest, AnAnswerThatIsNoRefusalStaysAsItIs) {
  Exchange exchange = asked("GET", "/healthz");
  exchange.response.content_type = "application/json";
  exchange.response.body = "{}";
  gateway_.complete(exchange);
  EXPECT_EQ(exchange.response.body, "{}");
}

TEST_F(GatewayTest, ABodyThatIsPackedIsRefusedBeforeItIsSent) {
  const auto made = identity::new_token({"ops", identity::Role::admin}, {}, clock_.now());
  services_.access.replace({{made.token}}, clock_.now());
  const std::string proof = "Bearer " + made.text;
  const auto admitted = [&](std::string_view method, std::string_view path,
                            std::vector<Field> fields) {
    fields.push_back({"Authorization", proof});
    Exchange exchange = asked(method, path, std::move(fields));
    if (gateway_.admit(exchange).taken) return std::string("taken");
    return std::to_string(exchange.response.status) + " " + exchange.response.fields;
  };
  const std::string refused = "415 Accept-Encoding: identity\r\n";
  for (const char* path : {"/events", "/api/v1/events", "/api/v1/tokens", "/api/v1/session"})
    EXPECT_EQ(admitted("POST", path, {{"Content-Encoding", "gzip"}}), refused) << path;
  EXPECT_EQ(admitted("PUT", "/api/v1/templates/a", {{"content-encoding", "br"}}), refused);
  EXPECT_EQ(
      admitted("POST", "/events", {{"Content-Encoding", "identity"}, {"Content-Encoding", "gzip"}}),
      refused);
  EXPECT_EQ(admitted("POST", "/events", {{"Content-Encoding", "Identity"}}), "taken");
  EXPECT_EQ(admitted("POST", "/hooks/board", {{"Content-Encoding", "gzip"}}), "taken")
      << "its proof is looked at first";
}

TEST_F(GatewayTest, AListMayComeInSeveralLines) {
  Exchange list = asked("GET", "/healthz", {{"If-None-Match", "\"a\""}, {"If-None-Match", "*"}});
  EXPECT_TRUE(gateway_.admit(list).taken) << list.response.body;
  Exchange twice = asked("GET", "/healthz", {{"Content-Type", "a/b"}, {"Content-Type", "c/d"}});
  EXPECT_FALSE(gateway_.admit(twice).taken);
  EXPECT_EQ(twice.response.status, 400) << "two servers could use different ones of the two";
}

// Its connection may close while earlier answers are being sent: then nobody stores the secret.
TEST_F(GatewayTest, AHandshakeThatIsCutShortKeepsNoOtherOut) {
  keep_secrets();
  {
    Exchange first = handshake();
    ASSERT_TRUE(gateway_.admit(first).taken);
    ASSERT_FALSE(gateway_.answer_now(first)) << first.response.body;
    Exchange second = handshake();
    ASSERT_TRUE(gateway_.admit(second).taken);
    EXPECT_TRUE(gateway_.answer_now(second));
    EXPECT_EQ(second.response.status, 409) << "the first is under way";
  }
  Exchange third = handshake();
  ASSERT_TRUE(gateway_.admit(third).taken);
  EXPECT_FALSE(gateway_.answer_now(third)) << third.response.body;
}

}  // namespace
}  // namespace baton::http
