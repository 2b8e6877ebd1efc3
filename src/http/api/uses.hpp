#pragma once

#include "http/api/services.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>
#include <memory>

namespace baton::http {

// Stores, about once a minute, when tokens and sessions were last used. Several times a minute it
// looks for tokens and sessions whose time is over, so that their streams end. Lives on the
// executor of the server; borrows the services.
class Uses {
 public:
  Uses(boost::asio::any_io_executor executor, Services& services);
  ~Uses();
  Uses(const Uses&) = delete;
  Uses& operator=(const Uses&) = delete;

  void start();
  // Ends it, after it has stored what was used since the last time.
  boost::asio::awaitable<void> stop();

 private:
  // Shared with the coroutine, which looks whether it is to end before it touches the services.
  struct State {
    explicit State(const boost::asio::any_io_executor& executor) : timer(executor) {}
    boost::asio::steady_timer timer;
    bool stopped = false;
  };
  static boost::asio::awaitable<void> tick(std::shared_ptr<State> state, Services& services);
  static boost::asio::awaitable<void> store(Services& services);

  boost::asio::any_io_executor executor_;
  Services& services_;
  std::shared_ptr<State> state_;
};

}  // namespace baton::http
