#pragma once

#include "baton/bus/bus.hpp"
#include "baton/core/ids.hpp"
#include "baton/core/time.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <memory>

namespace baton::http {

// Waits for the log to grow, for many followers at once and with a time limit, which
// bus::Bus::wait_past() has not. Follows the bus only while somebody waits. One thread.
class LogWatch {
 public:
  LogWatch(boost::asio::any_io_executor executor, bus::Bus& bus);
  // Resumes once the log is past `seen`, or after `within`, or when stop() is called.
  boost::asio::awaitable<void> past(core::EventId seen, core::Duration within);
  // Nobody waits any more, now or later.
  void stop();
  bool stopped() const;

 private:
  struct State;
  static boost::asio::awaitable<void> follow(std::shared_ptr<State> state);

  boost::asio::any_io_executor executor_;
  std::shared_ptr<State>
      state_;  // shared with follow(), which may be waiting in the bus when this goes
};

}  // namespace baton::http
