#pragma once

#include "baton/bus/bus.hpp"
#include "baton/ports/clock.hpp"
#include "baton/ports/store.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>
#include <functional>
#include <map>
#include <string>
#include <utility>

namespace baton::runtime {

// Watches both clocks and publishes an event for each alarm that is due. For a poll that is due it
// tells the poller instead. An alarm that ends a length of time follows steady time, one that names
// a time of day follows the wall clock, and one of schedules follows the wall time that is trusted
// (ports::Clock::believed()). Only the earliest due time by each clock is held in memory; the
// alarms are read from the store. Lives on one executor.
class Timers {
 public:
  // Told the name of a poll that is due.
  using PollDue = std::function<void(const std::string& poll)>;

  Timers(const boost::asio::any_io_executor& executor, ports::Store& store, bus::Bus& bus,
         ports::Clock& clock, PollDue poll_due = {})
      : store_(store), bus_(bus), clock_(clock), poll_due_(std::move(poll_due)), timer_(executor) {}

  // Runs until stop().
  boost::asio::awaitable<void> run();
  // Call it when alarms were set for these times; run() then wakes up for them.
  void notice(const ports::NextDue& due);
  // Makes run() end soon.
  void stop();

 private:
  boost::asio::awaitable<void> publish_due();
  boost::asio::awaitable<void> sleep();
  bool any_due() const;
  // The later of the times by which an alarm of the wall clock may be due.
  core::Time furthest_wall() const;
  bool is_due(const ports::AlarmRow& alarm) const;
  void tell(const ports::AlarmRow& alarm, core::Time wall);

  ports::Store& store_;
  bus::Bus& bus_;
  ports::Clock& clock_;
  PollDue poll_due_;
  boost::asio::steady_timer timer_;
  ports::NextDue next_;
  // Until when, in steady time, alarms that go by the wall clock are not read again.
  core::Time wall_rests_until_{};
  // The alarms that were published and are still set, with the steady time at which they were.
  std::map<ports::AlarmRow, core::Time> published_;
  bool stopped_ = false;
};

}  // namespace baton::runtime
