#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <cstddef>
#include <deque>
#include <map>
#include <memory>
#include <string>
#include <utility>

namespace baton::connectors {

// Hands out permits to hold a conversation. Only so many are out at once, and so few of them for
// one server that a server that stalls does not keep the conversations with others waiting. First
// come, first served; whoever waits for a server of which all permits are out is passed over. Lives
// on one executor.
class Permits : public std::enable_shared_from_this<Permits> {
 public:
  using TimePoint = std::chrono::steady_clock::time_point;
  struct Limits {
    std::size_t all;            // the most permits that are out at once
    std::size_t of_one_server;  // the most of them for the same server
  };

  // A permit. It is given back when this object is destroyed.
  class Permit {
   public:
    Permit(std::shared_ptr<Permits> permits, std::string server)
        : permits_(std::move(permits)), server_(std::move(server)) {}
    ~Permit() { permits_->end(server_); }
    Permit(const Permit&) = delete;

   private:
    std::shared_ptr<Permits> permits_;
    std::string server_;
  };

  explicit Permits(Limits limits) : limits_(limits) {}

  // Waits for a permit for this server. Null: there was none before the deadline, or stop() was
  // called.
  boost::asio::awaitable<std::unique_ptr<Permit>> take(std::string server, TimePoint deadline);
  // Whoever waits gets no permit.
  void stop();

 private:
  struct Waiting {
    std::string server;
    boost::asio::steady_timer timer;
    bool may_begin = false;
  };

  // Counts one more permit for this server. False: all are out.
  bool begin(const std::string& server);
  void end(const std::string& server);

  const Limits limits_;
  std::size_t begun_ = 0;
  std::map<std::string, std::size_t> begun_with_{};  // servers for which a permit is out
  std::deque<std::shared_ptr<Waiting>> waiting_{};
};

}  // namespace baton::connectors
