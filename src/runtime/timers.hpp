#pragma once

#include "baton/bus/bus.hpp"
#include "baton/ports/clock.hpp"
#include "baton/ports/store.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>
#include <map>

namespace baton::runtime {

// Watches both clocks for alarms, and publishes what is due: what ends a length of time by steady
// time, what names a time on the wall by the wall clock. Holds two times in memory; the rest is
// found in the store. Lives on one executor.
class Timers {
 public:
  Timers(const boost::asio::any_io_executor& executor, ports::Store& store, bus::Bus& bus,
         ports::Clock& clock)
      : store_(store), bus_(bus), clock_(clock), timer_(executor) {}

  // Runs until stop().
  boost::asio::awaitable<void> run();
  // Something is due at these times: sees to it that run() does not sleep past them.
  void notice(const ports::NextDue& due);
  void stop();

 private:
  boost::asio::awaitable<void> publish_due();
  boost::asio::awaitable<void> sleep();
  bool any_due() const;

  ports::Store& store_;
  bus::Bus& bus_;
  ports::Clock& clock_;
  boost::asio::steady_timer timer_;
  ports::NextDue next_;
  std::map<ports::AlarmRow, core::Time>
      published_;  // due, and not stepped yet: when it was published
  bool stopped_ = false;
};

}  // namespace baton::runtime
