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
#include <cstdint>
#include <deque>
#include <limits>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>

namespace baton::runtime {

// Performs the actions that turns have decided, some at a time for each connection, and publishes how they ended. What it
// holds in memory can be had again from the outbox: the steps whose row says running or unknown. A connection may take up as
// much as is left free, of the places in memory and of those in flight: one whose vendor is down leaves half to the others,
// and so on. What it does not get, or what is far off, stays in the outbox until there is room and time for it. Lives on one
// executor.
class Dispatcher {
 public:
  Dispatcher(boost::asio::any_io_executor executor, ports::Store& store, bus::Bus& bus, ports::Connectors& connectors,
             ports::Clock& clock, telemetry::Metrics& metrics, const Options& options);

  // Takes over what a commit has decided.
  void take(Afterwards afterwards);
  // Begins to take up what the outbox holds, after a start: whether it was sent before is not known.
  boost::asio::awaitable<void> recover();
  // Begins nothing more.
  void stop();
  std::size_t in_flight() const { return in_flight_; }

 private:
  using Action = Afterwards::Action;
  using StepKey = std::pair<std::int64_t, std::string>;
  // What is at hand of one connection, and what is known of the rest.
  struct Lane {
    std::deque<Action> ready;
    std::size_t at_hand = 0;
    std::size_t asleep = 0;  // of these, in later_
    std::size_t in_flight = 0;
    bool left_behind = false;         // the outbox holds more that could be begun
    std::optional<core::Time> due{};  // when to look into the outbox for what was far off
    std::set<StepKey> barren{};       // rows of the outbox that nothing could be made of
    std::uint64_t refilled = 0;       // the higher, the later
  };
  using Lanes = std::map<std::string, Lane>;
  struct Place {
    int attempt;
    Lane* lane;
  };

  bool enqueue(Action action, Lane& lane, Lane& outbox, core::Time now);
  void let_go(const StepKey& step);
  void wake(core::Time now);
  void pump();
  void pump(const std::string& connection, Lane& lane);
  void arm(core::Time due);
  void came_due();
  boost::asio::awaitable<void> perform(Action action);
  std::size_t room(const Lane& lane) const;
  core::Time horizon(const Lane& lane, core::Time now) const;
  bool wants_refill(const Lane& lane, core::Time now) const;
  Lanes::value_type* next_to_refill();
  void refill_if_due();
  boost::asio::awaitable<void> refill_all();
  boost::asio::awaitable<void> refill(std::string connection, Lane& lane);
  static void look_again(Lane& lane, core::Time at);

  boost::asio::any_io_executor executor_;
  ports::Store& store_;
  bus::Bus& bus_;
  ports::Connectors& connectors_;
  ports::Clock& clock_;
  telemetry::Metrics& metrics_;
  const Options& options_;
  Lanes lanes_;  // by connection; "": what was stored before its connection was kept
  std::multimap<core::Time, Action> later_;
  std::map<StepKey, Place> at_hand_;  // here until its outcome is recorded
  std::set<StepKey> over_meanwhile_;  // ended, or put off, while the outbox was being read
  boost::asio::steady_timer timer_;
  std::optional<core::Time> armed_for_;
  std::size_t in_flight_ = 0;
  std::string served_last_;
  std::uint64_t refills_ = 0;
  core::Time began_ = core::Time::max();  // and what was in the journal by then, an earlier process decided
  std::int64_t began_at_ = std::numeric_limits<std::int64_t>::max();
  bool refilling_ = false;
  bool stopped_ = false;
};

}  // namespace baton::runtime
