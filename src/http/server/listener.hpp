#pragma once

#include "baton/core/time.hpp"
#include "baton/ports/clock.hpp"
#include "http/server/http_session.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/address.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <cstddef>
#include <cstdint>
#include <list>
#include <map>
#include <memory>
#include <string>

namespace baton::http {

// Accepts connections on one address and gives each a session. Lives on one single-threaded
// executor, with all its sessions. It may be destroyed only after drain() has resumed or after that
// executor has stopped for good.
class Listener {
 public:
  struct Options {
    std::string address = "127.0.0.1";
    std::uint16_t port = 0;  // 0 takes any free one, which port() tells
    // How many connections may be open. When one more comes, the oldest that is idle is closed;
    // when none is idle, it is answered 503. One address may have nine tenths of them, so that no
    // single client keeps everybody out.
    std::size_t connections_max = 12'000;
    HttpSessionLimits limits{};
    bool ticking = true;  // false: the owner calls tick(), as tests do that move the clock
  };

  Listener(boost::asio::any_io_executor executor, Handler& handler, const ports::Clock& clock,
           Options options);

  // Binds and begins to accept. Throws boost::system::system_error when it cannot listen on the
  // address.
  void start();
  std::uint16_t port() const { return acceptor_.local_endpoint().port(); }
  std::size_t connections() const { return sessions_.size(); }
  Unsent& unsent() { return shared_->unsent; }
  // True when requests come faster than they are answered. Then what costs much should be refused
  // before any work is done for it.
  bool behind() const;
  // Called each second: ends the sessions that took too long.
  void tick();
  // Stops accepting, and closes each connection after the request that it is busy with. Connections
  // that are still open after `within` are cut. Resumes when all are closed.
  boost::asio::awaitable<void> drain(core::Duration within);

 private:
  boost::asio::awaitable<void> accept();
  boost::asio::awaitable<void> serve(boost::asio::ip::tcp::socket socket,
                                     boost::asio::ip::address peer);
  boost::asio::awaitable<void> keep_ticking();
  boost::asio::awaitable<void> keep_probing();
  void take(boost::asio::ip::tcp::socket socket);
  bool has_place(const boost::asio::ip::address& peer);
  bool end_an_idle_one(const boost::asio::ip::address* peer);
  void turn_away(boost::asio::ip::tcp::socket socket);
  void renew_date();

  boost::asio::any_io_executor executor_;
  Options options_;
  const ports::Clock& clock_;
  std::shared_ptr<Shared> shared_;
  boost::asio::ip::tcp::acceptor acceptor_;
  boost::asio::steady_timer ticker_;
  boost::asio::steady_timer probe_;
  boost::asio::steady_timer pause_;  // of the acceptor, when there are no descriptors left
  boost::asio::steady_timer empty_;  // cancelled when the last session goes
  struct Open {
    HttpSession* session;
    boost::asio::ip::address peer;
  };
  std::list<Open> sessions_;  // in the order they came
  std::size_t ending_ = 0;    // of them, how many were ended to make place and are not gone yet
  std::map<boost::asio::ip::address, std::size_t> by_peer_;
  core::Time came_round_{};  // when the probe's timer last resumed
  bool was_late_ = false;    // it resumed late the last time
};

}  // namespace baton::http
