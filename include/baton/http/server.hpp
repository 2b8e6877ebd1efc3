#pragma once

#include "baton/bus/bus.hpp"
#include "baton/connectors/registry.hpp"
#include "baton/connectors/secret_store.hpp"
#include "baton/core/limits.hpp"
#include "baton/core/secret.hpp"
#include "baton/core/time.hpp"
#include "baton/formats/egress.hpp"
#include "baton/identity/session.hpp"
#include "baton/ports/clock.hpp"
#include "baton/ports/store.hpp"
#include "baton/runtime/runtime.hpp"
#include "baton/telemetry/metrics.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace baton::http {

// The HTTP server of Baton. It answers webhooks, CloudEvents, the REST API, server-sent events,
// health checks and metrics, all on one address. Lives on one single-threaded executor, and all of
// it is called from there. It may be destroyed only after drain() has resumed or after that
// executor has stopped for good.
class Server {
 public:
  // What the server works with. Borrowed: all of it outlives the server.
  struct Parts {
    // Takes the events of requests.
    bus::Bus& bus;
    // Carries out the commands of people, and answers why.
    runtime::Runtime& runtime;
    // Is read for lists and details, and keeps tokens, users and sessions.
    ports::Store& store;
    // Has the webhooks, and the connections that people see.
    const connectors::Registry& registry;
    // Gives wall and steady time.
    const ports::Clock& clock;
    // Counts requests, and is served at /metrics.
    telemetry::Metrics& metrics;
    // The secrets that people set, opened before start() is called. Null: they cannot be set.
    connectors::SecretStore* secrets = nullptr;
  };
  // Settings with defaults that work; app/config reads them from the settings file.
  struct Options {
    // The IP address to listen on.
    std::string address = "127.0.0.1";
    // The TCP port to listen on. 0 takes any free one, which port() then tells.
    std::uint16_t port = 8700;
    // How many connections may be open. When one more comes, an idle connection is closed for it;
    // when none is idle, it is answered 503.
    std::size_t connections_max = 12'000;
    // How long a connection may be idle between two requests. Longer than a minute, because proxies
    // reuse a connection for so long and must not find it closed.
    core::Duration idle = std::chrono::seconds(90);
    // The largest body of a request, in bytes; a larger one is answered 413.
    std::size_t body_bytes_max = core::kBodyBytesMax;
    // How many followers of the live stream may be connected; one more is answered 503.
    std::size_t streams_max = 100;
    // Whether /metrics is served without a token.
    bool open_metrics = false;
    // The hosts that may register as senders of CloudEvents by the handshake on /events; "*" lets
    // everybody register. A sender still needs a token. See
    // https://github.com/cloudevents/spec/blob/main/cloudevents/http-webhook.md, section 4.
    std::vector<std::string> webhook_origins{};
    // The networks from which proxies are believed when they tell of their clients. By default
    // those on the same machine; empty: nobody.
    std::vector<formats::Network> trusted_proxies{formats::parse_network("127.0.0.0/8").value(),
                                                  formats::parse_network("::1").value()};
    // The JSON Schemas of files of the configuration folder, by what they describe: "workflow",
    // "calendar", "fact" and "route", as JSON text. One that is empty is not served.
    std::map<std::string, std::string, std::less<>> file_schemas{};
    // The JSON Schemas of events by their family ("crm.opportunity"), as JSON text.
    std::map<std::string, std::string, std::less<>> event_schemas{};
    // The commit that the program was built from, shown by /api/v1/system. When it is empty it is
    // not shown.
    std::string commit{};
    // The schema version of the store, shown by /api/v1/system. When it is empty it is not shown.
    std::string schema_version{};
    // How long people stay signed in.
    identity::SessionLimits sessions{};
    // Encrypts the webhook secrets that a vendor's handshake brings before they are stored; see
    // connectors/sealed.hpp. Not used where Parts::secrets has a key: that one is used instead.
    core::Secret seal_key{};
  };

  // Whether this build serves the console, in which people sign in. Any thread.
  static bool has_console();

  // Opens nothing yet; start() does.
  Server(boost::asio::any_io_executor executor, Parts parts, Options options);
  ~Server();

  // Loads the tokens, the sessions and the learned webhook secrets, binds, and begins to answer.
  // Throws boost::system::system_error when it cannot listen on the address, and
  // ports::StoreUnavailable or ports::StoreBroken when the store fails.
  boost::asio::awaitable<void> start();
  // The port that the server listens on. Only after start() has resumed.
  std::uint16_t port() const;
  // Sets what /readyz answers: 200 when true, 503 when false. False until it is called.
  void ready(bool is_ready);
  // Call it when the registry has other connections than before. From then on no token may hand in
  // events under their names.
  void connections_changed();
  // Stops accepting, ends streams and long polls, and closes each connection after the request that
  // it is busy with. Connections that are still open after `within` are cut. Resumes when all are
  // closed.
  boost::asio::awaitable<void> drain(core::Duration within);

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace baton::http
