#include "unit/http/api/server_at_rest.hpp"

namespace baton::http {
namespace {

class MetricsTest : public ServerAtRest {
 protected:
  MetricsTest() {
    services_.options.open_metrics = true;
    services_.unsent = &listener_.unsent();
  }

  std::string scrape() {
    const Response answer = call("GET", "/metrics");
    EXPECT_EQ(answer.status, 200);
    return answer.body;
  }
};

TEST_F(MetricsTest, SaysHowMuchThereIsOfEverything) {
  std::string text = scrape();
  EXPECT_NE(text.find("baton_parked_events 0\n"), std::string::npos) << text;
  EXPECT_NE(text.find("baton_runs{status=\"failed\"} 0\n"), std::string::npos);
  EXPECT_NE(text.find("baton_approvals_open 0\n"), std::string::npos);
  EXPECT_NE(text.find("baton_connections_faulty 0\n"), std::string::npos);
  EXPECT_EQ(text.find("process_resident_memory_bytes 0\n"), std::string::npos) << text;

  transact([this](ports::Tx& tx) {
    core::Event event;
    event.type = "order.paid";
    event.source = "shop";
    event.origin = "1";
    tx.append(event);
    tx.park({event.id, "it cannot be stepped", clock_.now()});
  });
  text = scrape();
  EXPECT_NE(text.find("baton_parked_events 1\n"), std::string::npos) << text;
}

TEST_F(MetricsTest, CountsWhatAWebhookRefuses) {
  EXPECT_EQ(call("POST", "/hooks/board", {}, "{}").status, 401);
  EXPECT_NE(scrape().find("baton_hook_refused_total{connection=\"board\"} 1\n"), std::string::npos);
}

}  // namespace
}  // namespace baton::http
