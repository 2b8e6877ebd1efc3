#include "http/server/listener.hpp"

#include "baton/telemetry/log.hpp"
#include "http/server/counted_address.hpp"

#include <algorithm>
#include <array>
#include <boost/asio/buffer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <chrono>
#include <ctime>
#include <exception>
#include <utility>

namespace baton::http {
namespace {

using boost::asio::redirect_error;
using boost::asio::use_awaitable;
using boost::asio::ip::tcp;
using boost::system::error_code;

// After its connection is cut, a session ends as soon as it is resumed. Waiting for a few tenths of
// a second is long enough.
constexpr int kAbortRounds = 20;
constexpr core::Duration kProbeEvery = std::chrono::milliseconds(50);
constexpr core::Duration kLateAfter = std::chrono::milliseconds(200);
// How many connections are accepted in one go. If it were one in each round of the loop, a long
// line of waiting connections would keep everybody out.
constexpr int kAcceptsInARow = 64;

// A connection that was opened or used within so many seconds is not closed for another.
constexpr std::int64_t kIdleGrace_s = 2;

// The size of the kernel's send buffer of each connection; the kernel doubles it. By default the
// kernel would take 4 MB of answers for a client that never reads.
constexpr int kSendBufferBytes = 131'072;

auto log_end(const char* what) {
  return [what](std::exception_ptr thrown) {
    if (!thrown) return;
    try {
      std::rethrow_exception(thrown);
    } catch (const std::exception& error) {
      spdlog::error("{} ended: {}", what, error.what());
    }
  };
}

}  // namespace

Listener::Listener(boost::asio::any_io_executor executor, Handler& handler,
                   const ports::Clock& clock, Options options)
    : executor_(std::move(executor)),
      options_(std::move(options)),
      clock_(clock),
      shared_(std::make_shared<Shared>(Shared{handler, options_.limits})),
      acceptor_(executor_),
      ticker_(executor_),
      probe_(executor_),
      pause_(executor_),
      empty_(executor_) {
  const tcp::endpoint endpoint(boost::asio::ip::make_address(options_.address), options_.port);
  acceptor_.open(endpoint.protocol());
  acceptor_.set_option(tcp::acceptor::reuse_address(true));
  acceptor_.set_option(boost::asio::socket_base::send_buffer_size(
      kSendBufferBytes));  // what it accepts inherits this
  acceptor_.bind(endpoint);
}

void Listener::start() {
  acceptor_.listen(boost::asio::socket_base::max_listen_connections);
  acceptor_.non_blocking(true);
  renew_date();
  boost::asio::co_spawn(executor_, accept(), log_end("accepting"));
  if (!options_.ticking) return;
  boost::asio::co_spawn(executor_, keep_ticking(), log_end("the ticker"));
  boost::asio::co_spawn(executor_, keep_probing(), log_end("the probe"));
}

boost::asio::awaitable<void> Listener::accept() {
  while (acceptor_.is_open()) {
    error_code error;
    tcp::socket socket = co_await acceptor_.async_accept(redirect_error(use_awaitable, error));
    for (int more = kAcceptsInARow; !error; --more) {
      take(std::move(socket));
      if (more == 0) break;
      socket = acceptor_.accept(executor_, error);
    }
    if (!error || error == boost::asio::error::would_block ||
        error == boost::asio::error::connection_aborted)
      continue;
    if (error == boost::asio::error::operation_aborted) break;
    // Most likely there are no file descriptors left. Connections that end give some back.
    spdlog::warn("cannot accept a connection: {}", error.message());
    pause_.expires_after(std::chrono::milliseconds(100));
    co_await pause_.async_wait(redirect_error(use_awaitable, error));
  }
}

void Listener::take(tcp::socket socket) {
  error_code gone;
  const auto peer = socket.remote_endpoint(gone);
  if (gone) return;
  if (has_place(counted_address(peer.address()))) {
    boost::asio::co_spawn(executor_, serve(std::move(socket), counted_address(peer.address())),
                          log_end("a connection"));
  } else {
    turn_away(std::move(socket));
  }
}

// True if there is place for one more connection of this address. An address that has its share, or
// a full listener, first closes a connection that is idle: one of that address, or anybody's.
bool Listener::has_place(const boost::asio::ip::address& peer) {
  const auto found = by_peer_.find(peer);
  const std::size_t share = options_.connections_max - options_.connections_max / 10;
  if (found != by_peer_.end() && found->second >= share) return end_an_idle_one(&peer);
  return sessions_.size() - ending_ < options_.connections_max || end_an_idle_one(nullptr);
}

bool Listener::end_an_idle_one(const boost::asio::ip::address* peer) {
  const auto idle = std::find_if(sessions_.begin(), sessions_.end(), [peer](const Open& open) {
    return (peer == nullptr || open.peer == *peer) && open.session->idle_for(kIdleGrace_s);
  });
  if (idle == sessions_.end()) return false;
  idle->session->make_place();
  ++ending_;
  return true;
}

void Listener::turn_away(tcp::socket socket) {
  Exchange exchange;
  shared_->handler.refuse({503, "connections", "too many connections are open"}, exchange.response);
  shared_->handler.complete(exchange);
  std::string out;
  serialise(exchange.response, Wire{false, false, shared_->date}, out);
  shared_->handler.answered(exchange);
  error_code ignored;
  socket.non_blocking(true, ignored);
  socket.write_some(boost::asio::buffer(out), ignored);
  socket.shutdown(tcp::socket::shutdown_both, ignored);
}

boost::asio::awaitable<void> Listener::serve(tcp::socket socket, boost::asio::ip::address peer) {
  HttpSession session(std::move(socket), shared_);
  ++by_peer_[peer];
  const auto place = sessions_.insert(sessions_.end(), Open{&session, peer});
  shared_->handler.connections(sessions_.size());
  try {
    co_await session.run();
  } catch (const std::exception& error) {
    spdlog::error("a connection failed: {}", error.what());
  }
  sessions_.erase(place);
  if (session.made_place()) --ending_;
  if (--by_peer_[peer] == 0) by_peer_.erase(peer);
  shared_->handler.connections(sessions_.size());
  if (sessions_.empty()) empty_.cancel();
}

void Listener::tick() {
  ++shared_->now_s;
  renew_date();
  for (HttpSession* session : shared_->deadlines.due(shared_->now_s)) session->time_out();
}

boost::asio::awaitable<void> Listener::keep_ticking() {
  for (;;) {
    error_code error;
    ticker_.expires_after(std::chrono::seconds(1));
    co_await ticker_.async_wait(redirect_error(use_awaitable, error));
    if (error) co_return;
    tick();
  }
}

// Measures how late a timer resumes. It waits in the same line as requests do, so it is as late as
// they are.
boost::asio::awaitable<void> Listener::keep_probing() {
  for (error_code error; !error;) {
    came_round_ = clock_.steady();
    probe_.expires_after(kProbeEvery);
    co_await probe_.async_wait(redirect_error(use_awaitable, error));
    was_late_ = clock_.steady() - came_round_ > kLateAfter;
  }
}

// One late round may be a single long piece of work. When a second one follows, the line of
// requests does not get shorter.
bool Listener::behind() const { return was_late_ && clock_.steady() - came_round_ > kLateAfter; }

boost::asio::awaitable<void> Listener::drain(core::Duration within) {
  shared_->draining = true;
  error_code error;
  acceptor_.close(error);
  for (const Open& open : sessions_) open.session->drain();
  empty_.expires_after(within);
  // The timer is cancelled when the last session ends. When it expires, the time is up.
  if (!sessions_.empty()) co_await empty_.async_wait(redirect_error(use_awaitable, error));
  for (const Open& open : sessions_) open.session->abort();
  for (int rounds = 0; !sessions_.empty() && rounds < kAbortRounds; ++rounds) {
    empty_.expires_after(std::chrono::milliseconds(100));
    co_await empty_.async_wait(redirect_error(use_awaitable, error));
  }
  ticker_.cancel();
  probe_.cancel();
  pause_.cancel();
}

// IMF-fixdate, RFC 9110 section 5.6.7.
void Listener::renew_date() {
  const std::time_t seconds =
      std::chrono::duration_cast<std::chrono::seconds>(clock_.now().time_since_epoch()).count();
  std::tm parts{};
  gmtime_r(&seconds, &parts);
  std::array<char, 48> text{};
  const std::size_t size =
      std::strftime(text.data(), text.size(), "Date: %a, %d %b %Y %H:%M:%S GMT\r\n", &parts);
  shared_->date.assign(text.data(), size);
}

}  // namespace baton::http
