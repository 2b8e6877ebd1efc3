#pragma once

#include "baton/bus/bus.hpp"
#include "baton/ports/clock.hpp"
#include "baton/ports/store.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>
#include <map>

namespace baton::runtime {

// Watches both clocks and publishes an event for each alarm that is due. An alarm that ends a
// length of time goes by steady time; one that names a time of day goes by the wall clock. Only the
// earliest due time by each clock is held in memory; the alarms are read from the store. Lives on
// one executor.
class Timers {
 public:
  Timers(const boost::asio::any_io_executor& executor, ports::Store& store, bus::Bus& bus,
         ports::Clock& clock)
      : store_(store), bus_(bus), clock_(clock), timer_(executor) {}

  // Runs until stop().
  boost::asio::awaitable<void> run();
  // Alarms were set for these times; run() wakes up for them.
  void notice(const ports::NextDue& due);
  // Has run() end soon.
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
  // The alarms that were published and are still set, with the steady time at which they were.
  std::map<ports::AlarmRow, core::Time> published_;
  bool stopped_ = false;
};

}  // namespace baton::runtime
