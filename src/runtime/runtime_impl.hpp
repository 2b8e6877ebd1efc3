#pragma once

#include "baton/runtime/feed.hpp"
#include "baton/runtime/plan_cache.hpp"
#include "baton/runtime/runtime.hpp"
#include "runtime/catalog.hpp"
#include "runtime/commands.hpp"
#include "runtime/detector_watch.hpp"
#include "runtime/dispatcher.hpp"
#include "runtime/foresight.hpp"
#include "runtime/free_places.hpp"
#include "runtime/goal_watch.hpp"
#include "runtime/housekeeping.hpp"
#include "runtime/load_watch.hpp"
#include "runtime/poller.hpp"
#include "runtime/processor.hpp"
#include "runtime/publishing.hpp"
#include "runtime/reserve_watch.hpp"
#include "runtime/timekeeper.hpp"
#include "runtime/timers.hpp"
#include "runtime/turn.hpp"
#include "runtime/why.hpp"
#include "runtime/workshop.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <cstddef>
#include <memory>
#include <string>
#include <vector>

namespace baton::runtime {

// The parts of a runtime, in the order in which they are built. The member functions of Runtime are
// in five files: runtime.cpp builds, starts and ends the parts; runtime_definitions.cpp replaces
// what is read from files of the configuration; runtime_publishing.cpp has templates and drafts;
// runtime_reads.cpp answers what people ask; runtime_commands.cpp does what they command.
class Runtime::Impl {
 public:
  Impl(boost::asio::any_io_executor on, ports::Store& the_store, bus::Bus& the_bus,
       ports::Connectors& the_connectors, ports::Clock& the_clock, ports::Random& random,
       telemetry::Metrics& the_metrics, Options given);

  // Passes on what a turn has decided. On the store's thread.
  void committed(Afterwards afterwards);
  // Sets the alarms of all schedules by the wall clock as it is trusted now. On the executor.
  boost::asio::awaitable<void> arm_schedules();
  // Wakes the turns after a while. Any thread.
  void try_later(core::Duration after);
  // What an explanation needs beside the store. On the executor.
  WhyNow why_now(std::vector<ports::LaneState> waiting) const;
  // What is said when a template cannot be checked now.
  static Workshop::Refusals no_check();
  // What is said when a draft cannot be tried now.
  static Workshop::Refusals no_trial();

  boost::asio::any_io_executor executor;
  ports::Store& store;
  bus::Bus& bus;
  ports::Connectors& connectors;
  ports::Clock& clock;
  telemetry::Metrics& metrics;
  Options options;
  std::shared_ptr<const calendar::Calendars> calendars;
  std::shared_ptr<const routing::Routes> routes;
  std::shared_ptr<const facts::Definitions> facts;
  std::shared_ptr<const goals::Tree> goals;
  std::shared_ptr<const kpis::Definitions> kpis;
  std::shared_ptr<const detectors::Definitions> detectors;
  PlanCache plans;
  Catalog catalog;
  Processor processor;
  Dispatcher dispatcher;
  Timers timers;
  Poller poller;
  const Armed armed = [this](core::Time due) { timers.notice({{}, due}); };
  const Raised raised = [this](const std::string& workflow) {
    boost::asio::post(executor, [this, workflow] { free_places.raised(workflow); });
  };
  Timekeeper timekeeper;
  boost::asio::steady_timer later;
  Housekeeping housekeeping;
  Foresight foresight;
  GoalWatch goal_watch;
  DetectorWatch detector_watch;
  LoadWatch load_watch;
  ReserveWatch reserve_watch;
  FreePlaces free_places;
  Feed feed;
  Workshop workshop;
  Workshop trials;  // each may take seconds, and publishing does not wait behind them
  std::shared_ptr<std::size_t> drafts_tried = std::make_shared<std::size_t>(0);
  Publishing publishing;
  Commands commands;
  Turns turns;
};

}  // namespace baton::runtime
