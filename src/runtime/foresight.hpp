#pragma once

#include "baton/bus/bus.hpp"
#include "baton/calendar/calendars.hpp"
#include "baton/core/event.hpp"
#include "baton/ports/clock.hpp"
#include "baton/ports/store.hpp"
#include "baton/runtime/plan_cache.hpp"
#include "baton/runtime/runtime.hpp"
#include "runtime/foresight_models.hpp"
#include "runtime/foresight_queue.hpp"
#include "runtime/rounds.hpp"
#include "runtime/workshop.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <cstddef>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

namespace baton::runtime {

// Keeps a forecast beside each open run (ports::ForecastRow), and publishes kRunAtRisk when a run
// will probably end late. It works beside the turns, a few runs at a time: it follows the journal,
// learns from runs as they end, and forecasts the open runs that have changed. The other open runs
// it forecasts again from time to time, because they become later while nothing happens.
//
// It reads beside the turns and computes on a thread of its own, which gives way to all other
// threads, and rests for twenty times as long as it has worked, so that it takes a twentieth
// of one processor at most. When runs change faster than that, it leaves some out: it learns from
// fewer, and forecasts the open ones when it comes to them.
//
// The event is published once each time that a run becomes at risk, even if the process is killed:
// the transaction that appends the event also stores that it was published. Lives on one executor.
class Foresight {
 public:
  // The business calendars that are asked now; never null.
  using Calendars = std::function<std::shared_ptr<const calendar::Calendars>()>;

  Foresight(boost::asio::any_io_executor executor, ports::Store& store, bus::Bus& bus,
            ports::Clock& clock, PlanCache& plans, Calendars calendars, const Options& options);

  // Runs until stop().
  boost::asio::awaitable<void> run();
  // Makes run() end soon.
  void stop() { rounds_.stop(); }

  // Does the next few runs. Returns false when nothing is left to do for now. Throws what the store
  // throws; then nothing was kept, and what was left is done later.
  boost::asio::awaitable<bool> pass();

 private:
  // What a read found of a few runs.
  struct Found {
    std::vector<RunSeen> open{};
    std::vector<RunSeen> ended{};
    // What is kept of the open ones, by their ids.
    std::map<core::RunId, ports::ForecastRow> kept{};
    // Runs that are not open, of which something is kept.
    std::vector<core::RunId> over{};
  };
  // What is to be stored.
  struct Outcome {
    std::vector<ports::ForecastRow> rows{};
    std::vector<core::Event> events{};
    std::vector<core::RunId> over{};
  };
  // The past of a workflow that is being read.
  struct Learning {
    core::RunId before{};
    std::size_t looked_at = 0;
    LearnedRuns counts{};
    std::map<core::RunId, RunSeen> found{};
    // Runs that nothing is learned from since they are damaged.
    std::set<core::RunId> damaged{};
  };

  boost::asio::awaitable<void> learn_some();
  boost::asio::awaitable<void> keep(Outcome outcome);
  Found read_runs(ports::Queries& queries, const std::vector<core::RunId>& runs);
  void want_to_know(Found& found);
  Outcome foresee(const Found& found, core::Time now, core::Time steady,
                  const calendar::Calendars& calendars);
  void decide_risk(const RunSeen& run, Foreseen& foreseen, bool was, Outcome& outcome) const;

  ports::Store& store_;
  bus::Bus& bus_;
  ports::Clock& clock_;
  PlanCache& plans_;
  Calendars calendars_;
  const Options& options_;
  Rounds rounds_;

  ForesightQueue queue_;
  std::map<std::string, Learning> learning_{};
  ForesightModels models_{};
  Workshop workshop_;  // the last: its thread uses the models
};

}  // namespace baton::runtime
