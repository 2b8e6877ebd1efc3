#pragma once

#include "baton/ports/store.hpp"
#include "baton/telemetry/metrics.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>

namespace baton::runtime {

// Looks once a second whether the store refuses events because too little of the disk is free, and
// says so in the log and in a metric: once when it begins, and once when it is over. Lives on one
// executor.
class ReserveWatch {
 public:
  ReserveWatch(const boost::asio::any_io_executor& executor, const ports::Store& store,
               telemetry::Metrics& metrics)
      : store_(store), metrics_(metrics), timer_(executor) {}

  // Runs until stop().
  boost::asio::awaitable<void> run();
  // Makes run() end soon.
  void stop();
  // Looks now. Returns true when that is another state than at the last look.
  bool look();

 private:
  const ports::Store& store_;
  telemetry::Metrics& metrics_;
  boost::asio::steady_timer timer_;
  bool reached_ = false;
  bool stopped_ = false;
};

}  // namespace baton::runtime
