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

// Stores what the next process must know of steady time, and looks every second whether the wall
// clock was set. Lives on one executor.
class Timekeeper {
 public:
  // What to do once a wall clock is trusted that was set back.
  using WentBack = std::function<boost::asio::awaitable<void>()>;

  // `kept` is called each time that steady time was stored, with the steady time up to which
  // actions may be begun from then on. `went_back` is called again, a second later, if it throws.
  Timekeeper(const boost::asio::any_io_executor& executor, ports::Store& store, ports::Clock& clock,
             telemetry::Metrics& metrics, std::function<void(core::Time)> kept,
             WentBack went_back = {})
      : store_(store),
        clock_(clock),
        metrics_(metrics),
        told_kept_(std::move(kept)),
        went_back_(std::move(went_back)),
        timer_(executor) {}

  // Continues steady time where the process before left it, in the first transaction of this one.
  // Returns the steady time up to which that process may have begun what was due.
  core::Time begin(ports::SettingsTx& tx);
  // Runs until stop().
  boost::asio::awaitable<void> run();
  // What run() does every second, but for storing: compares both clocks, and calls `went_back` when
  // that is to be done.
  boost::asio::awaitable<void> look();
  // Has run() end soon.
  void stop();
  // Stores for the next process how far steady time has come.
  boost::asio::awaitable<void> keep();
  // Compares both clocks. Returns false when the wall clock was set and has not stood for long
  // enough to be trusted.
  bool wall_agrees();

 private:
  ports::Store& store_;
  ports::Clock& clock_;
  telemetry::Metrics& metrics_;
  std::function<void(core::Time)> told_kept_;
  WentBack went_back_;
  boost::asio::steady_timer timer_;
  // How far the wall clock was ahead of steady time when what went_back_ does was right; unset
  // until the first look.
  std::optional<core::Duration> ahead_{};
  // The steady time at which it was last stored; unset when there is something new to store.
  std::optional<core::Time> kept_at_{};
  bool agreed_ = true;  // what wall_agrees() returned last
  bool stopped_ = false;
};

}  // namespace baton::runtime
