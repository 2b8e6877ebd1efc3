#pragma once

#include "baton/calendar/calendars.hpp"
#include "baton/ports/clock.hpp"
#include "baton/ports/store.hpp"
#include "baton/runtime/plan_cache.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>
#include <functional>
#include <memory>

namespace baton::runtime {

// Measures the loads of teams once a day, in UTC, so that each is compared with its own past. Lives
// on one executor.
class LoadWatch {
 public:
  // The business calendars that are asked now; never null.
  using Calendars = std::function<std::shared_ptr<const calendar::Calendars>()>;

  LoadWatch(const boost::asio::any_io_executor& executor, ports::Store& store, ports::Clock& clock,
            PlanCache& plans, Calendars calendars)
      : store_(store),
        clock_(clock),
        plans_(plans),
        calendars_(std::move(calendars)),
        timer_(executor) {}

  // Runs until stop().
  boost::asio::awaitable<void> run();
  // Makes run() end soon.
  void stop();
  // Measures if that was not done today. Throws what the store throws.
  boost::asio::awaitable<void> pass();

 private:
  ports::Store& store_;
  ports::Clock& clock_;
  PlanCache& plans_;
  Calendars calendars_;
  boost::asio::steady_timer timer_;
  bool stopped_ = false;
};

}  // namespace baton::runtime
