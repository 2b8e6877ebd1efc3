#pragma once

#include "baton/connectors/http_client.hpp"
#include "baton/telemetry/metrics.hpp"
#include "baton/telemetry/spans.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <string>
#include <vector>

namespace baton::app {

// Sends the spans that wait to an OpenTelemetry collector, by OTLP/HTTP in JSON, about once a
// second. Spans that the collector does not take are dropped and counted: the server's own work
// never waits for it. Used on the thread that serves.
class SpanExport {
 public:
  // `url` is where the collector takes traces. The operator names it, so that it may be any address
  // but those at which clouds hand out credentials. `http`: how requests are sent. What is borrowed
  // outlives this.
  SpanExport(const boost::asio::any_io_executor& executor, telemetry::Spans& spans,
             telemetry::Metrics& metrics, const formats::Url& url,
             connectors::HttpClient::Options http = {});

  // Sends until stop().
  boost::asio::awaitable<void> run();
  // Makes run() end soon, and sends what is left, within two seconds.
  boost::asio::awaitable<void> stop();

 private:
  boost::asio::awaitable<void> send_all(std::chrono::milliseconds timeout);
  boost::asio::awaitable<bool> send(const std::vector<telemetry::Span>& spans,
                                    std::chrono::milliseconds timeout);
  boost::asio::awaitable<std::string> refusal_of(const std::vector<telemetry::Span>& spans,
                                                 std::chrono::milliseconds timeout);
  void tell(bool taken, const std::string& why);

  telemetry::Spans& spans_;
  telemetry::Metrics& metrics_;
  const formats::Origin origin_;
  const std::string target_;
  formats::Egress egress_{};
  connectors::HttpClient http_;
  boost::asio::steady_timer timer_;
  bool taken_ = true;  // the collector took what was sent last
  bool sending_ = false;
  bool stopped_ = false;
};

}  // namespace baton::app
