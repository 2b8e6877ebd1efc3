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

// Hands out turns to conversations: so many at once, and so few of them with one server that a
// server that stalls does not keep the conversations with others waiting. First come, first served;
// whoever waits for a server that has no turn left is passed over. Lives on one executor.
class Turns : public std::enable_shared_from_this<Turns> {
 public:
  using TimePoint = std::chrono::steady_clock::time_point;
  struct Limits {
    std::size_t all;            // the most turns at once
    std::size_t of_one_server;  // the most of them with the same server
  };

  // A turn, which ends with this object.
  class Turn {
   public:
    Turn(std::shared_ptr<Turns> turns, std::string server)
        : turns_(std::move(turns)), server_(std::move(server)) {}
    ~Turn() { turns_->end(server_); }
    Turn(const Turn&) = delete;

   private:
    std::shared_ptr<Turns> turns_;
    std::string server_;
  };

  explicit Turns(Limits limits) : limits_(limits) {}

  // Waits for a turn with this server. Null: there was none before the deadline, or stop() was
  // called.
  boost::asio::awaitable<std::unique_ptr<Turn>> take(std::string server, TimePoint deadline);
  // Whoever waits gets no turn.
  void stop();

 private:
  struct Waiting {
    std::string server;
    boost::asio::steady_timer timer;
    bool may_begin = false;
  };

  // Counts one more turn with this server. False: there is none left.
  bool begin(const std::string& server);
  void end(const std::string& server);

  const Limits limits_;
  std::size_t begun_ = 0;
  std::map<std::string, std::size_t> begun_with_{};  // servers with a turn
  std::deque<std::shared_ptr<Waiting>> waiting_{};
};

}  // namespace baton::connectors
