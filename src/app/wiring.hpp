#pragma once

#include "app/config.hpp"
#include "app/connection_watch.hpp"
#include "app/service_manager.hpp"
#include "app/span_export.hpp"
#include "app/system.hpp"
#include "baton/bus/bus.hpp"
#include "baton/connectors/registry.hpp"
#include "baton/connectors/secret_store.hpp"
#include "baton/connectors/usage_ledger.hpp"
#include "baton/http/server.hpp"
#include "baton/ports/store.hpp"
#include "baton/runtime/runtime.hpp"
#include "baton/telemetry/metrics.hpp"
#include "baton/telemetry/spans.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <exception>
#include <iosfwd>
#include <memory>
#include <string>

namespace baton::app {

// All parts of one server, in build order: each borrows only from those above it. Lives on the
// thread that calls run().
class Wiring {
 public:
  // Opens the store and reads the connections. Throws Refused when the connections are wrong,
  // store::StoreRefused, ports::StoreBroken and ports::StoreUnavailable as the store does.
  // `out_is_tty`: what is written to `out` is seen once, and not kept in a log.
  Wiring(Config config, const Environment& environment, std::ostream& out, bool out_is_tty);

  // Starts, serves, and drains on SIGTERM or SIGINT; a second signal ends the process at once.
  // SIGHUP reads connections, connectors, business calendars, routes, facts, goals and templates
  // again, while it goes on serving. systemd is told of each of these. Connectors whose files have
  // changed are picked up without a signal. Throws what a start can meet.
  void run();

 private:
  boost::asio::awaitable<void> start();
  boost::asio::awaitable<void> open_secrets();
  boost::asio::awaitable<void> open_usage();
  boost::asio::awaitable<void> announce_admin();
  boost::asio::awaitable<void> announce_sign_in(std::string url);
  boost::asio::awaitable<void> reload();
  boost::asio::awaitable<void> reload_connections();
  boost::asio::awaitable<void> reload_tables();
  // Picks up connectors whose files have changed, as long as the server runs.
  boost::asio::awaitable<void> watch_connectors();
  // Tells everyone who works with connections that they were read again.
  boost::asio::awaitable<void> connections_read(const core::Findings& findings, bool in_use);
  boost::asio::awaitable<void> stop();
  void show_life();
  void await_signal();
  void spawn(boost::asio::awaitable<void> (Wiring::*part)());

  Config config_;
  std::ostream& out_;
  bool shows_secrets_;
  ServiceManager manager_;
  boost::asio::io_context io_{1};
  SystemClock clock_;
  SystemRandom random_;
  telemetry::Metrics metrics_;
  std::unique_ptr<telemetry::Spans> spans_;  // null when no traces are exported
  connectors::SecretStore secrets_;
  connectors::UsageLedger usage_;
  // Loaded before anything is written to disk, since it refuses to start when the files are wrong.
  std::unique_ptr<connectors::Registry> registry_;
  std::unique_ptr<ports::Store> store_;
  bus::Bus bus_;
  std::unique_ptr<runtime::Runtime> runtime_;
  std::unique_ptr<http::Server> server_;
  ConnectionWatch connection_watch_;
  std::unique_ptr<SpanExport> span_export_;  // with `spans_`
  boost::asio::signal_set signals_;
  boost::asio::steady_timer sign_of_life_;
  boost::asio::steady_timer next_look_;  // at the files of connectors
  bool started_ = false;
  bool reload_wanted_ = false;
  bool reloading_ = false;
  bool stopping_ = false;
  std::exception_ptr failed_{};
};

}  // namespace baton::app
