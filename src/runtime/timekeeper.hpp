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

// Looks after the two times of a ports::Clock, which that header explains. At least every minute it
// stores how far steady time has come, so that the next process can continue it. Every second it
// compares the wall clock with steady time, which shows whether somebody has set the wall clock.
// Lives on one executor.
class Timekeeper {
 public:
  // Called after the wall clock was set back, as soon as it has stood for long enough to be trusted
  // again. It sets anew whatever was set by the later time.
  using WentBack = std::function<boost::asio::awaitable<void>()>;

  // `kept` is called each time that steady time was stored. It is given a steady time: actions that
  // are due after it may not be begun until `kept` is called again (Clock::kKeptFor). If
  // `went_back` throws, it is called again a second later.
  Timekeeper(const boost::asio::any_io_executor& executor, ports::Store& store, ports::Clock& clock,
             telemetry::Metrics& metrics, std::function<void(core::Time)> kept,
             WentBack went_back = {})
      : store_(store),
        clock_(clock),
        metrics_(metrics),
        told_kept_(std::move(kept)),
        went_back_(std::move(went_back)),
        timer_(executor) {}

  // Continues steady time where the process before this one left it. It is called once, in the
  // first transaction of this process. Returns the steady time up to which the process before may
  // have begun what was due.
  core::Time begin(ports::SettingsTx& tx);
  // Runs until stop().
  boost::asio::awaitable<void> run();
  // Compares both clocks, and calls `went_back` if the wall clock was set back and is trusted
  // again. run() calls it every second.
  boost::asio::awaitable<void> look();
  // Makes run() end soon.
  void stop();
  // Stores for the next process how far steady time has come. If the store fails, the log says so,
  // and run() tries it again a second later.
  boost::asio::awaitable<void> keep();
  // Compares both clocks. Returns false while the wall clock is not trusted: somebody has set it,
  // and it has not stood for long enough since.
  bool wall_agrees();

 private:
  ports::Store& store_;
  ports::Clock& clock_;
  telemetry::Metrics& metrics_;
  std::function<void(core::Time)> told_kept_;
  WentBack went_back_;
  boost::asio::steady_timer timer_;
  // How far the wall clock was ahead of steady time at the last look that left nothing to do for
  // went_back_. When it is less far ahead now, it went back. Unset until begin() or the first look.
  std::optional<core::Duration> ahead_{};
  // When steady time was last stored, in steady time. Unset when the clock has something new to be
  // stored at once.
  std::optional<core::Time> kept_at_{};
  bool agreed_ = true;  // what wall_agrees() returned last
  bool stopped_ = false;
};

}  // namespace baton::runtime
