#pragma once

#include "baton/bus/bus.hpp"
#include "baton/ports/clock.hpp"
#include "baton/ports/store.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>
#include <map>
#include <optional>
#include <string>
#include <tuple>

namespace baton::runtime {

// Watches the clock for steps that sleep, wait with an end, or have a gate to be asked again, and publishes that they are due.
// Holds one time in memory; the rest is found by index. Lives on one executor.
class Timers {
 public:
  Timers(const boost::asio::any_io_executor& executor, ports::Store& store, bus::Bus& bus, ports::Clock& clock)
      : store_(store), bus_(bus), clock_(clock), timer_(executor) {}

  // Runs until stop().
  boost::asio::awaitable<void> run();
  // Something is due at `due`: sees to it that run() does not sleep past it.
  void notice(core::Time due);
  void stop();

 private:
  boost::asio::awaitable<void> publish_due();
  boost::asio::awaitable<void> sleep();

  // The status belongs to it: a gate and the sleep behind it may be due at one time. And whether the wall clock has reached it.
  using Due = std::tuple<core::RunId, std::string, core::StepStatus, core::Time, bool>;

  ports::Store& store_;
  bus::Bus& bus_;
  ports::Clock& clock_;
  boost::asio::steady_timer timer_;
  std::optional<core::Time> next_;
  std::map<Due, core::Time> published_;  // due, and not stepped yet: when it was published
  core::Duration set_back_{};            // by how much the wall clock was when they were
  std::size_t unanswered_ = 0;           // of these, what waits for the wall clock
  bool stopped_ = false;
};

}  // namespace baton::runtime
