#pragma once

#include "baton/bus/bus.hpp"
#include "baton/core/ids.hpp"
#include "baton/core/time.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <memory>

namespace baton::http {

// Lets many requests wait for the log to grow, each with its own time limit. (Bus::wait_past() has
// no time limit.) It follows the bus only while somebody waits. Lives on one executor, and all of
// it is called from there; it may be destroyed while somebody waits.
class LogWatch {
 public:
  // `bus` is borrowed.
  LogWatch(boost::asio::any_io_executor executor, bus::Bus& bus);
  // Resumes once the log is past `seen`, or after `within`, or when stop() is called, whichever
  // comes first.
  boost::asio::awaitable<void> past(core::EventId seen, core::Duration within);
  // Ends all waiting: past() resumes at once, now and later.
  void stop();
  bool stopped() const;

 private:
  struct State;
  static boost::asio::awaitable<void> follow(std::shared_ptr<State> state);

  boost::asio::any_io_executor executor_;
  // Shared with follow(), which may still be waiting for the bus when this object is destroyed.
  std::shared_ptr<State> state_;
};

}  // namespace baton::http
