#include "simulator/vendor.hpp"

#include "unit/simulator/vendor_world.hpp"

#include <gmock/gmock.h>

namespace baton::simulator {
namespace {

using core::Json;
using testing::HasSubstr;
using tests::VendorWorld;
using namespace std::chrono_literals;

constexpr const char* kShop = R"yaml(
vendor: shop
proof: has(request.headers.authorization)
environment: { SHOP_SECRET: secret }
answers:
  unauthorized: { status: 401, json: { error: who } }
  not_found: { status: 404, json: { error: nothing } }
  busy: { status: 429, headers: { Retry-After: "${string(message.seconds)}" }, json: { error: slow } }
  error: { status: 500, json: { error: broken, status: "${message.status}" } }
records:
  orders: { "1": { id: "1", state: open } }
webhook:
  secret: SHOP_SECRET
  sign: { header: X-Signature, prefix: "v1=" }
  headers: { X-Id: "${message.id}" }
routes:
  - on: POST /orders
    refuse: { when: "!has(request.body.name)", status: 422, json: { error: name } }
    put: { in: orders, id: "${fresh.id}", record: "${request.body}", with: { id: "${fresh.id}", state: open } }
    act: { operation: create, key: "${request.body.name}", subject: "${request.body.name}" }
    answer: { status: 201, json: "${record}" }
  - on: GET /orders
    find:
      in: orders
      where: item.state == request.query.?state.orValue(item.state)
      size: ${2}
      skip: ${int(request.query.?after.orValue('0'))}
      lags: true
    answer: { json: { orders: "${found.map(o, o.id)}", total: "${page.total}", next: "${page.?next}" } }
  - on: GET /orders/{id}
    get: { in: orders, id: "${at.id}" }
    answer: { json: "${record}" }
  - on: PATCH /orders/{id}
    get: { in: orders, id: "${at.id}" }
    change: "${request.body}"
    answer: { json: { was: "${before.state}", is: "${record.state}" } }
    send: { when: before.state != record.state, json: { id: "${at.id}", state: "${record.state}" } }
  - on: DELETE /orders/{id}
    get: { in: orders, id: "${at.id}" }
    remove: true
    answer: { status: 204 }
  - on: POST /hooks
    handshake: { header: X-Secret, refused: { status: 400, json: { error: no secret came back } } }
    put: { in: hooks, id: "1", record: { id: "1" } }
    answer: { status: 201, json: "${record}" }
  - on: GET /hooks/{id}
    get: { in: hooks, id: "${at.id}" }
    answer: { json: "${record}" }
  - on: GET /broken
    answer: { json: { x: "${at.nothing}" } }
)yaml";

TEST(SimulatedVendor, KeepsWhatItIsTold) {
  VendorWorld world(kShop);
  const auto made = world.json(201, world.ask("POST", "/orders", {{"name", "Ada"}}));
  EXPECT_EQ(made["state"], "open");
  const auto id = made["id"].get<std::string>();
  EXPECT_EQ(world.json(200, world.ask("GET", "/orders/" + id)), made);
  EXPECT_EQ(world.json(200, world.ask("PATCH", "/orders/" + id, {{"state", "paid"}})),
            Json({{"was", "open"}, {"is", "paid"}}));
  EXPECT_EQ(world.json(200, world.ask("GET", "/orders?state=paid"))["orders"], Json::array({id}));
  EXPECT_EQ(world.ask("DELETE", "/orders/" + id).status, 204);
  EXPECT_EQ(world.json(404, world.ask("GET", "/orders/" + id))["error"], "nothing");
}

TEST(SimulatedVendor, RefusesAsItsFileSays) {
  VendorWorld world(kShop);
  EXPECT_EQ(world.json(422, world.ask("POST", "/orders", {{"price", 1}}))["error"], "name");
  EXPECT_EQ(world.json(404, world.ask("POST", "/customers", Json::object()))["error"], "nothing");
  EXPECT_TRUE(world.ledger.seen(true)["actions"].empty());
  world.headers.clear();
  EXPECT_EQ(world.json(401, world.ask("GET", "/orders/1"))["error"], "who");
  const auto busy = world.vendor->refuse({}, world.now, 0, 7);
  EXPECT_EQ(busy.status, 429);
  EXPECT_EQ(busy.headers.at("Retry-After"), "7");
  EXPECT_EQ(world.json(503, world.vendor->refuse({}, world.now, 503, -1))["status"], 503);
}

TEST(SimulatedVendor, PagesThroughWhatItFinds) {
  VendorWorld world(kShop);
  for (const auto* name : {"a", "b"}) world.ask("POST", "/orders", {{"name", name}});
  const auto first = world.json(200, world.ask("GET", "/orders"));
  EXPECT_EQ(first["total"], 3);
  EXPECT_EQ(first["orders"].size(), 2U);
  EXPECT_EQ(first["next"], 2);
  const auto last = world.json(200, world.ask("GET", "/orders?after=2"));
  EXPECT_EQ(last["orders"].size(), 1U);
  EXPECT_FALSE(last.contains("next"));
}

TEST(SimulatedVendor, ASearchMayLagBehindWhatWasWritten) {
  VendorWorld world(kShop);
  world.lag = 5s;
  world.ask("POST", "/orders", {{"name", "Ada"}});
  EXPECT_EQ(world.json(200, world.ask("GET", "/orders"))["total"], 1);
  world.now += 5s;
  EXPECT_EQ(world.json(200, world.ask("GET", "/orders"))["total"], 2);
}

TEST(SimulatedVendor, CountsWhatWasDoneTwice) {
  VendorWorld world(kShop);
  for (int times = 0; times < 2; ++times) world.ask("POST", "/orders", {{"name", "Ada"}});
  const auto seen = world.ledger.seen(true);
  EXPECT_EQ(seen["vendors"]["shop"]["duplicates"], 1);
  EXPECT_EQ(seen["actions"][0]["effects"], 2);
  EXPECT_EQ(seen["actions"][0]["subject"], "Ada");
}

TEST(SimulatedVendor, SendsASignedWebhookWhenSomethingChanged) {
  VendorWorld world(kShop);
  world.ask("PATCH", "/orders/1", {{"state", "open"}});
  EXPECT_TRUE(world.sent.empty());
  world.ask("PATCH", "/orders/1", {{"state", "paid"}});
  ASSERT_EQ(world.sent.size(), 1U);
  const auto& message = world.sent.front();
  EXPECT_EQ(message.path, "/shop");
  EXPECT_EQ(message.body, R"({"id":"1","state":"paid"})");
  EXPECT_THAT(message.head, HasSubstr("X-Id: " + message.id + "\r\n"));
  // printf '{"id":"1","state":"paid"}' | openssl dgst -sha256 -hmac secret
  EXPECT_THAT(message.head,
              HasSubstr("X-Signature: v1="
                        "4947cfc5063bb89b13a539e0c41442757ef52e07cb5f94fd04c878ee51c78564\r\n"));
}

TEST(SimulatedVendor, MakesAWebhookOnceItsSecretHasComeBack) {
  VendorWorld world(kShop);
  const auto asks = world.ask("POST", "/hooks");
  EXPECT_EQ(world.json(400, asks)["error"], "no secret came back");
  ASSERT_TRUE(asks.handshake);
  EXPECT_EQ(asks.handshake->path, "/shop");
  EXPECT_EQ(asks.handshake->field, "X-Secret");
  EXPECT_EQ(asks.handshake->secret, "secret");
  EXPECT_EQ(world.ask("GET", "/hooks/1").status, 404);
  world.shaken = true;
  const auto made = world.ask("POST", "/hooks");
  EXPECT_FALSE(made.handshake);
  EXPECT_EQ(world.json(201, made)["id"], "1");
  EXPECT_EQ(world.ask("GET", "/hooks/1").status, 200);
}

TEST(SimulatedVendor, ResetForgetsAllButTheFile) {
  VendorWorld world(kShop);
  world.ask("POST", "/orders", {{"name", "Ada"}});
  world.ask("DELETE", "/orders/1");
  world.vendor->reset();
  EXPECT_EQ(world.json(200, world.ask("GET", "/orders"))["orders"], Json::array({"1"}));
}

TEST(SimulatedVendor, AFileThatIsWrongIsNamedInTheAnswer) {
  VendorWorld world(kShop);
  const auto answer = world.json(500, world.ask("GET", "/broken"));
  EXPECT_THAT(answer["where"].get<std::string>(),
              HasSubstr("shop.yaml: GET /broken: answer: json"));
}

}  // namespace
}  // namespace baton::simulator
