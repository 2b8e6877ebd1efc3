#pragma once

#include "baton/bus/bus.hpp"
#include "baton/ports/clock.hpp"
#include "baton/ports/connector.hpp"
#include "baton/ports/store.hpp"
#include "baton/runtime/runtime.hpp"
#include "baton/telemetry/metrics.hpp"
#include "runtime/processor.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>
#include <cstddef>
#include <deque>
#include <map>
#include <set>
#include <string>
#include <unordered_map>

namespace baton::runtime {

// Performs the actions that turns have decided, some at a time for each connection, and publishes how they ended. What it
// holds in memory can be had again from the outbox: the steps whose row says running. Lives on one executor.
class Dispatcher {
 public:
  Dispatcher(boost::asio::any_io_executor executor, ports::Store& store, bus::Bus& bus, ports::Connectors& connectors,
             ports::Clock& clock, telemetry::Metrics& metrics, const Options& options);

  // Takes over what a commit has decided.
  void take(Afterwards afterwards);
  // Takes up what the outbox holds and is not at hand, as after a start.
  boost::asio::awaitable<void> recover();
  // Begins nothing more.
  void stop();
  std::size_t in_flight() const { return in_flight_; }

 private:
  using Action = Afterwards::Action;
  struct Lane {
    std::deque<Action> ready;
    std::size_t in_flight = 0;
  };
  using StepKey = std::pair<std::int64_t, std::string>;

  void enqueue(Action action);
  void make_ready(Action action);
  void pump();
  void pump(const std::string& connection, Lane& lane);
  void arm();
  boost::asio::awaitable<void> perform(Action action);
  void refill_if_due();

  boost::asio::any_io_executor executor_;
  ports::Store& store_;
  bus::Bus& bus_;
  ports::Connectors& connectors_;
  ports::Clock& clock_;
  telemetry::Metrics& metrics_;
  const Options& options_;
  std::map<std::string, Lane> lanes_;
  std::multimap<core::Time, Action> later_;
  std::map<StepKey, int> at_hand_;    // step -> attempt: here until its outcome is recorded
  std::set<StepKey> over_meanwhile_;  // ended while the outbox was being read
  boost::asio::steady_timer timer_;
  boost::asio::steady_timer refill_timer_;
  std::optional<core::Time> armed_for_;
  std::size_t in_flight_ = 0;
  bool left_behind_ = false;  // the outbox holds more than is at hand
  bool refilling_ = false;
  bool stopped_ = false;
};

}  // namespace baton::runtime
