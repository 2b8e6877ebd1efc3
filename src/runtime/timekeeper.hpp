#pragma once

#include "baton/ports/clock.hpp"
#include "baton/ports/store.hpp"
#include "baton/telemetry/metrics.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>
#include <functional>
#include <optional>

namespace baton::runtime {

// Owns what the clock leaves to the next process, and looks every second whether the wall clock was
// set. Lives on one executor.
class Timekeeper {
 public:
  // `kept`: told the steady time up to which anything may be begun, each time that the store has
  // kept how far time has come.
  Timekeeper(const boost::asio::any_io_executor& executor, ports::Store& store, ports::Clock& clock,
             telemetry::Metrics& metrics, std::function<void(core::Time)> kept)
      : store_(store),
        clock_(clock),
        metrics_(metrics),
        told_kept_(std::move(kept)),
        timer_(executor) {}

  // In the first transaction of a process: goes on where the one before stood. Returns up to when
  // that may have begun what was due.
  core::Time begin(ports::Tx& tx);
  // Runs until stop().
  boost::asio::awaitable<void> run();
  void stop();
  // Leaves to the next process how far time has come.
  boost::asio::awaitable<void> keep();
  // Looks at both clocks. False: the wall clock was set, and has not stood for long enough to be
  // believed.
  bool wall_agrees();

 private:
  ports::Store& store_;
  ports::Clock& clock_;
  telemetry::Metrics& metrics_;
  std::function<void(core::Time)> told_kept_;
  boost::asio::steady_timer timer_;
  std::optional<core::Time> kept_at_{};  // steady time; unset: there is something new to be kept
  bool agreed_ = true;                   // at the last look
  bool stopped_ = false;
};

}  // namespace baton::runtime
