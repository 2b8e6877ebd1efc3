#pragma once

#include "baton/ports/clock.hpp"
#include "baton/ports/store.hpp"
#include "baton/runtime/runtime.hpp"
#include "runtime/kpi_counts.hpp"
#include "runtime/recount.hpp"
#include "runtime/timekeeper.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>
#include <functional>

namespace baton::runtime {

// Deletes runs and events whose keeping time is over, a few at a time. Their age is measured in
// steady time. While the wall clock does not agree with steady time, nothing is deleted, because
// something is wrong with the time of this machine. Before it deletes anything, it counts the
// figures of workflows and the counts of KPIs anew if they were counted in another way, and rests
// after each part so that turns hardly slow down. Lives on one executor.
class Housekeeping {
 public:
  Housekeeping(const boost::asio::any_io_executor& executor, ports::Store& store,
               ports::Clock& clock, Timekeeper& timekeeper, PlanCache& plans, KpiCounts& kpi_counts,
               const Options& options)
      : store_(store),
        clock_(clock),
        timekeeper_(timekeeper),
        options_(options),
        timer_(executor),
        recount_(plans),
        kpi_counts_(kpi_counts) {}

  // To be called in a transaction before the first turn.
  void start(ports::Tx& tx) { recount_.start(tx); }
  // Runs until stop().
  boost::asio::awaitable<void> run();
  // Makes it look at once for work, before its next regular time.
  void look_now() { timer_.cancel(); }
  // Makes run() end soon.
  void stop();

 private:
  // Does a part of some work, in a transaction of its own. Returns false when nothing is left.
  using Part = std::function<bool(ports::Tx&)>;
  boost::asio::awaitable<void> do_all(Part part);

  ports::Store& store_;
  ports::Clock& clock_;
  Timekeeper& timekeeper_;
  const Options& options_;
  boost::asio::steady_timer timer_;
  Recount recount_;
  KpiCounts& kpi_counts_;
  bool stopped_ = false;
};

}  // namespace baton::runtime
