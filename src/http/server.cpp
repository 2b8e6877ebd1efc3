#include "baton/http/server.hpp"

#include "baton/runtime/feed.hpp"
#include "http/api/console.hpp"
#include "http/api/follow.hpp"
#include "http/api/gateway.hpp"
#include "http/api/hooks.hpp"
#include "http/api/services.hpp"
#include "http/api/uses.hpp"
#include "http/server/listener.hpp"

#include <utility>

namespace baton::http {
namespace {

Listener::Options listening(const Server::Options& options) {
  Listener::Options listening;
  listening.address = options.address;
  listening.port = options.port;
  listening.connections_max = options.connections_max;
  listening.limits.idle_s = std::chrono::duration_cast<std::chrono::seconds>(options.idle).count();
  listening.limits.body_bytes_max = options.body_bytes_max;
  return listening;
}

}  // namespace

class Server::Impl {
 public:
  Impl(boost::asio::any_io_executor executor, Parts parts, Options options)
      : services_{parts, std::move(options), LogWatch(executor, parts.bus),
                  Sources(parts.registry.names())},
        gateway_(services_, listener_),
        listener_(executor, gateway_, parts.clock, listening(services_.options)),
        uses_(executor, services_) {
    services_.started = parts.clock.steady();
    parts.runtime.feed().read_by(read_slice);
    services_.unsent = &listener_.unsent();
    services_.access.limit(services_.options.sessions);
  }

  boost::asio::awaitable<void> start() {
    co_await services_.access.refresh(services_.parts.store, services_.parts.clock.now());
    co_await load_learned(services_);
    uses_.start();
    listener_.start();
  }

  boost::asio::awaitable<void> drain(core::Duration within) {
    services_.is_ready = false;
    services_.watch.stop();
    services_.parts.runtime.feed().stop();
    co_await listener_.drain(within);
    co_await uses_.stop();
  }

  std::uint16_t port() const { return listener_.port(); }
  void ready(bool is_ready) { services_.is_ready = is_ready; }
  void connections_changed() { services_.sources = Sources(services_.parts.registry.names()); }

 private:
  Services services_;
  Gateway gateway_;  // borrows the two others
  Listener listener_;
  Uses uses_;  // borrows the services
};

Server::Server(boost::asio::any_io_executor executor, Parts parts, Options options)
    : impl_(std::make_unique<Impl>(std::move(executor), parts, std::move(options))) {}
Server::~Server() = default;

bool Server::has_console() { return !console_files().empty(); }
boost::asio::awaitable<void> Server::start() { return impl_->start(); }
std::uint16_t Server::port() const { return impl_->port(); }
void Server::ready(bool is_ready) { impl_->ready(is_ready); }
void Server::connections_changed() { impl_->connections_changed(); }
boost::asio::awaitable<void> Server::drain(core::Duration within) { return impl_->drain(within); }

}  // namespace baton::http
