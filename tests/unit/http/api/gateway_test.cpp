#include "http/api/gateway.hpp"

#include "baton/simulate/chance.hpp"
#include "baton/simulate/clock.hpp"
#include "baton/store/memory.hpp"
#include "http/api/hooks.hpp"

#include <boost/asio/io_context.hpp>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <memory>
#include <optional>
#include <string>
#include <unistd.h>
#include <utility>
#include <vector>

// A gateway over all the parts of a server, which are at rest: nothing runs but what a test calls.
namespace baton::http {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kConnections = R"(
connections:
  board:
    connector: http
    webhook: { scheme: asana, accept_handshake: true }
)";

std::unique_ptr<connectors::Registry> registry_of(std::string_view connections,
                                                  const ports::Clock& clock) {
  const fs::path file =
      fs::temp_directory_path() / ("baton-gateway-" + std::to_string(::getpid()) + ".yaml");
  std::ofstream(file) << connections;
  const auto nothing = [](const std::string&) -> std::optional<std::string> { return {}; };
  auto loaded = connectors::Registry::load(fs::path(BATON_SOURCE_DIR) / "config" / "connectors",
                                           file, nothing, clock);
  fs::remove(file);
  for (const auto& finding : loaded.findings) ADD_FAILURE() << finding.message;
  return std::move(loaded.registry);
}

class GatewayTest : public testing::Test {
 protected:
  // A request whose texts are literals.
  static Exchange asked(std::string_view method, std::string_view path,
                        std::vector<Field> fields = {}) {
    Exchange exchange;
    exchange.request.method = method;
    exchange.request.target = exchange.request.path = path;
    exchange.request.fields = std::move(fields);
    return exchange;
  }
  // A delivery of a vendor that makes its handshake: it brings a secret.
  static Exchange handshake() {
    return asked("POST", "/hooks/board", {{"X-Hook-Secret", "0123456789abcdef0123456789abcdef"}});
  }

  boost::asio::io_context io_{1};
  simulate::VirtualClock clock_;
  simulate::CountingRandom random_;
  telemetry::Metrics metrics_;
  std::unique_ptr<connectors::Registry> registry_ = registry_of(kConnections, clock_);
  std::unique_ptr<ports::Store> store_ = store::open_memory({clock_, random_, false});
  bus::Bus bus_;
  runtime::Runtime runtime_{io_.get_executor(), *store_, bus_, *registry_, clock_, random_,
                            metrics_,           {}};
  Services services_{{bus_, runtime_, *store_, *registry_, clock_, metrics_},
                     {},
                     LogWatch(io_.get_executor(), bus_),
                     Sources(registry_->names())};
  Gateway gateway_{services_, listener_};  // borrows the listener, which is made after it
  Listener listener_{io_.get_executor(), gateway_, clock_, {}};
};

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

// Its connection may close while earlier answers are being sent: then nobody stores the secret.
TEST_F(GatewayTest, AHandshakeThatIsCutShortKeepsNoOtherOut) {
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
