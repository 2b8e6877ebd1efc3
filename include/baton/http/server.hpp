#pragma once

#include "baton/bus/bus.hpp"
#include "baton/connectors/registry.hpp"
#include "baton/connectors/secret.hpp"
#include "baton/core/limits.hpp"
#include "baton/core/time.hpp"
#include "baton/ports/clock.hpp"
#include "baton/ports/store.hpp"
#include "baton/runtime/runtime.hpp"
#include "baton/telemetry/metrics.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace baton::http {

// The surfaces of Baton: webhooks, CloudEvents, REST, server-sent events, health and metrics, on
// one address. Lives on one single-threaded executor; may go only after drain() has resumed or that
// executor has stopped for good.
class Server {
 public:
  // Borrowed; all of them outlive the server.
  struct Parts {
    bus::Bus& bus;
    runtime::Runtime& runtime;
    ports::Store& store;
    const connectors::Registry& registry;
    const ports::Clock& clock;
    telemetry::Metrics& metrics;
  };
  struct Options {
    std::string address = "127.0.0.1";
    std::uint16_t port = 8700;             // 0: any free one, see port()
    std::size_t connections_max = 12'000;  // beyond it: 503 at once
    core::Duration idle = std::chrono::seconds(
        90);  // a connection between requests; proxies reuse theirs for a minute
    std::size_t body_bytes_max = core::kBodyBytesMax;
    std::size_t streams_max = 100;  // live followers
    bool open_metrics = false;      // /metrics without a token
    std::vector<std::string>
        webhook_origins{};  // who the CloudEvents handshake on /events grants; "*": everybody
    std::string workflow_schema{};  // JSON Schema of templates, as JSON; empty: not served
    std::string schema_version{};   // of the store, for /api/v1/system; empty: not shown
    connectors::Secret seal_key{};  // under which secrets that handshakes bring are kept; see
                                    // connectors/sealed.hpp
  };

  Server(boost::asio::any_io_executor executor, Parts parts, Options options);
  ~Server();

  // Loads the tokens, binds and begins to answer. Throws boost::system::system_error when the
  // address is not to be had.
  boost::asio::awaitable<void> start();
  std::uint16_t port() const;
  // What /readyz says. False at first.
  void ready(bool is_ready);
  // Stops accepting, ends streams and long polls, lets each request at hand be answered, then
  // closes; what is still open after `within` is cut.
  boost::asio::awaitable<void> drain(core::Duration within);

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace baton::http
